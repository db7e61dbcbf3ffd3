/** Diagnostics as a compiler prints them: place, sentence, the line with its word underlined, where it came from, a hint. */
import type { Diagnostic, Position, Severity } from '../diagnostics.js';
import { printable } from '../printable.js';
import { blanksFor, wordAt } from './place.js';
import { type CheckReport, tally, tallyText } from './report.js';

/** How parts of the text are painted. */
export interface Paint {
  readonly place: (text: string) => string;
  readonly severity: (severity: Severity, text: string) => string;
  /** The caret, and the label of a hint. */
  readonly mark: (text: string) => string;
  readonly faint: (text: string) => string;
}

export const PLAIN: Paint = {
  place: text => text,
  severity: (_, text) => text,
  mark: text => text,
  faint: text => text,
};

const SEVERITY_COLOUR: Readonly<Record<Severity, number>> = { error: 31, warning: 33, note: 36 };

/** ANSI colours (ECMA-48 SGR), for terminals. */
export const COLOURED: Paint = {
  place: text => paint('1', text),
  severity: (severity, text) => paint(`1;${SEVERITY_COLOUR[severity]}`, text),
  mark: text => paint('1;32', text),
  faint: text => paint('2', text),
};

function paint(codes: string, text: string): string {
  return text === '' ? '' : `\x1b[${codes}m${text}\x1b[0m`;
}

/** Several lines without a line end: `FILE:LINE:COL: error[code]: sentence`, and what helps to find and mend it. */
export function renderText(diagnostic: Diagnostic, paint: Paint = PLAIN): string {
  const { at, severity, code, text, source, readAs, hint, related } = diagnostic;
  const head = at === undefined ? '' : `${paint.place(`${place(at)}:`)} `;
  const lines = [`${head}${paint.severity(severity, `${severity}[${code}]:`)} ${text}`];
  if (source !== undefined && at !== undefined) lines.push(...underlined(source, at.column, paint));
  if (readAs !== undefined) lines.push(`${paint.faint('    read as:')} ${readAs}`);
  for (const from of at?.includedFrom ?? []) {
    lines.push(paint.faint(`    included from ${printable(from.file)}:${from.line}`));
  }
  for (const other of related ?? []) lines.push(`    ${place(other.at)}: ${other.text}`);
  if (hint !== undefined) lines.push(`    ${paint.mark('hint:')} ${hint}`);
  return lines.join('\n');
}

/** All of them, the verdicts, and a line that counts; with a line end. */
export function renderReport({ files, diagnostics, verdicts }: CheckReport, paint: Paint = PLAIN): string {
  const lines = diagnostics.map(diagnostic => renderText(diagnostic, paint));
  for (const { about, text } of verdicts) lines.push(`${paint.place(`${about}:`)} ${text}`);
  const refused = files.filter(file => file.readable && !file.starts);
  for (const { path, reason } of refused) {
    lines.push(
      `${paint.place(`${path}:`)} the daemon would refuse to start${reason === undefined ? '' : `: ${reason}`}`,
    );
  }
  const where = files.length === 1 ? files[0]!.path : `${files.length} files`;
  lines.push(`${where}: ${tallyText(tally(diagnostics))}`);
  return `${lines.join('\n')}\n`;
}

function underlined(source: string, column: number, paint: Paint): readonly string[] {
  const word = wordAt(source, column);
  if (word === undefined) return [`    ${source}`];
  const marks = '^'.padEnd([...source.slice(word.start, word.end)].length, '~');
  return [`    ${source}`, `    ${blanksFor(source.slice(0, word.start))}${paint.mark(marks)}`];
}

function place({ file, line, column }: Position): string {
  return `${printable(file)}:${line}:${column}`;
}
