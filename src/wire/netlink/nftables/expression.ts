/**
 * What rules are made of (linux/netfilter/nf_tables.h, NFTA_EXPR_*): each expression works on the registers of the rule
 * and ends it, when a comparison or a lookup fails. Registers 1 to 4 hold 16 bytes each, and a longer value goes on in
 * the next one; register 0 holds the verdict.
 */
import { unreachable } from '../../../base/unreachable.js';
import type { AttributeValue } from '../attribute.js';
import { zeroTerminated } from '../message.js';
import { nested, number } from './nested.js';

/** NFT_PAYLOAD_*: where offsets count from. */
export type PayloadBase = 'network' | 'transport';

/** What `meta` can tell of a packet: layer-4 protocol, and its interfaces by index, by name and by kind. */
export type MetaKey = 'iif' | 'oif' | 'iifname' | 'oifname' | 'l4proto' | 'oifkind';

export type Verdict = 'drop' | 'accept' | { readonly goto: string };

export type Expression =
  /** Loads bytes of a header. */
  | {
      readonly kind: 'payload';
      readonly base: PayloadBase;
      readonly offset: number;
      readonly length: number;
      readonly register: number;
    }
  | { readonly kind: 'meta'; readonly key: MetaKey; readonly register: number }
  /** Goes on when the register holds this. */
  | { readonly kind: 'equals'; readonly register: number; readonly value: Uint8Array }
  /** Keeps the bits of the mask. */
  | { readonly kind: 'mask'; readonly register: number; readonly mask: Uint8Array }
  /** Goes on when the set has what the register holds; of a map, `into` is given the value. */
  | { readonly kind: 'lookup'; readonly set: string; readonly register: number; readonly into?: number }
  /** Sends a copy to the address in one register by the interface whose index is in another. */
  | { readonly kind: 'dup'; readonly addressRegister: number; readonly deviceRegister: number }
  | { readonly kind: 'counter' }
  | { readonly kind: 'verdict'; readonly verdict: Verdict };

/** NFTA_EXPR_NAME, NFTA_EXPR_DATA, and NFTA_LIST_ELEM around them. */
const NAME = 1;
const DATA = 2;
const LIST_ELEMENT = 1;

const BASES: Readonly<Record<PayloadBase, number>> = { network: 1, transport: 2 };
/** NFT_META_*. */
const META: Readonly<Record<MetaKey, number>> = { iif: 4, oif: 5, iifname: 6, oifname: 7, l4proto: 16, oifkind: 27 };

const PayloadPart = { register: 1, base: 2, offset: 3, length: 4 } as const;
const MetaPart = { register: 1, key: 2 } as const;
const CmpPart = { register: 1, operation: 2, data: 3 } as const;
const BitwisePart = { source: 1, destination: 2, length: 3, mask: 4, xor: 5 } as const;
const LookupPart = { set: 1, source: 2, destination: 3 } as const;
const DupPart = { address: 1, device: 2 } as const;
const ImmediatePart = { register: 1, data: 2 } as const;
/** NFTA_DATA_VALUE and NFTA_DATA_VERDICT; NFTA_VERDICT_CODE and NFTA_VERDICT_CHAIN. */
const DATA_VALUE = 1;
const DATA_VERDICT = 2;
const VERDICT_CODE = 1;
const VERDICT_CHAIN = 2;

const EQUAL = 0; // NFT_CMP_EQ
const VERDICT_REGISTER = 0;
/** NF_DROP, NF_ACCEPT, NFT_GOTO. */
const CODES = { drop: 0, accept: 1, goto: -4 } as const;

/** The list of expressions of a rule, each as an NFTA_LIST_ELEM. */
export function expressionAttributes(expressions: readonly Expression[]): AttributeValue[] {
  return expressions.map(expression => {
    const [name, parts] = spelled(expression);
    return nested(LIST_ELEMENT, [{ type: NAME, value: zeroTerminated(name) }, nested(DATA, parts)]);
  });
}

/** NFTA_DATA_VALUE within an attribute. */
export function data(type: number, value: Uint8Array): AttributeValue {
  return nested(type, [{ type: DATA_VALUE, value }]);
}

/** The kernel's name of an expression, and its attributes. */
function spelled(expression: Expression): [name: string, parts: AttributeValue[]] {
  switch (expression.kind) {
    case 'payload':
      return [
        'payload',
        [
          number(PayloadPart.register, expression.register),
          number(PayloadPart.base, BASES[expression.base]),
          number(PayloadPart.offset, expression.offset),
          number(PayloadPart.length, expression.length),
        ],
      ];
    case 'meta':
      return ['meta', [number(MetaPart.key, META[expression.key]), number(MetaPart.register, expression.register)]];
    case 'equals':
      return [
        'cmp',
        [
          number(CmpPart.register, expression.register),
          number(CmpPart.operation, EQUAL),
          data(CmpPart.data, expression.value),
        ],
      ];
    case 'mask':
      return [
        'bitwise',
        [
          number(BitwisePart.source, expression.register),
          number(BitwisePart.destination, expression.register),
          number(BitwisePart.length, expression.mask.length),
          data(BitwisePart.mask, expression.mask),
          data(BitwisePart.xor, new Uint8Array(expression.mask.length)),
        ],
      ];
    case 'lookup':
      return [
        'lookup',
        [
          number(LookupPart.source, expression.register),
          ...(expression.into === undefined ? [] : [number(LookupPart.destination, expression.into)]),
          { type: LookupPart.set, value: zeroTerminated(expression.set) },
        ],
      ];
    case 'dup':
      return [
        'dup',
        [number(DupPart.address, expression.addressRegister), number(DupPart.device, expression.deviceRegister)],
      ];
    case 'counter':
      return ['counter', []];
    case 'verdict':
      return [
        'immediate',
        [
          number(ImmediatePart.register, VERDICT_REGISTER),
          nested(ImmediatePart.data, [nested(DATA_VERDICT, verdictParts(expression.verdict))]),
        ],
      ];
    default:
      return unreachable(expression);
  }
}

function verdictParts(verdict: Verdict): AttributeValue[] {
  if (typeof verdict === 'string') return [number(VERDICT_CODE, CODES[verdict])];
  return [number(VERDICT_CODE, CODES.goto), { type: VERDICT_CHAIN, value: zeroTerminated(verdict.goto) }];
}
