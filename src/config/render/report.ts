/** What a check found, as every form of output shows it. Plain data. */
import type { Verdict } from '../compare/index.js';
import type { Diagnostic } from '../diagnostics.js';

/** What became of one configuration. */
export interface CheckedFile {
  /** As the user named it; `<stdin>` for standard input. */
  readonly path: string;
  /** Whether the daemon would run with it on this machine. */
  readonly starts: boolean;
  /** Why it would not. */
  readonly reason?: string;
  /** False when there was nothing to judge: the file is missing or cannot be read. */
  readonly readable: boolean;
}

/** All that was checked together. */
export interface CheckReport {
  readonly files: readonly CheckedFile[];
  /** File by file in the order given, line by line; what compares files comes last. */
  readonly diagnostics: readonly Diagnostic[];
  /** Of the nodes together: who would be MASTER of each virtual router. */
  readonly verdicts: readonly Verdict[];
}

/** How many of each. */
export interface Tally {
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
}

/** Counts them by severity. */
export function tally(diagnostics: readonly Diagnostic[]): Tally {
  const count = (severity: Diagnostic['severity']) => diagnostics.filter(one => one.severity === severity).length;
  return { errors: count('error'), warnings: count('warning'), notes: count('note') };
}

/** "2 errors, 1 warning", or "no mistakes". */
export function tallyText({ errors, warnings, notes }: Tally): string {
  const parts = [counted(errors, 'error'), counted(warnings, 'warning'), counted(notes, 'note')].filter(
    part => part !== undefined,
  );
  return parts.length === 0 ? 'no mistakes' : parts.join(', ');
}

function counted(count: number, noun: string): string | undefined {
  return count === 0 ? undefined : `${count} ${noun}${count === 1 ? '' : 's'}`;
}
