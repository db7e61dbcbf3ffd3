/** What the reader of files hands to the parser: pieces of text between braces, and the braces. */
import type { Position } from './diagnostics.js';
import { decodeText } from './lexer.js';

export interface Word {
  readonly text: string;
  /** The bytes as they stand in the file, Latin-1. */
  readonly raw: string;
  readonly at: Position;
}

export interface Token {
  readonly kind: 'text' | 'open' | 'close';
  /** Latin-1, one character a byte; trimmed. */
  readonly text: string;
  readonly at: Position;
  /** False after a substitution: columns inside the text then do not exist in the file, and `at` is the line's start. */
  readonly exact: boolean;
  /** Of plain text, cut already; otherwise the parser cuts the text by the rules of its keyword. */
  readonly words: readonly Word[] | undefined;
}

/** Text of plain ASCII words, already cut; its text is made when somebody asks, which is nearly never. */
export class PlainText implements Token {
  readonly kind = 'text';
  readonly exact = true;
  readonly #source: string;
  readonly #start: number;
  readonly #end: number;

  /** `source` is a whole file, in which this text stands from `start` up to `end`. */
  constructor(
    readonly words: readonly Word[],
    source: string,
    start: number,
    end: number,
  ) {
    this.#source = source;
    this.#start = start;
    this.#end = end;
  }

  get at(): Position {
    return this.words[0]!.at;
  }

  get text(): string {
    return this.#source.slice(this.#start, this.#end);
  }
}

export function makeToken(kind: Token['kind'], text: string, at: Position, exact: boolean): Token {
  return { kind, text, at, exact, words: undefined };
}

/** A word of any bytes. */
export function makeWord(raw: string, at: Position): Word {
  return { text: decodeText(raw), raw, at };
}
