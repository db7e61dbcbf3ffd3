/** What the reader of files hands to the parser: pieces of text between braces, and the braces. */
import type { Position } from './diagnostics.js';
import type { Expansion } from './expansion.js';
import { type BracePiece, decodeText } from './lexer.js';

/** A word and its place. */
export interface Word {
  readonly text: string;
  /** The bytes as they stand in the file, Latin-1. */
  readonly raw: string;
  readonly at: Position;
}

/** A piece of a line: text, or a brace. */
export interface Token {
  readonly kind: 'text' | 'open' | 'close';
  /** Latin-1, one character a byte; trimmed. */
  readonly text: string;
  readonly at: Position;
  /** Where what stands at this offset of the text stands in the file. */
  place(offset: number): Position;
  /** Of plain text, cut already; otherwise the parser cuts the text by the rules of its keyword. */
  readonly words: readonly Word[] | undefined;
}

/** Text of plain ASCII words, already cut; its text is made when somebody asks, which is nearly never. */
export class PlainText implements Token {
  readonly kind = 'text';
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

  place(offset: number): Position {
    return shifted(this.at, offset);
  }
}

/** Text or a brace that stands in the file as it is here. */
class WrittenToken implements Token {
  readonly words = undefined;

  constructor(
    readonly kind: Token['kind'],
    readonly text: string,
    readonly at: Position,
  ) {}

  place(offset: number): Position {
    return shifted(this.at, offset);
  }
}

/** Text or a brace of a line that definitions have been put into. */
class ExpandedToken implements Token {
  readonly words = undefined;

  constructor(
    readonly kind: Token['kind'],
    readonly text: string,
    readonly line: Position,
    readonly expansion: Expansion,
    readonly offset: number,
  ) {}

  get at(): Position {
    return this.place(0);
  }

  place(offset: number): Position {
    return shifted(this.line, this.expansion.writtenAt(this.offset + offset));
  }
}

/** So many columns further on. */
export function shifted(at: Position, by: number): Position {
  return by === 0 ? at : { ...at, column: at.column + by };
}

/** A token that stands in the file as it is. */
export function makeToken(kind: Token['kind'], text: string, at: Position): Token {
  return new WrittenToken(kind, text, at);
}

/** Text or a brace at `offset` of an expanded line, which begins at `line`. */
export function makeExpandedToken({ kind, text, offset }: BracePiece, line: Position, expansion: Expansion): Token {
  return new ExpandedToken(kind, text, line, expansion, offset);
}

/** A word of any bytes. */
export function makeWord(raw: string, at: Position): Word {
  return { text: decodeText(raw), raw, at };
}
