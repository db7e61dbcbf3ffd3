/**
 * Whether the kernel still has what instances hold: addresses that somebody else removes, that go with their interface
 * or with its link, and those whose going was never reported.
 */
import type { AddressEvent, LinkState, LinkWatch } from '../../sys/links.js';
import type { VirtualAddress } from '../../vrrp/settings.js';
import type { InstanceRunner } from './instance-runner.js';
import type { HeldAddresses } from './perform/addresses.js';

export interface HeldWatchPorts {
  readonly links: LinkWatch;
  /** The instances that run, by name. */
  readonly runners: ReadonlyMap<string, InstanceRunner>;
}

export class HeldWatch {
  readonly #ports: HeldWatchPorts;
  readonly #links: LinkWatch;
  /** While the tables are read anew: what was held and in the kernel when that began. */
  readonly #heldBeforeReading = new Map<InstanceRunner, ReturnType<HeldAddresses['held']>>();

  constructor(ports: HeldWatchPorts) {
    this.#ports = ports;
    this.#links = ports.links;
  }

  /** Who did not take notice of the link's absence, or not yet, may have lost what went with it. */
  linkReturned({ name, index }: LinkState, concerns: (runner: InstanceRunner) => boolean): void {
    const there = new Set(this.#links.addresses(index).map(({ address }) => address.text));
    for (const runner of this.#ports.runners.values()) {
      if (!concerns(runner)) continue;
      const held = runner.addresses.held().filter(({ ifindex }) => ifindex === index);
      const missing = held.flatMap(({ entry }) => (there.has(entry.address.text) ? [] : entry));
      runner.handle({ kind: 'link-returned', interface: name, missing });
    }
  }

  /** An interface has gone, and an instance holds an address there still: it does not track the one, but the other. */
  interfaceLost(runner: InstanceRunner, { index, name }: LinkState): void {
    const lost = runner.addresses.held().find(({ entry, ifindex }) => ifindex === index && entry.tracked);
    if (lost !== undefined) runner.handle({ kind: 'address-removed', address: lost.entry.address, device: name });
  }

  /** An interface is there, and a master that does not track it had to take over without the addresses it has there. */
  interfaceCame(runner: InstanceRunner, { name }: LinkState): void {
    const { settings, machine, addresses } = runner;
    if (settings.tracksPrimary || machine.state !== 'MASTER') return;
    const lacking = runner.virtualAddresses().find(entry => {
      const isHere = entry.tracked && (entry.device ?? settings.interface) === name;
      return isHere && !addresses.holds(entry) && addresses.addition?.covers(entry) !== true;
    });
    if (lacking !== undefined) runner.handle({ kind: 'address-removed', address: lacking.address, device: name });
  }

  /** The kernel reports an address gone. */
  departed(runner: InstanceRunner, { ifindex, address: { address, prefixLength } }: AddressEvent): void {
    const entry = runner.addresses.departed(ifindex, address.text, prefixLength);
    if (entry === undefined) {
      // The late report of a removal of ours, and since then it was added again: the table must not forget it for that.
      const again = runner.addresses.confirmed(ifindex, address.text, prefixLength);
      if (again !== undefined) this.#links.added(ifindex, again);
      return;
    }
    if (!entry.tracked) return;
    // An interface that goes down takes IPv6 addresses with it, and says so before it says that it is down. Look again
    // when what came together has been read.
    setImmediate(() => {
      const link = this.#links.byIndex(ifindex);
      if (link === undefined || !link.up || !runner.addresses.holds(entry) || this.#has(ifindex, entry)) return;
      runner.handle({ kind: 'address-removed', address, device: link.name });
    });
  }

  /** Reports were lost, and the tables are being read anew. */
  reportsLost(): void {
    for (const runner of this.#ports.runners.values()) {
      runner.addresses.forgetDepartures();
      this.#heldBeforeReading.set(runner, runner.addresses.held());
    }
  }

  /** The tables have been read anew. What was in the kernel before that and is not in them was taken by someone else. */
  tablesReread(): void {
    for (const runner of this.#ports.runners.values()) {
      const held = this.#heldBeforeReading.get(runner) ?? [];
      const lost = held.find(({ entry, ifindex }) => {
        const isUp = this.#links.byIndex(ifindex)?.up === true;
        return isUp && entry.tracked && runner.addresses.holds(entry) && !this.#has(ifindex, entry);
      });
      const device = lost && this.#links.byIndex(lost.ifindex)?.name;
      if (device !== undefined) runner.handle({ kind: 'address-removed', address: lost!.entry.address, device });
    }
    this.#heldBeforeReading.clear();
  }

  #has(ifindex: number, entry: VirtualAddress): boolean {
    return this.#links.addresses(ifindex).some(each => each.address.text === entry.address.text);
  }
}
