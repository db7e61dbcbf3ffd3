/** Routing rules as the kernel reports them: which rule it was. */
import { addressFromBytes, type IpPrefix } from '../../base/address.js';
import { ok, type Result } from '../../base/result.js';
import { type Fault, fault } from '../fault.js';
import { readAttributes } from './attribute.js';
import { readHost16, readHost32 } from './host-order.js';
import { textOf } from './message.js';
import {
  INVERTED,
  type NumberRange,
  RULE_ACTIONS,
  RULE_HEADER,
  type RuleAction,
  RuleAttribute,
  type RuleRequest,
  ruleIdentity,
  WHOLE_MARK,
} from './rule.js';

const AF_INET = 2;
const AF_INET6 = 10;

/** Reads the payload of RTM_NEWRULE or RTM_DELRULE; answers the identity of the rule, as `ruleIdentity` has it. */
export function decodeRule(payload: Uint8Array): Result<string, Fault<'truncated' | 'other-family' | 'other-action'>> {
  if (payload.length < RULE_HEADER)
    return fault('truncated', `a rule has at least ${RULE_HEADER} bytes, got ${payload.length}`);
  const family = payload[0] === AF_INET ? 4 : payload[0] === AF_INET6 ? 6 : undefined;
  if (family === undefined) return fault('other-family', `a rule of family ${payload[0]}`);
  const attributes = readAttributes(payload.subarray(RULE_HEADER));
  const number = (type: number): number | undefined => {
    const bytes = attributes.get(type);
    return bytes?.length === 4 ? readHost32(bytes, 0) : undefined;
  };
  const prefix = (type: number, length: number): IpPrefix | undefined => {
    const bytes = attributes.get(type);
    if (bytes?.length !== (family === 4 ? 4 : 16)) return undefined;
    return { address: addressFromBytes(bytes), length };
  };
  const name = (type: number): string | undefined => {
    const bytes = attributes.get(type);
    return bytes && textOf(bytes);
  };
  const action = actionOf(payload[7]!, attributes.get(RuleAttribute.l3mdev)?.[0] === 1, {
    table: number(RuleAttribute.table) ?? payload[4]!,
    preference: number(RuleAttribute.goto) ?? 0,
  });
  if (action === undefined) return fault('other-action', `a rule with action ${payload[7]}`);
  const mark = number(RuleAttribute.fwmark) ?? 0;
  const tunnel = attributes.get(RuleAttribute.tunnelId);
  const flow = number(RuleAttribute.flow) ?? 0;
  const prefixLength = number(RuleAttribute.suppressPrefixLength) ?? UNSET;
  const group = number(RuleAttribute.suppressGroup) ?? UNSET;
  const ports = (type: number): NumberRange | undefined => {
    const bytes = attributes.get(type);
    return bytes?.length === 4 ? { first: readHost16(bytes, 0), last: readHost16(bytes, 2) } : undefined;
  };
  const uids = attributes.get(RuleAttribute.uids);
  const rule: Partial<RuleRequest> = {
    ...optional('from', prefix(RuleAttribute.from, payload[2]!)),
    ...optional('to', prefix(RuleAttribute.to, payload[1]!)),
    ...optional('inputDevice', name(RuleAttribute.inputDevice)),
    ...optional('outputDevice', name(RuleAttribute.outputDevice)),
    ...optional('tunnelId', tunnel?.length === 8 ? readNetwork64(tunnel) : undefined),
    ...optional('uids', uids?.length === 8 ? { first: readHost32(uids, 0), last: readHost32(uids, 4) } : undefined),
    ...optional('sourcePorts', ports(RuleAttribute.sourcePorts)),
    ...optional('destinationPorts', ports(RuleAttribute.destinationPorts)),
    ...(mark === 0 ? {} : { fwmark: { mark, mask: number(RuleAttribute.fwmask) ?? WHOLE_MARK } }),
    ...(flow === 0 ? {} : { realms: { from: flow >>> 16, to: flow & 0xffff } }),
    ...(prefixLength === UNSET ? {} : { suppressPrefixLength: prefixLength }),
    ...(group === UNSET ? {} : { suppressGroup: group }),
  };
  return ok(
    ruleIdentity({
      ...rule,
      family,
      inverted: (readHost32(payload, 8) & INVERTED) !== 0,
      tos: payload[3]!,
      preference: number(RuleAttribute.priority) ?? 0,
      ipProtocol: attributes.get(RuleAttribute.ipProtocol)?.[0] ?? 0,
      protocol: attributes.get(RuleAttribute.protocol)?.[0] ?? 0,
      action,
    }),
  );
}

/** The kernel says so of a suppressor that there is not. */
const UNSET = 0xffff_ffff;

function optional<Key extends keyof RuleRequest>(
  key: Key,
  value: RuleRequest[Key] | undefined,
): Partial<Pick<RuleRequest, Key>> {
  return value === undefined ? {} : ({ [key]: value } as Pick<RuleRequest, Key>);
}

function readNetwork64(bytes: Uint8Array): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0);
}

function actionOf(
  number: number,
  isL3mdev: boolean,
  { table, preference }: { readonly table: number; readonly preference: number },
): RuleAction | undefined {
  if (isL3mdev) return { kind: 'l3mdev' };
  switch (number) {
    case RULE_ACTIONS.table:
      return { kind: 'table', table };
    case RULE_ACTIONS.goto:
      return { kind: 'goto', preference };
    case RULE_ACTIONS.nop:
      return { kind: 'nop' };
    case RULE_ACTIONS.blackhole:
      return { kind: 'blackhole' };
    case RULE_ACTIONS.unreachable:
      return { kind: 'unreachable' };
    case RULE_ACTIONS.prohibit:
      return { kind: 'prohibit' };
    default:
      return undefined;
  }
}
