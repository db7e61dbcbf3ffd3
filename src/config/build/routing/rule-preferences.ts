/** What a rule gets that has no preference. */
import type { Family } from '../../../base/address.js';

/** keepalived's numbers: counting down, for each family on its own. */
export class AutomaticPreferences {
  readonly #next: Record<Family, number> = { 4: 16_384, 6: 16_384 };

  take(family: Family): number {
    return this.#next[family]--;
  }
}
