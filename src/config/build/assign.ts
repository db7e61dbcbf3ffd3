/** Keywords that do no more than put one checked value into one field. */
import type { Duration } from '../../base/duration.js';
import { milliseconds, seconds } from '../../base/duration.js';
import type { Statement } from '../parser.js';
import type { BuildContext } from './context.js';
import { readBoolean, readInteger, readSeconds } from './values.js';

type Handler<D> = (draft: D, statement: Statement, context: BuildContext) => void;

/** A flag: being there is enough. */
export function setTrue<D>(set: (draft: D, value: true) => void): Handler<D> {
  return draft => set(draft, true);
}

/** A boolean; a word that is none leaves the field alone. */
export function setBoolean<D>(set: (draft: D, value: boolean) => void): Handler<D> {
  return (draft, statement, { diagnostics }) => {
    const value = readBoolean(statement, diagnostics);
    if (value !== undefined) set(draft, value);
  };
}

/** A whole number within the limits of its row; another one leaves the field alone. */
export function setInteger<D>(set: (draft: D, value: number) => void): Handler<D> {
  return (draft, statement, { diagnostics }) => {
    const value = readInteger(statement, diagnostics);
    if (value !== undefined) set(draft, value);
  };
}

/** A whole number in the unit of its row. */
export function setWholeDuration<D>(set: (draft: D, value: Duration) => void): Handler<D> {
  return (draft, statement, { diagnostics }) => {
    const value = readInteger(statement, diagnostics);
    if (value === undefined) return;
    set(draft, statement.row.unit === 'ms' ? milliseconds(value) : seconds(value));
  };
}

/** Seconds with decimals. */
export function setSeconds<D>(set: (draft: D, value: Duration) => void): Handler<D> {
  return (draft, statement, { diagnostics }) => {
    const value = readSeconds(statement, diagnostics);
    if (value !== undefined) set(draft, value);
  };
}

/** The first word; without one, which the parser has reported where it matters, nothing happens. */
export function setWord<D>(set: (draft: D, value: string) => void): Handler<D> {
  return (draft, { words }) => {
    const word = words[0];
    if (word !== undefined) set(draft, word.text);
  };
}

/** The first word, at the first time only: later ones are reported. */
export function setOnce<D>(
  get: (draft: D) => string | undefined,
  set: (draft: D, value: string) => void,
  unnamed?: string,
): Handler<D> {
  return (draft, { row, words, at }, { diagnostics }) => {
    const before = get(draft);
    const word = words[0]?.text ?? unnamed;
    if (before === undefined && word !== undefined) set(draft, word);
    else if (before !== undefined) {
      const text = `\`${row.name}\` is ${before} already; ${word === undefined ? 'this line' : word} is ignored`;
      diagnostics.error(words[0]?.at ?? at, 'keyword-twice', text);
    }
  };
}
