/**
 * Where an instance stands among its facts: whether it may take part, and with which priority. Asked anew whenever a
 * fact changes.
 */
import type { Instant } from '../base/duration.js';
import { announceSource } from './announcements.js';
import { type Instance, recomputeDownInterval, say, tell } from './instance.js';
import { NEVER } from './timers.js';
import { effectivePriority, faultsOf, undecidedScripts } from './tracking.js';
import { awaitStartAsOwner, becomeBackup, becomeFaulty, becomeHeld, becomeMaster } from './transition.js';

/** Leaves INIT, for whatever state the facts allow. */
export function onStart(vr: Instance, now: Instant): void {
  if (vr.state !== 'INIT') return;
  assess(vr, 'start', now);
  if (vr.faults.length > 0) {
    becomeFaulty(vr, now);
    return;
  }
  const undecided = undecidedScripts(vr.settings, vr);
  if (undecided.length > 0) becomeHeld(vr, now, `no result yet of ${undecided.join(', ')}`);
  else takePart(vr, 'started', now);
}

/** A fact has changed; `because` says which, for the log. */
export function reassess(vr: Instance, because: string, now: Instant): void {
  if (vr.state === 'INIT') return;
  assess(vr, because, now);
  settle(vr, because, now);
}

/**
 * Works out faults and priority. A changed priority moves a running master-down timer by as much as its length changed.
 * With `isTracked` false it is the configuration that changed, which is nobody's news.
 */
export function assess(vr: Instance, because: string, now: Instant, isTracked = true): void {
  vr.faults = faultsOf(vr.settings, vr);
  const priority = effectivePriority(vr.settings, vr);
  if (priority === vr.effectivePriority) return;

  const before = vr.downInterval;
  if (vr.state !== 'INIT') {
    const text = `Changing effective priority from ${vr.effectivePriority} to ${priority}: ${because}`;
    say(vr, 'info', 'priority-changed', text, { from: vr.effectivePriority, to: priority });
  }
  vr.effectivePriority = priority;
  if (isTracked && (vr.state === 'MASTER' || vr.state === 'BACKUP')) {
    tell(vr, { kind: 'notify-priority', state: vr.state, priority });
  }
  recomputeDownInterval(vr);
  const { masterDown } = vr.timers;
  if (vr.state === 'BACKUP' && masterDown !== NEVER) {
    vr.timers.masterDown = Math.max(now, masterDown + vr.downInterval - before) as Instant;
  }
}

/** Draws the consequence of the faults there are, or no longer are. */
export function settle(vr: Instance, because: string, now: Instant): void {
  if (vr.faults.length > 0) {
    // A held instance now knows that it is faulty, and says so for the first time.
    if (vr.state !== 'FAULT' || vr.isHeld) becomeFaulty(vr, now);
    return;
  }
  if (vr.state !== 'FAULT') return;
  if (vr.bond !== undefined) {
    // The group says when: another member may have a fault.
    vr.bond.because = because;
    vr.bond.news = 'change';
    return;
  }
  if (undecidedScripts(vr.settings, vr).length === 0) recover(vr, because, now);
}

/** Leaves FAULT: there is no reason for it any more. */
export function recover(vr: Instance, because: string, now: Instant): void {
  const wasHeld = vr.isHeld;
  if (!wasHeld && vr.settings.unicast !== undefined) announceSource(vr);
  takePart(vr, wasHeld ? because : `no fault any more, ${because}`, now);
}

/** An owner that has met no fault goes straight to MASTER (RFC 9568 6.4.1); everyone else listens first. */
export function takePart(vr: Instance, reason: string, now: Instant): void {
  const from = Math.max(now, vr.startsAt);
  if (!vr.wishesMaster) becomeBackup(vr, (from + vr.downInterval) as Instant, now, reason);
  else if (from === now) becomeMaster(vr, now, `address owner, ${reason}`);
  else awaitStartAsOwner(vr, now, 'startup delay');
}
