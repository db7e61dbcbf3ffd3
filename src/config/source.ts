/**
 * Files to logical lines. Reads the main file and what it includes, and runs the preprocessor in keepalived's order:
 * comments, multi-line definitions, `@` conditions, `$` definitions, `~SEQ`/`~LST`, `$` substitution (with a second
 * comment removal), `include`, and at last the cut at braces. Lines are pulled one by one, because keywords that the
 * parser meets (`include_check`, `random_seed`) change how the following lines are read.
 */
import { Definitions, parseDefinition } from './definitions.js';
import type { Diagnostics, Position } from './diagnostics.js';
import { Expansion } from './expansion.js';
import type { IncludeChecks, IncludeFiles, OpenFile } from './include.js';
import { decodeText, isBlank, splitBraces, stripComment } from './lexer.js';
import { type Cursor, LONGEST_LINE, readPlainLine, takeRawLine } from './plain-lines.js';
import type { ConfigurationPorts } from './ports.js';
import { type Assignment, parseSequence, startsSequence } from './sequences.js';
import { makeExpandedToken, makeToken, shifted, type Token } from './token.js';

/** What sequences and multi-line definitions may produce together before they are cut off. */
const MOST_GENERATED = 1_000_000;
/** A definition may refer to others; one that names itself ends here. */
const MOST_PASSES = 64;

interface Line {
  readonly text: string;
  readonly at: Position;
  /** A definition produced it: its columns do not exist in the file, and `at` is the place of the reference. */
  readonly generated: boolean;
  /** The file it stands in. */
  readonly open: OpenFile;
  readonly assign?: Assignment;
}

/** What lines are taken from: a file, or lines that a sequence or a definition produced. */
type Frame =
  | { readonly kind: 'file'; readonly cursor: Cursor; readonly checks: IncludeChecks }
  | { readonly kind: 'lines'; readonly count: number; readonly at: (index: number) => Line; next: number };

/** Hands out the tokens of the files, one after the other. */
export class Source {
  readonly definitions: Definitions;
  readonly #ports: ConfigurationPorts;
  readonly #diagnostics: Diagnostics;
  readonly #configId: string;
  readonly #includes: IncludeFiles;
  readonly #stack: Frame[] = [];
  readonly #tokens: Token[] = [];
  #nextToken = 0;
  readonly #plainLines: boolean;
  #collecting: { readonly name: string; readonly lines: string[] } | undefined;
  #generated = 0;
  #exhausted = false;

  /** `plainLines: false` sends every line the long way: for comparing the two. */
  constructor(
    ports: ConfigurationPorts,
    diagnostics: Diagnostics,
    configId: string,
    includes: IncludeFiles,
    { plainLines = true } = {},
  ) {
    this.#plainLines = plainLines;
    this.#ports = ports;
    this.#diagnostics = diagnostics;
    this.#configId = configId;
    this.#includes = includes;
    this.definitions = new Definitions(ports.randomSeed);
  }

  /** Reads this file next, before what is left of the current one. */
  push(open: OpenFile): void {
    this.#diagnostics.remember(open.path, open.text);
    this.#stack.push({ kind: 'file', cursor: { open, offset: 0, line: 1 }, checks: this.#includes.checks });
  }

  /** `include_check`: raises the level of plain `include` until the end of the current file. */
  setIncludeChecks(checks: IncludeChecks): void {
    this.#includes.checks = checks;
  }

  /** The next piece of text or brace; undefined at the end of the configuration. */
  next(): Token | undefined {
    while (this.#nextToken >= this.#tokens.length) {
      this.#tokens.length = 0;
      this.#nextToken = 0;
      if (this.#isPlain()) continue;
      const line = this.#nextLine();
      if (line === undefined) return undefined;
      this.#expand(line);
    }
    return this.#tokens[this.#nextToken++];
  }

  /** Takes a line the short way, if it may go there. */
  #isPlain(): boolean {
    const top = this.#stack[this.#stack.length - 1];
    if (!this.#plainLines || top === undefined || top.kind !== 'file' || this.#collecting !== undefined) return false;
    return top.cursor.offset < top.cursor.open.bytes.length && readPlainLine(top.cursor, this.#tokens);
  }

  /** Steps 1 to 3: the next line without comment and outer blanks; blank ones are skipped. */
  #nextLine(): Line | undefined {
    for (let top = this.#stack.at(-1); top !== undefined; top = this.#stack.at(-1)) {
      if (top.kind === 'lines') {
        if (top.next < top.count) return top.at(top.next++);
        this.#stack.pop();
        continue;
      }
      const number = top.cursor.line;
      const raw = takeRawLine(top.cursor);
      if (raw === undefined) {
        this.#finishDefinition();
        this.#includes.checks = top.checks;
        this.#stack.pop();
        continue;
      }
      const line = this.#clean(raw, top.cursor.open, number);
      if (line !== undefined) return line;
    }
    return undefined;
  }

  #clean(raw: string, open: OpenFile, number: number): Line | undefined {
    const at = this.#position(open, number, 1);
    let start = 0;
    if (raw.includes('\0')) {
      this.#diagnostics.error(at, 'nul-byte', 'the line contains a NUL byte and is ignored');
      return undefined;
    }
    if (raw.length > LONGEST_LINE) {
      // keepalived drops a whole buffer of such a line and reads the rest as if it were the next one.
      while (raw.length - start > LONGEST_LINE) start += LONGEST_LINE + 1;
      const text = `the line has ${raw.length} bytes, more than ${LONGEST_LINE}; the first ${Math.min(start, raw.length)} are ignored`;
      this.#diagnostics.error(at, 'line-too-long', text, { hint: 'spread it over several lines' });
    }
    while (isBlank(raw[start])) start++;
    const { text, escapedComment, keptBackslash, hiddenQuote } = stripComment(raw.slice(start));
    const place = this.#position(open, number, start + 1);
    if (escapedComment) {
      const hint = 'put the word in double quotes';
      this.#diagnostics.note(
        place,
        'escaped-comment',
        'a backslash does not protect `#` or `!` here: it starts a comment',
        { hint },
      );
    }
    if (hiddenQuote !== undefined) {
      const sentence = 'a backslash hides a `"` of this line from keepalived, so this one is never closed';
      this.#diagnostics.error(shifted(place, hiddenQuote), 'quote-unterminated', sentence, {
        class: 'unmatched-quote',
      });
    }
    if (this.#collecting !== undefined) {
      if (text === '') this.#finishDefinition();
      else this.#collect(text);
      return undefined;
    }
    if (keptBackslash) {
      const sentence = 'the comment of this line ends in a backslash, which keepalived does not take for a part of it';
      this.#diagnostics.note(place, 'comment-backslash', sentence, { hint: 'remove the backslash' });
    }
    return text === '' ? undefined : { text, at: place, generated: false, open };
  }

  #position(open: OpenFile, line: number, column: number): Position {
    const from = open.includedFrom;
    return from.length === 0
      ? { file: open.path, line, column }
      : { file: open.path, line, column, includedFrom: from };
  }

  /** Steps 4 to 9 for one line; the result may be nothing (a definition, an include, a condition that fails). */
  #expand(line: Line): void {
    let { text, at } = line;
    let written: string | undefined;
    const isProduced = (): boolean => line.generated || written !== undefined;
    for (const { name, value } of line.assign ?? []) this.definitions.define(name, [value]);
    for (let pass = 0; ; pass++) {
      const kept = this.#condition(text);
      if (kept === undefined) return;
      if (!isProduced()) at = shifted(at, text.length - kept.length);
      text = kept;
      if (this.#definition(text)) return;
      const here = { ...line, at, generated: isProduced() };
      if (this.#sequence(text, here)) return;
      const answer = this.#substitute(text, here);
      if (answer === undefined) return;
      if (answer === text) break;
      written ??= text;
      text = stripComment(answer).text.trimStart();
      // Documented, and what releases up to 2.3.4 do: a substituted line is looked at again.
      if (!/^[@~]|\$/.test(text)) break;
      if (pass >= MOST_PASSES) {
        const sentence = `a definition here leads to another one more than ${MOST_PASSES} times, or to itself; the line is used as it is then`;
        this.#diagnostics.warning(line.at, 'definition-endless', sentence);
        break;
      }
    }
    if (this.#include(text, at, line)) return;
    const pieces = splitBraces(text);
    if (!isProduced()) {
      for (const { kind, text: piece, offset } of pieces)
        this.#tokens.push(makeToken(kind, piece, shifted(at, offset)));
      return;
    }
    // What a definition of several lines produced stands nowhere in the file but at the reference.
    const expansion = new Expansion(line.generated ? '' : (written ?? text), text);
    const place = { ...at, readAs: text };
    for (const piece of pieces) this.#tokens.push(makeExpandedToken(piece, place, expansion));
  }

  /** `@ID rest` and `@^ID rest`; undefined when the line is dropped. */
  #condition(text: string): string | undefined {
    const match = /^@(\^?)([^ \t]*)[ \t]*(.*)$/.exec(text);
    if (match === null) return text;
    const [, negated, id, rest] = match as unknown as [string, string, string, string];
    return rest !== '' && (decodeText(id) === this.#configId) !== (negated === '^') ? rest : undefined;
  }

  #definition(text: string): boolean {
    const definition = parseDefinition(text);
    if (definition === undefined) return false;
    if (definition.value.endsWith('\\')) {
      this.#collecting = { name: definition.name, lines: [] };
      this.#collect(definition.value);
    } else this.definitions.define(definition.name, [definition.value]);
    return true;
  }

  /** Adds a line to the definition being read; the first one that does not end in a backslash completes it. */
  #collect(text: string): void {
    const more = text.endsWith('\\');
    const stored = (more ? text.slice(0, -1) : text).trim();
    if (stored !== '') this.#collecting?.lines.push(stored);
    if (!more) this.#finishDefinition();
  }

  #finishDefinition(): void {
    if (this.#collecting === undefined) return;
    this.definitions.define(this.#collecting.name, this.#collecting.lines);
    this.#collecting = undefined;
  }

  #sequence(text: string, line: Line): boolean {
    if (!startsSequence(text)) return false;
    const resolve = (inner: string): string => {
      const answer = this.definitions.substitute(inner, this.#builtIns(line), () => undefined);
      return answer.kind === 'changed' ? answer.text : inner;
    };
    const sequence = parseSequence(text, resolve, MOST_GENERATED);
    if (!sequence.ok) {
      this.#diagnostics.error(line.at, 'sequence-invalid', sequence.error);
      return true;
    }
    const { runs, text: repeated } = sequence.value;
    const at = line.generated ? line.at : shifted(line.at, text.length - repeated.length);
    this.#generate(runs.count, i => ({ ...line, at, text: repeated, assign: runs.at(i) }), at);
    return true;
  }

  /** The substituted text (the same when nothing changed), or undefined when other lines take its place. */
  #substitute(text: string, line: Line): string | undefined {
    const complain = (sentence: string): void => this.#diagnostics.error(line.at, 'random-invalid', sentence);
    const answer = this.definitions.substitute(text, this.#builtIns(line), complain);
    switch (answer.kind) {
      case 'unchanged':
        return text;
      case 'changed':
        return answer.text;
      case 'overflow':
        this.#diagnostics.warning(
          line.at,
          'substitution-too-long',
          'the substitution would make the line too long; it is not done',
        );
        return text;
      case 'lines':
        this.#generate(
          answer.lines.length,
          i => ({ at: line.at, generated: true, open: line.open, text: answer.lines[i]! }),
          line.at,
        );
        return undefined;
    }
  }

  #builtIns({ open }: Line) {
    return {
      directory: Buffer.from(open.directory, 'utf8').toString('latin1'),
      configId: this.#configId,
      environment: this.#ports.environment,
    };
  }

  /** Reads these lines next. */
  #generate(count: number, lineAt: (index: number) => Line, at: Position): void {
    this.#generated += count;
    if (this.#generated > MOST_GENERATED) {
      if (!this.#exhausted) {
        const text = `sequences and definitions produce more than ${MOST_GENERATED} lines; the rest is ignored`;
        this.#diagnostics.error(at, 'too-many-lines', text);
      }
      // What is still waiting would only try to produce more.
      this.#exhausted = true;
      while (this.#stack.at(-1)?.kind === 'lines') this.#stack.pop();
      return;
    }
    this.#stack.push({ kind: 'lines', count, at: lineAt, next: 0 });
  }

  #include(text: string, at: Position, line: Line): boolean {
    const match = /^include([rmwba]?)(?:[ \t]+(.*))?$/.exec(text);
    if (match === null) return false;
    if (match[2] === undefined) {
      const sentence = `\`${text}\` needs the name of a file or a pattern; the line is ignored`;
      // To keepalived it is then a keyword it does not know.
      this.#diagnostics.error(at, 'parameter-missing', sentence, { class: 'unknown-keyword' });
      return true;
    }
    const files = this.#includes.resolve(match[1]!, match[2], at, line.open);
    for (let i = files.length - 1; i >= 0; i--) this.push(files[i]!);
    return true;
  }
}
