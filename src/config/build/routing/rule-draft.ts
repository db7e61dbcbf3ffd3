/** A rule while its words are read. */
import type { Family } from '../../../base/address.js';
import type { Rule } from '../../../vrrp/settings.js';
import type { Position } from '../../diagnostics.js';
import type { Word } from '../../parser.js';
import type { BuildContext } from '../context.js';
import type { EntryWords } from '../entry-words.js';
import type { Mutable } from '../mutable.js';
import type { RoutingOwner } from './route-draft.js';

/** One entry while it is read. */
export interface RuleDraft {
  readonly at: Position;
  readonly owner: RoutingOwner;
  readonly words: EntryWords;
  readonly context: BuildContext;
  /** As soon as an address or a word says. */
  family?: Family;
  readonly parts: Mutable<Partial<Rule>>;
  tracked: boolean;
  /** It has a condition that cannot be; the rest is read for its own mistakes. */
  impossible?: boolean;
  trackGroup?: Word;
}
