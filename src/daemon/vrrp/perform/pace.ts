/**
 * How fast announcements may follow each other. A lane is what shares one gap between two frames: the gratuitous ARPs,
 * or the unsolicited NAs, of one interface, or of all interfaces of a `garp_group`. The gaps of a group go before those
 * of `global_defs`; as with keepalived, a gap that a group does not name is none for its interfaces.
 */
import type { Family } from '../../../base/address.js';
import { type Duration, ZERO } from '../../../base/duration.js';
import type { GarpGroupSettings, VrrpGlobals } from '../../../vrrp/settings.js';

/** Frames that keep a gap; the same object for the same lane. */
export interface Lane {
  /** To the next frame; 0 = none. */
  readonly gap: Duration;
}

type Gaps = Pick<VrrpGlobals, 'garpInterval' | 'gnaInterval'>;

export class Pace {
  #globals: Gaps = { garpInterval: ZERO, gnaInterval: ZERO };
  /** By interface: its group, and the number of that. */
  readonly #groups = new Map<string, { readonly number: number; readonly settings: GarpGroupSettings }>();
  readonly #lanes = new Map<string, Lane>();

  /** From now on these gaps count. A lane that keeps its gap is the same one: what waits in it goes on waiting. */
  configure(globals: Gaps, groups: readonly GarpGroupSettings[]): void {
    this.#globals = globals;
    this.#groups.clear();
    for (const [number, settings] of groups.entries()) {
      for (const name of settings.interfaces) this.#groups.set(name, { number, settings });
    }
  }

  /**
   * The lane of announcements of one family on an interface. One that is made on another, as `baseOf` tells, belongs to
   * the group of that.
   */
  lane(name: string, family: Family, baseOf: (name: string) => string | undefined): Lane {
    const group =
      this.#groups.size === 0 ? undefined : (this.#groups.get(name) ?? this.#groups.get(baseOf(name) ?? ''));
    const { garpInterval, gnaInterval } = group?.settings ?? this.#globals;
    const gap = family === 4 ? garpInterval : gnaInterval;
    const who = group === undefined || gap === undefined ? `interface ${name}` : `group ${group.number}`;
    return this.#lane(`${who} ${family}`, gap ?? ZERO);
  }

  #lane(key: string, gap: Duration): Lane {
    const known = this.#lanes.get(key);
    if (known?.gap === gap) return known;
    const lane = { gap };
    this.#lanes.set(key, lane);
    return lane;
  }
}
