/** `track_group` blocks: who follows the interface of a static address, route or rule. */
import type { InstanceSettings, TrackGroupSettings } from '../../../vrrp/settings.js';
import type { Position } from '../../diagnostics.js';
import type { Statement, Word } from '../../parser.js';
import { readBlockName } from '../block-name.js';
import type { Apply, BuildContext } from '../context.js';
import type { Drafts } from '../drafts.js';
import { instanceHint } from '../instance/sync-group.js';

/** A `track_group` as it was read. */
export interface TrackGroupDraft {
  readonly name: string;
  readonly at: Position;
  /** Members as they are named; whether there are such instances is known at the end. */
  members?: readonly Word[];
}

export const APPLY_TRACK_GROUP: Apply<TrackGroupDraft> = {
  group: (draft, { at, entries, end }, { diagnostics }) => {
    if (draft.members !== undefined) {
      const text = `(${draft.name}) \`group\` is given already; this one is ignored`;
      diagnostics.error(at, 'group-list-twice', text);
      return;
    }
    draft.members = entries.flatMap(({ words }) => words);
    if (draft.members.length > 0) return;
    diagnostics.error(end, 'group-empty', `(${draft.name}) lists no instances; the track group does nothing`);
  },
};

/** One `track_group NAME { }`. */
export function readTrackGroup(drafts: Drafts, statement: Statement, context: BuildContext): void {
  const name = readBlockName(statement, drafts.trackGroups, context);
  if (name === undefined) return;
  const draft: TrackGroupDraft = { name, at: statement.at };
  context.applyAll(statement.body, draft, APPLY_TRACK_GROUP);
  drafts.trackGroups.set(name, draft);
}

/** Groups with at least one member. keepalived's test is silent about members that do not exist; its log is not. */
export function finishTrackGroups(context: BuildContext): readonly TrackGroupSettings[] {
  const { trackGroups, instances } = context.drafts;
  return [...trackGroups.values()].flatMap(({ name, at, members }) => {
    if (members === undefined) reportNone(at, name, context);
    const usable = new Set<string>();
    for (const member of members ?? []) {
      if (instances.has(member.text)) usable.add(member.text);
      else {
        const text = `(${name}) there is no \`vrrp_instance\` ${member.text} to be a member; it is ignored`;
        const hint = instanceHint(member.text, context);
        context.diagnostics.error(member.at, 'group-member-unknown', text, { class: 'none', hint });
      }
    }
    return usable.size === 0 ? [] : { name, members: [...usable] };
  });
}

function reportNone(at: Position, name: string, { diagnostics }: BuildContext): void {
  const text = `(${name}) has no \`group\`, so no instance follows what names this track group`;
  diagnostics.error(at, 'group-empty', text, { class: 'none', hint: 'list its instances in `group { }`' });
}

/** Members of a track group follow the devices of its static entries, as if they tracked them themselves. */
export function followStatic(
  instances: readonly InstanceSettings[],
  context: BuildContext,
): readonly InstanceSettings[] {
  const { statics, trackGroups } = context.drafts;
  const devices = new Map<string, Set<string>>();
  const follow = (group: string | undefined, device: string | undefined) => {
    if (device === undefined) return;
    for (const { text: member } of (group === undefined ? undefined : trackGroups.get(group)?.members) ?? []) {
      devices.set(member, (devices.get(member) ?? new Set()).add(device));
    }
  };
  for (const { trackGroup, device } of statics.addresses) follow(trackGroup, device);
  for (const { trackGroup, device } of statics.routes) follow(trackGroup, device);
  for (const { trackGroup, inputDevice } of statics.rules) follow(trackGroup, inputDevice);
  if (devices.size === 0) return instances;
  return instances.map(instance => {
    const tracked = new Set([instance.interface, ...instance.trackInterfaces.map(({ name }) => name)]);
    const more = [...(devices.get(instance.name) ?? [])].filter(name => !tracked.has(name));
    if (more.length === 0) return instance;
    const followed = more.map(name => ({ name, weight: 0, reverse: false }));
    return { ...instance, trackInterfaces: [...instance.trackInterfaces, ...followed] };
  });
}
