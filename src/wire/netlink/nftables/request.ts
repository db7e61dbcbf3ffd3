/**
 * Requests to nf_tables (linux/netfilter/nf_tables.h). Changes come in a batch (linux/netfilter/nfnetlink.h): all of
 * them happen at once, or none. Behind the netlink header stands `struct nfgenmsg`: family, version 0, a number.
 */
import { unreachable } from '../../../base/unreachable.js';
import type { AttributeValue } from '../attribute.js';
import { host32 } from '../host-order.js';
import { encodeRequest, MessageFlag, zeroTerminated } from '../message.js';
import { data, type Expression, expressionAttributes } from './expression.js';
import { nested, number } from './nested.js';

/** NFPROTO_*. */
export type TableFamily = 'ip' | 'ip6';

/** What the keys or the values of a set are, by nft(8)'s names; it decides how nft shows them, and their length. */
export type DataType = 'ipv4_addr' | 'ipv6_addr' | 'iface_index' | 'ifname' | 'icmpv6_type';

export interface SetDefinition {
  readonly name: string;
  /** Several are a concatenation: each part is filled up with zeros to a multiple of 4 bytes. */
  readonly key: readonly DataType[];
  /** Present in a map: what keys lead to. */
  readonly value?: DataType;
  /** Its elements never change. */
  readonly isConstant?: boolean;
}

export interface SetElement {
  readonly key: Uint8Array;
  /** Of a map. */
  readonly value?: Uint8Array;
}

/** A base chain sees packets by itself; any other only what a rule sends it. */
export interface BaseChain {
  readonly hook: 'input' | 'output';
  /** The lower, the earlier; filters of administrators are at 0. */
  readonly priority: number;
}

/** One change to a table. `add` of what is there already is no mistake. */
export type TableChange =
  | { readonly kind: 'add-table' }
  /** With everything in it. */
  | { readonly kind: 'delete-table' }
  | { readonly kind: 'add-chain'; readonly chain: string; readonly base?: BaseChain }
  /** Sets are named; `id` tells those of one batch apart. */
  | { readonly kind: 'add-set'; readonly set: SetDefinition; readonly id: number }
  /** At the end of a chain. */
  | { readonly kind: 'add-rule'; readonly chain: string; readonly expressions: readonly Expression[] }
  | { readonly kind: 'add-elements'; readonly set: string; readonly elements: readonly SetElement[] }
  | { readonly kind: 'delete-elements'; readonly set: string; readonly elements: readonly SetElement[] };

/** A change with the table it is for. */
export interface TableRequest {
  readonly family: TableFamily;
  readonly table: string;
  readonly change: TableChange;
}

/** NFNL_SUBSYS_NFTABLES. */
const SUBSYSTEM = 10;
const BATCH_BEGIN = 16;
const BATCH_END = 17;

/** NFT_MSG_*. */
const Type = {
  newTable: 0,
  getTable: 1,
  deleteTable: 2,
  newChain: 3,
  newRule: 6,
  newSet: 9,
  newElements: 12,
  deleteElements: 14,
} as const;

const FAMILIES: Readonly<Record<TableFamily, number>> = { ip: 2, ip6: 10 };
/** NF_INET_LOCAL_IN, NF_INET_LOCAL_OUT. */
const HOOKS = { input: 1, output: 3 } as const;

/** nft's numbers of data types, and how long their values are. A concatenation has 6 bits for each of its types. */
const DATA_TYPES: Readonly<
  Record<DataType, { readonly number: number; readonly length: number; readonly order: ByteOrder }>
> = {
  ipv4_addr: { number: 7, length: 4, order: 'network' },
  ipv6_addr: { number: 8, length: 16, order: 'network' },
  iface_index: { number: 20, length: 4, order: 'host' },
  icmpv6_type: { number: 29, length: 1, order: 'host' },
  ifname: { number: 41, length: 16, order: 'host' },
};
const CONCATENATION_BITS = 6;

type ByteOrder = 'host' | 'network';
/** What nft notes beside a set (NFTNL_UDATA_SET_*), so that it can show the elements again. */
const UserData = { keyOrder: 0, valueOrder: 1 } as const;
const ORDERS: Readonly<Record<ByteOrder, number>> = { host: 1, network: 2 };

/** The name of the table, by the same number in every message. */
const TABLE = 1;
const ChainAttribute = { name: 3, hook: 4, policy: 5, type: 7 } as const;
const HookAttribute = { hook: 1, priority: 2 } as const;
const RuleAttribute = { chain: 2, expressions: 4 } as const;
const SetAttribute = {
  name: 2,
  flags: 3,
  keyType: 4,
  keyLength: 5,
  valueType: 6,
  valueLength: 7,
  id: 10,
  userData: 13,
} as const;
const ListAttribute = { set: 2, elements: 3 } as const;
const LIST_ELEMENT = 1;
const ElementAttribute = { key: 1, value: 2 } as const;
/** NFT_SET_CONSTANT, NFT_SET_MAP. */
const SetFlag = { constant: 0x2, map: 0x8 } as const;
const POLICY_ACCEPT = 1;

/** The first message of a batch. */
export function encodeBatchBegin(): Uint8Array {
  return encodeRequest(BATCH_BEGIN, 0, header(0, SUBSYSTEM));
}

/** The last message of a batch: now all that came before it happens. */
export function encodeBatchEnd(): Uint8Array {
  return encodeRequest(BATCH_END, 0, header(0, SUBSYSTEM));
}

/** Asks whether there is a table. */
export function encodeGetTable(family: TableFamily, table: string): Uint8Array {
  return encode(Type.getTable, 0, family, [{ type: TABLE, value: zeroTerminated(table) }]);
}

/** One change, to stand in a batch. */
export function encodeTableChange({ family, table, change }: TableRequest): Uint8Array {
  const named = { type: TABLE, value: zeroTerminated(table) };
  switch (change.kind) {
    case 'add-table':
      return encode(Type.newTable, MessageFlag.create, family, [named]);
    case 'delete-table':
      return encode(Type.deleteTable, 0, family, [named]);
    case 'add-chain':
      return encode(Type.newChain, MessageFlag.create, family, [named, ...chainAttributes(change.chain, change.base)]);
    case 'add-set':
      return encode(Type.newSet, MessageFlag.create, family, [named, ...setAttributes(change.set, change.id)]);
    case 'add-rule':
      return encode(Type.newRule, MessageFlag.create | MessageFlag.append, family, [
        named,
        { type: RuleAttribute.chain, value: zeroTerminated(change.chain) },
        nested(RuleAttribute.expressions, expressionAttributes(change.expressions)),
      ]);
    case 'add-elements':
      return encode(Type.newElements, MessageFlag.create, family, elementAttributes(named, change));
    case 'delete-elements':
      return encode(Type.deleteElements, 0, family, elementAttributes(named, change));
    default:
      return unreachable(change);
  }
}

/** The change in the kernel's words, for messages: `NFT_MSG_NEWRULE ip keepalived in`. */
export function describeTableChange({ family, table, change }: TableRequest): string {
  const where = `${family} ${table}`;
  switch (change.kind) {
    case 'add-table':
      return `NFT_MSG_NEWTABLE ${where}`;
    case 'delete-table':
      return `NFT_MSG_DELTABLE ${where}`;
    case 'add-chain':
      return `NFT_MSG_NEWCHAIN ${where} ${change.chain}`;
    case 'add-set':
      return `NFT_MSG_NEWSET ${where} ${change.set.name}`;
    case 'add-rule':
      return `NFT_MSG_NEWRULE ${where} ${change.chain}`;
    case 'add-elements':
      return `NFT_MSG_NEWSETELEM ${where} ${change.set}`;
    case 'delete-elements':
      return `NFT_MSG_DELSETELEM ${where} ${change.set}`;
    default:
      return unreachable(change);
  }
}

function encode(type: number, flags: number, family: TableFamily, attributes: readonly AttributeValue[]): Uint8Array {
  return encodeRequest((SUBSYSTEM << 8) | type, flags, header(FAMILIES[family], 0), attributes);
}

/** `struct nfgenmsg`; its number is in network order. */
function header(family: number, number: number): Uint8Array {
  return Uint8Array.of(family, 0, number >> 8, number & 0xff);
}

function chainAttributes(name: string, base: BaseChain | undefined): AttributeValue[] {
  const named = { type: ChainAttribute.name, value: zeroTerminated(name) };
  if (base === undefined) return [named];
  const hook = [number(HookAttribute.hook, HOOKS[base.hook]), number(HookAttribute.priority, base.priority)];
  return [
    named,
    nested(ChainAttribute.hook, hook),
    number(ChainAttribute.policy, POLICY_ACCEPT),
    { type: ChainAttribute.type, value: zeroTerminated('filter') },
  ];
}

function setAttributes({ name, key, value, isConstant }: SetDefinition, id: number): AttributeValue[] {
  const flags = (isConstant === true ? SetFlag.constant : 0) | (value === undefined ? 0 : SetFlag.map);
  const keyOrder = key.length === 1 ? DATA_TYPES[key[0]!].order : 'host';
  const notes = [note(UserData.keyOrder, keyOrder)];
  if (value !== undefined) notes.push(note(UserData.valueOrder, DATA_TYPES[value].order));
  return [
    { type: SetAttribute.name, value: zeroTerminated(name) },
    ...(flags === 0 ? [] : [number(SetAttribute.flags, flags)]),
    number(SetAttribute.keyType, typeNumber(key)),
    number(SetAttribute.keyLength, keyLength(key)),
    ...(value === undefined ? [] : valueAttributes(value)),
    number(SetAttribute.id, id),
    { type: SetAttribute.userData, value: Uint8Array.from(notes.flat()) },
  ];
}

function valueAttributes(value: DataType): AttributeValue[] {
  const { number: type, length } = DATA_TYPES[value];
  return [number(SetAttribute.valueType, type), number(SetAttribute.valueLength, length)];
}

/** Of nft's own attributes, with a byte each for type and length. */
function note(type: number, order: ByteOrder): number[] {
  return [type, 4, ...host32(ORDERS[order])];
}

function typeNumber(types: readonly DataType[]): number {
  return types.reduce((sum, type) => (sum << CONCATENATION_BITS) | DATA_TYPES[type].number, 0);
}

/** A single key is as long as it is; parts of a concatenation fill registers of 4 bytes. */
function keyLength(types: readonly DataType[]): number {
  if (types.length === 1) return DATA_TYPES[types[0]!].length;
  return types.reduce((sum, type) => sum + ((DATA_TYPES[type].length + 3) & ~3), 0);
}

function elementAttributes(
  table: AttributeValue,
  { set, elements }: { readonly set: string; readonly elements: readonly SetElement[] },
): AttributeValue[] {
  const list = elements.map(({ key, value }) =>
    nested(LIST_ELEMENT, [
      data(ElementAttribute.key, key),
      ...(value === undefined ? [] : [data(ElementAttribute.value, value)]),
    ]),
  );
  return [{ type: ListAttribute.set, value: zeroTerminated(set) }, table, nested(ListAttribute.elements, list)];
}
