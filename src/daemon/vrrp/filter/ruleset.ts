/**
 * The tables that keep packets from virtual addresses, and group reports from interfaces with a virtual MAC: what they
 * hold, rule by rule, as keepalived makes them. A part of a table comes with the first element that needs it.
 *
 *     table ip                                        table ip6
 *       in   to one of @vips: drop                      in   neighbour discovery: accept
 *       out  from one of @vips: drop                         to a link-local address: goto in_link_local
 *            IGMP by a macvlan in @vmac_map: a copy          to one of @vips: drop
 *            by the interface below, and drop           out  as in, and
 *                                                            MLD by a macvlan in @vmac_map: as IGMP
 *                                                            router solicitation by one of @vmac_set: drop
 *                                                       in_link_local, out_link_local
 *                                                            in @vips_link_local, with the interface: drop
 */
import type { Expression, MetaKey } from '../../../wire/netlink/nftables/expression.js';
import type {
  BaseChain,
  DataType,
  SetElement,
  TableChange,
  TableFamily,
  TableRequest,
} from '../../../wire/netlink/nftables/request.js';

/** How the tables are made. */
export interface RulesetOptions {
  /** Name of both tables. */
  readonly table: string;
  readonly priority: number;
  readonly countsPackets: boolean;
}

/** Sets that elements come and go in. */
export type SetName = 'vips' | 'vips_link_local' | 'vips_link_local_name' | 'vmac_map' | 'vmac_set';

/** One element of one set. */
export interface FilterElement extends SetElement {
  readonly family: TableFamily;
  readonly set: SetName;
  /** Tells elements apart. */
  readonly id: string;
}

/** What there is of the tables, but for elements: chains and sets by name. A family without a table is not in it. */
export type Tables = ReadonlyMap<TableFamily, ReadonlySet<string>>;

export interface RulesetPlan {
  readonly changes: readonly TableRequest[];
  /** The tables once the changes are made. */
  readonly tables: Tables;
}

type Direction = 'in' | 'out';

const NEIGHBOUR_DISCOVERY = 'neighbor-discovery';
/** Neighbour solicitation and advertisement (RFC 4861 4.3, 4.4). */
const NEIGHBOUR_MESSAGES = [135, 136] as const;
const ROUTER_SOLICITATION = 133; // RFC 4861 4.1
const MLD2_REPORT = 143; // RFC 3810 5.2
const IGMP = 2;
const ICMPV6 = 58;
/** A name or a kind of an interface, zeros behind it (IFNAMSIZ). */
const NAME_LENGTH = 16;

/** fe80::/10 (RFC 4291 2.5.6). */
const LINK_LOCAL = prefix(0xfe, 0x80);
const LINK_LOCAL_MASK = prefix(0xff, 0xc0);

/** Where the source and the destination stand in the header of IP, and what follows it. */
const IPV4 = { protocol: 9, in: 16, out: 12, length: 4 } as const;
const IPV6 = { nextHeader: 6, in: 24, out: 8, length: 16 } as const;

/** Where a value is kept while a rule looks at it; the value behind a long one is in the register behind it. */
const FIRST = 1;
const SECOND = 2;

/** What is to be changed so that elements are added and others removed. Sets and rules stay when they get empty. */
export function planRuleset(
  tables: Tables,
  elements: { readonly added: readonly FilterElement[]; readonly removed: readonly FilterElement[] },
  options: RulesetOptions,
): RulesetPlan {
  const builder = new Builder(tables, options);
  for (const element of elements.added) builder.need(element);
  return {
    changes: [
      ...builder.changes,
      ...inSets('add-elements', elements.added, options.table),
      ...inSets('delete-elements', elements.removed, options.table),
    ],
    tables: builder.tables,
  };
}

class Builder {
  readonly changes: TableRequest[] = [];
  readonly tables: Map<TableFamily, Set<string>>;
  readonly #options: RulesetOptions;
  #lastId = 0;

  constructor(tables: Tables, options: RulesetOptions) {
    this.tables = new Map([...tables].map(([family, parts]) => [family, new Set(parts)]));
    this.#options = options;
  }

  /** Makes what an element needs to have an effect. */
  need({ family, set }: FilterElement): void {
    const has = this.tables.get(family);
    if (has?.has(set)) return;
    if (has === undefined) {
      this.tables.set(family, new Set());
      this.#change(family, { kind: 'add-table' });
    }
    if (set === 'vmac_map' || set === 'vmac_set') this.#interfaces(family);
    else {
      this.#addresses(family);
      if (set !== 'vips') this.#linkLocal(set);
    }
  }

  #addresses(family: TableFamily): void {
    if (this.tables.get(family)?.has('vips')) return;
    this.#baseChain(family, 'out');
    this.#baseChain(family, 'in');
    if (family === 'ip6') {
      this.#chain('in_link_local');
      this.#chain('out_link_local');
    }
    this.#set(family, 'vips', [family === 'ip' ? 'ipv4_addr' : 'ipv6_addr']);
    if (family === 'ip6') this.#neighbourDiscovery();
    for (const direction of ['in', 'out'] as const) {
      this.#rule(family, direction, [address(family, direction), lookup('vips')], 'drop');
    }
  }

  /** An address that nobody may use must still be found by its neighbours; others know it with their interface. */
  #neighbourDiscovery(): void {
    const set = { name: NEIGHBOUR_DISCOVERY, key: ['icmpv6_type'] as const, isConstant: true };
    this.#change('ip6', { kind: 'add-set', set, id: ++this.#lastId });
    const elements = NEIGHBOUR_MESSAGES.map(type => ({ key: Uint8Array.of(type) }));
    this.#change('ip6', { kind: 'add-elements', set: NEIGHBOUR_DISCOVERY, elements });
    for (const direction of ['in', 'out'] as const) {
      const isIcmpv6 = [network(IPV6.nextHeader, 1), equals(FIRST, Uint8Array.of(ICMPV6))];
      this.#rule('ip6', direction, [...isIcmpv6, icmpType(), lookup(NEIGHBOUR_DISCOVERY)], 'accept');
      const isLinkLocal: Expression[] = [
        address('ip6', direction),
        { kind: 'mask', register: FIRST, mask: LINK_LOCAL_MASK },
        equals(FIRST, LINK_LOCAL),
      ];
      this.#rule('ip6', direction, isLinkLocal, { goto: `${direction}_link_local` });
    }
  }

  #linkLocal(name: 'vips_link_local' | 'vips_link_local_name'): void {
    const byName = name === 'vips_link_local_name';
    this.#set('ip6', name, ['ipv6_addr', byName ? 'ifname' : 'iface_index']);
    const keys: Readonly<Record<Direction, MetaKey>> = byName
      ? { in: 'iifname', out: 'oifname' }
      : { in: 'iif', out: 'oif' };
    for (const direction of ['in', 'out'] as const) {
      const match = [address('ip6', direction), meta(keys[direction], SECOND), lookup(name)];
      this.#rule('ip6', `${direction}_link_local`, match, 'drop');
    }
  }

  #interfaces(family: TableFamily): void {
    this.#baseChain(family, 'out');
    const map = { name: 'vmac_map', key: ['iface_index'] as const, value: 'iface_index' as const };
    this.tables.get(family)?.add(map.name);
    this.#change(family, { kind: 'add-set', set: map, id: ++this.#lastId });
    if (family === 'ip6') this.#set(family, 'vmac_set', ['iface_index']);
    const byMacvlan = [meta('oifkind', SECOND), equals(SECOND, zeroFilled('macvlan'))];
    const redirect: Expression[] = [
      ...byMacvlan,
      meta('oif', SECOND),
      { kind: 'lookup', set: map.name, register: SECOND, into: SECOND },
      { kind: 'dup', addressRegister: FIRST, deviceRegister: SECOND },
    ];
    if (family === 'ip') {
      const isIgmp = [network(IPV4.protocol, 1), equals(FIRST, Uint8Array.of(IGMP))];
      this.#rule(family, 'out', [...isIgmp, address(family, 'in'), ...redirect], 'drop');
      return;
    }
    const isIcmpv6 = (type: number) => [
      meta('l4proto', FIRST),
      equals(FIRST, Uint8Array.of(ICMPV6)),
      icmpType(),
      equals(FIRST, Uint8Array.of(type)),
    ];
    this.#rule(family, 'out', [...isIcmpv6(MLD2_REPORT), address(family, 'in'), ...redirect], 'drop');
    const solicits = [...isIcmpv6(ROUTER_SOLICITATION), ...byMacvlan, meta('oif', SECOND), lookup('vmac_set', SECOND)];
    this.#rule(family, 'out', solicits, 'drop');
  }

  #baseChain(family: TableFamily, chain: Direction): void {
    if (this.tables.get(family)?.has(chain)) return;
    const base: BaseChain = { hook: chain === 'in' ? 'input' : 'output', priority: this.#options.priority };
    this.tables.get(family)?.add(chain);
    this.#change(family, { kind: 'add-chain', chain, base });
  }

  #chain(chain: string): void {
    this.#change('ip6', { kind: 'add-chain', chain });
  }

  #set(family: TableFamily, name: SetName, key: readonly DataType[]): void {
    this.tables.get(family)?.add(name);
    this.#change(family, { kind: 'add-set', set: { name, key }, id: ++this.#lastId });
  }

  #rule(
    family: TableFamily,
    chain: string,
    match: readonly Expression[],
    verdict: Extract<Expression, { kind: 'verdict' }>['verdict'],
  ): void {
    const counter: readonly Expression[] = this.#options.countsPackets ? [{ kind: 'counter' }] : [];
    const expressions = [...match, ...counter, { kind: 'verdict' as const, verdict }];
    this.#change(family, { kind: 'add-rule', chain, expressions });
  }

  #change(family: TableFamily, change: TableChange): void {
    this.changes.push({ family, table: this.#options.table, change });
  }
}

/** One change for each set, in the order of their first elements. */
function inSets(
  kind: 'add-elements' | 'delete-elements',
  elements: readonly FilterElement[],
  table: string,
): TableRequest[] {
  const sets = new Map<string, FilterElement[]>();
  for (const element of elements) {
    const name = `${element.family} ${element.set}`;
    const known = sets.get(name);
    if (known === undefined) sets.set(name, [element]);
    else known.push(element);
  }
  return [...sets.values()].map(group => {
    const { family, set } = group[0]!;
    return { family, table, change: { kind, set, elements: group } };
  });
}

function network(offset: number, length: number): Expression {
  return { kind: 'payload', base: 'network', offset, length, register: FIRST };
}

/** The destination of what comes in, the source of what goes out. */
function address(family: TableFamily, direction: Direction): Expression {
  const layout = family === 'ip' ? IPV4 : IPV6;
  return network(layout[direction], layout.length);
}

function icmpType(): Expression {
  return { kind: 'payload', base: 'transport', offset: 0, length: 1, register: FIRST };
}

function meta(key: MetaKey, register: number): Expression {
  return { kind: 'meta', key, register };
}

function equals(register: number, value: Uint8Array): Expression {
  return { kind: 'equals', register, value };
}

function lookup(set: string, register = FIRST): Expression {
  return { kind: 'lookup', set, register };
}

/** A name as the kernel compares it. */
export function zeroFilled(name: string): Uint8Array {
  const bytes = new Uint8Array(NAME_LENGTH);
  for (let i = 0; i < name.length; i++) bytes[i] = name.charCodeAt(i);
  return bytes;
}

/** An IPv6 address of two bytes and zeros. */
function prefix(first: number, second: number): Uint8Array {
  const bytes = new Uint8Array(16);
  bytes[0] = first;
  bytes[1] = second;
  return bytes;
}
