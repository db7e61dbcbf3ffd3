/** One `url { }` of an HTTP check: the request, and what its reply must be. */
import { type BodyPattern, REGEX_OPTIONS, type RegexOption, type StatusRange } from '../../../../health/settings.js';
import type { Position } from '../../../diagnostics.js';
import { didYouMean } from '../../../hint.js';
import { decodeEscapes } from '../../../lexer.js';
import { parseInteger } from '../../../numbers.js';
import type { Statement, Word } from '../../../parser.js';
import type { Apply, BuildContext } from '../../context.js';
import { readBoolean } from '../../values.js';
import { findPatternFault } from './pattern.js';

/** A `url` that was read; undefined: as the checker says. */
export interface UrlDraft {
  readonly path: string;
  readonly virtualHost: string | undefined;
  readonly digest: string | undefined;
  readonly statuses: readonly StatusRange[];
  readonly body: BodyPattern | undefined;
  readonly closesTls: boolean | undefined;
}

interface Reading {
  path?: string;
  virtualHost?: string;
  digest?: string;
  readonly statuses: StatusRange[];
  pattern?: { readonly text: string; readonly at: Position };
  mustMatch: boolean;
  readonly options: Set<RegexOption>;
  minOffset?: number;
  maxOffset?: number;
  closesTls?: boolean;
}

const USUAL_STATUSES: readonly StatusRange[] = [{ first: 200, last: 299 }];
const STATUS_CODES: readonly [number, number] = [100, 599];
const DIGEST_DIGITS = 32;

/** What each keyword of `url` does. */
export const APPLY_URL: Apply<Reading> = {
  path: (draft, { row, words }, context) => {
    if (draft.path !== undefined) noteTwice(row.name, words[0]!.at, context);
    draft.path = words[0]!.text;
  },
  digest: readDigest,
  status_code: (draft, { words }, context) => {
    for (const word of words) readStatus(draft, word, context);
  },
  virtualhost: (draft, { row, words }, context) => {
    if (draft.virtualHost !== undefined) noteTwice(row.name, words[0]!.at, context);
    draft.virtualHost = words[0]!.text;
  },
  regex: readPattern,
  regex_no_match: draft => {
    draft.mustMatch = false;
  },
  regex_options: readOptions,
  regex_min_offset: (draft, statement, context) => {
    const offset = readOffset(statement, context);
    if (offset !== undefined) draft.minOffset = offset;
  },
  regex_max_offset: (draft, statement, context) => {
    const offset = readOffset(statement, context);
    if (offset !== undefined) draft.maxOffset = offset;
  },
  tls_compliant: (draft, statement, { diagnostics }) => {
    const closes = readBoolean(statement, diagnostics);
    if (closes !== undefined) draft.closesTls = closes;
  },
};

/** Undefined without a `path`, which has been reported. */
export function readUrl(statement: Statement, context: BuildContext): UrlDraft | undefined {
  const reading: Reading = { statuses: [], mustMatch: true, options: new Set() };
  context.applyAll(statement.body, reading, APPLY_URL);
  const body = finishPattern(reading, statement, context);
  const { path, virtualHost, digest, statuses, closesTls } = reading;
  if (path === undefined) {
    const text = 'this `url` has no `path`; it is dropped';
    context.diagnostics.error(statement.end, 'url-path-missing', text, { hint: 'write `path /` for the start page' });
    return undefined;
  }
  return { path, virtualHost, digest, statuses: statuses.length > 0 ? statuses : USUAL_STATUSES, body, closesTls };
}

/** The last one counts, and keepalived says so only since a release after 2.2.7. */
export function noteTwice(
  name: string,
  at: Position,
  { diagnostics }: BuildContext,
  found: 'none' | 'general' = 'none',
) {
  diagnostics.warning(at, 'value-twice', `\`${name}\` is given twice; this one counts`, { class: found });
}

function readDigest(draft: Reading, { words }: Statement, { diagnostics }: BuildContext): void {
  const { text, at } = words[0]!;
  if (text.length !== DIGEST_DIGITS) {
    const message = `a \`digest\` has ${DIGEST_DIGITS} hexadecimal digits, not ${text.length} characters; the line is ignored`;
    diagnostics.error(at, 'digest-invalid', message, { hint: 'it is what `md5sum` prints for the body of the reply' });
  } else if (!/^[0-9a-fA-F]*$/.test(text)) {
    diagnostics.error(at, 'digest-invalid', 'a `digest` has hexadecimal digits alone; the line is ignored');
  } else if (draft.digest !== undefined) {
    diagnostics.error(at, 'keyword-twice', 'this `url` has a `digest` already; the second one is ignored');
  } else draft.digest = text.toLowerCase();
}

function readStatus(draft: Reading, word: Word, { diagnostics }: BuildContext): void {
  const dash = word.text.indexOf('-');
  const first = parseInteger(dash < 0 ? word.text : word.text.slice(0, dash), STATUS_CODES);
  const last = dash < 0 ? first : parseInteger(word.text.slice(dash + 1), STATUS_CODES);
  if (first.ok && last.ok && first.value <= last.value) {
    draft.statuses.push({ first: first.value, last: last.value });
    return;
  }
  const text = `a status code is 100 to 599 or a range such as 200-204, not \`${word.text}\`; it is ignored`;
  diagnostics.error(word.at, 'status-code-invalid', text);
}

function readPattern(draft: Reading, { row, words, at }: Statement, context: BuildContext): void {
  const [pattern, extra] = words;
  if (pattern === undefined) {
    // keepalived's test is silent about everything that concerns a pattern.
    context.diagnostics.error(at, 'regex-missing', '`regex` needs a pattern; the line is ignored', { class: 'none' });
    return;
  }
  if (extra !== undefined) {
    const text = '`regex` takes one word; the line is ignored and nothing is searched for';
    const hint = 'put a pattern with blanks in double quotes';
    context.diagnostics.error(extra.at, 'words-extra', text, { class: 'none', hint });
    return;
  }
  if (draft.pattern !== undefined) noteTwice(row.name, pattern.at, context);
  draft.pattern = { text: decodeEscapes(pattern.raw), at: pattern.at };
}

function readOptions(draft: Reading, { words }: Statement, { diagnostics }: BuildContext): void {
  for (const word of words) {
    const option = REGEX_OPTIONS.find(one => one === word.text);
    if (option !== undefined) {
      draft.options.add(option);
      continue;
    }
    const hint = didYouMean(word.text, REGEX_OPTIONS);
    const text = `patterns have no option \`${word.text}\`; it is ignored`;
    diagnostics.warning(word.at, 'option-unknown', text, { hint });
  }
}

function readOffset({ row, words, at }: Statement, { diagnostics }: BuildContext): number | undefined {
  const read = words[0] === undefined ? undefined : parseInteger(words[0].text, row.range!);
  if (read?.ok) return read.value;
  const found = words[0] === undefined ? 'nothing' : `\`${words[0].text}\``;
  const text = `\`${row.name}\` is a number of bytes, not ${found}; the line is ignored`;
  diagnostics.error(words[0]?.at ?? at, 'number-invalid', text, { class: 'none' });
  return undefined;
}

function finishPattern(reading: Reading, { body }: Statement, { diagnostics }: BuildContext): BodyPattern | undefined {
  const { pattern, options, minOffset = 0, maxOffset, mustMatch } = reading;
  if (pattern === undefined) {
    const idle = body.find(({ row }) => row.name.startsWith('regex_'));
    if (idle !== undefined && !body.some(({ row }) => row.name === 'regex')) {
      const text = `\`${idle.row.name}\` does nothing without \`regex\``;
      diagnostics.warning(idle.at, 'regex-unset', text);
    }
    return undefined;
  }
  const fault = findPatternFault(pattern.text, options);
  if (fault !== undefined) {
    const text = `this pattern does not compile: ${fault}; the check always fails`;
    const hint = 'backslashes are doubled here: `\\\\.` in the file is `\\.` in the pattern';
    diagnostics.warning(pattern.at, 'regex-invalid', text, { hint });
  }
  if (maxOffset !== undefined && maxOffset < minOffset) {
    const at = body.findLast(({ row }) => row.name === 'regex_max_offset')?.at;
    const text = `no match can start at byte ${minOffset} or later and at byte ${maxOffset} or earlier`;
    diagnostics.warning(at, 'regex-offset-order', text, { hint: 'exchange the two offsets' });
  }
  return {
    pattern: pattern.text,
    options: [...options],
    minOffset,
    ...(maxOffset === undefined ? undefined : { maxOffset }),
    mustMatch,
  };
}
