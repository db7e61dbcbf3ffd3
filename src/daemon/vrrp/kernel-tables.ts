/**
 * What this process keeps in the kernel besides the virtual addresses: the routes and rules of the instances, and static
 * addresses, routes and rules.
 */
import type { Log } from '../../base/log.js';
import type { ReceiveBuffer } from '../../config/settings.js';
import type { AddressEvent, LinkEvent, LinkWatch } from '../../sys/links.js';
import type { NetlinkSocket } from '../../sys/netlink-socket.js';
import { askRouting } from '../../sys/routing.js';
import { routingDevices } from '../../vrrp/routing-entries.js';
import { PROTOCOL_KEEPALIVED, type VrrpSettings } from '../../vrrp/settings.js';
import type { InstanceRunner, RoutingEffect } from './instance-runner.js';
import { type AddressPorts, HeldAddresses } from './perform/addresses.js';
import { HeldRouting, type RoutingPorts } from './perform/routing.js';
import { StaticEntries } from './perform/static.js';
import { RemovedRouting } from './removed-routing.js';

export interface KernelTablesPorts {
  readonly netlink: NetlinkSocket;
  readonly links: LinkWatch;
  /** Adds and removes addresses. */
  readonly applyAddresses: AddressPorts['apply'];
  readonly replaceAddresses: AddressPorts['replace'];
  /** All who hold addresses, those here included. */
  readonly holders: AddressPorts['holders'];
  /** Whether an instance holds this very address. */
  readonly isHeldByInstance: AddressPorts['isHeldElsewhere'];
  readonly log: Log;
}

export class KernelTables {
  readonly #ports: KernelTablesPorts;
  readonly #routings = new Map<InstanceRunner, HeldRouting>();
  readonly #statics: StaticEntries;
  readonly #removed: RemovedRouting;

  constructor(ports: KernelTablesPorts) {
    const { links, log, netlink } = ports;
    this.#ports = ports;
    this.#statics = new StaticEntries({
      addresses: new HeldAddresses('static', '', {
        interfaceIndex: name => links.byName(name)?.index,
        apply: ports.applyAddresses,
        replace: ports.replaceAddresses,
        holders: ports.holders,
        isHeldElsewhere: ports.isHeldByInstance,
        log,
      }),
      routing: this.#newRouting('static'),
      deviceName: index => links.byIndex(index)?.name,
      noteAddress: (ifindex, request) => links.added(ifindex, request),
      log,
    });
    const routings = this.#routings;
    this.#removed = new RemovedRouting({ ownPort: netlink.port, links, routings, statics: this.#statics, log });
  }

  /** The static addresses. */
  get staticAddresses(): HeldAddresses {
    return this.#statics.addresses;
  }

  /** Adds what is static, or the difference to what is there; and begins to watch, if there is something to be watched. */
  configure(settings: VrrpSettings): void {
    this.#statics.configure(settings);
    const all = settings.instances.flatMap(({ routes, rules }) => [...routes, ...rules]);
    this.#removed.watch(this.#statics.hasTracked || all.some(({ tracked }) => tracked));
  }

  /** Receive buffer of the socket that hears of removed routes and rules. */
  sizeBuffer(buffer: ReceiveBuffer): void {
    this.#removed.sizeBuffer(buffer);
  }

  /** An instance begins: what a predecessor that crashed has left of its routes and rules goes. */
  enter(runner: InstanceRunner): void {
    const routing = this.#newRouting(runner.settings.name);
    this.#routings.set(runner, routing);
    routing.removeLeftovers(runner.settings, PROTOCOL_KEEPALIVED);
    routing.prepare(runner.settings);
  }

  /** The settings of an instance have changed. */
  change(runner: InstanceRunner): void {
    this.#routings.get(runner)?.prepare(runner.settings);
  }

  /** An instance has left; settles when its routes and rules are gone. */
  async leave(runner: InstanceRunner): Promise<void> {
    const routing = this.#routings.get(runner);
    this.#routings.delete(runner);
    await routing?.settled();
  }

  /** Carries out an effect. */
  perform(runner: InstanceRunner, effect: RoutingEffect): void {
    const routing = this.#routings.get(runner);
    if (effect.kind === 'add-routes') routing?.add(effect, runner.addresses.settled());
    else routing?.remove(effect);
  }

  /** The kernel reports an interface. */
  linkChanged(event: LinkEvent): void {
    // Under its name there may be another device now.
    if (event.kind !== 'change') {
      for (const [runner, routing] of this.#routings) {
        const { routes, rules } = runner.settings;
        const all = { routes: routes.map(route => ({ ...route, tracked: true })), rules };
        if (routingDevices(all).includes(event.link.name)) routing.prepare(runner.settings);
      }
    }
    this.#statics.linkChanged(event);
  }

  /** The kernel reports an address. */
  addressChanged(event: AddressEvent): void {
    this.#statics.addressChanged(event);
  }

  /** Reports about addresses were lost. */
  reportsLost(): void {
    this.#statics.addresses.forgetDepartures();
  }

  /** Removes what is static; settles when it is gone. */
  async stop(): Promise<void> {
    this.#removed.close();
    await this.#statics.stop();
  }

  #newRouting(owner: string): HeldRouting {
    const { links, netlink, log } = this.#ports;
    const holders = () => [...this.#routings.values(), this.#statics.routing].filter(each => each !== routing);
    const ports: RoutingPorts = {
      device(name) {
        const link = links.byName(name);
        if (link === undefined) return undefined;
        return { index: link.index, ...(link.vrfTable === undefined ? {} : { table: link.vrfTable }) };
      },
      ask: requests => askRouting(netlink, requests),
      isRouteHeldElsewhere: key => holders().some(each => each.routes.wants(key)),
      isRuleHeldElsewhere: key => holders().some(each => each.rules.wants(key)),
      log,
    };
    const routing: HeldRouting = new HeldRouting(owner, ports);
    return routing;
  }
}
