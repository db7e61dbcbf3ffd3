/**
 * The virtual addresses of one instance in the kernel. Deeds happen in the order the machine asked for them; an
 * addition still under way when the instance loses its addresses stops, and what it had added is taken back. An address
 * that another instance holds by now stays where it is: a reload may hand it over while both are MASTER.
 */
import { isDeepStrictEqual } from 'node:util';
import type { LogLine } from '../../../base/log.js';
import type { VirtualAddress } from '../../../vrrp/settings.js';
import type { AddressRequest } from '../../../wire/netlink/rtnetlink.js';
import type { PlacedAddress } from '../filter/elements.js';
import { keyOf, nameOf, networkOf, requestFor } from './address-request.js';

/** One address the kernel refused: what was asked, and its errno name (`EEXIST`, `EADDRNOTAVAIL` …). */
export interface AddressRefusal {
  readonly code: string;
  /** The whole sentence: `RTM_NEWADDR 10.0.0.5/32 dev eth0: ENODEV (errno 19)`. */
  readonly message: string;
}

export interface AddressPorts {
  /** Index of a device, undefined while it does not exist. */
  interfaceIndex(name: string): number | undefined;
  /** Asks the kernel for all of them at once, in order; answers for each, undefined when done. */
  apply(deed: 'add' | 'remove', requests: readonly AddressRequest[]): Promise<readonly (AddressRefusal | undefined)[]>;
  /** Removes and then adds in one breath; answers for `removed` in order, then for `restored`. */
  replace(
    removed: readonly AddressRequest[],
    restored: readonly AddressRequest[],
  ): Promise<readonly (AddressRefusal | undefined)[]>;
  /** Everyone in this process who holds addresses: what a removal takes along may be anyone's. */
  holders(): Iterable<HeldAddresses>;
  /** Whether another instance holds this very address, so that removing it would take it from that one. */
  isHeldElsewhere(request: AddressRequest): boolean;
  /** Before addresses are added: resolves when packets to them are dropped; absent or undefined where none have to be. */
  shield?(placed: readonly PlacedAddress[]): Promise<void> | undefined;
  /** The addresses are gone, and nothing has to keep packets from them. */
  unshield?(placed: readonly PlacedAddress[]): void;
  log(line: LogLine): void;
}

/** An addition under way: what is confirmed so far goes to whoever listens, to be announced. */
export interface Addition {
  /** Whether this addition is about that entry. */
  covers(entry: VirtualAddress): boolean;
  /** Calls `listener` with each group of addresses once they are in the kernel, and then with `done`. */
  subscribe(listener: (confirmed: readonly VirtualAddress[], done: boolean) => void): void;
}

/** An address that the kernel may take along with another one of its network. */
export interface Bystander {
  readonly request: AddressRequest;
  /** Whether its holder has not given it up meanwhile. */
  isWanted(): boolean;
  /** It may go now, and nobody else has taken it then. */
  expectDeparture(): void;
  /** The kernel was asked to add it again, and said this. */
  restored(refusal: AddressRefusal | undefined): void;
}

/** An entry with all that is known once its device is. */
interface Placed {
  readonly entry: VirtualAddress;
  readonly request: AddressRequest;
  readonly device: string;
  readonly key: string;
}

/** An address asked for and not given up; a new one for each time it is asked for. */
interface Held extends Placed {
  /** The kernel has it. What goes before that is not ours, but what the address's last holder removed. */
  isConfirmed: boolean;
}

/** The kernel takes about 2 ms for these; then the loop serves sockets and timers, for an advert may be due. */
const BATCH = 100;

export class HeldAddresses {
  readonly #instance: string;
  readonly #interface: string;
  readonly #ports: AddressPorts;
  /** What the instance holds: what it asked for and has not given up. Keyed as the kernel tells addresses apart. */
  readonly #held = new Map<string, Held>();
  /** Removals of ours whose report from the kernel is still to come. */
  readonly #leaving = new Map<string, number>();
  /** Worked out once: a takeover must not spend its first milliseconds on it. */
  readonly #placed = new WeakMap<VirtualAddress, Placed>();
  #tail: Promise<void> = Promise.resolve();
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

  /** Works out beforehand what adding these will ask of the kernel. */
  prepare(entries: readonly VirtualAddress[]): void {
    for (const entry of entries) this.#placeOne(entry);
  }

  /** Adds addresses in order. One that is there already is what was wanted. */
  add(entries: readonly VirtualAddress[]): void {
    const wished = this.#place(entries).map((placed): Held => ({ ...placed, isConfirmed: false }));
    for (const each of wished) this.#held.set(each.key, each);

    const listeners: ((confirmed: readonly VirtualAddress[], done: boolean) => void)[] = [];
    const covered = new Set(wished.map(({ entry }) => entry));
    const addition: Addition = {
      covers: entry => covered.has(entry),
      subscribe: listener => listeners.push(listener),
    };
    this.#addition = addition;
    const tell = (confirmed: readonly VirtualAddress[], done: boolean) => {
      for (const listener of listeners) listener(confirmed, done);
    };

    this.#enqueue(async () => {
      try {
        for (let first = 0; first < wished.length; first += BATCH) {
          const next = wished.slice(first, first + BATCH).filter(each => this.#wants(each));
          const shielded = this.#ports.shield?.(next);
          if (shielded !== undefined) await shielded;
          const batch = shielded === undefined ? next : next.filter(each => this.#wants(each));
          const refusals = await this.#apply('add', batch);
          const confirmed = batch.filter((each, i) => this.#added(each, refusals[i]));
          tell(
            confirmed.map(({ entry }) => entry),
            false,
          );
        }
      } finally {
        if (this.#addition === addition) this.#addition = undefined;
        tell([], true);
      }
    });
  }

  /** Removes addresses. One that is gone already is what was wanted. */
  remove(entries: readonly VirtualAddress[]): void {
    const leaving = this.#find(entries);
    for (const { key } of leaving) this.#held.delete(key);
    if (this.#held.size === 0) this.#addition = undefined;
    this.#enqueue(async () => {
      // The last batch first: the oldest address of a network, which others may hang on, goes when most are gone.
      for (let end = leaving.length; end > 0; end -= BATCH) {
        const some = leaving.slice(Math.max(0, end - BATCH), end);
        const batch = some.filter(each => !this.#ports.isHeldElsewhere(each.request));
        if (batch.length > 0) await this.#removeBatch(batch, end <= BATCH);
      }
      this.#ports.unshield?.(leaving);
    });
  }

  /** Removes, and puts back what the kernel took along although somebody still holds it. */
  async #removeBatch(batch: readonly Placed[], isLast: boolean): Promise<void> {
    const requests = batch.map(({ request }) => request);
    const bystanders = isLast ? [...this.#ports.holders()].flatMap(holder => holder.bystanders(requests)) : [];
    for (const { key } of batch) this.#expectDeparture(key, 1);
    for (const each of bystanders) each.expectDeparture();
    const near = bystanders.slice(0, BATCH);
    const refusals =
      near.length === 0
        ? await this.#ports.apply('remove', requests)
        : await this.#ports.replace(
            requests,
            near.map(({ request }) => request),
          );
    for (const [i, each] of batch.entries()) this.#removed(each, refusals[i]);
    for (const [i, each] of near.entries()) each.restored(refusals[batch.length + i]);
    for (let first = BATCH; first < bystanders.length; first += BATCH) {
      const further = bystanders.slice(first, first + BATCH).filter(each => each.isWanted());
      const outcomes = await this.#ports.apply(
        'add',
        further.map(({ request }) => request),
      );
      for (const [i, each] of further.entries()) each.restored(outcomes[i]);
    }
  }

  /**
   * Those held here that the kernel may take along when others are removed: when the first address of an IPv4 network
   * goes, it removes the others of that network too, unless `promote_secondaries` is set.
   */
  bystanders(removed: readonly AddressRequest[]): readonly Bystander[] {
    const networks = new Set(removed.flatMap(request => networkOf(request) ?? []));
    if (networks.size === 0) return [];
    const found = [...this.#held.values()].filter(
      each => each.isConfirmed && networks.has(networkOf(each.request) ?? ''),
    );
    return found.map(held => ({
      request: held.request,
      isWanted: () => this.#wants(held),
      expectDeparture: () => this.#expectDeparture(held.key, 1),
      restored: refusal => this.#restored(held, refusal),
    }));
  }

  #restored(held: Held, refusal: AddressRefusal | undefined): void {
    if (refusal === undefined) return;
    this.#expectDeparture(held.key, -1);
    if (refusal.code === 'EEXIST') return; // it had not gone
    if (this.#wants(held)) this.#held.delete(held.key);
    this.#refused('address-add-refused', 'cannot put back', held, refusal);
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
    const known = this.#held.get(key);
    return known?.isConfirmed ? known.entry : undefined;
  }

  /** What the kernel was asked for and has, under its own identity of an address. */
  confirmed(interfaceIndex: number, text: string, prefixLength: number): AddressRequest | undefined {
    const known = this.#held.get(`${interfaceIndex} ${text}/${prefixLength}`);
    return known?.isConfirmed ? known.request : undefined;
  }

  /** Whether this entry is still wanted here, and the kernel has it. */
  holds(entry: VirtualAddress): boolean {
    return [...this.#held.values()].some(each => each.entry === entry && each.isConfirmed);
  }

  /** Whether exactly this address is held, or about to be. */
  wants(request: AddressRequest): boolean {
    const held = this.#held.get(keyOf(request));
    return held !== undefined && isDeepStrictEqual(held.request, request);
  }

  /** What is held and confirmed, and on which interface. */
  held(): { readonly entry: VirtualAddress; readonly ifindex: number }[] {
    return [...this.#held.values()]
      .filter(each => each.isConfirmed)
      .map(({ entry, request }) => ({ entry, ifindex: request.ifindex }));
  }

  /** All that is held, with the interfaces it is on. */
  placed(): readonly PlacedAddress[] {
    return [...this.#held.values()];
  }

  /** Reports from the kernel were lost: those still expected will not come. */
  forgetDepartures(): void {
    this.#leaving.clear();
  }

  /** Whether an address is in the kernel and still held. */
  #added(held: Held, refusal: AddressRefusal | undefined): boolean {
    if (refusal === undefined || refusal.code === 'EEXIST') {
      held.isConfirmed = true;
      return this.#wants(held);
    }
    if (this.#wants(held)) this.#held.delete(held.key);
    this.#refused('address-add-refused', 'cannot add', held, refusal);
    return false;
  }

  #removed(placed: Placed, refusal: AddressRefusal | undefined): void {
    if (refusal === undefined) return;
    this.#expectDeparture(placed.key, -1); // there will be no report
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

  /** Whether it is still held: the instance may have given it up meanwhile, or asked for it anew. */
  #wants(held: Held): boolean {
    return this.#held.get(held.key) === held;
  }

  /** Asks the kernel; nothing to ask is not worth a turn of the loop. */
  #apply(deed: 'add' | 'remove', batch: readonly Placed[]): Promise<readonly (AddressRefusal | undefined)[]> {
    if (batch.length === 0) return Promise.resolve([]);
    return this.#ports.apply(
      deed,
      batch.map(({ request }) => request),
    );
  }

  #place(entries: readonly VirtualAddress[]): Placed[] {
    const found: Placed[] = [];
    for (const entry of entries) {
      const placed = this.#placeOne(entry);
      if (placed !== undefined) {
        found.push(placed);
        continue;
      }
      this.#ports.log({
        level: 'warn',
        text: `(${this.#instance}) ${entry.address.text}/${entry.prefixLength}: there is no interface ${this.#deviceOf(entry)}`,
        fields: { code: 'address-no-device', instance: this.#instance },
      });
    }
    return found;
  }

  #placeOne(entry: VirtualAddress): Placed | undefined {
    const device = this.#deviceOf(entry);
    const ifindex = this.#ports.interfaceIndex(device);
    if (ifindex === undefined) return undefined;
    const known = this.#placed.get(entry);
    if (known?.request.ifindex === ifindex) return known;
    const request = requestFor(entry, ifindex);
    const placed = { entry, device, request, key: keyOf(request) };
    this.#placed.set(entry, placed);
    return placed;
  }

  #deviceOf(entry: VirtualAddress): string {
    return entry.device ?? this.#interface;
  }

  /**
   * What is held of these entries, where it was put: its device may have another name by now. What is not held (left by
   * a predecessor) is where the configuration has it; with its device it is gone itself.
   */
  #find(entries: readonly VirtualAddress[]): Placed[] {
    const byName = new Map<string, Placed>();
    for (const held of this.#held.values()) byName.set(nameOf(held.entry), held);
    return entries.flatMap(entry => byName.get(nameOf(entry)) ?? this.#placeOne(entry) ?? []);
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
