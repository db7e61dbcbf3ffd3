/**
 * The short way through a file. Nearly every line of a real configuration is blank, a comment, or ASCII words and
 * braces without quotes and without anything the preprocessor looks for. Such a line goes from bytes to words in one
 * pass; every other one is left to the long way. Both give the same tokens: a test reads every sample both ways.
 */
import type { Position } from './diagnostics.js';
import type { OpenFile } from './include.js';
import { makeToken, PlainText, type Token, type Word } from './token.js';

const ORDINARY = 0;
const BLANK = 1;
const LINE_END = 2;
const BRACE = 3;
const COMMENT = 4;
/** Quotes, backslashes, references, control characters, bytes beyond ASCII: not for us. */
const SPECIAL = 5;

const CLASS_OF = new Uint8Array(256).fill(SPECIAL);
for (let byte = 0x21; byte < 0x7f; byte++) CLASS_OF[byte] = ORDINARY;
for (const [chars, kind] of [
  [' \t', BLANK],
  ['\n', LINE_END],
  ['{}', BRACE],
  ['#!', COMMENT],
  ['"$\\', SPECIAL],
] as const) {
  for (const char of chars) CLASS_OF[char.charCodeAt(0)] = kind;
}

const OPENING = '{'.charCodeAt(0);
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BACKSLASH = 0x5c;

/** Where a reader stands in a file. */
export interface Cursor {
  readonly open: OpenFile;
  /** Of the next line's first byte. */
  offset: number;
  /** Of the next line, from 1. */
  line: number;
}

/** keepalived's line buffer: 1022 characters and a newline fit. */
export const LONGEST_LINE = 1_022;

/**
 * Puts the tokens of the next line into `tokens`, which must be empty, and moves the cursor behind it. False, and nothing has happened, for
 * a line that must go the long way.
 */
export function readPlainLine(cursor: Cursor, tokens: Token[]): boolean {
  const { open, line } = cursor;
  const { bytes, text } = open;
  const start = cursor.offset;
  let words: Word[] = [];
  let wordStart = -1;
  let at = start;
  let kind = ORDINARY;
  for (; ; at++) {
    kind = at < bytes.length ? CLASS_OF[bytes[at]!]! : LINE_END;
    if (kind === ORDINARY) {
      if (wordStart < 0) wordStart = at;
      continue;
    }
    if (kind === SPECIAL) {
      if (bytes[at] !== CARRIAGE_RETURN || bytes[at + 1] !== LINE_FEED) break;
      kind = LINE_END;
    }
    if (wordStart >= 0) {
      const word = text.slice(wordStart, at);
      if (words.length === 0 && tokens.length === 0 && !isPlainStart(bytes[wordStart]!, word)) {
        kind = SPECIAL;
        break;
      }
      words.push({ text: word, raw: word, at: placeOf(open, line, wordStart - start + 1) });
      wordStart = -1;
    }
    if (kind === BLANK) continue;
    if (words.length > 0) {
      tokens.push(new PlainText(words, text, textStart(words, start), trimmedEnd(bytes, at)));
      words = [];
    }
    if (kind !== BRACE) break;
    const brace = bytes[at] === OPENING ? 'open' : 'close';
    tokens.push(makeToken(brace, brace === 'open' ? '{' : '}', placeOf(open, line, at - start + 1)));
  }
  if (kind === COMMENT) {
    while (at < bytes.length && bytes[at] !== LINE_FEED && bytes[at] !== 0) at++;
    if (bytes[at] === 0 || endsInBackslash(bytes, at)) kind = SPECIAL;
  }
  if (kind === SPECIAL || at - start > LONGEST_LINE) {
    tokens.length = 0;
    return false;
  }
  cursor.offset = at + (bytes[at] === CARRIAGE_RETURN ? 2 : 1);
  cursor.line = line + 1;
  return true;
}

/** Whether the line that ends before `end` does: then not even its comment is without meaning. */
function endsInBackslash(bytes: Uint8Array, end: number): boolean {
  while (bytes[end - 1] === CARRIAGE_RETURN) end--;
  return bytes[end - 1] === BACKSLASH;
}

/** Takes the next line as it stands, without its end: a line feed, and any carriage returns before it. */
export function takeRawLine(cursor: Cursor): string | undefined {
  const { text, bytes } = cursor.open;
  if (cursor.offset >= bytes.length) return undefined;
  const found = text.indexOf('\n', cursor.offset);
  let end = found < 0 ? bytes.length : found;
  const start = cursor.offset;
  cursor.offset = end + 1;
  cursor.line++;
  while (end > start && bytes[end - 1] === 0x0d) end--;
  return text.slice(start, end);
}

/** `@` conditions, `~` sequences and `include` lines belong to the preprocessor. */
function isPlainStart(first: number, word: string): boolean {
  if (first === 0x40 || first === 0x7e) return false;
  return first !== 0x69 || !word.startsWith('include') || word.length > 8;
}

function placeOf(open: OpenFile, line: number, column: number): Position {
  return open.includedFrom.length === 0
    ? { file: open.path, line, column }
    : { file: open.path, line, column, includedFrom: open.includedFrom };
}

function textStart(words: readonly Word[], lineStart: number): number {
  return lineStart + words[0]!.at.column - 1;
}

function trimmedEnd(bytes: Uint8Array, end: number): number {
  while (CLASS_OF[bytes[end - 1]!] === BLANK) end--;
  return end;
}
