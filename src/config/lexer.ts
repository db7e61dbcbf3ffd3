/**
 * Characters to words. Lines are handled as Latin-1 strings, one character a byte: keepalived knows no encoding, and
 * columns count bytes. `decodeText` turns a word into text at the very end.
 */
import { err, ok, type Result } from '../base/result.js';

/** A piece of a line; `offset` is where it starts in the string it was cut from. */
export interface Piece {
  readonly text: string;
  readonly offset: number;
}

/** Text between braces, or a brace. */
export interface BracePiece extends Piece {
  readonly kind: 'text' | 'open' | 'close';
}

/** A line without its comment. */
export interface StrippedLine {
  readonly text: string;
  /** A `\#` or `\!` stood outside quotes: keepalived's children read it as the start of a comment. */
  readonly escapedComment: boolean;
  /** The comment ended in a backslash, which is kept behind the text. */
  readonly keptBackslash: boolean;
  /** Quotes come in pairs, but a backslash before one hides it here: offset of the quote that is then never closed. */
  readonly hiddenQuote?: number;
}

/**
 * Removes a comment and trailing white space. `#` and `!` start one anywhere outside double quotes, even inside a
 * word; after a backslash too, since the copy that keepalived's processes parse has lost the backslash by then. A
 * backslash that ends the comment stays, so that a multi-line definition goes on behind a comment. Here alone a backslash hides a quote, so that `"a\" # b"` has no comment.
 */
export function stripComment(line: string): StrippedLine {
  let quote: number | undefined;
  let hidden = 0;
  let quotes = 0;
  let escapedComment = false;
  let end = line.length;
  for (let i = 0; i < line.length; i++) {
    const char = line[i];
    if (char === '"') {
      quote = quote === undefined ? i : undefined;
      quotes++;
    } else if (char === '\\') {
      const next = line[i + 1];
      if (quote === undefined && (next === '#' || next === '!')) {
        escapedComment = true;
        end = i;
        break;
      }
      if (next === '"') hidden++;
      i++;
    } else if (quote === undefined && (char === '#' || char === '!')) {
      end = i;
      break;
    }
  }
  const keptBackslash = end < line.length && line.endsWith('\\');
  const before = trimEnd(line.slice(0, end));
  const text = keptBackslash ? `${before}\\` : trimBeforeBackslash(before);
  const inPairs = (quotes + hidden) % 2 === 0;
  return { text, escapedComment, keptBackslash, ...(quote !== undefined && inPairs ? { hiddenQuote: quote } : {}) };
}

/** Cuts at braces outside double quotes; text pieces are trimmed, empty ones left out. */
export function splitBraces(line: string): readonly BracePiece[] {
  const pieces: BracePiece[] = [];
  let quoted = false;
  let start = 0;
  const flush = (end: number): void => {
    let from = start;
    while (from < end && isBlank(line[from])) from++;
    const text = trimEnd(line.slice(from, end));
    if (text !== '') pieces.push({ kind: 'text', text, offset: from });
  };
  for (let i = 0; i < line.length; i++) {
    const char = line[i];
    if (char === '"') quoted = !quoted;
    else if (!quoted && (char === '{' || char === '}')) {
      flush(i);
      pieces.push({ kind: char === '{' ? 'open' : 'close', text: char, offset: i });
      start = i + 1;
    }
  }
  flush(line.length);
  return pieces;
}

/**
 * Ordinary words: blanks and tabs separate, and a `"` always starts a new word. The text after a quote that is never
 * closed is no word at all; `unterminated` says so.
 */
export function splitWords(text: string): { readonly words: readonly Piece[]; readonly unterminated?: number } {
  const words: Piece[] = [];
  let i = 0;
  while (i < text.length) {
    if (isBlank(text[i])) {
      i++;
    } else if (text[i] === '"') {
      const end = text.indexOf('"', i + 1);
      if (end < 0) return { words, unterminated: i };
      words.push({ text: text.slice(i + 1, end), offset: i });
      i = end + 1;
    } else {
      const start = i;
      while (i < text.length && !isBlank(text[i]) && text[i] !== '"') i++;
      words.push({ text: text.slice(start, i), offset: start });
    }
  }
  return { words };
}

/** Why a quoted text could not be split: the quote that never ends. */
export interface OpenQuote {
  readonly quote: string;
  readonly offset: number;
}

/**
 * First splitting of a script line (`notify_master "/p/x 'a b'" user`): both quotes quote and glue, and a backslash
 * keeps itself and what follows for the second splitting.
 */
export function splitArguments(text: string): Result<readonly Piece[], OpenQuote> {
  return splitQuoted(text, (source, i) => ({ text: source.slice(i, i + 2), length: 2 }));
}

/** Second splitting, of the script string into argv: quotes again, and the escapes of C inside and outside them. */
export function splitScript(text: string): Result<readonly Piece[], OpenQuote> {
  return splitQuoted(text, readEscape);
}

/** The escapes of a script string alone: quotes and blanks are characters like any other. */
export function decodeEscapes(text: string): string {
  if (!text.includes('\\')) return text;
  let decoded = '';
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '\\' || i + 1 === text.length) decoded += text[i];
    else {
      const one = readEscape(text, i);
      decoded += one.text;
      i += one.length - 1;
    }
  }
  return decoded;
}

/** UTF-8 when it is, otherwise with replacement characters: for names and messages. */
export function decodeText(bytes: string): string {
  return /[\x80-\xff]/.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
}

type Escape = (source: string, at: number) => { readonly text: string; readonly length: number };

function splitQuoted(text: string, readOne: Escape): Result<readonly Piece[], OpenQuote> {
  const words: Piece[] = [];
  let current: string | undefined;
  let start = 0;
  let quote: { readonly mark: string; readonly at: number } | undefined;
  const begin = (i: number): void => {
    if (current !== undefined) return;
    current = '';
    start = i;
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === '\\' && i + 1 < text.length) {
      begin(i);
      const read = readOne(text, i);
      current += read.text;
      i += read.length - 1;
    } else if (quote !== undefined) {
      if (char === quote.mark) quote = undefined;
      else current += char;
    } else if (char === '"' || char === "'") {
      begin(i);
      quote = { mark: char, at: i };
    } else if (isBlank(char)) {
      if (current !== undefined) words.push({ text: current, offset: start });
      current = undefined;
    } else {
      begin(i);
      current += char;
    }
  }
  // As in keepalived, a quote with nothing behind it is none.
  if (quote !== undefined && quote.at < text.length - 1) return err({ quote: quote.mark, offset: quote.at });
  if (current !== undefined) words.push({ text: current, offset: start });
  return ok(words);
}

const NAMED_ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** One escape starting at the backslash: `\n`, `\101` (up to 3 octal digits), `\x41` (up to 2), `\cA`, `\other`. */
function readEscape(source: string, at: number): { readonly text: string; readonly length: number } {
  const rest = source.slice(at + 1, at + 4);
  const octal = /^[0-7]{1,3}/.exec(rest)?.[0];
  if (octal !== undefined) return { text: byte(Number.parseInt(octal, 8)), length: 1 + octal.length };
  const hex = /^x([0-9A-Fa-f]{1,2})/.exec(rest)?.[1];
  if (hex !== undefined) return { text: byte(Number.parseInt(hex, 16)), length: 2 + hex.length };
  if (rest[0] === 'c' && rest.length > 1) return { text: byte(rest.charCodeAt(1) & 0x1f), length: 3 };
  const char = rest[0]!;
  return { text: NAMED_ESCAPES[char] ?? char, length: 2 };
}

function byte(value: number): string {
  return String.fromCharCode(value & 0xff);
}

/** White space as C's isspace has it in the C locale; line feeds never get here. */
export function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\t' || char === '\r' || char === '\v' || char === '\f';
}

/** A backslash at the end of a line stays, but not the blanks before it: `100 \` is the one word `100\`. */
function trimBeforeBackslash(text: string): string {
  return text.endsWith('\\') ? `${trimEnd(text.slice(0, -1))}\\` : text;
}

/** Not a regular expression: `/\s+$/` takes quadratic time on a long run of blanks. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isBlank(text[end - 1])) end--;
  return text.slice(0, end);
}
