/**
 * When a MASTER announces its addresses by gratuitous ARP or unsolicited neighbour advertisement: a burst on becoming
 * MASTER, one more after `garp_master_delay` for switches that were still learning, then the periodic refresh; and a
 * burst with a delayed one whenever a lower-priority master has shown itself, since it may have drawn the traffic away.
 * With `garp_extra_if` one address of each further interface is announced now and then: no advert leaves there, and a
 * switch that hears nothing of a MAC address forgets where it is.
 */
import { after, type Instant } from '../base/duration.js';
import { advertDevice } from './devices.js';
import { allAddresses, type Instance, tell } from './instance.js';
import type { InstanceSettings, VirtualAddress } from './settings.js';
import { NEVER, nextOnGrid } from './timers.js';

/** The first burst as MASTER, or after new addresses came by a reload; starts the timers of those that follow. */
export function announceAsMaster(vr: Instance, now: Instant): void {
  const { masterDelay, masterRepeat } = vr.settings.garp;
  announceAll(vr, masterRepeat);
  vr.timers.delayedBurst = masterDelay > 0 ? after(now, masterDelay) : NEVER;
  scheduleRefresh(vr, now);
  scheduleExtraReminder(vr, now);
}

/** The first refresh comes one period after the delayed burst. */
export function scheduleRefresh(vr: Instance, now: Instant): void {
  const { masterDelay, masterRefresh } = vr.settings.garp;
  vr.timers.refreshBurst = masterRefresh > 0 ? after(after(now, masterDelay), masterRefresh) : NEVER;
}

/** One interval from now, if there are further interfaces at all. */
export function scheduleExtraReminder(vr: Instance, now: Instant): void {
  const { extraGarp } = vr.settings;
  const isNeeded = extraGarp !== undefined && furtherInterfaces(vr.settings).length > 0;
  vr.timers.extraReminder = isNeeded ? after(now, extraGarp.interval) : NEVER;
}

/** A lower-priority advert was heard. Another one before the delayed burst postpones it, so that it comes last. */
export function announceAgainstLowerPriority(vr: Instance, now: Instant): void {
  const { lowerPriorityDelay, lowerPriorityRepeat } = vr.settings.garp;
  if (lowerPriorityRepeat === 0) return;
  announceAll(vr, lowerPriorityRepeat);
  if (lowerPriorityDelay > 0) vr.timers.lowerPriorityBurst = after(now, lowerPriorityDelay);
}

export function onDelayedBurst(vr: Instance): void {
  vr.timers.delayedBurst = NEVER;
  announceAll(vr, vr.settings.garp.masterRepeat);
}

export function onRefreshBurst(vr: Instance, now: Instant): void {
  vr.timers.refreshBurst = nextOnGrid(vr.timers.refreshBurst, vr.settings.garp.masterRefresh, now);
  announceAll(vr, vr.settings.garp.masterRefreshRepeat);
}

export function onLowerPriorityBurst(vr: Instance): void {
  vr.timers.lowerPriorityBurst = NEVER;
  announceAll(vr, vr.settings.garp.lowerPriorityRepeat);
}

export function onExtraReminder(vr: Instance, now: Instant): void {
  const { extraGarp } = vr.settings;
  if (extraGarp === undefined) {
    vr.timers.extraReminder = NEVER;
    return;
  }
  vr.timers.extraReminder = nextOnGrid(vr.timers.extraReminder, extraGarp.interval, now);
  tell(vr, { kind: 'announce', addresses: furtherInterfaces(vr.settings), repeat: 1 });
}

/** The first address on each interface that adverts do not leave by: those with a virtual MAC, or all of them. */
function furtherInterfaces(settings: InstanceSettings): readonly VirtualAddress[] {
  const first = new Map<string, VirtualAddress>();
  const sending = advertDevice(settings);
  for (const entry of allAddresses(settings)) {
    const device = entry.device ?? settings.interface;
    const counts = settings.extraGarp?.all === true || hasVirtualMac(entry, settings);
    if (device !== sending && counts && !first.has(device)) first.set(device, entry);
  }
  return [...first.values()];
}

/** Whether an address is on a macvlan of ours: the instance's, one of its own, or one that `use_vmac_addr` made. */
function hasVirtualMac(entry: VirtualAddress, settings: InstanceSettings): boolean {
  const { device: own, interface: base, vmac, family, addressesHaveVmacs } = settings;
  const { address, device } = entry;
  if (entry.hasVmac || (vmac !== undefined && device !== undefined && device === own)) return true;
  return addressesHaveVmacs && (address.family !== family || (device !== undefined && device !== base));
}

/** Leaving MASTER: nothing more is announced. */
export function stopAnnouncing(vr: Instance): void {
  vr.timers.delayedBurst = NEVER;
  vr.timers.refreshBurst = NEVER;
  vr.timers.lowerPriorityBurst = NEVER;
  vr.timers.extraReminder = NEVER;
}

/**
 * One announcement of the source address itself, so that switches learn where a unicast instance is again after its
 * link was away; peers send to that address.
 */
export function announceSource(vr: Instance): void {
  const { source } = vr;
  if (source === undefined) return;
  const entry: VirtualAddress = {
    address: source,
    prefixLength: source.family === 4 ? 32 : 128,
    scope: 0,
    flags: { home: false, nodad: true, mngtmpaddr: false, noprefixroute: false, autojoin: false },
    tracked: false,
    hasVmac: false,
  };
  tell(vr, { kind: 'announce', addresses: [entry], repeat: 1 });
}

function announceAll(vr: Instance, repeat: number): void {
  const addresses = allAddresses(vr.settings);
  if (addresses.length > 0 && repeat > 0) tell(vr, { kind: 'announce', addresses, repeat });
}
