/**
 * Static addresses, routes and rules: there from the start to the stop, whoever is master. What is tracked and somebody
 * else removes is put back at once, and again when its link comes up, for a link takes routes and IPv6 addresses with it.
 */
import { setImmediate } from 'node:timers';
import { isDeepStrictEqual } from 'node:util';
import type { Log } from '../../../base/log.js';
import type { AddressEvent, LinkEvent } from '../../../sys/links.js';
import { diffRouting, NO_ROUTING, type Routing, routeText, ruleText } from '../../../vrrp/routing-entries.js';
import type { Route, StaticAddress, VrrpSettings } from '../../../vrrp/settings.js';
import type { AddressRequest } from '../../../wire/netlink/rtnetlink.js';
import type { HeldAddresses } from './addresses.js';
import type { HeldEntry } from './held-entries.js';
import type { HeldRouting } from './routing.js';

export interface StaticPorts {
  readonly addresses: HeldAddresses;
  readonly routing: HeldRouting;
  /** The name of a device. */
  deviceName(ifindex: number): string | undefined;
  /** An address of ours is there although an old report says that it has gone. */
  noteAddress(ifindex: number, request: AddressRequest): void;
  readonly log: Log;
}

type StaticSettings = Pick<VrrpSettings, 'staticAddresses' | 'staticRoutes' | 'staticRules'>;

export class StaticEntries {
  readonly #ports: StaticPorts;
  #addresses: readonly StaticAddress[] = [];
  #routing: Routing = NO_ROUTING;

  constructor(ports: StaticPorts) {
    this.#ports = ports;
  }

  get addresses(): HeldAddresses {
    return this.#ports.addresses;
  }

  get routing(): HeldRouting {
    return this.#ports.routing;
  }

  /** Whether somebody has to watch what is removed. */
  get hasTracked(): boolean {
    return [...this.#routing.routes, ...this.#routing.rules].some(({ tracked }) => tracked);
  }

  /** Takes over the settings: removes what is not in them any more, then adds what is new. */
  configure({ staticAddresses, staticRoutes, staticRules }: StaticSettings): void {
    const { addresses, routing } = this.#ports;
    const change = diffRouting(this.#routing, { routes: staticRoutes, rules: staticRules });
    const removed = missingFrom(staticAddresses, this.#addresses);
    const added = missingFrom(this.#addresses, staticAddresses);
    this.#addresses = staticAddresses;
    this.#routing = { routes: staticRoutes, rules: staticRules };

    routing.remove(change.removed);
    if (removed.length > 0) addresses.remove(removed);
    if (added.length > 0) addresses.add(added);
    routing.add(change.added, addresses.settled());
  }

  /** An interface has changed; `isUp` says how it is now. */
  linkChanged({ kind, link }: LinkEvent): void {
    if (kind === 'remove' || !link.up) return;
    const { addresses, routing } = this.#ports;
    const ownAddresses = this.#addresses.filter(each => each.tracked && each.device === link.name);
    if (ownAddresses.length > 0) addresses.add(ownAddresses);
    const ownRoutes = this.#routing.routes.filter(each => each.tracked && usesDevice(each, link.name));
    if (ownRoutes.length === 0) return;
    routing.routes.forgetPlaces(ownRoutes);
    routing.routes.add(ownRoutes, addresses.settled());
  }

  /** The kernel reports an address. */
  addressChanged({ kind, ifindex, address: { address, prefixLength } }: AddressEvent): void {
    if (kind !== 'remove') return;
    const { addresses } = this.#ports;
    const entry = addresses.departed(ifindex, address.text, prefixLength);
    if (entry === undefined) {
      // The late report of a removal of ours, and since then it was added again.
      const again = addresses.confirmed(ifindex, address.text, prefixLength);
      if (again !== undefined) this.#ports.noteAddress(ifindex, again);
      return;
    }
    if (!entry.tracked) return;
    setImmediate(() => {
      // With its interface it is gone; it comes back with it.
      if (!addresses.holds(entry) || this.#ports.deviceName(ifindex) === undefined) return;
      this.#sayRestored(`address ${address.text}/${prefixLength}`);
      addresses.add([entry]);
    });
  }

  /** Somebody else removed a route. */
  routeRemoved({ entry }: HeldEntry<Route>): void {
    if (!entry.tracked) return;
    this.#sayRestored(`route ${routeText(entry)}`);
    this.#ports.routing.routes.add([entry]);
  }

  /** Somebody else removed a rule. */
  ruleRemoved({ entry }: HeldEntry<Routing['rules'][number]>): void {
    if (!entry.tracked) return;
    this.#sayRestored(`rule ${ruleText(entry)}`);
    this.#ports.routing.rules.add([entry]);
  }

  /** Removes everything; settles when it is gone. */
  async stop(): Promise<void> {
    const { addresses, routing } = this.#ports;
    routing.removeAll();
    if (this.#addresses.length > 0) addresses.remove(this.#addresses);
    this.#addresses = [];
    this.#routing = NO_ROUTING;
    await Promise.all([addresses.settled(), routing.settled()]);
  }

  #sayRestored(what: string): void {
    this.#ports.log({
      level: 'info',
      text: `putting back the static ${what}, which somebody else removed`,
      fields: { code: 'static-restored' },
    });
  }
}

function usesDevice({ device, nexthops }: Route, name: string): boolean {
  return device === name || nexthops.some(hop => hop.device === name);
}

/** The entries that are not, as the kernel is told of them, in `there`. */
function missingFrom(there: readonly StaticAddress[], entries: readonly StaticAddress[]): readonly StaticAddress[] {
  if (there === entries) return [];
  const same = new Set(there);
  const told = ({ tracked: _, trackGroup: __, ...address }: StaticAddress) => address;
  const known = there.map(told);
  return entries.filter(entry => !same.has(entry) && !known.some(each => isDeepStrictEqual(each, told(entry))));
}
