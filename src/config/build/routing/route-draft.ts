/** A route while its words are read, and what every part of it asks for. */
import type { Family } from '../../../base/address.js';
import type { NextHop, Route, RouteMetric } from '../../../vrrp/settings.js';
import type { Position } from '../../diagnostics.js';
import type { Word } from '../../parser.js';
import type { BuildContext } from '../context.js';
import type { Dropped, EntryWords } from '../entry-words.js';
import type { Mutable } from '../mutable.js';

/** Whose routes and rules they are: only static ones may have a `track_group`. */
export type RoutingOwner = 'instance' | 'static';

/** One entry while it is read. */
export interface RouteDraft {
  readonly at: Position;
  readonly owner: RoutingOwner;
  readonly words: EntryWords;
  readonly context: BuildContext;
  /** As soon as an address or a word says. */
  family?: Family;
  destination?: Word;
  readonly parts: Mutable<Partial<Route>>;
  readonly metrics: RouteMetric[];
  /** Second and further gateways of the old `or`. */
  readonly others: NextHop[];
  readonly nexthops: NextHop[];
  tracked: boolean;
  trackGroup?: Word;
}

/** A route has one family; the first word that has one decides. */
export function claimFamily(draft: RouteDraft, word: Word, family: Family): Dropped | undefined {
  if (draft.family !== undefined && draft.family !== family) {
    const text = `\`${word.text}\` is IPv${family}, but this is an IPv${draft.family} route; the entry is dropped`;
    return draft.words.drop(word, 'route-family', text);
  }
  draft.family = family;
  return undefined;
}
