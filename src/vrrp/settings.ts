/**
 * What the VRRP core is told. Plain, immutable data: it crosses threads by structured clone and two of them can be
 * compared for a reload. Built by `config/build`, never by hand outside tests.
 */
import type { Family, IpAddress } from '../base/address.js';
import type { Duration } from '../base/duration.js';
import type { Authentication, HmacSettings } from './settings/authentication.js';
import type { IpvlanSettings, VmacSettings } from './settings/devices.js';
import type {
  GarpGroupSettings,
  LinkbeatSettings,
  LinkDelaySettings,
  SyncGroupSettings,
  TrackGroupSettings,
} from './settings/groups.js';
import type { Route, Rule } from './settings/routes.js';
import type {
  TrackedBfd,
  TrackedFile,
  TrackedInterface,
  TrackedProcess,
  TrackedScript,
  TrackFileSettings,
  TrackProcessSettings,
} from './settings/trackers.js';

export type * from './settings/authentication.js';
export type * from './settings/devices.js';
export * from './settings/groups.js';
export * from './settings/routes.js';
export type * from './settings/trackers.js';

/** Priority of an address owner (RFC 9568 5.2.4): it ignores every weight. */
export const OWNER_PRIORITY = 255;

/** 2 is RFC 3768, 3 is RFC 9568. */
export type VrrpVersion = 2 | 3;

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
  /** `use_vmac` of the entry: it goes on a macvlan of its own above its device. */
  readonly hasVmac: boolean;
}

/** One entry of `static_ipaddress`, there as long as the program runs. */
export interface StaticAddress extends VirtualAddress {
  readonly device: string;
  /** Name of a `track_group` whose members follow its device. */
  readonly trackGroup?: string;
}

/** `garp_extra_if`: one gratuitous ARP now and then on further interfaces, so that switches remember them. */
export interface ExtraGarpSettings {
  /** On every further interface that carries addresses, not only those with a virtual MAC. */
  readonly all: boolean;
  readonly interval: Duration;
}

/** Another router; adverts of it count when their TTL is within these limits. */
export interface UnicastPeer {
  readonly address: IpAddress;
  readonly minTtl: number;
  readonly maxTtl: number;
}

/** Adverts to peers instead of to a group. */
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

/** One `vrrp_instance`. */
export interface InstanceSettings {
  readonly name: string;
  readonly family: Family;
  readonly version: VrrpVersion;
  /** The empty string of a unicast instance without one; its adverts are routed, and `source` is set. */
  readonly interface: string;
  /** VRF of a unicast instance without interface: its adverts are routed there. */
  readonly vrf?: string;
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
  /** `auth_hmac`; never together with another `authentication`. */
  readonly hmac?: HmacSettings;
  /** Advertised, in configuration order. */
  readonly addresses: readonly VirtualAddress[];
  /** Configured but not advertised; may be of the other family. */
  readonly excludedAddresses: readonly VirtualAddress[];
  /** There while it is master. */
  readonly routes: readonly Route[];
  /** There while it is master. */
  readonly rules: readonly Rule[];
  /** Present: adverts and addresses use a macvlan on `interface`. */
  readonly vmac?: VmacSettings;
  /** Present: adverts and addresses use an ipvlan on `interface`. */
  readonly ipvlan?: IpvlanSettings;
  /** The name of that macvlan or ipvlan, once it has one. A configuration does not know it: `placeOnDevices` does. */
  readonly device?: string;
  /** `use_vmac_addr`: addresses of other devices and of the other family get macvlans, too. */
  readonly addressesHaveVmacs: boolean;
  /** Strict mode is on. What it asks for stands in the other settings; this is for who wants to be told. */
  readonly isStrict?: boolean;
  /** `promote_secondaries`: the sysctl of the interface is set while the program runs. */
  readonly promotesSecondaries: boolean;
  /** False: packets to the virtual addresses are dropped (RFC 9568 6.1, Accept_Mode). */
  readonly accepts: boolean;
  /** `mcast_src_ip` / `unicast_src_ip`; undefined: the interface's primary (IPv4) or link-local (IPv6) address. */
  readonly source?: IpAddress;
  readonly multicastGroup: IpAddress;
  /** Present: adverts go to the peers instead of the group. */
  readonly unicast?: UnicastSettings;
  readonly garp: GarpSettings;
  /** Undefined: none is sent. */
  readonly extraGarp?: ExtraGarpSettings;
  readonly trackInterfaces: readonly TrackedInterface[];
  readonly trackScripts: readonly TrackedScript[];
  readonly trackFiles: readonly TrackedFile[];
  readonly trackProcesses: readonly TrackedProcess[];
  readonly trackBfds: readonly TrackedBfd[];
  /** False with `dont_track_primary`. */
  readonly tracksPrimary: boolean;
  /** `track_src_ip`: FAULT while `source` is no address of the machine. */
  readonly tracksSource: boolean;
  /** False with `lower_prio_no_advert`. */
  readonly answersLowerPriority: boolean;
  /** `higher_prio_send_advert`: one more advert before yielding. */
  readonly advertsBeforeYielding: boolean;
  /** `owner_ignore_adverts`: an address owner drops every advert. */
  readonly ownerIgnoresAdverts: boolean;
  /** `timer_expired_backup`: unscheduled for longer than a router of this priority waits, it becomes backup. */
  readonly timerExpiredBackup?: number;
  /** `skip_check_adv_addr`: the address list is compared only when the master changes. */
  readonly skipsAddressCheck: boolean;
  /** `v3_checksum_as_v2`: the checksum of version 3 over IPv4 leaves out the pseudo header. */
  readonly checksumAsV2: boolean;
  /** Version 3, IPv4, unicast: the pseudo header has the multicast group. `automatic`: once a peer does it so. */
  readonly oldUnicastChecksum: 'always' | 'automatic' | 'never';
  /** `kernel_rx_buf_size` in bytes, undefined = the kernel's default. */
  readonly receiveBuffer?: number;
  /** `linkbeat_use_polling`: its link is asked for, not waited for. */
  readonly pollsLink: boolean;
  /** A fault of the configuration itself that no event can clear; the text says which. */
  readonly permanentFault?: string;
  readonly debug: number;
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
  /** `allow_if_changes`: an interface may come back as another type, or on another base. */
  readonly allowIfChanges: boolean;
  /** `vrrp_delay_after_boot`: as `startupDelay`, but counted from the boot of the machine. */
  readonly delayAfterBoot: Duration;
}

/** All the VRRP thread needs to know. */
export interface VrrpSettings {
  readonly globals: VrrpGlobals;
  readonly instances: readonly InstanceSettings[];
  /** There from the start to the stop. */
  readonly staticAddresses: readonly StaticAddress[];
  readonly staticRoutes: readonly Route[];
  readonly staticRules: readonly Rule[];
  readonly syncGroups: readonly SyncGroupSettings[];
  readonly trackGroups: readonly TrackGroupSettings[];
  readonly trackFiles: readonly TrackFileSettings[];
  readonly trackProcesses: readonly TrackProcessSettings[];
  readonly garpGroups: readonly GarpGroupSettings[];
  readonly linkbeats: readonly LinkbeatSettings[];
  readonly linkDelays: readonly LinkDelaySettings[];
}
