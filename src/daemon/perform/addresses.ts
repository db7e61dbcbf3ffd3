/**
 * The virtual addresses of one instance in the kernel. Deeds happen in the order the machine asked for them; an
 * addition still under way when the instance loses its addresses stops, and what it had added is taken back.
 */
import type { LogLine } from '../../base/log.js';
import type { VirtualAddress } from '../../vrrp/settings.js';
import { AddressFlag, type AddressRequest, PROTOCOL_KEEPALIVED } from '../../wire/netlink/rtnetlink.js';

/** One address the kernel refused: what was asked, and its errno name (`EEXIST`, `EADDRNOTAVAIL` …). */
export interface AddressRefusal {
  readonly code: string;
  /** The whole sentence: `RTM_NEWADDR 10.0.0.5/32 dev eth0: ENODEV (errno 19)`. */
  readonly message: string;
}

export interface AddressPorts {
  /** Index of a device, undefined while it does not exist. */
  interfaceIndex(name: string): number | undefined;
  /**
   * Asks the kernel for all of them, in order; answers for each, undefined when done. `onDone` is told of each group as
   * the kernel confirms it, and answers whether to go on.
   */
  apply(
    deed: 'add' | 'remove',
    requests: readonly AddressRequest[],
    onDone: (first: number, refusals: readonly (AddressRefusal | undefined)[]) => boolean,
  ): Promise<void>;
  log(line: LogLine): void;
}

/** An addition under way: what is confirmed so far goes to whoever listens, to be announced. */
export interface Addition {
  /** Whether this addition is about that entry. */
  covers(entry: VirtualAddress): boolean;
  /** Calls `listener` with each group of addresses once they are in the kernel, and then with `done`. */
  subscribe(listener: (confirmed: readonly VirtualAddress[], done: boolean) => void): void;
}

interface Placed {
  readonly entry: VirtualAddress;
  readonly request: AddressRequest;
  readonly device: string;
}

export class HeldAddresses {
  readonly #instance: string;
  readonly #interface: string;
  readonly #ports: AddressPorts;
  /** What the instance holds: what it asked for and has not given up. Keyed as the kernel tells addresses apart. */
  readonly #held = new Map<string, VirtualAddress>();
  /** Removals of ours whose report from the kernel is still to come. */
  readonly #leaving = new Map<string, number>();
  #tail: Promise<void> = Promise.resolve();
  #generation = 0;
  #addition: Addition | undefined;

  constructor(instance: string, interfaceName: string, ports: AddressPorts) {
    this.#instance = instance;
    this.#interface = interfaceName;
    this.#ports = ports;
  }

  /** The addition under way, if any: announcements of its addresses wait for it. */
  get addition(): Addition | undefined {
    return this.#addition;
  }

  get count(): number {
    return this.#held.size;
  }

  /** Resolves when all that was asked so far is done. */
  settled(): Promise<void> {
    return this.#tail;
  }

  /** Adds addresses in order. One that is there already is what was wanted. */
  add(entries: readonly VirtualAddress[]): void {
    const generation = this.#generation;
    const placed = this.#place(entries);
    for (const { entry, request } of placed) this.#held.set(keyOf(request), entry);

    const listeners: ((confirmed: readonly VirtualAddress[], done: boolean) => void)[] = [];
    const covered = new Set(placed.map(({ entry }) => nameOf(entry)));
    const addition: Addition = {
      covers: entry => covered.has(nameOf(entry)),
      subscribe: listener => listeners.push(listener),
    };
    this.#addition = addition;
    const tell = (confirmed: readonly VirtualAddress[], done: boolean) => {
      if (this.#generation === generation) for (const listener of listeners) listener(confirmed, done);
    };

    this.#enqueue(async () => {
      const requests = placed.map(({ request }) => request);
      await this.#ports.apply('add', requests, (first, refusals) => {
        const confirmed = placed
          .slice(first, first + refusals.length)
          .filter((each, i) => this.#added(each, refusals[i]));
        tell(
          confirmed.map(({ entry }) => entry),
          false,
        );
        return this.#generation === generation;
      });
      tell([], true);
      if (this.#addition === addition) this.#addition = undefined;
    });
  }

  /** Removes addresses. One that is gone already is what was wanted. */
  remove(entries: readonly VirtualAddress[]): void {
    this.#generation++;
    this.#addition = undefined;
    const placed = this.#place(entries);
    for (const { request } of placed) {
      this.#held.delete(keyOf(request));
      this.#expectDeparture(keyOf(request), 1);
    }
    this.#enqueue(async () => {
      const requests = placed.map(({ request }) => request);
      await this.#ports.apply('remove', requests, (first, refusals) => {
        for (const [i, refusal] of refusals.entries()) this.#removed(placed[first + i]!, refusal);
        return true;
      });
    });
  }

  /**
   * The kernel reports an address gone. Answers with the entry when it was one we hold and did not remove ourselves:
   * someone else took it.
   */
  departed(interfaceIndex: number, text: string, prefixLength: number): VirtualAddress | undefined {
    const key = `${interfaceIndex} ${text}/${prefixLength}`;
    const expected = this.#leaving.get(key) ?? 0;
    if (expected > 0) {
      this.#expectDeparture(key, -1);
      return undefined;
    }
    return this.#held.get(key);
  }

  /** Whether this entry is still wanted here. */
  holds(entry: VirtualAddress): boolean {
    return [...this.#held.values()].includes(entry);
  }

  /** What is held, and on which interface. */
  held(): { readonly entry: VirtualAddress; readonly ifindex: number }[] {
    return [...this.#held].map(([key, entry]) => ({ entry, ifindex: Number.parseInt(key, 10) }));
  }

  /** Reports from the kernel were lost: those still expected will not come. */
  forgetDepartures(): void {
    this.#leaving.clear();
  }

  #added(placed: Placed, refusal: AddressRefusal | undefined): boolean {
    if (refusal === undefined || refusal.code === 'EEXIST') return true;
    this.#held.delete(keyOf(placed.request));
    this.#refused('address-add-refused', 'cannot add', placed, refusal);
    return false;
  }

  #removed(placed: Placed, refusal: AddressRefusal | undefined): void {
    if (refusal === undefined) return;
    this.#expectDeparture(keyOf(placed.request), -1); // there will be no report
    if (refusal.code === 'EADDRNOTAVAIL' || refusal.code === 'ENODEV') return;
    this.#refused('address-remove-refused', 'cannot remove', placed, refusal);
  }

  #refused(code: string, what: string, placed: Placed, refusal: AddressRefusal): void {
    const { address, prefixLength } = placed.request;
    this.#ports.log({
      level: 'error',
      text: `(${this.#instance}) ${what} ${address.text}/${prefixLength} on ${placed.device}: ${refusal.message}`,
      fields: { code, instance: this.#instance },
    });
  }

  #place(entries: readonly VirtualAddress[]): Placed[] {
    return entries.flatMap(entry => {
      const device = entry.device ?? this.#interface;
      const ifindex = this.#ports.interfaceIndex(device);
      if (ifindex !== undefined) return [{ entry, device, request: requestFor(entry, ifindex) }];
      this.#ports.log({
        level: 'warn',
        text: `(${this.#instance}) ${entry.address.text}/${entry.prefixLength}: there is no interface ${device}`,
        fields: { code: 'address-no-device', instance: this.#instance },
      });
      return [];
    });
  }

  #expectDeparture(key: string, change: number): void {
    const count = (this.#leaving.get(key) ?? 0) + change;
    if (count > 0) this.#leaving.set(key, count);
    else this.#leaving.delete(key);
  }

  #enqueue(deed: () => Promise<void>): void {
    this.#tail = this.#tail.then(deed).catch((error: unknown) => {
      this.#ports.log({
        level: 'error',
        text: `(${this.#instance}) addresses: ${error instanceof Error ? error.message : String(error)}`,
        fields: { code: 'address-failure', instance: this.#instance },
      });
    });
  }
}

/** Two entries of one instance are the same when address and device are (keepalived refuses a second one). */
function nameOf(entry: VirtualAddress): string {
  return `${entry.address.text} ${entry.device ?? ''}`;
}

/** The kernel's own identity of an address: device, address and prefix (the peer's, when there is one). */
function keyOf(request: AddressRequest): string {
  return `${request.ifindex} ${request.address.text}/${request.prefixLength}`;
}

/** What to ask the kernel for, so that the address is as the configuration has it. */
export function requestFor(entry: VirtualAddress, ifindex: number): AddressRequest {
  const { flags } = entry;
  const bits =
    (flags.home ? AddressFlag.homeAddress : 0) |
    (flags.nodad ? AddressFlag.noDad : 0) |
    (flags.mngtmpaddr ? AddressFlag.manageTempAddress : 0) |
    (flags.noprefixroute ? AddressFlag.noPrefixRoute : 0) |
    (flags.autojoin ? AddressFlag.multicastAutoJoin : 0);
  return {
    ifindex,
    address: entry.address,
    prefixLength: entry.prefixLength,
    scope: entry.scope,
    flags: bits,
    protocol: PROTOCOL_KEEPALIVED,
    ...(entry.peer && { peer: entry.peer }),
    ...(entry.broadcast && { broadcast: entry.broadcast }),
    ...(entry.label !== undefined && { label: entry.label }),
    ...(entry.preferredLifetime !== undefined && { preferredLifetime: entry.preferredLifetime }),
  };
}
