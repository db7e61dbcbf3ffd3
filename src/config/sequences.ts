/** `~SEQ(var, ...) text` and `~LST(var, ...) text`: one line for each value. */
import { err, ok, type Result } from '../base/result.js';
import { parseCNotation } from './numbers.js';

/** One run of the text: what the variables hold in it. */
export type Assignment = readonly { readonly name: string; readonly value: string }[];

/** The line behind `~SEQ(...)` or `~LST(...)`, and the runs it is to have. */
export interface Sequence {
  readonly text: string;
  readonly runs: Runs;
}

/** What the variables hold in each run; made one by one, since there may be a million. */
export interface Runs {
  readonly count: number;
  /** Of the run with this number, from 0. */
  at(index: number): Assignment;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** True for a line that must be a sequence, well formed or not. */
export function startsSequence(line: string): boolean {
  return /^~(?:SEQ|LST)/.test(line);
}

/**
 * Takes such a line apart. `resolve` replaces references inside the parentheses; `most` is how many runs are allowed.
 * The error is a sentence.
 */
export function parseSequence(line: string, resolve: (text: string) => string, most: number): Result<Sequence, string> {
  const match = /^~(SEQx?|LST)[ \t]*\(([^)]*)\)[ \t]*(.*)$/.exec(line);
  if (match === null)
    return err('this is no `~SEQ(var, ...)`, `~SEQx(var, ...)` or `~LST(var, ...)`; the line is ignored');
  const [, kind, specification, text] = match as unknown as [string, string, string, string];
  const resolved = resolve(specification).trim();
  const runs = kind === 'LST' ? listRuns(resolved) : rangeRuns(resolved, kind === 'SEQx');
  if (!runs.ok) return runs;
  if (runs.value.count > most)
    return err(`a sequence of ${runs.value.count} lines is too long: ${most} may be made in all; the line is ignored`);
  return ok({ text, runs: runs.value });
}

function rangeRuns(specification: string, hexadecimal: boolean): Result<Runs, string> {
  const [name, ...bounds] = specification.split(',').map(part => part.trim());
  const numbers = bounds.map(parseCNotation);
  if (name === undefined || !NAME.test(name)) return err('a sequence needs a variable name first; the line is ignored');
  if (numbers.length < 1 || numbers.length > 3 || numbers.includes(undefined)) {
    return err('a sequence needs one to three whole numbers after its variable; the line is ignored');
  }
  const [first, second, third] = numbers as [number, number?, number?];
  const start = second === undefined ? (first < 0 ? -1 : 1) : first;
  const end = third ?? second ?? first;
  const step = third !== undefined ? second! : second === undefined ? (first < 1 ? -1 : 1) : start <= end ? 1 : -1;
  if (step === 0 || (start !== end && step > 0 !== end > start)) {
    return err(`a step of ${step} never leads from ${start} to ${end}; the line is ignored`);
  }
  if (hexadecimal && (start < 0 || end < 0)) return err('`~SEQx` takes no negative bounds; the line is ignored');
  const count = Math.floor((end - start) / step) + 1;
  return ok({ count, at: index => [{ name, value: (start + index * step).toString(hexadecimal ? 16 : 10) }] });
}

function listRuns(specification: string): Result<Runs, string> {
  const parts = splitList(specification);
  const names = unbrace(parts[0] ?? '').map(part => part.trim());
  if (parts.length < 2) return err('a list needs at least one value after its variable; the line is ignored');
  if (!names.every(name => NAME.test(name))) return err('a list needs a variable name first; the line is ignored');
  const runs: Assignment[] = [];
  for (const part of parts.slice(1)) {
    const values = part.startsWith('{') ? unbrace(part).map(value => value.trim()) : [part];
    if (values.length > names.length) return err('a list entry has more values than variables; the line is ignored');
    if (values.some(value => /[ \t]/.test(value)))
      return err('a list value cannot contain blanks; the line is ignored');
    if (values.some(value => /[{}]/.test(value)))
      return err('braces in a list stand around values, not inside them; the line is ignored');
    runs.push(names.map((name, i) => ({ name, value: values[i] ?? '' })));
  }
  return ok({ count: runs.length, at: index => runs[index]! });
}

/** Commas outside braces separate. */
function splitList(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}') depth--;
    else if (text[i] === ',' && depth <= 0) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts;
}

function unbrace(text: string): readonly string[] {
  return text.startsWith('{') && text.endsWith('}') ? text.slice(1, -1).split(',') : [text];
}
