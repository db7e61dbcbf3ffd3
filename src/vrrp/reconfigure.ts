/**
 * A reload that changes an instance without ending it: VRID, family, version and interface are the same, statistics
 * and state go on. A MASTER stays MASTER; only what differs is touched.
 */
import { after, type Instant } from '../base/duration.js';
import { announceAsMaster, scheduleExtraReminder, scheduleRefresh } from './announcements.js';
import { allAddresses, configure, type Instance, recomputeDownInterval, say, tell, tellAdvert } from './instance.js';
import { changeRouting, tellRouting } from './routing.js';
import type { RoutingChange } from './routing-entries.js';
import { type InstanceSettings, OWNER_PRIORITY, type VirtualAddress } from './settings.js';
import { assess, settle } from './standing.js';
import { becomeBackup } from './transition.js';

export function onReconfigure(vr: Instance, settings: InstanceSettings, now: Instant): void {
  const before = vr.settings;
  configure(vr, settings);
  // A tracker that comes back later, under the same name, has to report anew.
  forgetOthers(vr.scripts, settings.trackScripts);
  forgetOthers(vr.files, settings.trackFiles);
  forgetOthers(vr.processes, settings.trackProcesses);
  const wasWaiting = vr.state === 'BACKUP' && vr.wishesMaster;
  if (vr.state === 'INIT' || vr.isHeld || wasWaiting) {
    vr.wishesMaster = settings.initialState === 'MASTER' && settings.priority === OWNER_PRIORITY;
  }
  // A backup keeps the interval it has adopted: the master did not change. In version 2 there is only ours.
  const adopted = settings.version === 3 && vr.state === 'BACKUP' && vr.master !== undefined;
  if (!adopted) vr.masterInterval = settings.advertInterval;
  recomputeDownInterval(vr);
  vr.said.clear();

  assess(vr, 'reloaded', now, false);
  if (vr.state === 'INIT') return;
  settle(vr, 'reloaded', now);
  // `settle` may have moved on; what is left to do is for a state that went on.
  if (vr.state === 'MASTER') continueAsMaster(vr, before, now);
  else if (vr.state === 'BACKUP') continueAsBackup(vr, wasWaiting, now);
}

function forgetOthers(known: Map<string, unknown>, tracked: readonly { readonly name: string }[]): void {
  const names = new Set(tracked.map(({ name }) => name));
  for (const name of known.keys()) if (!names.has(name)) known.delete(name);
}

/** The master-down timer starts anew, as keepalived's does. */
function continueAsBackup(vr: Instance, wasWaiting: boolean, now: Instant): void {
  if (vr.wishesMaster) return; // an owner waiting for the end of the startup delay
  const until = after(laterOf(now, vr.startsAt), vr.downInterval);
  if (vr.bond !== undefined) vr.bond.wantsMaster = false;
  // One that waited in silence as an owner, and is none any more, has yet to say that it is BACKUP.
  if (wasWaiting) becomeBackup(vr, until, now, 'reloaded');
  else vr.timers.masterDown = until;
}

/** The advert with the new values first, so that it is never late; then only the addresses that differ. */
function continueAsMaster(vr: Instance, before: InstanceSettings, now: Instant): void {
  const { settings } = vr;
  const wanted = allAddresses(settings);
  const removed = missingFrom(wanted, vr.present);
  const added = missingFrom(vr.present, wanted);
  vr.present = wanted;
  const routing = changeRouting(vr, settings);

  tellAdvert(vr);
  vr.timers.advert = after(now, settings.advertInterval);
  tellRouting(vr, 'remove-routes', routing.removed);
  if (removed.length > 0) tell(vr, { kind: 'remove-addresses', addresses: removed });
  if (added.length > 0) tell(vr, { kind: 'add-addresses', addresses: added });
  tellRouting(vr, 'add-routes', routing.added);
  if (added.length > 0) {
    announceAsMaster(vr, now);
  } else {
    if (before.garp.masterRefresh !== settings.garp.masterRefresh) scheduleRefresh(vr, now);
    if (removed.length > 0 || !sameExtraGarp(before, settings)) scheduleExtraReminder(vr, now);
  }
  const text = `Reloaded as MASTER: ${added.length} addresses added, ${removed.length} removed${routingNews(routing)}`;
  say(vr, 'info', 'reloaded', text, { added: added.length, removed: removed.length, priority: vr.effectivePriority });
}

function sameExtraGarp({ extraGarp: a }: InstanceSettings, { extraGarp: b }: InstanceSettings): boolean {
  return a?.all === b?.all && a?.interval === b?.interval;
}

function routingNews({ added, removed }: RoutingChange): string {
  const counts = [added, removed].map(({ routes, rules }) => routes.length + rules.length);
  return counts.every(count => count === 0) ? '' : `; ${counts[0]} routes and rules added, ${counts[1]} removed`;
}

/** The entries that the kernel would not find, as they are, in `there`. */
function missingFrom(there: readonly VirtualAddress[], entries: readonly VirtualAddress[]): VirtualAddress[] {
  const known = new Set(there.map(keyOf));
  return entries.filter(entry => !known.has(keyOf(entry)));
}

/** All of an entry that the kernel is told. Whether it is tracked is our own affair. */
function keyOf({ address, peer, broadcast, flags, ...rest }: VirtualAddress): string {
  const { home, nodad, mngtmpaddr, noprefixroute, autojoin } = flags;
  const { prefixLength, device, scope, label, preferredLifetime } = rest;
  return JSON.stringify([
    address.text,
    peer?.text,
    broadcast?.text,
    [prefixLength, device, scope, label, preferredLifetime],
    [home, nodad, mngtmpaddr, noprefixroute, autojoin],
  ]);
}

function laterOf(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}
