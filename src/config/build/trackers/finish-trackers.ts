/** What an instance tracks, its own and its group's, when everything is read. */
import {
  OWNER_PRIORITY,
  type TrackedBfd,
  type TrackedFile,
  type TrackedInterface,
  type TrackedProcess,
  type TrackedScript,
  type Weight,
} from '../../../vrrp/settings.js';
import type { BuildContext } from '../context.js';
import type { InstanceDraft } from '../draft.js';
import type { SyncGroupDraft } from '../instance/sync-group.js';
import type { TrackDraft, TrackerLists } from './trackers.js';

/** The lists of trackers of one instance. */
export interface FinishedTrackers {
  readonly trackInterfaces: readonly TrackedInterface[];
  readonly trackScripts: readonly TrackedScript[];
  readonly trackFiles: readonly TrackedFile[];
  readonly trackProcesses: readonly TrackedProcess[];
  readonly trackBfds: readonly TrackedBfd[];
}

/** What a list holds, as a person calls it. */
const NAMES: Readonly<Record<keyof TrackerLists, string>> = {
  trackInterfaces: 'interface',
  trackScripts: 'script',
  trackFiles: 'file',
  trackProcesses: 'process',
  trackBfds: 'BFD session',
};

/** Priority 255, said or meant by `state MASTER` without a priority. */
export function isOwner({ priority, state }: InstanceDraft): boolean {
  return (priority?.value ?? (state?.value === 'MASTER' ? OWNER_PRIORITY : 0)) === OWNER_PRIORITY;
}

/** The trackers of an instance: its own as far as they count, and those of its group. */
export function finishTrackers(draft: InstanceDraft, context: BuildContext): FinishedTrackers {
  const group = context.drafts.groupOf.get(draft.name);
  const finish = (list: keyof TrackerLists) =>
    merge(ownTrackers(draft, group, list, context), group, list, draft, context);
  return {
    trackInterfaces: finish('trackInterfaces'),
    trackScripts: finish('trackScripts'),
    trackFiles: finish('trackFiles'),
    trackProcesses: finish('trackProcesses'),
    trackBfds: finish('trackBfds'),
  };
}

/** An address owner's priority never moves, so weighted trackers of its group become conditions. */
export function clearGroupWeights(group: SyncGroupDraft, { diagnostics }: BuildContext): void {
  for (const list of Object.keys(NAMES) as (keyof TrackerLists)[]) {
    for (const [name, one] of group[list]) {
      if (one.weight === 0) continue;
      const text = `(${group.name}) has a member that is address owner (255), whose priority never moves; ${NAMES[list]} \`${name}\` gets weight 0`;
      diagnostics.error(one.at, 'track-owner', text);
      group[list].set(name, { ...one, weight: 0 });
    }
  }
}

/** Members move together, so what moves the priority of one alone is out of place unless the group allows it. */
function ownTrackers(
  draft: InstanceDraft,
  group: SyncGroupDraft | undefined,
  list: keyof TrackerLists,
  context: BuildContext,
): readonly TrackDraft[] {
  const own = [...draft[list].values()].filter(
    one => list !== 'trackInterfaces' || !isOwnInterface(draft, one, context),
  );
  const inGroup = group !== undefined && !group.keepsWeights;
  // keepalived leaves the weights of processes alone.
  if ((!inGroup && !isOwner(draft)) || list === 'trackProcesses') return own;
  const why = inGroup
    ? `is in the sync group ${group.name}, which moves as one`
    : 'is the address owner (255), whose priority never moves';
  const hint = inGroup
    ? 'track it in the group, or set `sync_group_tracking_weight` there'
    : 'with `weight 0` it would be a condition instead';
  return own.flatMap(one => {
    if (one.weight === 0) return one;
    const stays = (list === 'trackInterfaces' && inGroup) || (list === 'trackFiles' && one.weight === 1);
    const what = `${NAMES[list]} \`${one.name}\` ${stays ? 'gets weight 0' : 'is not tracked'}`;
    const code = inGroup ? 'track-group-weight' : 'track-owner';
    context.diagnostics.error(one.at, code, `(${draft.name}) ${why}; ${what}`, { hint });
    return stays ? { ...one, weight: 0 } : [];
  });
}

function isOwnInterface(draft: InstanceDraft, { name, at }: TrackDraft, { diagnostics }: BuildContext): boolean {
  if (name !== draft.interface?.value) return false;
  const text = `(${draft.name}) tracks its own interface \`${name}\` anyway; the entry is ignored`;
  diagnostics.error(at, 'track-own-interface', text);
  return true;
}

/** Own trackers first; of one that the group tracks as well, the group's weight counts. */
function merge(
  own: readonly TrackDraft[],
  group: SyncGroupDraft | undefined,
  list: keyof TrackerLists,
  draft: InstanceDraft,
  { diagnostics }: BuildContext,
): readonly (Weight & { readonly name: string })[] {
  const shared = group?.[list];
  const kept = own.filter(({ name, at }) => {
    if (shared?.has(name) !== true) return true;
    const text = `(${draft.name}) ${NAMES[list]} \`${name}\` is tracked by its sync group ${group!.name} too; the group's entry counts`;
    // keepalived's test speaks of interfaces only.
    diagnostics.error(at, 'track-in-group', text, { class: list === 'trackInterfaces' ? 'general' : 'none' });
    return false;
  });
  const inherited = [...(shared?.values() ?? [])].filter(({ name, at }) => {
    if (list !== 'trackInterfaces' || name !== draft.interface?.value) return true;
    const text = `(${draft.name}) follows its own interface \`${name}\` anyway; the entry of its sync group ${group!.name} does nothing for it`;
    diagnostics.error(at, 'track-own-interface', text);
    return false;
  });
  return [...kept, ...inherited].map(({ name, weight, reverse }) => ({ name, weight, reverse }));
}
