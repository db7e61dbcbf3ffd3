/** Entries of `virtual_rules` and `static_rules`: conditions, one action, and options in any order (ip-rule(8)). */
import type { Family } from '../../../base/address.js';
import { PROTOCOL_KEEPALIVED, type Rule } from '../../../vrrp/settings.js';
import type { Position } from '../../diagnostics.js';
import { didYouMean } from '../../hint.js';
import type { Entry, Word } from '../../parser.js';
import type { BuildContext } from '../context.js';
import { type Dropped, EntryWords } from '../entry-words.js';
import type { RoutingOwner } from './route-draft.js';
import { findTrackGroup } from './routing-options.js';
import type { RuleDraft } from './rule-draft.js';
import { RULE_OPTIONS } from './rule-options.js';

/** RTPROT_UNSPEC. */
const PROTOCOL_UNSPECIFIED = 0;

/** A rule with the place it came from. */
export interface PlacedRule {
  readonly value: Rule;
  readonly at: Position;
}

/** One entry; undefined when it is dropped, which has been reported. */
export function readRuleEntry(entry: Entry, owner: RoutingOwner, context: BuildContext): PlacedRule | undefined {
  const words = new EntryWords(entry, context.diagnostics);
  const draft: RuleDraft = { at: entry.at, owner, words, context, parts: {}, tracked: true };
  for (let word = words.next(); word !== undefined; word = words.next()) {
    if (readWord(draft, word) === 'dropped') return undefined;
  }
  return finish(draft);
}

function readWord(draft: RuleDraft, word: Word): Dropped | undefined {
  const option = RULE_OPTIONS.get(word.text);
  if (option !== undefined) return option(draft, word);
  if (word.text === 'track_group' && draft.owner === 'static') {
    const group = draft.words.value(word);
    if (group === 'dropped') return group;
    draft.trackGroup = group;
    return undefined;
  }
  const text = `a rule has no option \`${word.text}\`; the entry is dropped`;
  return draft.words.drop(word, 'rule-word-unknown', text, {
    hint: didYouMean(word.text, RULE_OPTIONS.keys()),
  });
}

function finish(draft: RuleDraft): PlacedRule | undefined {
  const { parts, at, context } = draft;
  const { action } = parts;
  const drop = (code: Parameters<EntryWords['drop']>[1], text: string): undefined => {
    context.diagnostics.error(at, code, `${text}; the entry is dropped`);
    return undefined;
  };
  if (action === undefined) return drop('rule-action', 'a rule needs an action such as `table N` or `blackhole`');
  const needsTable = parts.realms ?? parts.suppressPrefixLength ?? parts.suppressGroup;
  if (needsTable !== undefined && action.kind !== 'table' && action.kind !== 'l3mdev') {
    return drop('rule-table-only', 'realms and suppressors mean something with `table` and `l3mdev` only');
  }
  const family = draft.family ?? 4;
  if (family === 6 && parts.realms !== undefined) return drop('route-ipv4-only', 'only IPv4 rules have realms');
  if (action.kind === 'goto') {
    if (parts.preference === undefined) return drop('rule-goto', '`goto` needs a `preference` of its own');
    if (parts.preference >= action.preference) {
      return drop('rule-goto', `\`goto ${action.preference}\` from ${parts.preference} does not lead forward`);
    }
  }
  const preference = parts.preference ?? automaticPreference(family, at, context);
  checkProtocol(draft);
  const trackGroup = finishTrackGroup(draft);
  if (draft.impossible === true) return undefined;
  const value: Rule = {
    inverted: false,
    ...parts,
    family,
    action,
    preference,
    // Unlike a route, a rule that is not tracked is nobody's unless told.
    protocol: draft.tracked ? PROTOCOL_KEEPALIVED : (parts.protocol ?? PROTOCOL_UNSPECIFIED),
    tracked: draft.tracked,
    ...(trackGroup === undefined ? {} : { trackGroup }),
  };
  return { value, at };
}

function automaticPreference(family: Family, at: Position, { drafts, diagnostics }: BuildContext): number {
  const preference = drafts.rulePreferences.take(family);
  const text = `the rule has no \`preference\`; it gets ${preference}, before the rules every machine has`;
  diagnostics.error(at, 'rule-preference', text, { hint: 'give each rule a `preference` of its own' });
  return preference;
}

function checkProtocol({ parts, tracked, at, context }: RuleDraft): void {
  const { protocol } = parts;
  if (!tracked || protocol === undefined || protocol === PROTOCOL_KEEPALIVED) return;
  const text = `a tracked rule has the protocol keepalived (${PROTOCOL_KEEPALIVED}), not ${protocol}; it is corrected`;
  context.diagnostics.error(at, 'protocol-forced', text, { hint: 'add `no_track` to keep its `protocol`' });
}

function finishTrackGroup({ trackGroup, parts, context }: RuleDraft): string | undefined {
  const name = trackGroup === undefined ? undefined : findTrackGroup(trackGroup, context);
  if (name === undefined || parts.inputDevice !== undefined) return name;
  const text = 'a rule without `iif` has no interface that its `track_group` could follow; it is ignored';
  context.diagnostics.error(trackGroup?.at, 'track-group-device', text);
  return undefined;
}
