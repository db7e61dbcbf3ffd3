/**
 * Changes of state. Whatever the pair of states, leaving the old one and entering the new one each settle their own
 * affairs, so that no pair can be forgotten; then the world is told.
 */
import { after, type Instant } from '../base/duration.js';
import type { LogFields } from '../base/log.js';
import { unreachable } from '../base/unreachable.js';
import { announceAsMaster, stopAnnouncing } from './announcements.js';
import type { State } from './effect.js';
import { allAddresses, type Instance, recomputeDownInterval, say, standing, tell, tellAdvert } from './instance.js';
import { addRouting, removeRouting } from './routing.js';
import { NO_ROUTING } from './routing-entries.js';
import { NEVER } from './timers.js';

/** How a MASTER takes its leave. */
export interface Leave {
  /** Adverts with priority 0: none when another master has taken over, two as keepalived does for a tracker's fault. */
  readonly farewells: 0 | 1 | 2;
}

/** BACKUP, with the master-down timer ending at `until`. */
export function becomeBackup(
  vr: Instance,
  until: Instant,
  now: Instant,
  reason: string,
  leave: Leave = { farewells: 0 },
  fields?: LogFields,
): void {
  transition(vr, 'BACKUP', leave, now);
  vr.timers.masterDown = until;
  announceState(vr, 'BACKUP', reason, fields);
}

/** MASTER: the advert first, since it ends everyone else's doubt; then the addresses, then their announcement. */
export function becomeMaster(vr: Instance, now: Instant, reason: string, fields?: LogFields): void {
  transition(vr, 'MASTER', { farewells: 0 }, now);
  announceState(vr, 'MASTER', reason, fields);
}

/** FAULT, notified: for the faults the instance has now. */
export function becomeFaulty(vr: Instance, now: Instant): void {
  // keepalived says farewell twice then; a backup that lost the first one gains from it.
  const isTwice = vr.faults.some(({ cause }) => cause === 'tracker' || cause === 'source');
  transition(vr, 'FAULT', { farewells: isTwice ? 2 : 1 }, now);
  vr.wishesMaster = false;
  announceState(vr, 'FAULT', faultReason(vr));
}

/** FAULT in silence: started, and waiting for the first results of scripts. */
export function becomeHeld(vr: Instance, now: Instant, reason: string): void {
  transition(vr, 'FAULT', { farewells: 0 }, now);
  vr.isHeld = true;
  vr.lastReason = reason;
  say(vr, 'info', 'held', `Waiting before taking part: ${reason}`);
}

/** BACKUP in silence until the startup delay is over: an owner, which is notified as MASTER only. */
export function awaitStartAsOwner(vr: Instance, now: Instant, reason: string): void {
  transition(vr, 'BACKUP', { farewells: 0 }, now);
  vr.timers.masterDown = vr.startsAt;
  vr.lastReason = reason;
  say(vr, 'info', 'startup-delay', `Waiting before taking part: ${reason}`);
}

/**
 * INIT: stopped. With `releases` false a MASTER goes without a word and leaves its addresses where they are. One that
 * a reload has removed is notified as DELETED; who is told what of that is not ours to say.
 */
export function becomeStopped(vr: Instance, releases: boolean, isRemoved: boolean, now: Instant): void {
  if (!releases) {
    vr.present = [];
    vr.routing = NO_ROUTING;
  }
  transition(vr, 'INIT', { farewells: releases ? 1 : 0 }, now);
  vr.lastReason = isRemoved ? 'removed from the configuration' : 'stopped';
  tell(vr, { kind: 'notify', state: isRemoved ? 'DELETED' : 'STOP', priority: vr.effectivePriority });
  const deed = isRemoved ? 'Removed from the configuration' : 'Stopped';
  say(vr, 'info', 'stopped', releases ? deed : `${deed}, addresses kept`);
}

/** The faults of the instance in one line. */
export function faultReason(vr: Instance): string {
  const texts = vr.faults.map(fault => fault.text);
  if (vr.bond?.fault !== undefined) texts.push(vr.bond.fault);
  return texts.join('; ');
}

function transition(vr: Instance, to: State, leave: Leave, now: Instant): void {
  leaving(vr, leave);
  vr.state = to;
  vr.lastTransition = now;
  vr.said.clear();
  if (vr.bond !== undefined) {
    vr.bond.wantsMaster = false;
    vr.bond.news = 'change';
  }
  entering(vr, to, now);
}

function leaving(vr: Instance, { farewells }: Leave): void {
  switch (vr.state) {
    case 'INIT':
      return;
    case 'BACKUP':
      vr.timers.masterDown = NEVER;
      vr.preemptsAt = NEVER;
      vr.discarded = undefined;
      return;
    case 'MASTER':
      vr.timers.advert = NEVER;
      stopAnnouncing(vr);
      vr.rival = undefined;
      vr.counters.releasedMaster++;
      if (farewells > 0) farewell(vr, farewells);
      removeRouting(vr);
      if (vr.present.length > 0) tell(vr, { kind: 'remove-addresses', addresses: vr.present });
      vr.present = [];
      return;
    case 'FAULT':
      vr.isHeld = false;
      return;
    default:
      unreachable(vr.state);
  }
}

function entering(vr: Instance, to: State, now: Instant): void {
  if (vr.master !== undefined) vr.lastMasterPriority = vr.master.priority;
  switch (to) {
    case 'INIT':
      vr.master = undefined;
      vr.hasYielded = false;
      return;
    case 'BACKUP':
      vr.awaits = 'silence';
      vr.heardAt = now;
      return;
    case 'MASTER':
      vr.counters.becameMaster++;
      vr.wishesMaster = false;
      vr.master = undefined;
      vr.masterInterval = vr.settings.advertInterval;
      recomputeDownInterval(vr);
      tellAdvert(vr);
      // An owner that had given in says so in its first advert, then stands for 255 again (as keepalived does).
      vr.hasYielded = false;
      vr.timers.advert = after(now, vr.settings.advertInterval);
      vr.present = allAddresses(vr.settings);
      if (vr.present.length > 0) tell(vr, { kind: 'add-addresses', addresses: vr.present });
      addRouting(vr);
      announceAsMaster(vr, now);
      return;
    case 'FAULT':
      // RFC 9568 knows no FAULT; on its end the instance is as new, with its own interval and no master known.
      vr.master = undefined;
      vr.hasYielded = false;
      vr.masterInterval = vr.settings.advertInterval;
      recomputeDownInterval(vr);
      return;
    default:
      unreachable(to);
  }
}

/** Priority 0 (RFC 9568 6.4.3): backups need not wait for the timer. */
function farewell(vr: Instance, times: number): void {
  for (let i = 0; i < times; i++) tellAdvert(vr, 0);
  // keepalived counts one leave, however often it is said.
  vr.counters.priorityZeroSent++;
  say(vr, 'info', 'sent-priority-zero', 'sent 0 priority');
}

function announceState(vr: Instance, state: 'BACKUP' | 'MASTER' | 'FAULT', reason: string, fields?: LogFields): void {
  vr.lastReason = reason;
  const priority = standing(vr);
  tell(vr, { kind: 'notify', state, priority });
  say(vr, 'info', `entering-${state.toLowerCase()}`, `Entering ${state} STATE: ${reason}`, {
    state,
    reason,
    priority,
    ...fields,
  });
}
