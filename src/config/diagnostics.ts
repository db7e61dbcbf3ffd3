/** Mistakes in a configuration, each with its place. Collected, never thrown: an operator sees all of them at once. */

/** A place in a file; `line` and `column` count from 1, `column` in bytes of the line as it stands in the file. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * keepalived's error classes in rank order (reference 1.10): the highest rank seen decides the exit status of `-t`.
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

export interface Diagnostic {
  readonly severity: Severity;
  /** Stable kebab-case code, e.g. `priority-range`. */
  readonly code: string;
  /** keepalived's class; undefined: keepalived says nothing here, so `-t`'s exit status ignores it. */
  readonly class?: DiagnosticClass;
  /** One plain sentence: what was found, what was expected, what was done about it. */
  readonly text: string;
  readonly at?: Position;
  /** e.g. "did you mean `priority`?" */
  readonly hint?: string;
}
