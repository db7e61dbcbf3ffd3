/** An instance while its block is read: what was said, and where, so that the end can weigh one thing against another. */
import type { Family, IpAddress } from '../../base/address.js';
import type { Duration } from '../../base/duration.js';
import type { ExtraGarpSettings, InstanceSettings, Route, Rule, UnicastPeer } from '../../vrrp/settings.js';
import type { Position } from '../diagnostics.js';
import type { GarpNumbers, garpDefaults } from './globals.js';
import type { PlacedAddress } from './instance/addresses.js';
import type { HmacDraft } from './instance/auth-hmac.js';
import type { DeviceDraft } from './instance/devices.js';
import type { NotifyDraft } from './notify.js';
import type { TrackerLists } from './trackers/trackers.js';

/** A value and where it was set. */
export interface Placed<T> {
  readonly value: T;
  readonly at: Position;
}

/** What an instance has been told; undefined means that nothing was said. */
export interface InstanceDraft extends TrackerLists, NotifyDraft {
  readonly name: string;
  readonly at: Position;
  /** Where each keyword of the block stood last. */
  readonly places: ReadonlyMap<string, Position>;
  /** `strict_mode`; undefined: as `vrrp_strict` says when everything is read. */
  strict?: boolean;
  /** `accept` and `no_accept`; undefined: what strict mode says. */
  accepts?: boolean;
  state?: Placed<'MASTER' | 'BACKUP'>;
  interface?: Placed<string>;
  /** An interface was named but cannot be used, which has been reported. */
  interfaceRefused: boolean;
  /** Only without `interface`. */
  vrf?: Placed<string>;
  device?: DeviceDraft;
  addressesHaveVmacs: boolean;
  /** `vmac_xmit_base`. */
  sendsFromBase?: Position;
  /** `promote_secondaries`. */
  promotesSecondaries?: Position;
  vrid?: number;
  priority?: Placed<number>;
  /** Configured, or deduced from an IPv6 address. */
  version?: 2 | 3;
  family?: Family;
  advertInterval?: Placed<Duration>;
  readonly addresses: PlacedAddress[];
  readonly excluded: PlacedAddress[];
  allowsNoAddress: boolean;
  readonly routes: Route[];
  readonly rules: Rule[];
  nopreempt?: Position | undefined;
  preemptDelay?: Placed<Duration>;
  downTimerAdverts: number;
  authType?: Placed<'PASS' | 'AH'>;
  password?: Uint8Array;
  hmac?: HmacDraft;
  source?: Placed<IpAddress>;
  group?: Placed<IpAddress>;
  /** The first keyword that makes no sense without unicast peers. */
  unicast?: Position;
  readonly peers: UnicastPeer[];
  /** Where each peer is listed, by the text of its address. */
  readonly peerPlaces: Map<string, Position>;
  checksSource: boolean;
  unicastTtl?: Placed<number>;
  faultWithoutPeer: boolean;
  oldUnicastChecksum: InstanceSettings['oldUnicastChecksum'];
  checksumAsV2: boolean;
  tracksPrimary: boolean;
  tracksSource: boolean;
  /** Of the globals when the block began; lower-priority values are resolved at the end. */
  readonly garp: GarpNumbers;
  readonly garpDefaults: ReturnType<typeof garpDefaults>;
  readonly garpGlobals: GarpNumbers;
  lowerPriorityNoAdvert?: boolean;
  higherPrioritySendAdvert?: boolean;
  ownerIgnoresAdverts?: Placed<boolean>;
  timerExpiredBackup?: Placed<number>;
  /** `garp_extra_if`; an interval of 0 is none. */
  extraGarp?: ExtraGarpSettings;
  skipsAddressCheck: boolean;
  receiveBuffer?: number;
  pollsLink: boolean;
  debug: number;
  permanentFault?: string;
}
