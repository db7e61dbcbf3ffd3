/** The small blocks of VRRP as settings: groups, trackers without a core of their own yet, and links. */
import type { BfdSettings } from '../../../bfd/settings.js';
import type { GroupNotify } from '../../../notify/settings.js';
import type { InstanceSettings, SyncGroupSettings, VrrpSettings } from '../../../vrrp/settings.js';
import type { BuildContext } from '../context.js';
import { finishGroupNotify } from '../notify.js';
import { checkTrackFilePaths } from '../trackers/track-file-path.js';
import { finishTrackGroups } from '../trackers/track-group.js';
import { finishLinkDelays } from './links.js';

/** What `finishGroups` adds to the settings of VRRP. */
export type GroupsAndTrackers = Pick<
  VrrpSettings,
  'syncGroups' | 'trackGroups' | 'trackFiles' | 'trackProcesses' | 'garpGroups' | 'linkbeats' | 'linkDelays'
>;

/** `instances` are finished; `syncGroups` as `joinSyncGroups` found them before. */
export function finishGroups(
  instances: readonly InstanceSettings[],
  syncGroups: readonly SyncGroupSettings[],
  context: BuildContext,
): GroupsAndTrackers {
  const { trackFiles, trackProcesses, garpGroups, linkbeats } = context.drafts;
  const hopeless = checkTrackFilePaths(context);
  return {
    syncGroups,
    trackGroups: finishTrackGroups(context),
    trackFiles: settingsOf(trackFiles).filter(({ name }) => !hopeless.has(name)),
    trackProcesses: settingsOf(trackProcesses),
    garpGroups,
    linkbeats: [...linkbeats.values()],
    linkDelays: finishLinkDelays(instances, context),
  };
}

/** Every BFD session, whoever listens to it. */
export function finishBfd({ drafts }: BuildContext): readonly BfdSettings[] {
  return settingsOf(drafts.bfdInstances);
}

/** Scripts of the groups that have members. */
export function finishGroupNotifies(
  syncGroups: readonly SyncGroupSettings[],
  context: BuildContext,
): readonly GroupNotify[] {
  return syncGroups.map(({ name }) => finishGroupNotify(context.drafts.syncGroups.get(name)!, context));
}

function settingsOf<T>(drafts: ReadonlyMap<string, { readonly settings: T }>): readonly T[] {
  return [...drafts.values()].map(({ settings }) => settings);
}
