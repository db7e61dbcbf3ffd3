/**
 * Routing rules in rtnetlink (linux/fib_rules.h): RTM_NEWRULE and RTM_DELRULE as we ask for them.
 *
 *     fib_rule_hdr: family (1), destination length (1), source length (1), TOS (1), table (1), 0 (2), action (1),
 *                   flags (4)
 */
import type { Family, IpPrefix } from '../../base/address.js';
import type { AttributeValue } from './attribute.js';
import { host32, writeHost16, writeHost32 } from './host-order.js';
import { encodeRequest, MessageFlag, zeroTerminated } from './message.js';
import { type Realms, realmsNumber } from './route.js';

export const RuleType = { newRule: 32, delRule: 33 } as const;

/** Multicast groups (enum rtnetlink_groups). */
export const RuleGroup = { ipv4: 8, ipv6: 19 } as const;

/** What happens to a packet that a rule fits. */
export type RuleAction =
  | { readonly kind: 'table'; readonly table: number }
  /** On to the rule of this preference. */
  | { readonly kind: 'goto'; readonly preference: number }
  /** The table of the VRF the packet came in by. */
  | { readonly kind: 'l3mdev' | 'nop' | 'blackhole' | 'unreachable' | 'prohibit' };

/** Both ends are in it. */
export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

/** A rule to add or to remove; to be removed, a rule has to be all of this. */
export interface RuleRequest {
  readonly family: Family;
  readonly inverted: boolean;
  readonly from?: IpPrefix;
  readonly to?: IpPrefix;
  readonly preference: number;
  readonly tos?: number;
  readonly fwmark?: { readonly mark: number; readonly mask: number };
  readonly realms?: Realms;
  readonly suppressPrefixLength?: number;
  readonly suppressGroup?: number;
  readonly inputDevice?: string;
  readonly outputDevice?: string;
  readonly tunnelId?: bigint;
  readonly uids?: NumberRange;
  readonly ipProtocol?: number;
  readonly sourcePorts?: NumberRange;
  readonly destinationPorts?: NumberRange;
  readonly protocol: number;
  readonly action: RuleAction;
}

const AF_INET = 2;
const AF_INET6 = 10;
/** Bytes of fib_rule_hdr. */
export const RULE_HEADER = 12;
const GREATEST_SMALL_TABLE = 255;
/** FIB_RULE_INVERT. */
export const INVERTED = 2;
/** The mask of a mark that is compared whole. */
export const WHOLE_MARK = 0xffff_ffff;

/** FR_ACT_*; the table of the VRF is one to be looked up, too. */
export const RULE_ACTIONS = {
  table: 1,
  l3mdev: 1,
  goto: 2,
  nop: 3,
  blackhole: 6,
  unreachable: 7,
  prohibit: 8,
} as const;

/** FRA_*. */
export const RuleAttribute = {
  to: 1,
  from: 2,
  inputDevice: 3,
  goto: 4,
  priority: 6,
  fwmark: 10,
  flow: 11,
  tunnelId: 12,
  suppressGroup: 13,
  suppressPrefixLength: 14,
  table: 15,
  fwmask: 16,
  outputDevice: 17,
  l3mdev: 19,
  uids: 20,
  protocol: 21,
  ipProtocol: 22,
  sourcePorts: 23,
  destinationPorts: 24,
} as const;

/** RTM_NEWRULE, which answers EEXIST when this very rule is there, or RTM_DELRULE (ENOENT: it was not). */
export function encodeRuleRequest(deed: 'add' | 'remove', rule: RuleRequest): Uint8Array {
  const fixed = new Uint8Array(RULE_HEADER);
  const table = rule.action.kind === 'table' ? rule.action.table : 0;
  fixed[0] = rule.family === 4 ? AF_INET : AF_INET6;
  fixed[1] = rule.to?.length ?? 0;
  fixed[2] = rule.from?.length ?? 0;
  fixed[3] = rule.tos ?? 0;
  fixed[4] = table <= GREATEST_SMALL_TABLE ? table : 0;
  fixed[7] = RULE_ACTIONS[rule.action.kind];
  writeHost32(fixed, 8, rule.inverted ? INVERTED : 0);
  const attributes = attributesOf(rule, table);
  if (deed === 'remove') return encodeRequest(RuleType.delRule, 0, fixed, attributes);
  return encodeRequest(RuleType.newRule, MessageFlag.create | MessageFlag.exclusive, fixed, attributes);
}

function attributesOf(rule: RuleRequest, table: number): AttributeValue[] {
  const { from, to, fwmark, realms, tunnelId, uids, sourcePorts, destinationPorts, action } = rule;
  const attributes: AttributeValue[] = [];
  const add = (type: number, value: Uint8Array) => attributes.push({ type, value });
  const addNumber = (type: number, value: number | undefined) => {
    if (value !== undefined) add(type, host32(value));
  };
  if (table > GREATEST_SMALL_TABLE) add(RuleAttribute.table, host32(table));
  if (from !== undefined) add(RuleAttribute.from, from.address.bytes);
  if (to !== undefined) add(RuleAttribute.to, to.address.bytes);
  add(RuleAttribute.priority, host32(rule.preference));
  if (fwmark !== undefined) add(RuleAttribute.fwmark, host32(fwmark.mark));
  if (fwmark !== undefined && fwmark.mask !== WHOLE_MARK) add(RuleAttribute.fwmask, host32(fwmark.mask));
  if (realms !== undefined) add(RuleAttribute.flow, host32(realmsNumber(realms)));
  addNumber(RuleAttribute.suppressPrefixLength, rule.suppressPrefixLength);
  addNumber(RuleAttribute.suppressGroup, rule.suppressGroup);
  if (rule.inputDevice !== undefined) add(RuleAttribute.inputDevice, zeroTerminated(rule.inputDevice));
  if (rule.outputDevice !== undefined) add(RuleAttribute.outputDevice, zeroTerminated(rule.outputDevice));
  if (tunnelId !== undefined) add(RuleAttribute.tunnelId, network64(tunnelId));
  if (uids !== undefined) add(RuleAttribute.uids, pair32(uids));
  if (action.kind === 'l3mdev') add(RuleAttribute.l3mdev, Uint8Array.of(1));
  if (rule.protocol !== 0) add(RuleAttribute.protocol, Uint8Array.of(rule.protocol));
  if (rule.ipProtocol !== undefined) add(RuleAttribute.ipProtocol, Uint8Array.of(rule.ipProtocol));
  if (sourcePorts !== undefined) add(RuleAttribute.sourcePorts, pair16(sourcePorts));
  if (destinationPorts !== undefined) add(RuleAttribute.destinationPorts, pair16(destinationPorts));
  if (action.kind === 'goto') add(RuleAttribute.goto, host32(action.preference));
  return attributes;
}

function network64(value: bigint): Uint8Array {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setBigUint64(0, value);
  return out;
}

function pair32({ first, last }: NumberRange): Uint8Array {
  const out = new Uint8Array(8);
  writeHost32(out, 0, first);
  writeHost32(out, 4, last);
  return out;
}

function pair16({ first, last }: NumberRange): Uint8Array {
  const out = new Uint8Array(4);
  writeHost16(out, 0, first);
  writeHost16(out, 2, last);
  return out;
}

/** All by which the kernel tells rules apart, in one text. */
export function ruleIdentity(rule: RuleRequest): string {
  const prefix = (one: IpPrefix | undefined) =>
    one === undefined || one.length === 0 ? '' : `${one.address.text}/${one.length}`;
  const range = (one: NumberRange | undefined) => (one === undefined ? '' : `${one.first}-${one.last}`);
  const { action, fwmark, realms } = rule;
  const target = action.kind === 'table' ? action.table : action.kind === 'goto' ? action.preference : '';
  return [
    rule.family,
    rule.preference,
    rule.inverted ? 'not' : '',
    prefix(rule.from),
    prefix(rule.to),
    rule.tos ?? 0,
    fwmark === undefined || fwmark.mark === 0 ? '' : `${fwmark.mark}/${fwmark.mask}`,
    realms === undefined ? 0 : realmsNumber(realms),
    rule.suppressPrefixLength ?? '',
    rule.suppressGroup ?? '',
    rule.inputDevice ?? '',
    rule.outputDevice ?? '',
    rule.tunnelId ?? 0n,
    range(rule.uids),
    rule.ipProtocol ?? 0,
    range(rule.sourcePorts),
    range(rule.destinationPorts),
    rule.protocol,
    `${action.kind} ${target}`,
  ].join(' ');
}
