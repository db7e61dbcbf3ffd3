/** The name of a block that has exactly one, by which others find it. */
import type { Statement } from '../parser.js';
import type { BuildContext } from './context.js';

/** Undefined when the block is to be ignored, which has been reported; `known` are the names of its kind so far. */
export function readBlockName(
  statement: Statement,
  known: ReadonlyMap<string, unknown>,
  context: BuildContext,
): string | undefined {
  const { row, words, at } = statement;
  const name = words[0]?.text;
  if (name === undefined || words.length > 1) {
    context.diagnostics.error(at, 'block-name', `\`${row.name}\` needs exactly one name; the block is ignored`);
    return undefined;
  }
  if (!known.has(name)) return name;
  reportBlockTwice(statement, context);
  return undefined;
}

/** A second block of one name, which is ignored. */
export function reportBlockTwice({ row, words, at, end }: Statement, { diagnostics }: BuildContext): void {
  const text = `\`${row.name}\` ${words[0]?.text ?? ''} is defined already; this block is ignored`;
  diagnostics.error(at, 'block-twice', text, { hint: `it ends in line ${end.line}` });
}
