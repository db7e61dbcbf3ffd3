/** What to say to somebody who wrote a keyword that is none in its place; both forms of a configuration say it. */
import { nearest } from './hint.js';
import { ROOT } from './keywords/root.js';
import type { KeywordTable } from './keywords/row.js';

/** What may have been meant, or where the word belongs; undefined when nothing is near. */
export function unknownKeywordHint(word: string, table: KeywordTable): string | undefined {
  const meant = nearest(word, table.rows.keys());
  if (meant !== undefined) return `did you mean \`${meant}\`?`;
  const home = homeOf(word, table);
  return home === undefined ? undefined : `\`${word}\` belongs into \`${home}\``;
}

/** The block that knows this word, when it is not the present one. */
function homeOf(name: string, table: KeywordTable): string | undefined {
  const waiting = [ROOT];
  for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
    if (one !== table && one.rows.has(name)) return one.block;
    for (const row of one.rows.values()) if (row.content !== undefined) waiting.push(row.content);
  }
  return undefined;
}
