/** What a configuration uses that is read and checked, and has no effect yet. */
import type { Diagnostic, Position } from './diagnostics.js';
import { ROOT } from './keywords/root.js';
import type { Statement } from './parser.js';

/** One keyword without effect, and every place that uses it. */
export interface SupportGap {
  readonly keyword: string;
  /** The block it stands in, as messages call it. */
  readonly block: string;
  /** What does not happen, as the end of a sentence. */
  readonly effect: string;
  readonly places: readonly Position[];
}

interface Gathering extends SupportGap {
  readonly places: Position[];
}

/** Watches the statements of one configuration go by. Of a block without effect nothing inside is counted. */
export class SupportGaps {
  readonly #gaps = new Map<string, Gathering>();
  readonly #seen = new Set<string>();

  observe(statement: Statement): void {
    this.#visit(statement, ROOT.block);
  }

  /** In the order of first use; what the reading itself found to be without effect (an option of an entry) comes last. */
  all(diagnostics: readonly Diagnostic[]): readonly SupportGap[] {
    for (const { code, at, text } of diagnostics) {
      if (code !== 'no-effect-yet' || at === undefined || this.#seen.has(placeKey(at))) continue;
      const [what = text, effect = text] = text.split(' is accepted, but ');
      this.#add(what.replaceAll('`', ''), '', effect, at);
    }
    return [...this.#gaps.values()];
  }

  #visit({ row, at, body }: Statement, block: string): void {
    if (row.noEffect !== undefined) this.#add(row.name, block, row.noEffect, at);
    else if (row.content !== undefined) for (const inner of body) this.#visit(inner, row.content.block);
  }

  #add(keyword: string, block: string, effect: string, at: Position): void {
    const key = `${block} ${keyword} ${effect}`;
    const place = `${placeKey(at)}`;
    // A file that is read twice, and the lines of a sequence, come by with the same place.
    if (this.#seen.has(`${key} ${place}`)) return;
    this.#seen.add(`${key} ${place}`);
    this.#seen.add(place);
    const gap = this.#gaps.get(key);
    if (gap === undefined) this.#gaps.set(key, { keyword, block, effect, places: [at] });
    else gap.places.push(at);
  }
}

function placeKey({ file, line, column }: Position): string {
  return `${line}:${column}:${file}`;
}
