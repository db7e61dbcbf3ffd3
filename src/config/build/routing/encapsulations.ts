/** `encap TYPE ...` of routes and next hops: what packets are wrapped into (ip-route(8), ENCAP). */
import type { Encapsulation } from '../../../vrrp/settings.js';
import { parseInteger } from '../../numbers.js';
import type { Word } from '../../parser.js';
import type { BuildContext } from '../context.js';
import type { Dropped, EntryWords } from '../entry-words.js';
import type { Mutable } from '../mutable.js';
import { readPrefix } from './prefixes.js';

type IpEncapsulation = Extract<Encapsulation, { kind: 'ip' | 'ip6' }>;

/** RFC 3032 2.1: a label has 20 bits. */
const GREATEST_LABEL = 1_048_575;
/** Labels that keepalived takes at most. */
const MOST_LABELS = 2;

/** Undefined: reported, and the route goes without. */
export function readEncapsulation(
  words: EntryWords,
  option: Word,
  context: BuildContext,
): Encapsulation | Dropped | undefined {
  const { diagnostics } = context;
  const type = words.next();
  if (type === undefined) {
    diagnostics.error(option.at, 'encap-incomplete', '`encap` needs a type: ip, ip6, mpls or ila; it is ignored');
    return undefined;
  }
  switch (type.text) {
    case 'ip':
    case 'ip6':
      return readIp(words, type, type.text, context);
    case 'mpls':
      return readLabels(words, type, context);
    case 'ila':
      return readLocator(words, type, context);
    default: {
      const text = `\`encap\` is ip, ip6, mpls or ila, not \`${type.text}\`; it is ignored`;
      diagnostics.error(type.at, 'choice-unknown', text);
      // Its parameter, as keepalived passes over it.
      words.next();
      return undefined;
    }
  }
}

function readIp(
  words: EntryWords,
  type: Word,
  kind: IpEncapsulation['kind'],
  context: BuildContext,
): Encapsulation | Dropped | undefined {
  const parts: Mutable<Partial<IpEncapsulation>> = {};
  for (let option = words.peek(); option !== undefined; option = words.peek()) {
    const read = IP_PARTS[kind].get(option.text);
    if (read === undefined) break;
    words.next();
    const value = words.next();
    if (value === undefined) {
      const text = `\`${option.text}\` of \`encap ${kind}\` needs a value; the entry is dropped`;
      return words.drop(option, 'encap-incomplete', text);
    }
    const problem = read(parts, value, context);
    if (problem === undefined) continue;
    const text = `\`${option.text}\` of \`encap ${kind}\` is ${problem}, not \`${value.text}\`; the entry is dropped`;
    return words.drop(value, 'encap-invalid', text);
  }
  if (parts.id === undefined && parts.destination === undefined && parts.source === undefined) {
    const text = `\`encap ${kind}\` needs an address or an \`id\`; it is ignored`;
    context.diagnostics.error(type.at, 'encap-incomplete', text);
    return undefined;
  }
  return { kind, ...parts };
}

/** Answers what the value should have been, or undefined when it is good. */
type Part = (parts: Mutable<Partial<IpEncapsulation>>, word: Word, context: BuildContext) => string | undefined;

const readId: Part = (parts, word) => {
  const id = parseUnsigned64(word.text);
  if (id === undefined) return 'a number of 64 bits';
  parts.id = id;
  return undefined;
};

function address(field: 'destination' | 'source', family: 4 | 6): Part {
  return (parts, word, { diagnostics }) => {
    const given = word.text.includes('/') ? undefined : readPrefix(word, diagnostics);
    if (given?.address.family !== family) return `a plain IPv${family} address`;
    parts[field] = given.address;
    return undefined;
  };
}

function number(field: 'ttl' | 'flags', most: number): Part {
  return (parts, word) => {
    const read = parseInteger(word.text, [0, most]);
    if (!read.ok) return `a number up to ${most}`;
    parts[field] = read.value;
    return undefined;
  };
}

const readTos: Part = (parts, word, { routeNames }) => {
  const tos = routeNames.number('dsfield', word.text);
  if (tos === undefined) return 'a number up to 255 or a name';
  parts.tos = tos;
  return undefined;
};

const IP_PARTS: Readonly<Record<IpEncapsulation['kind'], ReadonlyMap<string, Part>>> = {
  ip: new Map([
    ['id', readId],
    ['dst', address('destination', 4)],
    ['src', address('source', 4)],
    ['tos', readTos],
    ['ttl', number('ttl', 255)],
    ['flags', number('flags', 65_535)],
  ]),
  ip6: new Map([
    ['id', readId],
    ['dst', address('destination', 6)],
    ['src', address('source', 6)],
    ['tc', readTos],
    ['hoplimit', number('ttl', 255)],
    ['flags', number('flags', 65_535)],
  ]),
};

/** Decimal; undefined: no number, or more than 64 bits. */
export function parseUnsigned64(text: string): bigint | undefined {
  if (!/^\+?\d{1,40}$/.test(text)) return undefined;
  const value = BigInt(text.replace('+', ''));
  return value < 1n << 64n ? value : undefined;
}

function readLabels(words: EntryWords, type: Word, { diagnostics }: BuildContext): Encapsulation | undefined {
  const word = words.next();
  if (word === undefined) {
    diagnostics.error(type.at, 'encap-incomplete', '`encap mpls` needs a label; it is ignored');
    return undefined;
  }
  const labels = word.text.split('/', MOST_LABELS + 1).map(parseLabel);
  const good = labels.filter(label => label !== undefined);
  if (good.length === labels.length && labels.length <= MOST_LABELS) return { kind: 'mpls', labels: good };
  const text = `MPLS labels are LABEL or LABEL/LABEL, each up to ${GREATEST_LABEL}, not \`${word.text}\`; \`encap\` is ignored`;
  diagnostics.error(word.at, 'encap-invalid', text);
  return undefined;
}

function parseLabel(text: string): number | undefined {
  const value = /^(?:0[xX][0-9a-fA-F]{1,8}|\d{1,10})$/.test(text) ? Number(text) : Number.NaN;
  return value <= GREATEST_LABEL ? value : undefined;
}

function readLocator(words: EntryWords, type: Word, { diagnostics }: BuildContext): Encapsulation | undefined {
  const word = words.next();
  if (word === undefined) {
    diagnostics.error(type.at, 'encap-incomplete', '`encap ila` needs a locator; it is ignored');
    return undefined;
  }
  if (/^(?:[0-9a-fA-F]{1,4}:){3}[0-9a-fA-F]{1,4}$/.test(word.text)) {
    const hex = word.text.split(':').map(part => part.padStart(4, '0'));
    return { kind: 'ila', locator: BigInt(`0x${hex.join('')}`) };
  }
  const text = `an ILA locator is four groups of hexadecimal digits as in 1:2:3:4, not \`${word.text}\`; \`encap\` is ignored`;
  diagnostics.error(word.at, 'encap-invalid', text);
  return undefined;
}
