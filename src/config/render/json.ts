/**
 * A report for programs. The shape is a promise: fields are added, never renamed, and `version` changes with anything
 * else. Lines and columns count from 1, columns in bytes; `endColumn` is the first one behind the word.
 */
import type { Diagnostic, Position } from '../diagnostics.js';
import { endColumn } from './place.js';
import { type CheckReport, tally } from './report.js';

const VERSION = 1;

/** One JSON document with a line end. */
export function renderJson(report: CheckReport): string {
  const { errors, warnings, notes } = tally(report.diagnostics);
  const document = {
    version: VERSION,
    files: report.files.map(({ path, starts, reason, readable }) => ({ path, readable, starts, reason })),
    diagnostics: report.diagnostics.map(diagnosticJson),
    verdicts: report.verdicts,
    summary: { errors, warnings, notes },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function diagnosticJson({ at, severity, code, text, hint, source, readAs, related }: Diagnostic) {
  return {
    ...(at === undefined ? {} : placeJson(at)),
    endColumn: at === undefined || source === undefined ? undefined : endColumn(source, at.column),
    severity,
    code,
    message: text,
    hint,
    source,
    readAs,
    includedFrom: at?.includedFrom,
    related: related?.map(other => ({ ...placeJson(other.at), message: other.text })),
  };
}

function placeJson({ file, line, column }: Position) {
  return { file, line, column };
}
