/** Conditions, actions and options of rules (ip-rule(8)). */
import type { Family } from '../../../base/address.js';
import type { RuleAction } from '../../../vrrp/settings.js';
import { didYouMean } from '../../hint.js';
import { UINT_MAX } from '../../keywords/row.js';
import { parseCNotation } from '../../numbers.js';
import type { Word } from '../../parser.js';
import type { Dropped } from '../entry-words.js';
import { parseUnsigned64 } from './encapsulations.js';
import { ipProtocolNames, parseIpProtocol } from './ip-protocols.js';
import { everyAddress, readPrefix, wholePrefix } from './prefixes.js';
import { readInterface, readNamed, readRealms, skipAfterFamily } from './routing-options.js';
import type { RuleDraft } from './rule-draft.js';
import { parseMark, parseRange } from './rule-ranges.js';

/** What an option does with the word it stands for; `dropped`: the entry is, and why has been reported. */
export type RuleOption = (draft: RuleDraft, option: Word) => Dropped | undefined;

export const RULE_OPTIONS: ReadonlyMap<string, RuleOption> = new Map<string, RuleOption>([
  ['inet', (draft, option) => readFamily(draft, option, 4)],
  ['inet6', (draft, option) => readFamily(draft, option, 6)],
  [
    'not',
    draft => {
      draft.parts.inverted = true;
      return undefined;
    },
  ],
  ['from', prefix('from')],
  ['to', prefix('to')],
  ['table', readTable],
  ['lookup', readTable],
  ['preference', readPreference],
  ['order', readPreference],
  ['priority', readPreference],
  ['tos', readTos],
  ['dsfield', readTos],
  ['fwmark', readMark],
  ['realms', readRuleRealms],
  ['suppress_prefixlength', readPrefixSuppressor],
  ['sup_pl', readPrefixSuppressor],
  ['suppress_ifgroup', readGroupSuppressor],
  ['sup_group', readGroupSuppressor],
  ['dev', device('inputDevice')],
  ['iif', device('inputDevice')],
  ['oif', device('outputDevice')],
  ['tunnel-id', readTunnel],
  ['uidrange', range('uids', UINT_MAX)],
  ['l3mdev', (draft, option) => act(draft, option, { kind: 'l3mdev' })],
  ['protocol', readProtocol],
  ['ipproto', readIpProtocol],
  ['sport', range('sourcePorts', 65_535)],
  ['dport', range('destinationPorts', 65_535)],
  ['type', readType],
  ['goto', readAction],
  ['nop', readAction],
  ['blackhole', readAction],
  ['unreachable', readAction],
  ['prohibit', readAction],
  [
    'no_track',
    draft => {
      draft.tracked = false;
      return undefined;
    },
  ],
]);

const ACTIONS: ReadonlySet<string> = new Set(['goto', 'nop', 'blackhole', 'unreachable', 'prohibit']);

function readFamily(draft: RuleDraft, option: Word, family: Family): Dropped | undefined {
  if (claimFamily(draft, option, family) === 'dropped') return 'dropped';
  skipAfterFamily(draft.words, option, draft.context);
  return undefined;
}

function claimFamily(draft: RuleDraft, word: Word, family: Family): Dropped | undefined {
  if (draft.family !== undefined && draft.family !== family) {
    const text = `\`${word.text}\` is IPv${family}, but this is an IPv${draft.family} rule; the entry is dropped`;
    return draft.words.drop(word, 'rule-family', text);
  }
  draft.family = family;
  return undefined;
}

const ANYBODY: ReadonlySet<string> = new Set(['default', 'any', 'all']);

function prefix(field: 'from' | 'to'): RuleOption {
  return (draft, option) => {
    const word = draft.words.value(option);
    if (word === 'dropped') return word;
    // Whole families are no condition: without one a rule fits everybody.
    if (ANYBODY.has(word.text)) {
      delete draft.parts[field];
      return undefined;
    }
    if (word.text === 'default6') {
      draft.parts[field] = everyAddress(6);
      return claimFamily(draft, word, 6);
    }
    const given = readPrefix(word, draft.context.diagnostics);
    if (given === undefined) {
      const text = `\`${field}\` is an IP address with an optional prefix length, not \`${word.text}\`; the entry is dropped`;
      return draft.words.drop(word, 'address-invalid', text);
    }
    draft.parts[field] = wholePrefix(given);
    return claimFamily(draft, word, given.address.family);
  };
}

function act(draft: RuleDraft, option: Word, action: RuleAction): Dropped | undefined {
  if (draft.parts.action !== undefined) {
    const text = `a rule has one action; \`${option.text}\` is a second one, and the entry is dropped`;
    return draft.words.drop(option, 'rule-action-twice', text);
  }
  draft.parts.action = action;
  return undefined;
}

function readTable(draft: RuleDraft, option: Word): Dropped | undefined {
  const table = readNamed(draft.words, option, 'table', draft.context);
  if (table === 'dropped') return table;
  if (table === 0) {
    return draft.words.drop(option, 'rule-table-zero', 'there is no routing table 0; the entry is dropped');
  }
  return act(draft, option, { kind: 'table', table });
}

/** `[type] ACTION` */
function readType(draft: RuleDraft, option: Word): Dropped | undefined {
  const word = draft.words.value(option);
  if (word === 'dropped') return word;
  if (ACTIONS.has(word.text)) return readAction(draft, word);
  const text = `a rule has no action \`${word.text}\`, only ${[...ACTIONS].join(', ')}; the entry is dropped`;
  return draft.words.drop(word, 'choice-unknown', text);
}

function readAction(draft: RuleDraft, option: Word): Dropped | undefined {
  if (option.text === 'goto') {
    const preference = draft.words.integer(option, [0, UINT_MAX]);
    return preference === 'dropped' ? preference : act(draft, option, { kind: 'goto', preference });
  }
  const kind = option.text;
  if (kind === 'nop' || kind === 'blackhole' || kind === 'unreachable' || kind === 'prohibit') {
    return act(draft, option, { kind });
  }
  return undefined;
}

function readPreference(draft: RuleDraft, option: Word): Dropped | undefined {
  const word = draft.words.value(option);
  if (word === 'dropped') return word;
  const value = word.text.startsWith('-') ? undefined : parseCNotation(word.text);
  if (value === undefined || value > UINT_MAX) {
    return draft.words.badNumber(option, word, [0, UINT_MAX]);
  }
  draft.parts.preference = value;
  return undefined;
}

function readTos(draft: RuleDraft, option: Word): Dropped | undefined {
  const tos = readNamed(draft.words, option, 'dsfield', draft.context);
  if (tos === 'dropped') return tos;
  draft.parts.tos = tos;
  return undefined;
}

function readMark(draft: RuleDraft, option: Word): Dropped | undefined {
  const word = draft.words.value(option);
  if (word === 'dropped') return word;
  const mark = parseMark(word.text);
  if (mark === undefined) {
    const text = `\`fwmark\` is MARK[/MASK] with numbers of 32 bits, not \`${word.text}\`; the entry is dropped`;
    return draft.words.drop(word, 'fwmark-invalid', text);
  }
  draft.parts.fwmark = mark;
  return undefined;
}

function readRuleRealms(draft: RuleDraft, option: Word): Dropped | undefined {
  const realms = readRealms(draft.words, option, draft.context);
  if (realms === 'dropped') return realms;
  draft.parts.realms = realms;
  return undefined;
}

function readPrefixSuppressor(draft: RuleDraft, option: Word): Dropped | undefined {
  const length = draft.words.integer(option, [0, UINT_MAX]);
  if (length === 'dropped') return length;
  draft.parts.suppressPrefixLength = length;
  return undefined;
}

function readGroupSuppressor(draft: RuleDraft, option: Word): Dropped | undefined {
  const group = readNamed(draft.words, option, 'group', draft.context);
  if (group === 'dropped') return group;
  draft.parts.suppressGroup = group;
  return undefined;
}

function device(field: 'inputDevice' | 'outputDevice'): RuleOption {
  return (draft, option) => {
    const name = readInterface(draft.words, option, 'this rule; the entry is dropped', draft.context);
    if (name === 'dropped') return name;
    draft.parts[field] = name;
    return undefined;
  };
}

function readTunnel(draft: RuleDraft, option: Word): Dropped | undefined {
  const word = draft.words.value(option);
  if (word === 'dropped') return word;
  const id = parseUnsigned64(word.text);
  if (id === undefined) {
    const text = `\`tunnel-id\` is a number of 64 bits, not \`${word.text}\`; the entry is dropped`;
    return draft.words.drop(word, 'number-invalid', text, { class: 'invalid-number' });
  }
  draft.parts.tunnelId = id;
  return undefined;
}

/** A rule with a condition it was not given would catch the wrong packets: the entry is dropped. */
function range(field: 'uids' | 'sourcePorts' | 'destinationPorts', most: number): RuleOption {
  return (draft, option) => {
    const word = draft.words.value(option);
    if (word === 'dropped') return word;
    const read = parseRange(word.text, most);
    if (read === 'junk') {
      const text = `\`${option.text}\` is a range FIRST-LAST, not \`${word.text}\`; the entry is dropped`;
      const hint = /^\d+$/.test(word.text) ? `write \`${option.text} ${word.text}-${word.text}\`` : undefined;
      return draft.words.drop(word, 'rule-range', text, { hint });
    }
    if (read === 'large' || read.first > read.last) {
      // keepalived says nothing, and the kernel refuses the rule or takes another number.
      const text = `\`${option.text}\` goes from a lower to a higher number up to ${most}, not \`${word.text}\`; the entry is dropped`;
      draft.context.diagnostics.error(word.at, 'rule-range', text, { class: 'none' });
      draft.impossible = true;
    } else draft.parts[field] = read;
    return undefined;
  };
}

/** Who put the rule there; a wrong number is the default's. */
function readProtocol(draft: RuleDraft, option: Word): Dropped | undefined {
  const { words, context } = draft;
  const word = words.value(option);
  if (word === 'dropped') return word;
  const number = /^\+?\d{1,10}$/.test(word.text) ? Number(word.text) : Number.NaN;
  if (number <= 255) draft.parts.protocol = number;
  else {
    const text = `\`protocol\` of a rule is a number up to 255, not \`${word.text}\`; it is ignored`;
    context.diagnostics.error(word.at, 'number-invalid', text, { class: 'invalid-number' });
  }
  return undefined;
}

function readIpProtocol(draft: RuleDraft, option: Word): Dropped | undefined {
  const word = draft.words.value(option);
  if (word === 'dropped') return word;
  const protocol = parseIpProtocol(word.text);
  if (protocol === undefined) {
    const text = `\`${word.text}\` is no IP protocol and no number up to 255; the entry is dropped`;
    return draft.words.drop(word, 'rule-ip-protocol', text, {
      hint: didYouMean(word.text, ipProtocolNames()),
    });
  }
  draft.parts.ipProtocol = protocol;
  return undefined;
}
