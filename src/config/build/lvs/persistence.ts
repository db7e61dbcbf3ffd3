/** Connections of one client to one real server: for how long, and who counts as one client. */
import type { IpAddress } from '../../../base/address.js';
import { type Duration, seconds } from '../../../base/duration.js';
import type { Granularity, PersistenceSettings } from '../../../ipvs/settings.js';
import { parseInteger } from '../../numbers.js';
import type { Word } from '../../parser.js';
import type { Apply, BuildContext } from '../context.js';
import { parseLooseAddress } from '../loose-address.js';
import { readInteger } from '../values.js';
import type { VirtualServerDraft } from './draft.js';

/** ipvsadm(8): the timeout of `--persistent` without a number. */
export const DEFAULT_PERSISTENCE: Duration = seconds(360);

const LONGEST_ENGINE = 16; // IP_VS_PENAME_MAXLEN of linux/ip_vs.h

export const APPLY_PERSISTENCE: Apply<VirtualServerDraft> = {
  persistence_timeout: (draft, statement, { diagnostics }) => {
    if (statement.words.length === 0) draft.persistence = DEFAULT_PERSISTENCE;
    else {
      const value = readInteger(statement, diagnostics);
      if (value !== undefined) draft.persistence = seconds(value);
    }
  },
  persistence_granularity: (draft, { words }, context) => {
    const granularity = readGranularity(draft, words[0]!, context);
    if (granularity === undefined) return;
    draft.granularity = granularity;
    draft.family ??= granularity.family;
    draft.persistence ??= DEFAULT_PERSISTENCE;
  },
  persistence_engine: (draft, { words }, { diagnostics }) => {
    const { text, at } = words[0]!;
    draft.engine = { value: text.slice(0, LONGEST_ENGINE), at };
    if (text.length > LONGEST_ENGINE) {
      const sentence = `\`persistence_engine\` has at most ${LONGEST_ENGINE} characters; \`${draft.engine.value}\` is used`;
      diagnostics.error(at, 'persistence-engine', sentence);
    }
  },
};

/** What the kernel is told; undefined without persistence. */
export function persistenceOf(draft: VirtualServerDraft, context: BuildContext): PersistenceSettings | undefined {
  const { persistence: timeout, granularity, engine } = draft;
  if (timeout === undefined) {
    if (engine !== undefined) {
      const text = '`persistence_engine` does nothing without `persistence_timeout`';
      context.diagnostics.warning(engine.at, 'persistence-engine', text);
    }
    return undefined;
  }
  return {
    timeout,
    ...(granularity === undefined ? {} : { granularity }),
    ...(engine === undefined ? {} : { engine: engine.value }),
  };
}

/** Where no family is known yet, a dot makes it IPv4. */
function readGranularity(draft: VirtualServerDraft, word: Word, context: BuildContext): Granularity | undefined {
  const { diagnostics } = context;
  const family = draft.family ?? (word.text.includes('.') ? 4 : 6);
  if (family === 4) {
    const netmask = parseLooseAddress(word.text);
    if (netmask === undefined) {
      const text = `\`persistence_granularity\` of IPv4 is a netmask, not \`${word.text}\`; the line is ignored`;
      diagnostics.error(word.at, 'granularity-invalid', text, { hint: 'for example 255.255.255.0' });
      return undefined;
    }
    warnOfNetmask(netmask, word, context);
    return { family, netmask };
  }
  const length = parseInteger(word.text, [1, 128]);
  if (length.ok) return { family, prefixLength: length.value };
  const text = `\`persistence_granularity\` of IPv6 is a prefix length of 1 to 128, not \`${word.text}\`; the line is ignored`;
  diagnostics.error(word.at, 'granularity-invalid', text, { class: 'invalid-number' });
  return undefined;
}

/** `24` is accepted, but as the number that a mask is (inet_aton(3)), which nobody means. */
function warnOfNetmask({ bytes, text }: IpAddress, word: Word, { diagnostics }: BuildContext): void {
  const bits = [...bytes].map(byte => byte.toString(2).padStart(8, '0')).join('');
  if (/^1*0*$/.test(bits)) return;
  const length = parseInteger(word.text.replace(/^\//, ''), [1, 32]);
  const hint = length.ok ? `for a prefix of ${length.value} bits write ${maskOfLength(length.value)}` : undefined;
  const sentence = `\`persistence_granularity ${word.text}\` is the netmask ${text}, whose bits are not in one row; it is used all the same`;
  diagnostics.warning(word.at, 'granularity-odd', sentence, { hint });
}

function maskOfLength(length: number): string {
  const mask = (0xffff_ffff << (32 - length)) >>> 0;
  return [24, 16, 8, 0].map(shift => (mask >>> shift) & 0xff).join('.');
}
