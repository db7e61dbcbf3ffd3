/**
 * A sync group: instances that are MASTER together or not at all, as a router needs that has one address on each side.
 *
 * A member keeps its own timers, faults and elections. What it may not do by itself is become MASTER or leave FAULT;
 * whatever else it does, the others do after it:
 *
 * MASTER  when every member would be (its timer has ended, and it has accepted no master since). Who waits for the
 *         others lets its timer run anew, so a group that cannot take over asks again and again.
 * BACKUP  when one member yields. The others go without a farewell: the master that was yielded to is on one network
 *         only, and the group may be MASTER again before anybody misses it. Only when an address was taken away by
 *         someone else do they take leave, and wait for the skew alone, like the one that lost it.
 * FAULT   when one member has a fault of its own; until none has.
 *
 * `consult` is to be called after every step of a member, `regroup` when members come, go or change. The member that
 * caused it goes first, then the others in the order of the group, then the group is reported. keepalived's order and
 * timing throughout; it forgets to report a group that starts as MASTER, and one that has lost an address.
 */
import { after, type Instant } from '../base/duration.js';
import type { LogLine } from '../base/log.js';
import { announceAgainstLowerPriority } from './announcements.js';
import { takeOver } from './backup.js';
import type { Effect, GroupState } from './effect.js';
import { type Instance, isNews, say, skewOf, takeEffects } from './instance.js';
import { assess, recover, settle, takePart } from './standing.js';
import { undecidedScripts } from './tracking.js';
import { becomeBackup, becomeFaulty, becomeHeld, becomeMaster } from './transition.js';

export type { GroupState } from './effect.js';

export interface SyncGroup {
  readonly name: string;
  /** In the order they are listed. */
  readonly members: readonly Instance[];
  /** What was last reported; undefined before anything was. */
  state: GroupState | undefined;
}

export type GroupEffect =
  /** What a member asks for, as after a step of its own. */
  | { readonly kind: 'member'; readonly member: Instance; readonly effects: readonly Effect[] }
  /** Run the notify scripts of the group and write FIFOs. */
  | { readonly kind: 'notify-group'; readonly state: GroupState }
  | { readonly kind: 'log'; readonly line: LogLine };

/** What a changed composition brings about. The report of the group comes before its members' or after them. */
export interface Regrouping {
  readonly before: GroupState | undefined;
  readonly members: ReadonlyMap<Instance, readonly Effect[]>;
  readonly after: GroupState | undefined;
}

const NOTHING: readonly GroupEffect[] = Object.freeze([]);

/** Binds instances to a group; `former` is the group of that name until now. To be followed by `regroup`. */
export function bindGroup(name: string, members: readonly Instance[], former: SyncGroup | undefined): SyncGroup {
  for (const member of members) {
    if (member.bond?.group === name) continue;
    member.bond = { group: name, wantsMaster: false, fault: undefined, news: undefined, because: '' };
  }
  return { name, members, state: former?.state };
}

/** Ends the bond of an instance that runs on alone; a fault that was another's no longer holds it. */
export function releaseMember(member: Instance, now: Instant): readonly Effect[] {
  if (member.bond === undefined) return [];
  const { group } = member.bond;
  member.bond = undefined;
  settle(member, `no longer in the sync group ${group}`, now);
  return takeEffects(member);
}

/** True when the last step of the instance concerns its group: `consult` is to be called. */
export function concernsGroup(vr: Instance): boolean {
  return vr.bond !== undefined && vr.bond.news !== undefined;
}

/** Draws the consequences of a member's last step for the others; its own effects have been carried out before. */
export function consult(group: SyncGroup, cause: Instance, now: Instant): readonly GroupEffect[] {
  const news = takeNews(cause);
  if (news === undefined) return NOTHING;
  if (news === 'lower-priority') return announceAll(group, cause, now);
  const { members } = group;
  const others = members.filter(member => member !== cause);
  if (members.some(isSick)) return faultAll(group, cause, others, now);
  if (members.some(member => member.state === 'FAULT')) return recoverAll(group, cause, others, now);
  if (cause.state === 'BACKUP' && others.some(isMaster)) return yieldAll(group, cause, others, now);
  if (cause.bond?.wantsMaster === true) return takeOverAll(group, cause, others, now);
  return NOTHING;
}

/**
 * Brings members together that have just come or changed, each of them already reconfigured; members in INIT start.
 * Answers nothing to do when nothing has changed.
 */
export function regroup(group: SyncGroup, now: Instant): Regrouping {
  const { members } = group;
  for (const member of members) if (member.state === 'INIT') assess(member, 'start', now, false);
  const sick = members.filter(isSick);
  const isNew = members.every(member => member.state === 'INIT' || member.isHeld);
  const waiting = members.flatMap(member => undecidedScripts(member.settings, member));
  const isReady = members.every(member => isMaster(member) || (wishesMaster(member) && waiting.length === 0));
  for (const member of members) {
    if (sick.length > 0) holdInFault(group, member, sick, now);
    else if (isNew && waiting.length > 0) hold(member, waiting, now);
    else join(group, member, isReady, now);
  }
  const effects = new Map<Instance, readonly Effect[]>();
  for (const member of members) {
    takeNews(member);
    if (member.outbox.length > 0) effects.set(member, takeEffects(member));
  }
  const state = report(group);
  return state === 'BACKUP'
    ? { before: state, members: effects, after: undefined }
    : { before: undefined, members: effects, after: state };
}

/** A member whose own start or fault does not stand in the way becomes what the group is. */
function join(group: SyncGroup, member: Instance, isReady: boolean, now: Instant): void {
  const { name } = group;
  if (member.bond !== undefined) member.bond.fault = undefined;
  const wasWaiting = member.state === 'BACKUP' && member.wishesMaster;
  if (!isReady) member.wishesMaster = false;
  const undecided = undecidedScripts(member.settings, member);
  switch (member.state) {
    case 'INIT':
      if (undecided.length > 0) hold(member, undecided, now);
      else takePart(member, 'started', now);
      return;
    case 'FAULT':
      if (undecided.length === 0) recover(member, 'reloaded', now);
      return;
    case 'MASTER':
      if (isReady) return;
      becomeBackup(
        member,
        after(now, member.downInterval),
        now,
        `the sync group ${name} has a member that is not MASTER`,
      );
      return;
    case 'BACKUP':
      // An owner that waited in silence for the end of the startup delay has yet to say that it is BACKUP.
      if (wasWaiting && !isReady) becomeBackup(member, after(now, member.downInterval), now, 'reloaded');
      return;
  }
}

/** FAULT in silence, with a member whose scripts have not reported yet. */
function hold(member: Instance, waiting: readonly string[], now: Instant): void {
  if (member.state === 'INIT') becomeHeld(member, now, `no result yet of ${waiting.join(', ')}`);
}

function announceAll({ members }: SyncGroup, cause: Instance, now: Instant): readonly GroupEffect[] {
  const others = members.filter(member => member !== cause && isMaster(member));
  for (const member of others) announceAgainstLowerPriority(member, now);
  return collect(others);
}

function faultAll(group: SyncGroup, cause: Instance, others: readonly Instance[], now: Instant): GroupEffect[] {
  const sick = group.members.filter(isSick);
  for (const member of [cause, ...others]) holdInFault(group, member, sick, now);
  return finish(group, [cause, ...others], 'FAULT');
}

/** A member's own faults speak for themselves; the others are told whose it is. */
function holdInFault(group: SyncGroup, member: Instance, sick: readonly Instance[], now: Instant): void {
  const other = sick.find(each => each !== member);
  if (member.bond !== undefined) {
    member.bond.fault = other && `${other.settings.name} of the sync group ${group.name} has a fault`;
  }
  if (member.state !== 'FAULT' || member.isHeld) becomeFaulty(member, now);
}

/** Nobody has a fault any more. Owners that have met none go straight to MASTER, if all of them are. */
function recoverAll(group: SyncGroup, cause: Instance, others: readonly Instance[], now: Instant): GroupEffect[] {
  const ordered = [cause, ...others];
  if (ordered.some(member => undecidedScripts(member.settings, member).length > 0)) return [];
  const areOwners = ordered.every(wishesMaster);
  const because = cause.bond?.because ?? '';
  for (const member of ordered) {
    if (!areOwners) member.wishesMaster = false;
    if (member.bond !== undefined) member.bond.fault = undefined;
    if (member.state === 'FAULT') recover(member, because, now);
  }
  return finish(group, ordered, areOwners ? 'MASTER' : 'BACKUP');
}

function yieldAll(group: SyncGroup, cause: Instance, others: readonly Instance[], now: Instant): GroupEffect[] {
  const reason = `the sync group ${group.name} follows ${cause.settings.name}`;
  const isRestoring = cause.awaits === 'restoration';
  for (const member of others) {
    if (!isMaster(member)) continue;
    const wait = isRestoring ? skewOf(member) : member.downInterval;
    becomeBackup(member, after(now, wait), now, reason, { farewells: isRestoring ? 1 : 0 });
    if (isRestoring) member.awaits = 'restoration';
  }
  return finish(group, others, 'BACKUP');
}

function takeOverAll(group: SyncGroup, cause: Instance, others: readonly Instance[], now: Instant): GroupEffect[] {
  const unready = others.filter(member => !isMaster(member) && member.bond?.wantsMaster !== true);
  if (unready.length > 0) {
    if (isNews(cause, 'group-waits')) {
      const names = unready.map(member => member.settings.name).join(', ');
      say(cause, 'debug', 'group-waits', `Ready to be MASTER, but in the sync group ${group.name} not yet: ${names}`);
    }
    return collect([cause]);
  }
  takeOver(cause, now);
  const reason = `the sync group ${group.name} follows ${cause.settings.name}`;
  for (const member of others) if (!isMaster(member)) becomeMaster(member, now, reason);
  return finish(group, [cause, ...others], 'MASTER');
}

/** The members' effects in order, and what is to be said of the group. */
function finish(group: SyncGroup, ordered: readonly Instance[], to: GroupState): GroupEffect[] {
  for (const member of ordered) takeNews(member);
  const effects = collect(ordered);
  const state = report(group);
  if (state === undefined) return effects;
  const text = `VRRP_Group(${group.name}) Syncing instances to ${to} state`;
  effects.push({
    kind: 'log',
    line: { level: 'info', text, fields: { code: 'group-state', group: group.name, state } },
  });
  effects.push({ kind: 'notify-group', state });
  return effects;
}

/** The state to report, if it is another than the last one; members that wait in silence are not spoken of. */
function report(group: SyncGroup): GroupState | undefined {
  const state = stateOf(group);
  if (state === undefined || state === group.state) return undefined;
  group.state = state;
  return state;
}

function stateOf({ members }: SyncGroup): GroupState | undefined {
  if (members.some(member => isSick(member) || (member.state === 'FAULT' && !member.isHeld))) return 'FAULT';
  if (members.every(isMaster)) return 'MASTER';
  const areWaiting = members.every(member => member.isHeld || (member.state === 'BACKUP' && member.wishesMaster));
  return areWaiting ? undefined : 'BACKUP';
}

function collect(members: readonly Instance[]): GroupEffect[] {
  const busy = members.filter(member => member.outbox.length > 0);
  return busy.map(member => ({ kind: 'member', member, effects: takeEffects(member) }));
}

function takeNews(member: Instance): 'change' | 'lower-priority' | undefined {
  const news = member.bond?.news;
  if (member.bond !== undefined) member.bond.news = undefined;
  return news;
}

function isSick(member: Instance): boolean {
  return member.faults.length > 0;
}

function isMaster(member: Instance): boolean {
  return member.state === 'MASTER';
}

/** An owner that has met no fault, and has not taken part yet or waits for the end of the startup delay. */
function wishesMaster(member: Instance): boolean {
  return member.wishesMaster;
}
