/** `vrrp_sync_group` blocks, and who belongs to which. */
import type { SyncGroupSettings } from '../../../vrrp/settings.js';
import type { Position } from '../../diagnostics.js';
import { didYouMean } from '../../hint.js';
import type { Statement, Word } from '../../parser.js';
import { readBlockName } from '../block-name.js';
import type { Apply, BuildContext } from '../context.js';
import type { Drafts } from '../drafts.js';
import { APPLY_GROUP_NOTIFY, type NotifyDraft } from '../notify.js';
import { clearGroupWeights, isOwner } from '../trackers/finish-trackers.js';
import { APPLY_TRACKERS, newTrackerLists, type TrackerLists } from '../trackers/trackers.js';

/** A `vrrp_sync_group` as it was read. */
export interface SyncGroupDraft extends TrackerLists, NotifyDraft {
  readonly name: string;
  readonly at: Position;
  /** `group`: members as they are named; whether there are such instances is known at the end. */
  listed?: { readonly members: readonly Word[]; readonly end: Position };
  /** `sync_group_tracking_weight`: members may have weighted trackers of their own. */
  keepsWeights: boolean;
}

/** What each keyword does. */
export const APPLY_SYNC_GROUP: Apply<SyncGroupDraft> = {
  group: (draft, { at, entries, end }, { diagnostics }) => {
    if (draft.listed === undefined) draft.listed = { members: entries.flatMap(({ words }) => words), end };
    else {
      const text = `(${draft.name}) \`group\` is given already; this one is ignored`;
      diagnostics.error(at, 'group-list-twice', text);
    }
  },
  ...APPLY_TRACKERS,
  ...APPLY_GROUP_NOTIFY,
  global_tracking: draft => {
    draft.keepsWeights = true;
  },
  sync_group_tracking_weight: draft => {
    draft.keepsWeights = true;
  },
};

/** One `vrrp_sync_group NAME { }`. */
export function readSyncGroup(drafts: Drafts, statement: Statement, context: BuildContext): void {
  const name = readBlockName(statement, drafts.syncGroups, context);
  if (name === undefined) return;
  const draft: SyncGroupDraft = { name, at: statement.at, keepsWeights: false, notify: {}, ...newTrackerLists() };
  context.applyAll(statement.body, draft, APPLY_SYNC_GROUP);
  drafts.syncGroups.set(name, draft);
}

/**
 * Gives each instance its group, before the instances are finished: what a member tracks depends on it. A group without
 * members is dropped.
 */
export function joinSyncGroups(context: BuildContext): readonly SyncGroupSettings[] {
  const { syncGroups, instances } = context.drafts;
  const joined: SyncGroupSettings[] = [];
  for (const group of syncGroups.values()) {
    const members = membersOf(group, context);
    if (members.length === 0) continue;
    if (members.some(member => isOwner(instances.get(member)!))) clearGroupWeights(group, context);
    joined.push({ name: group.name, members });
  }
  return joined;
}

/** Members that are there and in no other group; what is wrong with the others is reported. */
function membersOf(group: SyncGroupDraft, context: BuildContext): readonly string[] {
  const { diagnostics, drafts } = context;
  const listed = group.listed?.members ?? [];
  const members: string[] = [];
  for (const { text: name, at } of listed) {
    const other = drafts.groupOf.get(name);
    if (!drafts.instances.has(name)) {
      const text = `(${group.name}) there is no \`vrrp_instance\` ${name} to be a member; it is ignored`;
      diagnostics.error(at, 'group-member-unknown', text, { hint: instanceHint(name, context) });
    } else if (other !== undefined) {
      const where = other === group ? 'this group' : `the sync group ${other.name}`;
      diagnostics.error(at, 'sync-group-member-taken', `(${group.name}) ${name} is in ${where} already; it is ignored`);
    } else {
      drafts.groupOf.set(name, group);
      members.push(name);
    }
  }
  if (listed.length === 0) {
    const text = `(${group.name}) has no members; the group is dropped`;
    diagnostics.error(group.listed?.end ?? group.at, 'group-empty', text, {
      hint: 'list its instances in `group { }`',
    });
  } else if (members.length === 0) {
    diagnostics.error(group.at, 'group-empty', `(${group.name}) none of its members can be used; the group is dropped`);
  } else if (members.length === 1) {
    const text = `(${group.name}) has the one member ${members[0]}: there is nobody to change state with`;
    diagnostics.error(group.at, 'sync-group-single', text);
  }
  return members;
}

/** The instance somebody may have meant, as a hint. */
export function instanceHint(name: string, { drafts }: BuildContext): string | undefined {
  return didYouMean(name, drafts.instances.keys());
}
