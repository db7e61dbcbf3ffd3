/**
 * What the VRRP core is told. Plain, immutable data: it crosses threads by structured clone and two of them can be
 * compared for a reload. Built by `config/build`, never by hand outside tests.
 */
import type { Family, IpAddress } from '../base/address.js';
import type { Duration } from '../base/duration.js';
import type { ScriptUser } from '../base/script-user.js';

/** Priority of an address owner (RFC 9568 5.2.4): it ignores every weight. */
export const OWNER_PRIORITY = 255;

export type VrrpVersion = 2 | 3;

export type Authentication =
  | { readonly kind: 'none' }
  /** RFC 2338 simple password: exactly 8 bytes, zero padded. A secret: never logged. */
  | { readonly kind: 'pass'; readonly password: Uint8Array };

/** One entry of `virtual_ipaddress` or `virtual_ipaddress_excluded`. */
export interface VirtualAddress {
  readonly address: IpAddress;
  readonly prefixLength: number;
  /** Device; undefined means the instance's interface. */
  readonly device?: string;
  /** rtnetlink scope, 0 (global) to 255; IPv4 only. */
  readonly scope: number;
  readonly broadcast?: IpAddress;
  /** IPv4 only, at most 15 characters. */
  readonly label?: string;
  /** Point-to-point peer. */
  readonly peer?: IpAddress;
  readonly flags: {
    readonly home: boolean;
    /** IFA_F_NODAD: set for every IPv6 address unless `-nodad` was given. */
    readonly nodad: boolean;
    readonly mngtmpaddr: boolean;
    readonly noprefixroute: boolean;
    readonly autojoin: boolean;
  };
  /** IPv6: seconds, or undefined for forever. An IPv6 /128 has 0 (deprecated) unless told otherwise. */
  readonly preferredLifetime?: number;
  /** False with `no_track`: its removal and its device's state are then ignored. */
  readonly tracked: boolean;
}

export interface UnicastPeer {
  readonly address: IpAddress;
  readonly minTtl: number;
  readonly maxTtl: number;
}

export interface UnicastSettings {
  readonly peers: readonly UnicastPeer[];
  /** IPv4 255; IPv6 undefined = the kernel's default. */
  readonly ttl?: number;
  /** `check_unicast_src`: adverts from anyone but a peer are dropped. */
  readonly checksSource: boolean;
}

/** Gratuitous ARP and unsolicited NA. */
export interface GarpSettings {
  readonly masterDelay: Duration;
  readonly masterRepeat: number;
  /** 0 = no refresh. */
  readonly masterRefresh: Duration;
  readonly masterRefreshRepeat: number;
  readonly lowerPriorityDelay: Duration;
  readonly lowerPriorityRepeat: number;
}

/**
 * A tracker's weight: > 0 adds while up, < 0 subtracts while down, 0 is FAULT while down;
 * `reverse` swaps up and down and the sign of the effect.
 */
export interface Weight {
  readonly weight: number;
  readonly reverse: boolean;
}

export interface TrackedInterface extends Weight {
  readonly name: string;
}

export interface TrackedScript extends Weight {
  /** Name of the `vrrp_script`. */
  readonly name: string;
}

/** One `vrrp_instance`. */
export interface InstanceSettings {
  readonly name: string;
  readonly family: Family;
  readonly version: VrrpVersion;
  readonly interface: string;
  readonly vrid: number;
  /** The initial wish; only an owner goes straight to MASTER. */
  readonly initialState: 'MASTER' | 'BACKUP';
  /** 1 to 255; 255 is the address owner. */
  readonly priority: number;
  readonly advertInterval: Duration;
  readonly preempts: boolean;
  readonly preemptDelay: Duration;
  /** Adverts missed before the master counts as down; RFC 9568 says 3. */
  readonly downTimerAdverts: number;
  readonly authentication: Authentication;
  /** Advertised, in configuration order. */
  readonly addresses: readonly VirtualAddress[];
  /** Configured but not advertised; may be of the other family. */
  readonly excludedAddresses: readonly VirtualAddress[];
  /** `mcast_src_ip` / `unicast_src_ip`; undefined: the interface's primary (IPv4) or link-local (IPv6) address. */
  readonly source?: IpAddress;
  readonly multicastGroup: IpAddress;
  /** Present: adverts go to the peers instead of the group. */
  readonly unicast?: UnicastSettings;
  readonly garp: GarpSettings;
  readonly trackInterfaces: readonly TrackedInterface[];
  readonly trackScripts: readonly TrackedScript[];
  /** False with `dont_track_primary`. */
  readonly tracksPrimary: boolean;
  /** False with `lower_prio_no_advert`. */
  readonly answersLowerPriority: boolean;
  /** `higher_prio_send_advert`: one more advert before yielding. */
  readonly advertsBeforeYielding: boolean;
  /** `skip_check_adv_addr`: the address list is compared only when the master changes. */
  readonly skipsAddressCheck: boolean;
  /** `kernel_rx_buf_size` in bytes, undefined = the kernel's default. */
  readonly receiveBuffer?: number;
  /** A fault of the configuration itself that no event can clear; the text says which. */
  readonly permanentFault?: string;
  readonly debug: number;
}

/** One `vrrp_script`. */
export interface ScriptSettings {
  readonly name: string;
  readonly command: readonly string[];
  /** `</path`: succeed when the file can be opened. */
  readonly opensFile?: string;
  readonly interval: Duration;
  readonly timeout: Duration;
  readonly rise: number;
  readonly fall: number;
  readonly weight: Weight;
  readonly user: ScriptUser;
}

/** Process-wide VRRP settings of `global_defs`. */
export interface VrrpGlobals {
  /** Gap between two gratuitous ARPs on one interface; 0 = none. */
  readonly garpInterval: Duration;
  /** Gap between two unsolicited NAs on one interface; 0 = none. */
  readonly gnaInterval: Duration;
  /** Adverts are ignored and timers counted from its end. */
  readonly startupDelay: Duration;
  readonly logsUnknownVrids: boolean;
  /** Interfaces may be absent at start and appear later (`dynamic_interfaces`). */
  readonly dynamicInterfaces: boolean;
}

/** All the VRRP thread needs to know. */
export interface VrrpSettings {
  readonly globals: VrrpGlobals;
  readonly instances: readonly InstanceSettings[];
}
