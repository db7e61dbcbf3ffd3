/**
 * The packet filter as it is wanted and as the kernel has it. Owners say which elements they want; what differs goes
 * to the kernel in batches, one after the other. An owner can wait until an address is filtered before it is added.
 *
 * The tables are ours alone: one that is there before the first batch was left by a predecessor, and goes with it.
 * When a batch is refused, somebody has changed the tables: they are made anew. When that is refused, too, the kernel
 * does not have what the rules need; this is said, and the instances go on without a filter.
 */
import type { Log } from '../../../base/log.js';
import type { KernelError } from '../../../sys/kernel-error.js';
import type { NftablesSocket } from '../../../sys/nftables-socket.js';
import type { TableFamily, TableRequest } from '../../../wire/netlink/nftables/request.js';
import { type FilterElement, planRuleset, type RulesetOptions, type Tables } from './ruleset.js';

export interface PacketFilterPorts {
  /** Throws a `KernelError`. */
  open(): NftablesSocket;
  readonly log: Log;
}

/** The kernel takes about 1 ms for these; then the loop serves sockets and timers, for an advert may be due. */
const BATCH = 100;

const NO_TABLES: Tables = new Map();
const FAMILIES: readonly TableFamily[] = ['ip', 'ip6'];

interface Wanted {
  readonly element: FilterElement;
  readonly owners: Set<object>;
}

/** Elements of one batch. */
interface Batch {
  readonly added: FilterElement[];
  readonly removed: FilterElement[];
}

export class PacketFilter {
  readonly #ports: PacketFilterPorts;
  readonly #wanted = new Map<string, Wanted>();
  /** The elements that the kernel has. */
  readonly #present = new Map<string, FilterElement>();
  /** Ids of elements that may be wanted and not present, or present and not wanted. */
  readonly #changed = new Set<string>();
  #options: RulesetOptions;
  /** What the kernel's tables are made of; undefined: they are to be made anew, whatever is there. */
  #tables: Tables | undefined;
  /** Removals of tables that go by another name since a reload. */
  #outdated: TableRequest[] = [];
  /** Tables have been made: what is there under their name is ours. */
  #hasMade = false;
  /** The kernel refuses the rules for interfaces, which need more of it than the others: they are left out. */
  #sparesInterfaces = false;
  #socket: NftablesSocket | undefined;
  #tail: Promise<void> = Promise.resolve();
  /** How much of the tail is still to come. */
  #waiting = 0;
  /** What was said last about refusals, which is not said again. */
  #said: string | undefined;

  constructor(ports: PacketFilterPorts, options: RulesetOptions) {
    this.#ports = ports;
    this.#options = options;
  }

  /**
   * How tables are made from now on. Those that are there are made anew when that is another way; and what was refused
   * is tried again.
   */
  configure(options: RulesetOptions): void {
    const before = this.#options;
    this.#options = options;
    this.#sparesInterfaces = false;
    this.#said = undefined;
    const { table, priority, countsPackets } = options;
    const isOther = before.table !== table || before.priority !== priority || before.countsPackets !== countsPackets;
    if (isOther && this.#tables !== undefined) {
      if (before.table !== table) this.#outdated.push(...deletions(before.table, this.#tables.keys()));
      this.#tables = undefined;
    }
    for (const id of this.#wanted.keys()) this.#changed.add(id);
    if (this.#wanted.size + this.#outdated.length > 0) void this.#flush(true);
  }

  /** Opens the socket, so that no takeover has to wait for it. */
  prepare(): void {
    this.#open();
  }

  /** Adds to what an owner wants. Resolves when the kernel has it or has refused it; undefined: it has it already. */
  want(owner: object, elements: readonly FilterElement[]): Promise<void> | undefined {
    for (const element of elements) {
      const known = this.#wanted.get(element.id);
      if (known !== undefined) known.owners.add(owner);
      else {
        this.#wanted.set(element.id, { element, owners: new Set([owner]) });
        this.#changed.add(element.id);
      }
    }
    return elements.length === 0 ? undefined : this.#flush();
  }

  /** What an owner wants no more goes, unless another one wants it. Resolves when it is gone. */
  release(owner: object, elements: readonly Pick<FilterElement, 'id'>[]): Promise<void> | undefined {
    for (const { id } of elements) {
      const known = this.#wanted.get(id);
      if (known === undefined || !known.owners.delete(owner) || known.owners.size > 0) continue;
      this.#wanted.delete(id);
      this.#changed.add(id);
    }
    return elements.length === 0 ? undefined : this.#flush();
  }

  /** What an owner wants from now on, instead of all it wanted before. Resolves when it is so. */
  replace(owner: object, elements: readonly FilterElement[]): Promise<void> | undefined {
    const kept = new Set(elements.map(({ id }) => id));
    const before = [...this.#wanted.values()].filter(({ owners }) => owners.has(owner)).map(({ element }) => element);
    const gone = before.filter(({ id }) => !kept.has(id));
    const released = this.release(owner, gone);
    return this.want(owner, elements) ?? released;
  }

  /** Removes the tables; settles when they are gone. */
  async close(): Promise<void> {
    this.#wanted.clear();
    this.#changed.clear();
    await this.#tail;
    const tables = deletions(this.#options.table, (this.#tables ?? NO_TABLES).keys());
    const refused = await this.#socket?.commit([...this.#outdated, ...tables]);
    if (refused !== undefined && refused.code !== 'ENOENT')
      this.#say('error', refused, 'the tables may be there still');
    this.#tables = undefined;
    this.#socket?.close();
    this.#socket = undefined;
  }

  /** Takes to the kernel what is changed, behind what is under way; undefined when there is nothing to wait for. */
  #flush(always = false): Promise<void> | undefined {
    if (this.#changed.size > 0 || always) {
      this.#waiting++;
      this.#tail = this.#tail.then(() => this.#settle()).finally(() => this.#waiting--);
    }
    return this.#waiting > 0 ? this.#tail : undefined;
  }

  async #settle(): Promise<void> {
    const socket = this.#open();
    if (socket === undefined) {
      this.#changed.clear();
      return;
    }
    if (this.#tables === undefined) this.#forgetPresent();
    let startedOver = false;
    for (let batch = this.#nextBatch(); batch !== undefined; batch = this.#nextBatch()) {
      const isNew = this.#tables === undefined;
      const leftovers = isNew ? await this.#leftovers(socket) : [];
      const plan = planRuleset(this.#tables ?? NO_TABLES, batch, this.#options);
      const refused = await socket.commit([...leftovers, ...plan.changes]);
      if (refused === undefined) {
        if (!this.#hasMade) this.#mention(leftovers);
        this.#made(plan.tables, batch);
      } else if (!isNew && !startedOver) {
        startedOver = true;
        this.#say('warn', refused, 'making the tables anew');
        this.#tables = undefined;
        this.#forgetPresent();
      } else if (!this.#sparesInterfaces && batch.added.some(isForInterface)) {
        this.#sparesInterfaces = true;
        this.#say(
          'error',
          refused,
          `interfaces with a virtual MAC send IGMP and MLD reports of their own. ${cureOf(refused)}`,
        );
      } else {
        this.#say('error', refused, `packets to the addresses of \`no_accept\` are not dropped. ${cureOf(refused)}`);
        this.#tables = undefined;
        this.#changed.clear();
        return;
      }
    }
    if (this.#outdated.length > 0) await this.#removeOutdated(socket);
  }

  /** The removal of whatever is there under our name: it is not ours, or not as it should be. */
  async #leftovers(socket: NftablesSocket): Promise<TableRequest[]> {
    const { table } = this.#options;
    const found: TableFamily[] = [];
    for (const family of FAMILIES) if (await socket.hasTable(family, table)) found.push(family);
    return deletions(table, found);
  }

  #mention(leftovers: readonly TableRequest[]): void {
    for (const { family, table } of leftovers) {
      const text = `packet filter: removed the table ${family} ${table} that was there before`;
      this.#ports.log({ level: 'info', text, fields: { code: 'filter-leftover' } });
    }
  }

  async #removeOutdated(socket: NftablesSocket): Promise<void> {
    const refused = await socket.commit(this.#outdated);
    if (refused !== undefined && refused.code !== 'ENOENT') {
      this.#say('warn', refused, 'the tables of the configuration before are there still');
    }
    this.#outdated = [];
  }

  /** The next elements to be added and removed; undefined when all is as wanted. */
  #nextBatch(): Batch | undefined {
    const batch: Batch = { added: [], removed: [] };
    for (const id of this.#changed) {
      const wanted = this.#wanted.get(id)?.element;
      const present = this.#present.get(id);
      if (wanted !== undefined && present === undefined && !(this.#sparesInterfaces && isForInterface(wanted))) {
        batch.added.push(wanted);
      } else if (wanted === undefined && present !== undefined) batch.removed.push(present);
      else this.#changed.delete(id);
      if (batch.added.length + batch.removed.length === BATCH) break;
    }
    return batch.added.length + batch.removed.length === 0 ? undefined : batch;
  }

  /** What of it is not wanted any more by now is still among the changed ones, and comes next. */
  #made(tables: Tables, { added, removed }: Batch): void {
    this.#tables = tables;
    this.#hasMade = true;
    for (const element of added) this.#present.set(element.id, element);
    for (const { id } of removed) this.#present.delete(id);
  }

  #forgetPresent(): void {
    this.#present.clear();
    for (const id of this.#wanted.keys()) this.#changed.add(id);
  }

  #open(): NftablesSocket | undefined {
    if (this.#socket !== undefined) return this.#socket;
    try {
      this.#socket = this.#ports.open();
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.#log(
        'error',
        `packet filter: ${text}; packets to the addresses of \`no_accept\` are not dropped. ${MODULE_CURE}`,
      );
    }
    return this.#socket;
  }

  #say(level: 'warn' | 'error', refused: KernelError, consequence: string): void {
    this.#log(level, `packet filter: ${refused.message}; ${consequence}`);
  }

  #log(level: 'warn' | 'error', text: string): void {
    if (text === this.#said) return;
    this.#said = text;
    this.#ports.log({ level, text, fields: { code: 'filter-refused' } });
  }
}

const MODULE_CURE = 'Load nf_tables (`modprobe nf_tables`), or use a kernel with CONFIG_NF_TABLES, and reload';

function cureOf({ code }: KernelError): string {
  if (code !== 'EPERM') return MODULE_CURE;
  return 'CAP_NET_ADMIN is needed, and a table that no other program owns; `nftables NAME` uses another one';
}

function deletions(table: string, families: Iterable<TableFamily>): TableRequest[] {
  return [...families].map(family => ({ family, table, change: { kind: 'delete-table' } }));
}

function isForInterface({ set }: FilterElement): boolean {
  return set === 'vmac_map' || set === 'vmac_set';
}
