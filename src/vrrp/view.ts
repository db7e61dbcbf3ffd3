/** What an instance shows of itself: dumps, metrics and `why` read this, nobody else looks inside a machine. */
import type { Duration, Instant } from '../base/duration.js';
import type { Counters } from './counters.js';
import { makesDevices } from './devices.js';
import type { State } from './effect.js';
import { allAddresses, type Instance } from './instance.js';
import { earliest, NEVER } from './timers.js';
import { undecidedScripts } from './tracking.js';

export type { Counters } from './counters.js';

export interface InstanceView {
  readonly name: string;
  readonly vrid: number;
  readonly family: 4 | 6;
  readonly version: 2 | 3;
  readonly interface: string;
  /** The interface it has made for itself on that one. */
  readonly device?: { readonly name: string; readonly isUp: boolean };
  /**
   * Where each address goes, in the order of the settings, advertised ones first; only of an instance that makes
   * interfaces for itself.
   */
  readonly devices?: readonly string[];
  /** Its sync group. */
  readonly group?: string;
  readonly state: State;
  /** False when only another member of the sync group has a fault. */
  readonly hasOwnFault: boolean;
  /** Every reason the instance is held in FAULT, one sentence each; empty when none. */
  readonly faults: readonly string[];
  readonly basePriority: number;
  readonly effectivePriority: number;
  readonly advertInterval: Duration;
  /** The interval the master-down timer runs on: v3 adopts the master's. */
  readonly masterAdvertInterval: Duration;
  /** Address and priority of the master last accepted. */
  readonly master?: { readonly address: string; readonly priority: number };
  /** Priority of that master, or of the one before, if there ever was one; otherwise 0. */
  readonly lastMasterPriority: number;
  readonly source?: string;
  readonly lastTransition: Instant;
  /** Why the instance is in its state, as the last transition was logged. */
  readonly lastReason: string;
  readonly nextDeadline?: Instant;
  readonly counters: Readonly<Counters>;
}

/** The instance as it stands. A copy: later steps do not change it, and it may cross threads. */
export function view(vr: Instance): InstanceView {
  const { settings } = vr;
  const deadline = earliest(vr.timers);
  const waiting = vr.state === 'FAULT' ? undecidedScripts(settings, vr) : [];
  return {
    name: settings.name,
    vrid: settings.vrid,
    family: settings.family,
    version: settings.version,
    interface: settings.interface,
    ...(settings.device !== undefined && {
      device: { name: settings.device, isUp: vr.links.get(settings.device) === 'up' },
    }),
    ...(makesDevices(settings) && {
      devices: allAddresses(settings).map(({ device }) => device ?? settings.interface),
    }),
    ...(vr.bond && { group: vr.bond.group }),
    state: vr.state,
    hasOwnFault: vr.faults.length > 0,
    faults: [
      ...vr.faults.map(fault => fault.text),
      ...(vr.bond?.fault === undefined ? [] : [vr.bond.fault]),
      ...waiting.map(name => `script ${name} has not reported yet`),
    ],
    basePriority: settings.priority,
    effectivePriority: vr.effectivePriority,
    advertInterval: settings.advertInterval,
    masterAdvertInterval: vr.masterInterval,
    ...(vr.master && { master: { address: vr.master.address.text, priority: vr.master.priority } }),
    lastMasterPriority: vr.master?.priority ?? vr.lastMasterPriority,
    ...(vr.source && { source: vr.source.text }),
    lastTransition: vr.lastTransition,
    lastReason: vr.lastReason,
    ...(deadline !== NEVER && { nextDeadline: deadline }),
    counters: { ...vr.counters },
  };
}
