/** Routes and rules of one owner together: routes first when they come, rules first when they go. */

import { type Routing, routeKey, routeText, ruleKey, ruleText } from '../../../vrrp/routing-entries.js';
import { type Route, RT_TABLE_MAIN, type Rule } from '../../../vrrp/settings.js';
import { encodeRouteRequest, type RouteRequest, routeIdentity } from '../../../wire/netlink/route.js';
import { encodeRuleRequest, ruleIdentity } from '../../../wire/netlink/rule.js';
import { type EntryKind, type EntryPorts, HeldEntries } from './held-entries.js';

/** What is known of a device. */
export interface RoutingDevice {
  readonly index: number;
  /** Of a VRF. */
  readonly table?: number;
}

export interface RoutingPorts extends EntryPorts {
  /** Undefined while there is no such device. */
  device(name: string): RoutingDevice | undefined;
  /** Whether another owner holds a route or a rule of this key. */
  isRouteHeldElsewhere(key: string): boolean;
  isRuleHeldElsewhere(key: string): boolean;
}

export class HeldRouting {
  readonly routes: HeldEntries<Route>;
  readonly rules: HeldEntries<Rule>;

  constructor(owner: string, ports: RoutingPorts) {
    this.routes = new HeldEntries(owner, routeKind(ports), ports, key => ports.isRouteHeldElsewhere(key));
    this.rules = new HeldEntries(owner, RULES, ports, key => ports.isRuleHeldElsewhere(key));
  }

  /** Works out beforehand what adding these will ask of the kernel. */
  prepare({ routes, rules }: Routing): void {
    this.routes.forgetPlaces(routes);
    this.routes.prepare(routes);
    this.rules.prepare(rules);
  }

  /** Adds them once `after` is settled: what makes their gateways reachable. */
  add({ routes, rules }: Routing, after?: Promise<unknown>): void {
    if (routes.length > 0) this.routes.add(routes, after);
    if (rules.length > 0) this.rules.add(rules, routes.length > 0 ? this.routes.settled() : after);
  }

  remove({ routes, rules }: Routing): void {
    if (rules.length > 0) this.rules.remove(rules);
    if (routes.length > 0) this.routes.remove(routes);
  }

  removeAll(): void {
    this.rules.removeAll();
    this.routes.removeAll();
  }

  /** Of a predecessor that crashed; only what is marked as keepalived's. */
  removeLeftovers({ routes, rules }: Routing, protocol: number): void {
    const isOurs = (entry: { readonly protocol: number }) => entry.protocol === protocol;
    this.rules.removeLeftovers(rules.filter(isOurs));
    this.routes.removeLeftovers(routes.filter(isOurs));
  }

  async settled(): Promise<void> {
    await Promise.all([this.routes.settled(), this.rules.settled()]);
  }
}

function routeKind({ device }: Pick<RoutingPorts, 'device'>): EntryKind<Route> {
  return {
    name: 'route',
    absent: 'ESRCH',
    keyOf: routeKey,
    textOf: routeText,
    place(route) {
      const request = routeRequest(route, device);
      if (typeof request === 'string') return request;
      return {
        add: encodeRouteRequest('add', request),
        remove: encodeRouteRequest('remove', request),
        identity: routeIdentity(request),
        ...(request.ifindex === undefined ? {} : { ifindex: request.ifindex }),
      };
    },
  };
}

const RULES: EntryKind<Rule> = {
  name: 'rule',
  absent: 'ENOENT',
  keyOf: ruleKey,
  textOf: ruleText,
  place: rule => ({
    add: encodeRuleRequest('add', rule),
    remove: encodeRuleRequest('remove', rule),
    identity: ruleIdentity(rule),
  }),
};

/** What to ask the kernel for; a text: the device that does not exist. */
export function routeRequest(route: Route, device: RoutingPorts['device']): RouteRequest | string {
  const { device: name, vrf, table, nexthops, ...rest } = route;
  const own = name === undefined ? undefined : device(name);
  if (name !== undefined && own === undefined) return name;
  const vrfTable = vrf === undefined ? undefined : device(vrf)?.table;
  if (vrf !== undefined && vrfTable === undefined) return vrf;
  const missing = nexthops.find(hop => hop.device !== undefined && device(hop.device) === undefined);
  if (missing?.device !== undefined) return missing.device;
  return {
    ...rest,
    table: table ?? vrfTable ?? RT_TABLE_MAIN,
    nexthops: nexthops.map(({ device: hopDevice, ...hop }) => ({
      ...hop,
      ifindex: hopDevice === undefined ? 0 : device(hopDevice)!.index,
    })),
    ...(own === undefined ? {} : { ifindex: own.index }),
  };
}
