/**
 * Logical lines to a tree of statements, led by the keyword tables. Every mistake is reported where it stands and the
 * rest is read on.
 *
 * One deliberate difference from keepalived: an unknown keyword with a block is passed over as a whole. There, the
 * lines inside are taken for keywords of the enclosing block, which the stray `}` then closes.
 */
import type { Diagnostics, Position } from './diagnostics.js';
import { foreignKeyword } from './foreign.js';
import type { IncludeFiles } from './include.js';
import type { KeywordRow, KeywordTable } from './keywords/row.js';
import { type Piece, splitArguments, splitWords } from './lexer.js';
import type { Source } from './source.js';
import { makeWord, type Token, type Word } from './token.js';
import { unknownKeywordHint } from './unknown-keyword.js';

export type { Word } from './token.js';

/** One logical line of a block without keywords. */
export interface Entry {
  readonly words: readonly [Word, ...Word[]];
  readonly at: Position;
}

/** A keyword with all that belongs to it. */
export interface Statement {
  readonly row: KeywordRow;
  readonly at: Position;
  readonly words: readonly Word[];
  /** Of a block. */
  readonly body: readonly Statement[];
  /** Of a block of entries. */
  readonly entries: readonly Entry[];
  /** Where the block ends. */
  readonly end: Position;
}

const NO_STATEMENTS: readonly Statement[] = [];
const NO_ENTRIES: readonly Entry[] = [];

/** For who expects a shell, or what fills in templates, to look at the file before. */
const TEMPLATE_HINT =
  'a name in `$` and braces stands for what `$NAME=...` above it says; a default value in it is not known here';

/** Blocks nest three deep at most; hostile files deeper. */
const DEEPEST = 16;

/** Reads all of `source`; each statement of the top level is handed over as soon as its block ends. */
export function parse(
  source: Source,
  root: KeywordTable,
  includes: IncludeFiles,
  diagnostics: Diagnostics,
  consume: (statement: Statement) => void,
): void {
  new Parser(source, root, includes, diagnostics).block(root, undefined, consume);
}

class Parser {
  readonly #source: Source;
  readonly #root: KeywordTable;
  readonly #includes: IncludeFiles;
  readonly #diagnostics: Diagnostics;
  #ahead: Token | undefined;
  #last: Position | undefined;
  #depth = 0;
  /** The blocks that are open, the innermost last. */
  readonly #open: KeywordTable[] = [];
  #cut: { readonly token: Token; readonly words: readonly Word[] } | undefined;

  constructor(source: Source, root: KeywordTable, includes: IncludeFiles, diagnostics: Diagnostics) {
    this.#source = source;
    this.#root = root;
    this.#includes = includes;
    this.#diagnostics = diagnostics;
  }

  /** Statements up to the closing brace; `opened` is the keyword's place, undefined at the top level. */
  block(table: KeywordTable, opened: Position | undefined, consume: (statement: Statement) => void, secret = false) {
    this.#open.push(table);
    const end = this.#block(table, opened, consume, secret);
    this.#open.pop();
    return end;
  }

  #block(
    table: KeywordTable,
    opened: Position | undefined,
    consume: (statement: Statement) => void,
    secret: boolean,
  ): Position | undefined {
    let stray = 0;
    this.#depth++;
    for (let token = this.#peek(); token !== undefined; token = this.#peek()) {
      if (secret) this.#diagnostics.hide(token.at);
      if (token.kind === 'text') {
        const words = this.#words(token);
        const row = words[0] === undefined ? undefined : table.rows.get(words[0].raw);
        if (row === undefined && opened !== undefined && this.#startsRootBlock(words, true)) break;
        this.#take();
        if (row !== undefined) {
          const statement = this.#statement(token, row, words, secret);
          if (statement !== undefined) consume(statement);
        } else if (words[0] !== undefined) this.#unknown(words[0], table, secret);
      } else if (token.kind === 'open') {
        this.#take();
        stray++;
        this.#diagnostics.error(token.at, 'brace-unexpected', 'no block begins here; the `{` is ignored', {
          class: 'unexpected-bob',
        });
      } else {
        this.#take();
        if (stray > 0) stray--;
        else if (opened !== undefined) {
          this.#depth--;
          return token.at;
        } else {
          this.#diagnostics.error(token.at, 'brace-extra', 'this `}` closes nothing; it is ignored', {
            class: 'unexpected-eob',
          });
        }
      }
    }
    this.#depth--;
    if (opened !== undefined) this.#unclosed(opened);
    return this.#last ?? opened;
  }

  #statement(token: Token, row: KeywordRow, ordinary: readonly Word[], secret: boolean): Statement | undefined {
    if (row.secret === true) this.#diagnostics.hide(token.at);
    const words = row.type === 'script' ? this.#arguments(token) : ordinary.slice(1);
    if (words === undefined) return undefined;
    const at = ordinary[0]!.at;
    const missing = words.length < row.least;
    if (missing) {
      const text = `\`${row.name}\` needs ${row.least === 1 ? 'a value' : `${row.least} values`}: ${row.meaning}`;
      this.#diagnostics.error(at, 'parameter-missing', text, {
        class: row.survives === true ? 'general' : 'missing-parameter',
      });
    }
    if (row.name === 'include_check') this.#includeCheck(words, at);
    else if (row.name === 'random_seed') this.#seed(words);
    if (row.type === 'block' || row.type === 'entries') {
      const inside = this.#contents(row, at, words, secret);
      return missing ? undefined : { row, at, words, ...inside };
    }
    if (this.#peek()?.kind === 'open') this.#refuseBlock(row, words);
    return missing ? undefined : { row, at, words, body: NO_STATEMENTS, entries: NO_ENTRIES, end: at };
  }

  /** What follows the keyword in braces. */
  #contents(row: KeywordRow, at: Position, words: readonly Word[], secret: boolean) {
    const none = { body: NO_STATEMENTS, entries: NO_ENTRIES, end: at };
    // Lists with a name look at their words themselves.
    if (row.type === 'entries' && row.least === 0 && words.length > 0) {
      this.#diagnostics.error(
        words[0]!.at,
        'words-extra',
        `\`${row.name}\` takes no words before its \`{\`; they are ignored`,
      );
    }
    const next = this.#peek();
    if (next?.kind !== 'open') {
      // keepalived names the line it found instead of the brace.
      const text = `a \`{\` is missing after \`${row.name}\``;
      // Where a list has a name, it looks for another word, and ends at once.
      const found = row.type === 'entries' && row.least > 0 && next !== undefined ? 'missing-parameter' : 'missing-bob';
      this.#diagnostics.error(next?.at ?? at, 'brace-missing', text, { class: found });
      if (next === undefined) return none;
    } else this.#take();
    if (this.#depth >= DEEPEST) return { ...none, end: this.#skip(at) };
    if (row.type === 'entries') return { body: NO_STATEMENTS, ...this.#entries(row, at) };
    const body: Statement[] = [];
    const end = this.block(row.content!, at, inner => body.push(inner), secret || row.secret === true);
    return { body, entries: NO_ENTRIES, end: end ?? at };
  }

  #refuseBlock(row: KeywordRow, words: readonly Word[]): void {
    const brace = this.#take()!;
    const isTemplate = words.at(-1)?.raw.endsWith('$') === true;
    this.#diagnostics.error(brace.at, 'brace-unexpected', `\`${row.name}\` has no block; it is passed over`, {
      class: 'unexpected-bob',
      hint: isTemplate ? TEMPLATE_HINT : undefined,
    });
    this.#skip(brace.at);
  }

  #entries(row: KeywordRow, opened: Position): { readonly entries: readonly Entry[]; readonly end: Position } {
    const entries: Entry[] = [];
    for (let token = this.#peek(); token !== undefined; token = this.#peek()) {
      if (token.kind === 'text') {
        const words = this.#words(token);
        if (this.#startsRootBlock(words, false)) break;
        this.#take();
        if (isNonEmpty(words)) entries.push({ words, at: words[0].at });
        continue;
      }
      this.#take();
      if (token.kind === 'close') return { entries, end: token.at };
      this.#diagnostics.error(
        token.at,
        'brace-unexpected',
        `no block begins inside \`${row.name}\`; it is passed over`,
        {
          class: 'unexpected-bob',
        },
      );
      this.#skip(token.at);
    }
    this.#unclosed(opened);
    return { entries, end: this.#last ?? opened };
  }

  /** Passes over everything up to the brace that matches one already taken. */
  #skip(opened: Position): Position {
    let depth = 1;
    for (let token = this.#peek(); token !== undefined; token = this.#peek()) {
      // It was never closed: what cannot stand inside anything is read where it belongs.
      if (token.kind === 'text' && this.#startsRootBlock(this.#words(token), false)) break;
      this.#take();
      if (token.kind === 'open') depth++;
      if (token.kind === 'close' && --depth === 0) return token.at;
    }
    this.#unclosed(opened);
    return this.#last ?? opened;
  }

  /** Says where the brace is missing: before a block that cannot stand inside, or else where the open block began. */
  #unclosed(opened: Position): void {
    const [at, text] =
      this.#ahead === undefined
        ? [opened, 'the block that begins here is never closed: a `}` is missing']
        : [this.#ahead.at, `a \`}\` is missing before this: the block of line ${opened.line} is still open`];
    this.#diagnostics.error(at, 'brace-unclosed', text, { class: 'missing-eob' });
  }

  /**
   * A block of the top level cannot begin inside another one: the closing brace before it was forgotten. Reading it
   * where it belongs keeps one missing brace from hiding everything after it.
   */
  #startsRootBlock(words: readonly Word[], amongKeywords: boolean): boolean {
    const row = words[0] === undefined ? undefined : this.#root.rows.get(words[0].raw);
    // A keyword without the name that its block needs is a word astray.
    if (row === undefined || words.length <= row.least || (row.type !== 'block' && row.type !== 'entries'))
      return false;
    // In a list of entries a name such as `track_file` may be meant: only a block of instances is unmistakable.
    return amongKeywords || /^(?:vrrp_instance|vrrp_script|vrrp_sync_group|virtual_server|global_defs)$/.test(row.name);
  }

  #unknown(keyword: Word, table: KeywordTable, secret: boolean): void {
    // Searching costs time, and a full collection shows no hint.
    const around = this.#open.slice(0, -1);
    const hint = this.#diagnostics.isFull
      ? undefined
      : (foreignKeyword(keyword.text, table) ?? unknownKeywordHint(keyword.text, table, around));
    // Inside `authentication` a stray word may be the password, unless it is a keyword of a block around it.
    const isKnown = around.some(one => one.rows.has(keyword.text));
    const name = secret && !isKnown ? '' : ` \`${shorten(keyword.text)}\``;
    const hasBlock = this.#peek()?.kind === 'open';
    const where = table === this.#root ? table.block : `\`${table.block}\``;
    const text = `unknown keyword${name} in ${where}; the ${hasBlock ? 'whole block' : 'line'} is ignored`;
    this.#diagnostics.error(keyword.at, 'keyword-unknown', text, { class: 'unknown-keyword', hint });
    if (hasBlock) this.#skip(this.#take()!.at);
  }

  #includeCheck(words: readonly Word[], at: Position): void {
    const given = words.map(({ text }) => text);
    const checks = this.#includes.readChecks(given, at);
    if (checks !== undefined) this.#source.setIncludeChecks(checks);
  }

  #seed(words: readonly Word[]): void {
    const number = words[0]?.text ?? '';
    if (/^\d{1,10}$/.test(number)) this.#source.definitions.seed(Number(number));
  }

  #words(token: Token): readonly Word[] {
    if (token.words !== undefined) return token.words;
    // A token may be looked at twice before it is taken; it is cut, and complained about, once.
    if (this.#cut?.token === token) return this.#cut.words;
    const cutWords = this.#cutWords(token);
    this.#cut = { token, words: cutWords };
    return cutWords;
  }

  #cutWords(token: Token): readonly Word[] {
    const { words, unterminated } = splitWords(token.text);
    if (unterminated !== undefined) {
      const at = this.#place(token, { text: '', offset: unterminated });
      this.#diagnostics.error(at, 'quote-unterminated', 'this `"` is never closed; what follows it is ignored', {
        class: 'unmatched-quote',
      });
    }
    return words.map(piece => this.#word(token, piece));
  }

  /** The keyword is cut off in the same way, so that a quote may glue the first argument to it, which is then lost. */
  #arguments(token: Token): readonly Word[] | undefined {
    const split = splitArguments(token.text);
    if (split.ok) return split.value.slice(1).map(piece => this.#word(token, piece));
    if (split.error.quote === "'") {
      // A double quote without its other half has been reported when the line was cut.
      const at = this.#place(token, { text: '', offset: split.error.offset });
      const text = "this ' is never closed; the line is ignored";
      this.#diagnostics.error(at, 'quote-unterminated', text, { class: 'unmatched-quote' });
    }
    return undefined;
  }

  #word(token: Token, piece: Piece): Word {
    return makeWord(piece.text, this.#place(token, piece));
  }

  #place(token: Token, { offset }: Piece): Position {
    return offset > 0 ? token.place(offset) : token.at;
  }

  #peek(): Token | undefined {
    this.#ahead ??= this.#source.next();
    return this.#ahead;
  }

  #take(): Token | undefined {
    const token = this.#peek();
    this.#ahead = undefined;
    if (token !== undefined) this.#last = token.at;
    return token;
  }
}

function isNonEmpty(words: readonly Word[]): words is readonly [Word, ...Word[]] {
  return words.length > 0;
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}
