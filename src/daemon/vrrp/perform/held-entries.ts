/**
 * Routes or rules of one owner in the kernel. Deeds happen in the order they are asked for, many in one datagram; an
 * addition under way stops when its owner gives the entries up. What another owner holds as well stays where it is: a
 * reload may hand it over.
 */
import type { LogLine } from '../../../base/log.js';

/** Why the kernel refused an entry: its errno name and the whole sentence. */
export interface EntryRefusal {
  readonly code: string;
  readonly message: string;
}

/** An entry as the kernel is asked for it. */
export interface PlacedEntry {
  readonly add: Uint8Array;
  readonly remove: Uint8Array;
  /** What the kernel's reports call it. */
  readonly identity: string;
  /** Index of its device, where it has one of its own. */
  readonly ifindex?: number;
}

/** What routes and rules do differently. */
export interface EntryKind<Entry extends object> {
  readonly name: 'route' | 'rule';
  /** Equal for entries that are the same to the kernel. */
  keyOf(entry: Entry): string;
  textOf(entry: Entry): string;
  /** A text: the device that does not exist. */
  place(entry: Entry): PlacedEntry | string;
  /** What the kernel answers when it is asked to remove what is not there. */
  readonly absent: string;
}

export interface EntryPorts {
  /** Asks the kernel for all of them at once, in order; answers for each, undefined when done. */
  ask(
    requests: readonly { readonly message: Uint8Array; readonly what: string }[],
  ): Promise<readonly (EntryRefusal | undefined)[]>;
  log(line: LogLine): void;
}

/** An entry asked for and not given up; a new one for each time it is asked for. */
export interface HeldEntry<Entry> {
  readonly entry: Entry;
  readonly key: string;
  readonly placed: PlacedEntry;
  /** The kernel has it. What goes before that is not ours. */
  readonly isConfirmed: boolean;
}

/** The kernel takes a few milliseconds for these; then the loop serves sockets and timers, for an advert may be due. */
const BATCH = 100;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class HeldEntries<Entry extends object> {
  readonly #owner: string;
  readonly #kind: EntryKind<Entry>;
  readonly #ports: EntryPorts;
  readonly #isHeldElsewhere: (key: string) => boolean;
  readonly #held = new Map<string, Mutable<HeldEntry<Entry>>>();
  /** Worked out once: a takeover must not spend its first milliseconds on it. */
  readonly #keys = new WeakMap<Entry, string>();
  readonly #places = new WeakMap<Entry, PlacedEntry>();
  #tail: Promise<void> = Promise.resolve();

  /** `isHeldElsewhere` answers for the key of an entry. */
  constructor(owner: string, kind: EntryKind<Entry>, ports: EntryPorts, isHeldElsewhere: (key: string) => boolean) {
    this.#owner = owner;
    this.#kind = kind;
    this.#ports = ports;
    this.#isHeldElsewhere = isHeldElsewhere;
  }

  /** Resolves when all that was asked so far is done. */
  settled(): Promise<void> {
    return this.#tail;
  }

  /** Works out beforehand what adding these will ask of the kernel. */
  prepare(entries: readonly Entry[]): void {
    for (const entry of entries) {
      this.#keyOf(entry);
      this.#place(entry);
    }
  }

  /** Forgets what was worked out: a device may have another index by now. */
  forgetPlaces(entries: readonly Entry[]): void {
    for (const entry of entries) this.#places.delete(entry);
  }

  /** Adds entries in order, once `after` is settled. One that is there already is what was wanted. */
  add(entries: readonly Entry[], after: Promise<unknown> = Promise.resolve()): void {
    const wished = entries.flatMap((entry): Mutable<HeldEntry<Entry>>[] => {
      const placed = this.#place(entry);
      if (typeof placed !== 'string') return [{ entry, key: this.#keyOf(entry), placed, isConfirmed: false }];
      const text = `(${this.#owner}) ${this.#kind.name} ${this.#kind.textOf(entry)}: there is no interface ${placed}`;
      this.#log('warn', 'no-device', text);
      return [];
    });
    for (const each of wished) this.#held.set(each.key, each);
    this.#enqueue(async () => {
      await after;
      for (let first = 0; first < wished.length; first += BATCH) {
        const batch = wished.slice(first, first + BATCH).filter(each => this.stillHolds(each));
        const refusals = await this.#ask(batch, 'add');
        for (const [i, each] of batch.entries()) this.#added(each, refusals[i]);
      }
    });
  }

  /** Removes entries. One that is gone already is what was wanted. */
  remove(entries: readonly Entry[]): void {
    const leaving = entries.flatMap(entry => this.#held.get(this.#keyOf(entry)) ?? []);
    for (const { key } of leaving) this.#held.delete(key);
    this.#enqueue(() => this.#takeAway(leaving));
  }

  /** Removes all that is held. */
  removeAll(): void {
    const leaving = [...this.#held.values()];
    this.#held.clear();
    this.#enqueue(() => this.#takeAway(leaving));
  }

  /** Removes what a predecessor may have left; that there is nothing of it is the usual case. */
  removeLeftovers(entries: readonly Entry[]): void {
    const leaving = entries.flatMap(entry => {
      const placed = this.#place(entry);
      return typeof placed === 'string' ? [] : [{ entry, key: this.#keyOf(entry), placed, isConfirmed: true }];
    });
    this.#enqueue(() => this.#takeAway(leaving, () => {}));
  }

  /** What is held of this name in the kernel's reports, and was there. */
  find(identity: string): HeldEntry<Entry> | undefined {
    for (const each of this.#held.values()) {
      if (each.placed.identity === identity && each.isConfirmed) return each;
    }
    return undefined;
  }

  /** Whether this is still what is held: neither given up nor asked for anew. */
  stillHolds(held: HeldEntry<Entry>): boolean {
    return this.#held.get(held.key) === held;
  }

  wants(key: string): boolean {
    return this.#held.has(key);
  }

  held(): readonly HeldEntry<Entry>[] {
    return [...this.#held.values()];
  }

  /** Asks again for what is held: what was there all the time stays as it is. */
  restore(lost: readonly HeldEntry<Entry>[]): void {
    this.#enqueue(async () => {
      for (let first = 0; first < lost.length; first += BATCH) {
        const batch = lost.slice(first, first + BATCH).filter(each => this.stillHolds(each));
        const refusals = await this.#ask(batch, 'add');
        for (const [i, each] of batch.entries()) {
          const refusal = refusals[i];
          if (refusal !== undefined && refusal.code !== 'EEXIST') this.#refused('add', each, refusal);
        }
      }
    });
  }

  async #takeAway(
    leaving: readonly HeldEntry<Entry>[],
    onRefusal = (held: HeldEntry<Entry>, refusal: EntryRefusal) => this.#refused('remove', held, refusal),
  ): Promise<void> {
    for (let first = 0; first < leaving.length; first += BATCH) {
      const batch = leaving.slice(first, first + BATCH).filter(({ key }) => !this.#isHeldElsewhere(key));
      const refusals = await this.#ask(batch, 'remove');
      for (const [i, each] of batch.entries()) {
        const refusal = refusals[i];
        if (refusal === undefined || refusal.code === this.#kind.absent || refusal.code === 'ENODEV') continue;
        onRefusal(each, refusal);
      }
    }
  }

  #added(held: Mutable<HeldEntry<Entry>>, refusal: EntryRefusal | undefined): void {
    if (refusal === undefined || refusal.code === 'EEXIST') {
      held.isConfirmed = true;
      return;
    }
    if (this.stillHolds(held)) this.#held.delete(held.key);
    this.#refused('add', held, refusal);
  }

  #refused(deed: 'add' | 'remove', { entry }: HeldEntry<Entry>, { message }: EntryRefusal): void {
    const { name, textOf } = this.#kind;
    this.#log('error', `${deed}-refused`, `(${this.#owner}) cannot ${deed} ${name} ${textOf(entry)}: ${message}`);
  }

  #log(level: LogLine['level'], what: string, text: string): void {
    this.#ports.log({ level, text, fields: { code: `${this.#kind.name}-${what}`, instance: this.#owner } });
  }

  /** Nothing to ask is not worth a turn of the loop. */
  #ask(batch: readonly HeldEntry<Entry>[], deed: 'add' | 'remove'): Promise<readonly (EntryRefusal | undefined)[]> {
    if (batch.length === 0) return Promise.resolve([]);
    const verb = deed === 'add' ? 'NEW' : 'DEL';
    const what = `RTM_${verb}${this.#kind.name.toUpperCase()}`;
    return this.#ports.ask(batch.map(({ placed }) => ({ message: placed[deed], what })));
  }

  #keyOf(entry: Entry): string {
    let key = this.#keys.get(entry);
    if (key === undefined) {
      key = this.#kind.keyOf(entry);
      this.#keys.set(entry, key);
    }
    return key;
  }

  #place(entry: Entry): PlacedEntry | string {
    const known = this.#places.get(entry);
    if (known !== undefined) return known;
    const placed = this.#kind.place(entry);
    if (typeof placed !== 'string') this.#places.set(entry, placed);
    return placed;
  }

  #enqueue(deed: () => Promise<void>): void {
    this.#tail = this.#tail.then(deed).catch((error: unknown) => {
      const text = `(${this.#owner}) ${this.#kind.name}s: ${error instanceof Error ? error.message : String(error)}`;
      this.#log('error', 'failure', text);
    });
  }
}
