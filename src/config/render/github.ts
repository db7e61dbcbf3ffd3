/** A report as GitHub's workflow commands, one line each: they become annotations beside the lines of a pull request. */
import type { Diagnostic, Severity } from '../diagnostics.js';
import { endColumn } from './place.js';
import type { CheckReport } from './report.js';

const COMMAND: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'notice' };

/** Lines with line ends; nothing at all when nothing was found. Paths below `directory` become relative to it. */
export function renderGithub({ files, diagnostics, verdicts }: CheckReport, directory: string): string {
  const lines = diagnostics.map(diagnostic => diagnosticCommand(diagnostic, directory));
  for (const { about, text } of verdicts) lines.push(githubCommand('note', {}, `${about}: ${text}`));
  for (const { path, reason, readable, starts } of files) {
    if (readable && !starts) {
      const properties = { file: relativeTo(directory, path), title: 'no start' };
      lines.push(githubCommand('error', properties, `the daemon would refuse to start: ${reason ?? 'see above'}`));
    }
  }
  return lines.map(line => `${line}\n`).join('');
}

/** `::error file=F,line=L,...::message`, with what the format gives a meaning written as percent codes. */
export function githubCommand(
  severity: Severity,
  properties: Readonly<Record<string, string | number | undefined>>,
  message: string,
): string {
  const given = Object.entries(properties).flatMap(([name, value]) =>
    value === undefined ? [] : `${name}=${escapeProperty(String(value))}`,
  );
  return `::${COMMAND[severity]}${given.length === 0 ? '' : ` ${given.join(',')}`}::${escapeMessage(message)}`;
}

/** The annotations of a checked-out repository are placed by paths from its root. */
export function relativeTo(directory: string, path: string): string {
  const root = directory.endsWith('/') ? directory : `${directory}/`;
  return path.startsWith(root) ? path.slice(root.length) : path;
}

function diagnosticCommand(diagnostic: Diagnostic, directory: string): string {
  const { at, severity, code, text, hint, source, readAs, related } = diagnostic;
  const lines = [text];
  if (readAs !== undefined) lines.push(`read as: ${readAs}`);
  if (hint !== undefined) lines.push(`hint: ${hint}`);
  for (const other of related ?? []) {
    lines.push(`${relativeTo(directory, other.at.file)}:${other.at.line}: ${other.text}`);
  }
  for (const from of at?.includedFrom ?? []) {
    lines.push(`included from ${relativeTo(directory, from.file)}:${from.line}`);
  }
  const place = at === undefined ? {} : placeOf(at.column, at.line, relativeTo(directory, at.file), source);
  return githubCommand(severity, { ...place, title: code }, lines.join('\n'));
}

function placeOf(col: number, line: number, file: string, source: string | undefined) {
  const end = source === undefined ? undefined : endColumn(source, col);
  // Annotations take the last column itself, not the one behind it.
  return { file, line, col, endColumn: end === undefined ? undefined : end - 1 };
}

function escapeMessage(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
