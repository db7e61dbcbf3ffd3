/** Every block of the language, found by walking the tables from the top level. */
import { ROOT } from '../keywords/root.js';
import type { KeywordRow, KeywordTable } from '../keywords/row.js';

/** One block of the language. */
export interface BlockDoc {
  /** As messages call it, e.g. `vrrp_instance`. */
  readonly name: string;
  readonly table: KeywordTable;
  /** The keywords that open it; several when blocks have the same contents. None for the top level. */
  readonly openers: readonly KeywordRow[];
  /** Names of the blocks around it, outermost first; empty for the top level and for what stands there. */
  readonly around: readonly string[];
  /** What does not happen yet with all that stands in it. */
  readonly noEffect?: string;
}

interface Found {
  readonly block: Omit<BlockDoc, 'openers'>;
  readonly openers: KeywordRow[];
}

/** The top level first, then each block below the one that contains it; contents that are shared come once. */
export function allBlocks(root: KeywordTable = ROOT): readonly BlockDoc[] {
  const found = new Map<KeywordTable, Found>();
  const visit = (block: Omit<BlockDoc, 'openers'>, opener: KeywordRow | undefined): void => {
    const known = found.get(block.table);
    if (known !== undefined) {
      if (opener !== undefined && !known.openers.includes(opener)) known.openers.push(opener);
      return;
    }
    found.set(block.table, { block, openers: opener === undefined ? [] : [opener] });
    const around = opener === undefined ? [] : [...block.around, opener.name];
    for (const row of block.table.rows.values()) {
      if (row.content === undefined) continue;
      const noEffect = row.noEffect ?? block.noEffect;
      const inner = { name: row.content.block, table: row.content, around };
      visit(noEffect === undefined ? inner : { ...inner, noEffect }, row);
    }
  };
  visit({ name: root.block, table: root, around: [] }, undefined);
  return [...found.values()].map(({ block, openers }) => ({ ...block, openers }));
}

/** "`real_server` (in `virtual_server`)", or "the top level". */
export function blockTitle({ name, openers, around }: BlockDoc): string {
  if (openers.length === 0) return name;
  const names = openers.map(row => `\`${row.name}\``).join(', ');
  return around.length === 0 ? names : `${names} (in \`${around.at(-1)}\`)`;
}
