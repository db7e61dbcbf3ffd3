/** The `auth_hmac` block: keys, which of them signs, and how strictly adverts of others are judged. */
import { type Duration, seconds } from '../../../base/duration.js';
import type { HmacKey, HmacSettings } from '../../../vrrp/settings.js';
import type { Position } from '../../diagnostics.js';
import { parseInteger } from '../../numbers.js';
import type { Statement, Word } from '../../parser.js';
import type { Apply, BuildContext } from '../context.js';
import { readChoice, readInteger } from '../values.js';

/** A block while it is read. */
export interface HmacDraft {
  readonly at: Position;
  readonly keys: HmacKey[];
  activeKey?: number;
  timeWindow?: Duration;
  antiReplay: HmacSettings['antiReplay'];
  mode: HmacSettings['mode'];
}

const SHORTEST_KEY = 32;
const LONGEST_KEY = 64;

/** Times that a window which was not given keeps to. */
const SHORTEST_WINDOW = seconds(5);
const LONGEST_WINDOW = seconds(300);
const WINDOW_ADVERTS = 3;

/** A block in which nothing has been said. */
export function newHmacDraft(at: Position): HmacDraft {
  return { at, keys: [], antiReplay: 'time', mode: 'enforce' };
}

export const APPLY_AUTH_HMAC: Apply<HmacDraft> = {
  key: readKey,
  active_key: (draft, { row, words }, { diagnostics }) => {
    const id = parseInteger(words[0]!.text, row.range!);
    if (id.ok) draft.activeKey = id.value;
    else {
      // Somebody may have put the key itself here.
      const text = `\`active_key\` is the number of a key, ${row.range!.join(' to ')}; the line is ignored`;
      diagnostics.error(words[0]!.at, 'hmac-key-number', text, { class: 'invalid-number' });
    }
  },
  time_window: (draft, statement, { diagnostics }) => {
    const window = readInteger(statement, diagnostics);
    if (window !== undefined) draft.timeWindow = seconds(window);
  },
  anti_replay: (draft, statement, { diagnostics }) => {
    const value = readChoice(statement, diagnostics);
    if (value === 'time' || value === 'monotonic') draft.antiReplay = value;
  },
  mode: (draft, statement, { diagnostics }) => {
    const value = readChoice(statement, diagnostics);
    if (value === 'enforce' || value === 'permissive' || value === 'receive-only') draft.mode = value;
  },
};

/** `key ID VALUE`. No text of a value is ever shown. */
function readKey(draft: HmacDraft, { row, words }: Statement, context: BuildContext): void {
  const { diagnostics } = context;
  const [number, value] = words;
  const id = parseInteger(number!.text, row.range!);
  if (!id.ok) {
    const text = `a key has a number from ${row.range!.join(' to ')} before its value; the line is ignored`;
    diagnostics.error(number!.at, 'hmac-key-number', text, { class: 'invalid-number' });
    return;
  }
  if (draft.keys.some(key => key.id === id.value)) {
    diagnostics.error(number!.at, 'hmac-key-twice', `key ${id.value} is set already; the line is ignored`);
    return;
  }
  const secret = readSecret(id.value, value!, context);
  if (secret === undefined) return;
  if (secret.length < SHORTEST_KEY || secret.length > LONGEST_KEY) {
    const text = `key ${id.value} has ${secret.length} bytes, not ${SHORTEST_KEY} to ${LONGEST_KEY}; it is ignored`;
    const hint = 'for a new one: `openssl rand -hex 32`, written as hex:...';
    diagnostics.error(value!.at, 'hmac-key-length', text, { hint });
    return;
  }
  draft.keys.push({ id: id.value, secret });
}

/** Text, `hex:...`, or `file:PATH` with either of them inside. */
function readSecret(id: number, word: Word, context: BuildContext): Uint8Array | undefined {
  if (!word.raw.startsWith('file:')) return decodeSecret(id, word.raw, word.at, context);
  const { diagnostics, ports } = context;
  const path = word.raw.slice('file:'.length);
  const bytes = ports.files.read(path);
  if (!bytes.ok) {
    if (ports.elsewhere === true) return new Uint8Array(SHORTEST_KEY);
    const text = `the file of key ${id} cannot be read: ${bytes.error}; the key is ignored`;
    diagnostics.error(word.at, 'hmac-key-file', text);
    return undefined;
  }
  const facts = ports.files.facts(path);
  if (facts !== undefined && (facts.mode & 0o077) !== 0) {
    const mode = (facts.mode & 0o777).toString(8);
    const text = `SECURITY VIOLATION: the file of key ${id} can be read or written by others than its owner (mode 0${mode})`;
    diagnostics.warning(word.at, 'hmac-key-open', text, { class: 'security', hint: 'chmod 600 FILE' });
  }
  const content = Buffer.from(bytes.value).toString('latin1');
  return decodeSecret(id, content.endsWith('\n') ? content.slice(0, -1) : content, word.at, context);
}

function decodeSecret(id: number, text: string, at: Position, { diagnostics }: BuildContext): Uint8Array | undefined {
  if (!text.startsWith('hex:')) return Uint8Array.from(Buffer.from(text, 'latin1'));
  const digits = text.slice('hex:'.length);
  if (/^(?:[0-9a-fA-F]{2})*$/.test(digits)) return Uint8Array.from(Buffer.from(digits, 'hex'));
  diagnostics.error(at, 'hmac-key-hex', `key ${id} is not made of pairs of hexadecimal digits; it is ignored`);
  return undefined;
}

/** Undefined when nothing can be signed, which has been reported. */
export function finishHmac(
  draft: HmacDraft,
  instance: string,
  advertInterval: Duration,
  isStrict: boolean,
  { diagnostics }: BuildContext,
): HmacSettings | undefined {
  const { keys, activeKey, antiReplay } = draft;
  if (activeKey === undefined || !keys.some(key => key.id === activeKey)) {
    const found =
      activeKey === undefined ? 'has no `active_key`' : `has no usable key ${activeKey}, the \`active_key\``;
    const text = `(${instance}) \`auth_hmac\` ${found}; adverts are not signed`;
    diagnostics.error(draft.at, 'hmac-active-key', text);
    return undefined;
  }
  if (isStrict && draft.mode !== 'enforce') {
    const text = `(${instance}) strict mode: \`auth_hmac\` is enforced, not ${draft.mode}`;
    diagnostics.error(draft.at, 'strict-hmac-mode', text);
  }
  const usual = Math.min(Math.max(WINDOW_ADVERTS * advertInterval, SHORTEST_WINDOW), LONGEST_WINDOW) as Duration;
  return {
    keys,
    activeKey,
    timeWindow: draft.timeWindow ?? usual,
    antiReplay,
    mode: isStrict ? 'enforce' : draft.mode,
  };
}
