/**
 * What an instance's surroundings mean for it: reasons to stay in FAULT, and weights on its priority.
 *
 * Facts are kept as they were last reported; everything here is worked out from them anew, so that no order of events
 * can leave a stale sum behind.
 */
import type { IpAddress } from '../base/address.js';
import { routingDevices } from './routing-entries.js';
import { type InstanceSettings, OWNER_PRIORITY, type Weight } from './settings.js';

/** `deaf`: up, but the kernel refused the socket for adverts on it. */
export type LinkState = 'up' | 'down' | 'missing' | 'deaf';

/** The surroundings as last reported. What was never reported is not in the maps. */
export interface Facts {
  readonly links: ReadonlyMap<string, LinkState>;
  readonly scripts: ReadonlyMap<string, 'up' | 'down'>;
  /** The number in each tracked file. */
  readonly files: ReadonlyMap<string, number>;
  /** Whether each tracked process runs, as many times as it should. */
  readonly processes: ReadonlyMap<string, 'up' | 'down'>;
  /** The address adverts would carry. */
  readonly source: IpAddress | undefined;
}

export interface Fault {
  /** Who found it: keepalived takes its leave twice when a tracker did. */
  readonly cause: 'configuration' | 'interface' | 'source' | 'tracker';
  /** One clause, e.g. `interface eth0 is down`. */
  readonly text: string;
}

/** Every reason why the instance cannot take part. */
export function faultsOf(settings: InstanceSettings, facts: Facts): Fault[] {
  const faults: Fault[] = [];
  const add = (cause: Fault['cause'], text: string) => faults.push({ cause, text });
  const stateOf = (name: string): LinkState => facts.links.get(name) ?? 'missing';

  if (settings.permanentFault !== undefined) add('configuration', settings.permanentFault);

  // Unicast without an interface goes by whatever link the kernel routes it; of links only that of a VRF counts.
  const device = settings.interface || settings.vrf;
  const own = device === undefined ? (facts.links.get('') ?? 'up') : stateOf(device);
  // Deaf, an instance hears no master and would become a second one; nothing in the configuration can wish for that.
  const faultOf = (name: string, state: LinkState) => {
    if (state === 'deaf' || (settings.tracksPrimary && state !== 'up')) add('interface', linkFault(name, state));
  };
  faultOf(device ?? 'any interface', own);
  if (settings.device !== undefined) faultOf(settings.device, stateOf(settings.device));
  if (facts.source === undefined) {
    const missing = `${device ?? 'the machine'} has no usable source address`;
    add('source', settings.source === undefined ? missing : `the machine has no address ${settings.source.text}`);
  }

  for (const tracked of settings.trackInterfaces) {
    const state = stateOf(tracked.name);
    if (faultsWhen(tracked, state === 'up')) add('tracker', linkFault(tracked.name, state));
  }
  for (const device of trackedDevices(settings)) {
    const state = stateOf(device);
    if (state !== 'up') add('tracker', linkFault(device, state));
  }
  for (const tracked of settings.trackScripts) {
    const verdict = facts.scripts.get(tracked.name);
    if (verdict !== undefined && faultsWhen(tracked, verdict === 'up')) {
      add('tracker', `script ${tracked.name} is ${verdict}`);
    }
  }
  for (const tracked of settings.trackProcesses) {
    const verdict = facts.processes.get(tracked.name);
    if (verdict !== undefined && faultsWhen(tracked, verdict === 'up')) {
      add('tracker', `process ${tracked.name} is ${verdict}`);
    }
  }
  for (const tracked of settings.trackFiles) {
    const value = facts.files.get(tracked.name);
    if (value !== undefined && fileFaults(tracked, value)) add('tracker', `file ${tracked.name} says ${value}`);
  }
  return faults;
}

/** Unweighted scripts that have not reported: until they have, a starting instance is held back. */
export function undecidedScripts(settings: InstanceSettings, facts: Facts): string[] {
  return settings.trackScripts.filter(t => t.weight === 0 && !facts.scripts.has(t.name)).map(t => t.name);
}

/** Base priority and the weights that apply, kept within 1 to 254. An address owner ignores every weight. */
export function effectivePriority(settings: InstanceSettings, facts: Facts): number {
  if (settings.priority === OWNER_PRIORITY) return OWNER_PRIORITY;
  let priority = settings.priority;
  for (const tracked of settings.trackInterfaces) {
    const state = facts.links.get(tracked.name);
    if (state !== undefined) priority += effectOf(tracked, state === 'up');
  }
  for (const tracked of settings.trackScripts) {
    const verdict = facts.scripts.get(tracked.name);
    if (verdict !== undefined) priority += effectOf(tracked, verdict === 'up');
  }
  for (const tracked of settings.trackProcesses) {
    const verdict = facts.processes.get(tracked.name);
    if (verdict !== undefined) priority += effectOf(tracked, verdict === 'up');
  }
  for (const tracked of settings.trackFiles) {
    const value = facts.files.get(tracked.name);
    // What makes a FAULT moves nothing besides.
    if (value !== undefined && !fileFaults(tracked, value)) {
      priority += Math.min(productOf(tracked, value), OWNER_PRIORITY - 2);
    }
  }
  return Math.min(OWNER_PRIORITY - 1, Math.max(1, priority));
}

/** Devices other than the instance's own that carry addresses whose fate is followed. */
function trackedDevices(settings: InstanceSettings): Set<string> {
  const devices = new Set<string>();
  for (const { device, tracked } of [...settings.addresses, ...settings.excludedAddresses]) {
    if (tracked && device !== undefined && !isOwn(device, settings)) devices.add(device);
  }
  for (const device of routingDevices(settings)) if (!isOwn(device, settings)) devices.add(device);
  return devices;
}

/** Whether `dont_track_primary` speaks of it. */
function isOwn(name: string, settings: InstanceSettings): boolean {
  return name === settings.interface || name === settings.device;
}

function linkFault(name: string, state: LinkState): string {
  return state === 'deaf' ? `no socket for adverts on ${name}` : `interface ${name} is ${state}`;
}

/** Without weight a tracker is a condition: FAULT while down, with `reverse` while up. */
function faultsWhen({ weight, reverse }: Weight, up: boolean): boolean {
  return weight === 0 && up === reverse;
}

/** A positive weight applies while up, a negative one while down; `reverse` turns the sign of the effect. */
function effectOf({ weight, reverse }: Weight, up: boolean): number {
  if (weight > 0 !== up) return 0;
  return reverse ? -weight : weight;
}

/** A number that takes all of a priority away is a FAULT, as 0 priority cannot be advertised. */
const FAULT_PRODUCT = 1 - OWNER_PRIORITY;

/** Without weight a file is a condition: FAULT while its number is not 0, with `reverse` while it is 0. */
function fileFaults(tracked: Weight, value: number): boolean {
  if (tracked.weight === 0) return (value === 0) === tracked.reverse;
  return productOf(tracked, value) <= FAULT_PRODUCT;
}

function productOf({ weight, reverse }: Weight, value: number): number {
  return reverse ? -weight * value : weight * value;
}
