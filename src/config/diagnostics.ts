/** Mistakes in a configuration, each with its place. Collected, never thrown: an operator sees all of them at once. */

import type { DiagnosticCode } from './codes/index.js';
import { printable, readable } from './printable.js';
import { SourceText } from './source-text.js';

/** A place in a file; `line` and `column` count from 1, `column` in bytes of the line as it stands in the file. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Where the file was included from, innermost first; absent in the main file. */
  readonly includedFrom?: readonly { readonly file: string; readonly line: number }[];
  /** What the line became (Latin-1) when definitions were put into it. Never in a diagnostic: it may hold a secret. */
  readonly readAs?: string;
}

/**
 * keepalived's error classes in rank order: the highest rank seen decides the exit status of `-t`.
 */
export type DiagnosticClass =
  | 'file-not-found'
  | 'bad-interface'
  | 'fatal'
  | 'multiple-files'
  | 'unknown-keyword'
  | 'unexpected-bob'
  | 'missing-bob'
  | 'unexpected-eob'
  | 'missing-eob'
  | 'unmatched-quote'
  | 'missing-parameter'
  | 'invalid-number'
  | 'general'
  | 'warning'
  | 'deprecated'
  | 'security';

/** `error`: something was dropped or corrected; `warning`: used, but look at it; `note`: only said. */
export type Severity = 'error' | 'warning' | 'note';

/** One mistake, warning or note. */
export interface Diagnostic {
  readonly severity: Severity;
  /** Stable kebab-case code, e.g. `keyword-unknown`. */
  readonly code: DiagnosticCode;
  /** keepalived's class; undefined: keepalived says nothing here, so `-t`'s exit status ignores it. */
  readonly class?: DiagnosticClass;
  /** One plain sentence: what was found, what was expected, what was done about it. */
  readonly text: string;
  readonly at?: Position;
  /** e.g. "did you mean `priority`?" */
  readonly hint?: string;
  /** The line as it stands in the file, without anything that may be a secret. */
  readonly source?: string;
  /** What the line became when definitions were put into it, if it is shown. */
  readonly readAs?: string;
  /** Other places that belong to it, perhaps in another node's file; `text` says what stands there, as a clause. */
  readonly related?: readonly RelatedPlace[];
}

/** A second place of a diagnostic, e.g. what the other node says instead. */
export interface RelatedPlace {
  readonly at: Position;
  readonly text: string;
}

/** What may be added to the plain sentence. */
export interface DiagnosticExtra {
  /** Default `general` for errors, none for warnings and notes. `none`: keepalived is silent here. */
  readonly class?: DiagnosticClass | 'none';
  readonly hint?: string | undefined;
  readonly related?: readonly RelatedPlace[];
}

/** Code of a failed include that was to be checked: it outranks every class and makes keepalived end with status 6. */
export const CHECKED_INCLUDE_FAILED = 'checked-include-failed';

/** A hostile file may hold a million mistakes; this many are enough for a person to read. */
const MOST_KEPT = 2_000;
/** Bytes of a line with definitions in it that are shown. */
const LONGEST_READ = 240;

/** Collects diagnostics, and the source lines to show with them. */
export class Diagnostics {
  readonly #kept: Diagnostic[] = [];
  readonly #classes = new Set<string>();
  readonly #codes = new Set<DiagnosticCode>();
  readonly #sources: Map<string, SourceText>;
  readonly #hidden: Set<string>;
  #dropped = 0;

  /** Empty; with the sources and the secrets of `reading`, for what is said of the same files afterwards. */
  constructor(reading?: Diagnostics) {
    this.#sources = reading === undefined ? new Map() : reading.#sources;
    this.#hidden = reading === undefined ? new Set() : reading.#hidden;
  }

  error(at: Position | undefined, code: DiagnosticCode, text: string, extra: DiagnosticExtra = {}): void {
    this.#add('error', at, code, text, { class: 'general', ...extra });
  }

  warning(at: Position | undefined, code: DiagnosticCode, text: string, extra: DiagnosticExtra = {}): void {
    this.#add('warning', at, code, text, extra);
  }

  /** So much has been said already that more would not be shown: whoever would search for a hint need not. */
  get isFull(): boolean {
    return this.#kept.length >= MOST_KEPT;
  }

  note(at: Position | undefined, code: DiagnosticCode, text: string, extra: DiagnosticExtra = {}): void {
    this.#add('note', at, code, text, extra);
  }

  /**
   * keepalived passes unread over what stands behind `from` up to `to`, in one file: mistakes reported there are still
   * shown, but do not count.
   */
  discount(from: Position, to: Position): void {
    for (const [i, diagnostic] of this.#kept.entries()) {
      if (diagnostic.class === undefined || diagnostic.at?.file !== from.file) continue;
      if (!isBefore(from, diagnostic.at) || isBefore(to, diagnostic.at)) continue;
      const { class: _, ...rest } = diagnostic;
      this.#kept[i] = rest;
    }
    this.#classes.clear();
    for (const { class: found } of this.#kept) this.#classes.add(found ?? 'none');
  }

  /** Remembers the text of a file (Latin-1), so that diagnostics can show its lines. */
  remember(file: string, text: string): void {
    this.#sources.set(file, new SourceText(text));
  }

  /** Every file that was read, as diagnostics name it. */
  get files(): readonly string[] {
    return [...this.#sources.keys()];
  }

  /** The physical lines of a file that was read, without their ends; none when it was not. */
  linesOf(file: string): readonly string[] {
    return this.#sources.get(file)?.lines() ?? [];
  }

  /** The line at this place holds a secret: it is never shown, whatever was or will be found there. */
  hide(at: Position): void {
    this.#hidden.add(`${at.line}:${at.file}`);
  }

  /** Everything said so far, file by file and line by line, with source lines attached. */
  all(): readonly Diagnostic[] {
    const fileOrder = new Map([...this.#sources.keys()].map((file, i) => [file, i]));
    const rank = ({ at }: Diagnostic) => (at === undefined ? -1 : (fileOrder.get(at.file) ?? -1));
    const inOrder = this.#kept.toSorted(
      (a, b) => rank(a) - rank(b) || (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0),
    );
    const shown = inOrder.map(diagnostic => this.#withSource(diagnostic));
    if (this.#dropped > 0) {
      const text = `${this.#dropped} more diagnostics are not shown`;
      shown.push({ severity: 'note', code: 'too-many-diagnostics', text });
    }
    return shown;
  }

  #add(severity: Severity, at: Position | undefined, code: DiagnosticCode, text: string, extra: DiagnosticExtra): void {
    const { class: found, hint, related = [] } = extra;
    // A class not seen before is always kept, since it may decide the exit status, and a new code, since it may explain
    // all the others.
    if (this.#kept.length >= MOST_KEPT && this.#classes.has(found ?? 'none') && this.#codes.has(code)) {
      this.#dropped++;
      return;
    }
    this.#classes.add(found ?? 'none');
    this.#codes.add(code);
    this.#kept.push({
      severity,
      code,
      text: printable(text),
      ...(found === undefined || found === 'none' ? {} : { class: found }),
      ...(at === undefined ? {} : { at }),
      ...(hint === undefined ? {} : { hint: printable(hint) }),
      ...(related.length === 0
        ? {}
        : { related: related.map(({ at: { readAs: _, ...place }, text }) => ({ at: place, text: printable(text) })) }),
    });
  }

  #withSource(diagnostic: Diagnostic): Diagnostic {
    if (diagnostic.at === undefined) return diagnostic;
    const { readAs, ...at } = diagnostic.at;
    const plain = readAs === undefined ? diagnostic : { ...diagnostic, at };
    if (this.#hidden.has(`${at.line}:${at.file}`)) return plain;
    const line = this.#sources.get(at.file)?.line(at.line);
    if (line === undefined || mayHoldSecret(line)) return plain;
    const source = readable(line);
    if (readAs === undefined || mayHoldSecret(readAs)) return { ...plain, source };
    return { ...plain, source, readAs: readable(readAs.slice(0, LONGEST_READ)) };
  }
}

/**
 * The exit status of `-t` (what keepalived answers): 0 nothing, 2 a missing parameter, 4 only file, interface or fatal
 * faults, 6 a security violation or a failed checked include, 5 anything else.
 */
export function exitStatus(diagnostics: readonly Diagnostic[]): number {
  if (diagnostics.some(({ code }) => code === CHECKED_INCLUDE_FAILED)) return 6;
  const classes = new Set(diagnostics.flatMap(diagnostic => diagnostic.class ?? []));
  if (classes.has('missing-parameter')) return 2;
  if (classes.has('security')) return 6;
  if (classes.size === 0) return 0;
  const mild: readonly DiagnosticClass[] = ['file-not-found', 'bad-interface', 'fatal'];
  return [...classes].every(one => mild.includes(one)) ? 4 : 5;
}

function isBefore(one: Position, other: Position): boolean {
  return one.line < other.line || (one.line === other.line && one.column < other.column);
}

/** A line that sets a password or a key is not shown, nor is a definition: nobody knows what it is for. */
function mayHoldSecret(line: string): boolean {
  return /auth|pass|secret|\bkey\b|hmac|^\s*\$[a-z_]\w*=/i.test(line);
}
