/**
 * Words to one line of keepalived.conf. What a line can hold is decided by the code that reads lines: each one written
 * here is taken apart again, and refused when that gives other words.
 */
import { err, ok, type Result } from '../../base/result.js';
import { splitArguments, splitBraces, splitScript, splitWords, stripComment } from '../lexer.js';
import { LONGEST_LINE } from '../plain-lines.js';
import { escapeCommand } from './script.js';

/** The names that every configuration has; others it would have to define. */
const BUILT_IN = /\$\{?_(?:PWD|INSTANCE|RANDOM|HASH|BANG|ENV)\b/;

/**
 * An ordinary line; without a keyword it is an entry of a block. `room` bytes of the line are needed for other things.
 * An error says what is in the way, as the end of a sentence.
 */
export function writeLine(keyword: string | undefined, raws: readonly string[], room: number): Result<string, string> {
  const words = keyword === undefined ? raws : [keyword, ...raws];
  // The start of an entry must not look like a condition, a definition, a sequence or an include.
  const entry = keyword === undefined;
  const quoted = words.map((raw, i) =>
    isPlain(raw, i === words.length - 1) && !(entry && i === 0 && /^(?:[@~$]|include)/.test(raw)) ? raw : `"${raw}"`,
  );
  const line = quoted.join(' ');
  const fault = words.map(faultOf).find(one => one !== undefined) ?? faultOfLine(line, room);
  if (fault !== undefined) return err(fault);
  const read = splitWords(line);
  const same = read.unterminated === undefined && sameTexts(read.words, words);
  return same && survives(line) ? ok(line) : err('it would be read back as something else');
}

/** A line with a script: the command string, which has quotes of its own, then perhaps user and group. */
export function writeScriptLine(keyword: string, raws: readonly string[], room: number): Result<string, string> {
  const [command, ...rest] = raws;
  if (command === undefined) return writeLine(keyword, [], room);
  const split = splitScript(command);
  const escaped = split.ok && !command.startsWith('<') ? [escapeCommand(split.value.map(({ text }) => text))] : [];
  let fault = 'its quotes cannot be written together';
  for (const one of [command, ...escaped]) {
    for (const quoted of [`"${one}"`, `'${one}'`, one]) {
      const args = [quoted, ...rest.map(raw => (isPlain(raw, true) && !/['\\]/.test(raw) ? raw : `"${raw}"`))].join(
        ' ',
      );
      const line = `${keyword} ${args}`;
      const found = faultOfLine(line, room);
      if (found !== undefined) fault = found;
      const read = splitArguments(args);
      if (found === undefined && read.ok && sameTexts(read.value, [one, ...rest]) && survives(line)) return ok(line);
    }
  }
  return err(fault);
}

/** A backslash at the end of a line draws the words before it to itself, and before a quote it hides that. */
function isPlain(raw: string, isLast: boolean): boolean {
  return /^[^\s"#!{}]+$/.test(raw) && !(isLast && raw.endsWith('\\'));
}

function faultOf(raw: string): string | undefined {
  if (raw.includes('"')) return 'a word there cannot hold a double quote';
  return undefined;
}

function faultOfLine(line: string, room: number): string | undefined {
  if (/[\x00\n]|\r$/.test(line)) return 'a line there cannot hold a line break or a NUL';
  if (BUILT_IN.test(line)) return 'a reference to a definition would take the place of its text';
  if (line.length + room > LONGEST_LINE) return `it would have more than ${LONGEST_LINE} bytes`;
  return undefined;
}

/** Neither a comment, nor a brace, nor a quote without its other one is seen in the line. */
function survives(line: string): boolean {
  if (line.split('"').length % 2 === 0) return false;
  const stripped = stripComment(line);
  if (stripped.text !== line || stripped.escapedComment || stripped.hiddenQuote !== undefined) return false;
  const pieces = splitBraces(line);
  return pieces.length === 1 && pieces[0]!.text === line;
}

function sameTexts(pieces: readonly { readonly text: string }[], raws: readonly string[]): boolean {
  return pieces.length === raws.length && pieces.every(({ text }, i) => text === raws[i]);
}
