/** Everything that can happen to a VRRP instance. Values only, so a run can be recorded and replayed. */
import type { IpAddress } from '../base/address.js';
import type { Advert, WireFault } from '../wire/vrrp.js';
import type { InstanceSettings, Route, Rule, VirtualAddress } from './settings.js';

/** A packet for our VRID, with what the IP layer knew of it. */
export interface ReceivedAdvert {
  readonly kind: 'advert';
  readonly source: IpAddress;
  /** True when it came to the multicast group, false when to a unicast address of ours. */
  readonly multicast: boolean;
  /** IPv4 TTL or IPv6 hop limit as received. */
  readonly ttl: number;
  readonly advert: Advert;
  /** What came with it that shows where it is from: with AH always, with `auth_hmac` when it is signed. */
  readonly proof?: Proof;
}

export type Proof =
  /** The whole IP packet, which the Authentication Header covers. */
  | { readonly kind: 'ah'; readonly packet: Uint8Array }
  /** The advert with its trailer; `heardAt` is the wall clock's time, in milliseconds since 1970. */
  | { readonly kind: 'hmac'; readonly pdu: Uint8Array; readonly heardAt: number };

export type Input =
  /** Leaves INIT. Links, source and trackers known so far have been given before as inputs. */
  | { readonly kind: 'start' }
  | ReceivedAdvert
  /** A packet on our socket for our VRID that does not decode; counted by reason. */
  | { readonly kind: 'malformed'; readonly source: IpAddress; readonly fault: WireFault }
  /** The earliest of the instance's deadlines has come. Harmless when nothing is due. */
  | { readonly kind: 'deadline' }
  /**
   * The state of an interface the instance uses or tracks. `deaf` is for its own: no socket could be opened there. An
   * instance without one is told as of the interface with the empty name.
   */
  | { readonly kind: 'link'; readonly interface: string; readonly state: 'up' | 'down' | 'missing' | 'deaf' }
  /** An interface is up again, and these addresses of ours, which it had, are not there any more. */
  | { readonly kind: 'link-returned'; readonly interface: string; readonly missing: readonly VirtualAddress[] }
  /** The source address adverts would carry; undefined: the interface has none that is usable. */
  | { readonly kind: 'source'; readonly address: IpAddress | undefined }
  /** A `vrrp_script` changed its verdict (rise and fall are already applied). */
  | { readonly kind: 'script'; readonly name: string; readonly verdict: 'up' | 'down' }
  /** The number in a `track_file`, now that it was read. */
  | { readonly kind: 'file'; readonly name: string; readonly value: number }
  /** Too few or too many processes of a `vrrp_track_process` run, or not any more (delays are already applied). */
  | { readonly kind: 'process'; readonly name: string; readonly verdict: 'up' | 'down' }
  /** Someone else removed an address of ours. */
  | { readonly kind: 'address-removed'; readonly address: IpAddress; readonly device: string }
  /** Someone else removed a route of ours, one of `InstanceSettings.routes`. */
  | { readonly kind: 'route-removed'; readonly route: Route }
  /** Someone else removed a rule of ours, one of `InstanceSettings.rules`. */
  | { readonly kind: 'rule-removed'; readonly rule: Rule }
  /** A reload changed this instance; vrid, family, version and interface stay as they are. */
  | { readonly kind: 'reconfigure'; readonly settings: InstanceSettings }
  /**
   * The end: the instance leaves the network. `releases` false keeps the addresses (`--dont-release-vrrp`). `isRemoved`:
   * a reload took the instance out of the configuration, which is notified as DELETED.
   */
  | { readonly kind: 'stop'; readonly releases: boolean; readonly isRemoved?: boolean };
