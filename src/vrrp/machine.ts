/**
 * The VRRP state machine of one virtual router: RFC 3768 6.4, RFC 9568 6.4, and what keepalived adds to them.
 *
 * Theory of operation
 *
 * `step` is the one door. It takes an instance, one input and the time, and answers with effects in the order in which
 * they are to happen. It opens nothing, reads no clock and draws no lots, so the same inputs give the same effects: a
 * run can be replayed, and several instances can meet in virtual time.
 *
 *            start, owner                        start, otherwise
 *      +----------------------- INIT ---------------------------+
 *      |                          | fault, or scripts unknown   |
 *      v                          v                             v
 *   MASTER ----- fault ------> FAULT ----- last fault clears -> BACKUP
 *      ^                          ^                             |  |
 *      |                          +----------- fault -----------+  |
 *      +----------------- master-down timer ends ------------------+
 *      +-- stronger advert, or an address of ours was removed ---->+
 *
 * INIT    Facts (links, source address, script verdicts) are noted; nothing else happens before `start`.
 * BACKUP  Listens. Every advert that is at least as strong restarts the master-down timer. A weaker one does not: the
 *         timer runs on and ends that master's reign, unless `nopreempt` or a running preempt delay accepts it.
 *         Priority 0 shortens the timer to the skew, so that the strongest backup is first.
 * MASTER  Holds the addresses and advertises on absolute deadlines. Answers weaker adverts, yields to stronger ones.
 * FAULT   Hears nothing and sends nothing until every fault has gone; then BACKUP with a full timer. An instance that
 *         starts before its unweighted scripts have reported waits here without notifying anyone (`isHeld`).
 *
 * Timers are moments in `timers.ts`; whoever drives the machine gives a `deadline` input when `nextDeadline` has come.
 * A late or needless one does no harm. Faults and weights are worked out in `tracking.ts` from the facts as they are,
 * the judgement of received packets is in `receive.ts`, the settling of accounts between states in `transition.ts`.
 * A member of a sync group neither takes over nor leaves FAULT by itself: `sync-group.ts` does that, for all at once.
 */
import type { IpAddress } from '../base/address.js';
import { after, type Instant } from '../base/duration.js';
import { unreachable } from '../base/unreachable.js';
import { onDelayedBurst, onExtraReminder, onLowerPriorityBurst, onRefreshBurst } from './announcements.js';
import { onAdvertWhileBackup, onMasterDown } from './backup.js';
import { zeroCounters } from './counters.js';
import type { Effect } from './effect.js';
import type { Input, ReceivedAdvert } from './input.js';
import { type Instance, takeEffects } from './instance.js';
import { stepDownWhenLate } from './lateness.js';
import { onLinkReturned } from './link-return.js';
import { onAddressRemoved, onAdvertTimer, onAdvertWhileMaster, onRouteRemoved, onRuleRemoved } from './master.js';
import { comparesList, judgeAdvert, judgeMalformed, remark } from './receive.js';
import { onReconfigure } from './reconfigure.js';
import { onStart, reassess } from './standing.js';
import { advertLeeway, earliest, firstDue, NEVER, type TimerName } from './timers.js';
import { becomeStopped } from './transition.js';

export { createInstance, type Instance } from './instance.js';

/** The answer when there is nothing to do, which is the usual one: shared, so that hearing an advert costs no memory. */
const NOTHING: readonly Effect[] = Object.freeze([]);

/** Gives the instance an input; answers what is to be done, in order. Never throws for anything that came from outside. */
export function step(vr: Instance, input: Input, now: Instant): readonly Effect[] {
  handle(vr, input, now);
  if (vr.outbox.length === 0) return NOTHING;
  return takeEffects(vr);
}

/** When the instance wants its next `deadline` input; undefined: only an event from outside can move it. */
export function nextDeadline(vr: Instance): Instant | undefined {
  const at = earliest(vr.timers);
  return at === NEVER ? undefined : at;
}

/** Whether a `deadline` input given now, before its time, would have an advert sent that is as good as due. */
export function mayAdvertise({ timers, settings }: Instance, now: Instant): boolean {
  return timers.advert <= after(now, advertLeeway(settings.advertInterval));
}

/** All counters begin anew. Nothing of the protocol depends on them. */
export function clearCounters(vr: Instance): void {
  Object.assign(vr.counters, zeroCounters());
}

function handle(vr: Instance, input: Input, now: Instant): void {
  // Whoever stops takes its leave as what it is.
  if (input.kind !== 'stop') stepDownWhenLate(vr, now);
  switch (input.kind) {
    case 'advert':
      onAdvert(vr, input, now);
      return;
    case 'deadline':
      onDeadline(vr, now);
      return;
    case 'start':
      onStart(vr, now);
      return;
    case 'malformed':
      if (listens(vr, now)) judgeMalformed(vr, input.source, input.fault);
      return;
    case 'link':
      vr.links.set(input.interface, input.state);
      reassess(vr, `interface ${input.interface} is ${input.state}`, now);
      return;
    case 'link-returned':
      onLinkReturned(vr, input.interface, input.missing);
      return;
    case 'source':
      onSource(vr, input.address, now);
      return;
    case 'script':
      vr.scripts.set(input.name, input.verdict);
      reassess(vr, `script ${input.name} is ${input.verdict}`, now);
      return;
    case 'file':
      vr.files.set(input.name, input.value);
      reassess(vr, `file ${input.name} says ${input.value}`, now);
      return;
    case 'process':
      vr.processes.set(input.name, input.verdict);
      reassess(vr, `process ${input.name} is ${input.verdict}`, now);
      return;
    case 'address-removed':
      onAddressRemoved(vr, input.address, input.device, now);
      return;
    case 'route-removed':
      onRouteRemoved(vr, input.route, now);
      return;
    case 'rule-removed':
      onRuleRemoved(vr, input.rule, now);
      return;
    case 'reconfigure':
      onReconfigure(vr, input.settings, now);
      return;
    case 'stop':
      if (vr.state !== 'INIT') becomeStopped(vr, input.releases, input.isRemoved === true, now);
      return;
    default:
      unreachable(input);
  }
}

/** Adverts mean nothing to an instance that does not take part, or not yet. */
function listens(vr: Instance, now: Instant): boolean {
  return (vr.state === 'BACKUP' || vr.state === 'MASTER') && now >= vr.startsAt;
}

function onAdvert(vr: Instance, packet: ReceivedAdvert, now: Instant): void {
  if (!listens(vr, now) || judgeAdvert(vr, packet) !== undefined) return;
  const listMatters = comparesList(vr, packet.source);
  if (vr.state === 'MASTER') onAdvertWhileMaster(vr, packet, now);
  else onAdvertWhileBackup(vr, packet, now);
  remark(vr, packet, listMatters);
}

function onSource(vr: Instance, address: IpAddress | undefined, now: Instant): void {
  vr.source = address;
  reassess(vr, address === undefined ? 'the source address is gone' : `the source address is ${address.text}`, now);
}

/**
 * Every timer that has ended, oldest first. Each either stops or moves beyond `now`, so this ends. Whoever asks when none
 * has ended wants an advert that is nearly due to leave with those of others.
 */
function onDeadline(vr: Instance, now: Instant): void {
  if (earliest(vr.timers) > now && mayAdvertise(vr, now)) onAdvertTimer(vr, now);
  for (let due = firstDue(vr.timers, now); due !== undefined; due = firstDue(vr.timers, now)) expire(vr, due, now);
}

function expire(vr: Instance, timer: TimerName, now: Instant): void {
  switch (timer) {
    case 'masterDown':
      onMasterDown(vr, now);
      return;
    case 'advert':
      onAdvertTimer(vr, now);
      return;
    case 'delayedBurst':
      onDelayedBurst(vr);
      return;
    case 'refreshBurst':
      onRefreshBurst(vr, now);
      return;
    case 'lowerPriorityBurst':
      onLowerPriorityBurst(vr);
      return;
    case 'extraReminder':
      onExtraReminder(vr, now);
      return;
    default:
      unreachable(timer);
  }
}
