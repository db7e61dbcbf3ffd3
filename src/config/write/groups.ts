/**
 * Statements to the mappings that hold them. A mapping names a keyword once, and is read from top to bottom; so a
 * keyword that comes again after others either joins its equals above, where nothing can tell the difference, or
 * begins the next mapping of a list.
 */
import type { KeywordRow } from '../keywords/row.js';
import { isNamed } from '../keywords/shape.js';
import type { Statement } from '../parser.js';
import { joinWords } from './yaml-words.js';

/** One key of a mapping: a keyword and all its statements. */
export interface Group {
  readonly row: KeywordRow;
  readonly statements: readonly Statement[];
}

interface OpenGroup {
  readonly row: KeywordRow;
  readonly statements: Statement[];
  readonly names: Set<string>;
  /** Every word in these statements; made when it is first asked for. */
  mentioned: Set<string> | undefined;
}

/** Mappings to be read in order; nearly always a single one. */
export function groupStatements(statements: readonly Statement[]): readonly (readonly Group[])[] {
  const mappings: OpenGroup[][] = [];
  let current: OpenGroup[] = [];
  for (const statement of statements) {
    const at = current.findIndex(({ row }) => row === statement.row);
    if (at < 0) {
      if (current.length === 0) mappings.push(current);
      current.push(open(statement));
    } else if (fits(statement, current[at]!) && current.slice(at + 1).every(between => commute(statement, between))) {
      add(statement, current[at]!);
    } else {
      current = [open(statement)];
      mappings.push(current);
    }
  }
  return mappings;
}

function open(statement: Statement): OpenGroup {
  const group: OpenGroup = { row: statement.row, statements: [], names: new Set(), mentioned: undefined };
  add(statement, group);
  return group;
}

function add(statement: Statement, group: OpenGroup): void {
  group.statements.push(statement);
  if (isNamed(statement.row)) group.names.add(nameOf(statement));
  if (group.mentioned !== undefined) for (const word of wordsIn(statement)) group.mentioned.add(word);
}

/** Whether one value of the keyword can hold this statement beside the earlier ones. */
function fits(statement: Statement, { row, names }: OpenGroup): boolean {
  if (isNamed(row)) return !names.has(nameOf(statement));
  return row.repeats === true && row.type !== 'entries';
}

/** Blocks with names may change places when neither mentions the other: a name must be defined before it is used. */
function commute(statement: Statement, between: OpenGroup): boolean {
  if (!isNamed(statement.row) || !isNamed(between.row)) return false;
  between.mentioned ??= new Set(between.statements.flatMap(wordsIn));
  if (between.mentioned.has(nameOf(statement))) return false;
  return !wordsIn(statement).some(word => between.names.has(word));
}

function nameOf({ words }: Statement): string {
  return joinWords(words.map(({ raw }) => raw));
}

function wordsIn({ words, entries, body }: Statement): readonly string[] {
  return [
    ...words.map(({ raw }) => raw),
    ...entries.flatMap(entry => entry.words.map(({ raw }) => raw)),
    ...body.flatMap(wordsIn),
  ];
}
