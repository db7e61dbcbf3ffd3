/** The words of a statement as values, checked against the keyword's row. Undefined: reported, and not to be used. */
import { type Duration, microseconds, toSeconds } from '../../base/duration.js';
import type { Diagnostics } from '../diagnostics.js';
import { foreignChoice, foreignNumber } from '../foreign.js';
import { didYouMean } from '../hint.js';
import type { KeywordRow } from '../keywords/row.js';
import { type NumberFault, parseInteger, parseSeconds, saysNoNumber } from '../numbers.js';
import type { Statement, Word } from '../parser.js';
import { oneOf } from '../wording.js';
import type { BuildContext } from './context.js';

/** A whole number within the limits of the row. */
export function readInteger({ row, words }: Statement, diagnostics: Diagnostics): number | undefined {
  const word = words[0];
  if (word === undefined) return undefined;
  const read = parseInteger(word.text, row.range!);
  if (read.ok) return given(read.value, row, word, diagnostics);
  reportNumber(row, word, read.error, diagnostics);
  return undefined;
}

/** As `readInteger`, of a keyword that keepalived ignores when anything follows the number. */
export function readLoneInteger(statement: Statement, diagnostics: Diagnostics): number | undefined {
  const extra = statement.words[1];
  if (extra === undefined) return readInteger(statement, diagnostics);
  const text = `\`${statement.row.name}\` takes one number and nothing behind it; the line is ignored`;
  diagnostics.error(extra.at, 'words-extra', text);
  return undefined;
}

/** A number with decimals, in the unit of the row, as if it were seconds. */
export function readSeconds({ row, words }: Statement, diagnostics: Diagnostics): Duration | undefined {
  const word = words[0];
  if (word === undefined) return undefined;
  const read = parseSeconds(word.text, row.range!, row.decimals);
  if (read.ok) return given(read.value, row, word, diagnostics);
  reportNumber(row, word, read.error, diagnostics);
  return undefined;
}

/** An empty word, as an empty definition leaves it, is 0 to keepalived. */
function given<T extends number>(value: T, { name }: KeywordRow, word: Word, diagnostics: Diagnostics): T {
  if (value === 0 && saysNoNumber(word.text)) {
    diagnostics.warning(word.at, 'number-empty', `\`${name}\` has no number here, which counts as 0`);
  }
  return value;
}

/** No word at all means true. */
export function readBoolean({ row, words }: Statement, diagnostics: Diagnostics): boolean | undefined {
  const word = words[0];
  if (word === undefined || ['true', 'on', 'yes'].includes(word.text)) return true;
  if (['false', 'off', 'no'].includes(word.text)) return false;
  const text = `\`${row.name}\` is true, on, yes, false, off or no, not \`${word.text}\`; the line is ignored`;
  diagnostics.error(word.at, 'boolean-invalid', text);
  return undefined;
}

/** One of the words that the row allows; capital letters count. */
export function readChoice({ row, words }: Statement, diagnostics: Diagnostics): string | undefined {
  const word = words[0];
  if (word === undefined || row.choices!.includes(word.text)) return word?.text;
  const text = `\`${row.name}\` is ${oneOf(row.choices!)}, not \`${word.text}\`; the line is ignored`;
  diagnostics.error(word.at, 'choice-unknown', text, { hint: choiceHint(word.text, row) });
  return undefined;
}

/** Which of the choices of a row may have been meant, or undefined. */
export function choiceHint(word: string, row: KeywordRow): string | undefined {
  const choices = row.choices ?? [];
  const close = choices.find(one => one.toLowerCase() === word.toLowerCase());
  return close === undefined ? (foreignChoice(word, row) ?? didYouMean(word, choices)) : `write it as \`${close}\``;
}

/** Checks a value nobody uses yet, so that its mistakes are known all the same. */
export function checkUnused(statement: Statement, diagnostics: Diagnostics): void {
  switch (statement.row.type) {
    case 'integer':
      readInteger(statement, diagnostics);
      return;
    case 'seconds':
      readSeconds(statement, diagnostics);
      return;
    case 'boolean':
      readBoolean(statement, diagnostics);
      return;
    default:
      return;
  }
}

/** A number that the keyword's row does not allow. */
export function reportNumber(row: KeywordRow, word: Word, fault: NumberFault, diagnostics: Diagnostics): void {
  const [least, most] = row.range!;
  const unit = row.unit === undefined ? '' : ` ${row.unit}`;
  const limits = `${least} to ${most}${unit}`;
  const text =
    fault.kind === 'range'
      ? `\`${row.name}\` is ${limits}, not ${word.text}; the default is used`
      : `\`${row.name}\` is a number from ${limits}, not \`${word.text}\`; the default is used`;
  const hint = fault.kind === 'range' ? undefined : foreignNumber(word.text, row);
  reportBadNumber(word, fault, text, diagnostics, hint);
}

/** A number of an option, or of an entry, that cannot be used; `text` is the whole message. */
export function reportBadNumber(
  word: Word,
  fault: NumberFault,
  text: string,
  diagnostics: Diagnostics,
  hint?: string,
): void {
  const code = fault.kind === 'range' ? 'number-range' : 'number-invalid';
  diagnostics.error(word.at, code, text, { class: 'invalid-number', hint });
}

/** Of a row that is lenient: except under `-t`, a number with something behind it is used up to there. */
export function readLenientInteger({ row, words }: Statement, context: BuildContext): number | undefined {
  const word = words[0];
  if (word === undefined) return undefined;
  const read = parseInteger(word.text, row.range!);
  if (read.ok) return given(read.value, row, word, context.diagnostics);
  if (read.error.prefix === undefined || context.test) reportNumber(row, word, read.error, context.diagnostics);
  else {
    const text = `\`${row.name}\` is a whole number, not \`${word.text}\`; ${read.error.prefix} is used`;
    context.diagnostics.warning(word.at, 'number-invalid', text, { class: 'invalid-number' });
    return read.error.prefix;
  }
  return undefined;
}

/** As `readLenientInteger`, of seconds; more decimals than are counted are rounded. */
export function readLenientSeconds({ row, words }: Statement, context: BuildContext): Duration | undefined {
  const word = words[0];
  if (word === undefined) return undefined;
  const read = parseSeconds(word.text, row.range!, row.decimals);
  if (read.ok) return given(read.value, row, word, context.diagnostics);
  const used = context.test || read.error.kind === 'range' ? undefined : secondsPrefix(word.text, row, read.error);
  if (used === undefined) reportNumber(row, word, read.error, context.diagnostics);
  else {
    const text = `\`${row.name}\` is a number of seconds, not \`${word.text}\`; ${toSeconds(used)} is used`;
    context.diagnostics.warning(word.at, 'number-invalid', text, { class: 'invalid-number' });
  }
  return used;
}

/** What stands before the junk, in seconds; undefined: no number, or one out of range. */
export function secondsPrefix(
  text: string,
  row: Pick<KeywordRow, 'range' | 'decimals'>,
  { prefix }: NumberFault,
): Duration | undefined {
  if (prefix !== undefined) return microseconds(prefix);
  const leading = /^\s*\+?\d{0,300}(?:\.\d{0,300})?/.exec(text)?.[0] ?? '';
  const read = parseSeconds(leading, row.range!, row.decimals);
  return read.ok ? read.value : undefined;
}
