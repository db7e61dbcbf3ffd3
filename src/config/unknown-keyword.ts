/** What to say to somebody who wrote a keyword that is none in its place; both forms of a configuration say it. */
import { didYouMean } from './hint.js';
import { ROOT } from './keywords/root.js';
import type { KeywordTable } from './keywords/row.js';

/** Names of old releases that are no keywords any more. */
const GONE: ReadonlyMap<string, string> = new Map([
  ['lvs_id', 'write `router_id`'],
  ['nat_mask', 'leave it out: no release of today has it'],
]);

/**
 * What may have been meant, or where the word belongs; undefined when nothing is near. `around` are the blocks that
 * `table` stands in, the innermost last.
 */
export function unknownKeywordHint(
  word: string,
  table: KeywordTable,
  around: readonly KeywordTable[] = [],
): string | undefined {
  if (around.some(one => one !== ROOT && one.rows.has(word))) return strayHint(word, table, around);
  const home = homeOf(word, table);
  const newName = home?.rows.get(word)?.replacedBy;
  if (newName !== undefined && table.rows.has(newName)) return `write \`${newName}\``;
  const gone = GONE.get(word);
  if (gone !== undefined) return gone;
  return (
    (home === undefined ? beginningOf(word, table) : undefined) ??
    didYouMean(word, table.rows.keys()) ??
    partOf(word, table) ??
    (home === undefined ? undefined : `\`${word}\` belongs into \`${home.block}\``)
  );
}

/** Any block knows it; `table` is looked at first. */
export function isKeywordSomewhere(word: string, table: KeywordTable): boolean {
  return table.rows.has(word) || homeOf(word, table) !== undefined;
}

/** A keyword of a block around this one: most likely the closing brace before it was forgotten. */
function strayHint(word: string, table: KeywordTable, around: readonly KeywordTable[]): string | undefined {
  const home = around.findLast(one => one.rows.has(word));
  return home === undefined
    ? undefined
    : `\`${word}\` belongs into \`${home.block}\`: perhaps the \`}\` of \`${table.block}\` is missing before it`;
}

/** The only keyword that goes on where the word ends, as `virtual_router_id` after `virtual_router`. */
function beginningOf(word: string, { rows }: KeywordTable): string | undefined {
  if (word.length < 4) return undefined;
  const longer = [...rows.keys()].filter(name => name.startsWith(`${word}_`));
  return longer.length === 1 ? `did you mean \`${longer[0]}\`?` : undefined;
}

/** The longest keyword that the word begins or ends with, as `garp_master_delay` in `vrrp_garp_master_delay`. */
function partOf(word: string, { rows }: KeywordTable): string | undefined {
  const parts = [...rows.keys()].filter(name => word.startsWith(`${name}_`) || word.endsWith(`_${name}`));
  const [longest] = parts.toSorted((a, b) => b.length - a.length);
  return longest === undefined ? undefined : `did you mean \`${longest}\`?`;
}

/** The block that knows this word, when it is not the present one. */
function homeOf(name: string, table: KeywordTable): KeywordTable | undefined {
  const waiting = [ROOT];
  for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
    if (one !== table && one.rows.has(name)) return one;
    for (const row of one.rows.values()) if (row.content !== undefined) waiting.push(row.content);
  }
  return undefined;
}
