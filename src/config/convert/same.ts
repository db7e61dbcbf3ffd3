/** Whether two trees of statements say the same, whatever form they were written in. */

import { ROOT } from '../keywords/root.js';
import type { KeywordTable } from '../keywords/row.js';
import { isNamed, isWordList, namesUser } from '../keywords/shape.js';
import { splitScript } from '../lexer.js';
import type { Statement } from '../parser.js';

/**
 * The first statement of `one` that `other` does not have in its place, or undefined when there is none. Blocks of the
 * top level with names may have changed places.
 */
export function firstDifference(one: readonly Statement[], other: readonly Statement[]): Statement | undefined {
  return differenceIn(inOrder(one), inOrder(other), ROOT);
}

/** Equal keywords together, each kind in the order of its first: what the YAML form may change, and nothing else. */
function inOrder(statements: readonly Statement[]): readonly Statement[] {
  const groups = new Map<string, Statement[]>();
  for (const statement of statements) {
    const group = groups.get(statement.row.name);
    if (group === undefined) groups.set(statement.row.name, [statement]);
    else group.push(statement);
  }
  return [...groups.values()].flat();
}

function differenceIn(
  one: readonly Statement[],
  other: readonly Statement[],
  table: KeywordTable,
): Statement | undefined {
  for (const [i, statement] of one.entries()) {
    const match = other[i];
    if (match === undefined || match.row !== statement.row) return statement;
    if (!sameTexts(meaningful(statement, table), meaningful(match, table))) return statement;
    if (!sameTexts(lines(statement), lines(match))) return statement;
    const inner =
      statement.row.content === undefined ? undefined : differenceIn(statement.body, match.body, statement.row.content);
    if (inner !== undefined) return inner;
  }
  return other.length > one.length ? other[one.length] : undefined;
}

/** The words that count: `flag yes` is `flag`, and of a script it is the arguments that run. */
function meaningful({ row, words }: Statement, table: KeywordTable): readonly string[] {
  const raws = words.map(({ raw }) => raw);
  switch (row.type) {
    case 'flag':
      return [];
    case 'boolean':
      return [raws[0] ?? 'true'];
    case 'words':
      return raws;
    case 'script': {
      const [command, ...user] = raws;
      if (command === undefined) return [];
      const split = splitScript(command);
      const args = split.ok && !command.startsWith('<') ? split.value.map(({ text }) => text) : [command];
      return [String(args.length), ...args, ...(namesUser(table) ? user.slice(0, 2) : [])];
    }
    case 'block':
    case 'entries':
      return isNamed(row) ? raws : [];
    default:
      return raws.slice(0, 1);
  }
}

/** Words of entries with the ends of the lines, where those mean anything. */
function lines({ row, entries }: Statement): readonly string[] {
  const end = isWordList(row) ? [] : ['\n'];
  return entries.flatMap(({ words }) => [...words.map(({ raw }) => raw), ...end]);
}

function sameTexts(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, i) => text === other[i]);
}
