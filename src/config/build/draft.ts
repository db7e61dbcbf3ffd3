/** An instance while its block is read: what was said, and where, so that the end can weigh one thing against another. */
import type { Family, IpAddress } from '../../base/address.js';
import type { Duration } from '../../base/duration.js';
import type { UnicastPeer, Weight } from '../../vrrp/settings.js';
import type { Position } from '../diagnostics.js';
import type { PlacedAddress } from './addresses.js';
import type { ScriptDraft } from './context.js';
import type { GarpNumbers, garpDefaults } from './globals.js';

/** A value and where it was set. */
export interface Placed<T> {
  readonly value: T;
  readonly at: Position;
}

export interface TrackDraft extends Weight {
  readonly name: string;
  readonly at: Position;
}

/** Keywords of notify scripts by the field they fill. */
export const NOTIFY_FIELDS = {
  notify_master: 'master',
  notify_backup: 'backup',
  notify_fault: 'fault',
  notify_stop: 'stop',
  notify_master_rx_lower_pri: 'masterRxLowerPriority',
  notify: 'generic',
} as const;

export type NotifyField = (typeof NOTIFY_FIELDS)[keyof typeof NOTIFY_FIELDS];

export interface InstanceDraft {
  readonly name: string;
  readonly at: Position;
  /** Where each keyword of the block stood last. */
  readonly places: ReadonlyMap<string, Position>;
  /** `strict_mode`; undefined: as `vrrp_strict` says when everything is read. */
  strict?: boolean;
  /** `accept`: only strict mode asks. */
  accepts: boolean;
  state?: Placed<'MASTER' | 'BACKUP'>;
  interface?: Placed<string>;
  /** An interface was named but cannot be used, which has been reported. */
  interfaceRefused: boolean;
  vrid?: number;
  priority?: Placed<number>;
  /** Configured, or deduced from an IPv6 address. */
  version?: 2 | 3;
  family?: Family;
  advertInterval?: Placed<Duration>;
  readonly addresses: PlacedAddress[];
  readonly excluded: PlacedAddress[];
  allowsNoAddress: boolean;
  nopreempt?: Position | undefined;
  preemptDelay?: Placed<Duration>;
  downTimerAdverts: number;
  authType?: Placed<'PASS' | 'AH'>;
  password?: Uint8Array;
  source?: Placed<IpAddress>;
  group?: Placed<IpAddress>;
  /** The first keyword that makes no sense without unicast peers. */
  unicast?: Position;
  readonly peers: UnicastPeer[];
  checksSource: boolean;
  unicastTtl?: Placed<number>;
  faultWithoutPeer: boolean;
  tracksPrimary: boolean;
  readonly trackInterfaces: TrackDraft[];
  readonly trackScripts: TrackDraft[];
  /** Of the globals when the block began; lower-priority values are resolved at the end. */
  readonly garp: GarpNumbers;
  readonly garpDefaults: ReturnType<typeof garpDefaults>;
  readonly garpGlobals: GarpNumbers;
  lowerPriorityNoAdvert?: boolean;
  higherPrioritySendAdvert?: boolean;
  skipsAddressCheck: boolean;
  receiveBuffer?: number;
  debug: number;
  permanentFault?: string;
  readonly notify: Partial<Record<NotifyField, ScriptDraft>>;
}
