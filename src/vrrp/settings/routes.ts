/** Routes and rules, as rtnetlink wants them told (ip-route(8), ip-rule(8), rtnetlink(7)). */
import type { Family, IpAddress, IpPrefix } from '../../base/address.js';
import type { Duration } from '../../base/duration.js';

/** Who put a route or rule into the kernel. What is tracked has always this one. */
export { PROTOCOL_KEEPALIVED } from '../../wire/netlink/rtnetlink.js';

/** `realms [FROM/]TO`, each 0 to 255; IPv4 only. */
export interface Realms {
  readonly from?: number;
  readonly to: number;
}

/** What a packet is wrapped into on its way (RTA_ENCAP). Absent parts are the kernel's choice. */
export type Encapsulation =
  | {
      /** `tos` and `ttl` are the traffic class and the hop limit of `ip6`. */
      readonly kind: 'ip' | 'ip6';
      /** 64 bits. */
      readonly id?: bigint;
      readonly destination?: IpAddress;
      readonly source?: IpAddress;
      readonly tos?: number;
      readonly ttl?: number;
      readonly flags?: number;
    }
  /** Outermost label first; 20 bits each. */
  | { readonly kind: 'mpls'; readonly labels: readonly number[] }
  /** 64 bits. */
  | { readonly kind: 'ila'; readonly locator: bigint };

/** Metrics that are counts, bytes or flags (RTAX_*); `features` is a set of bits, of which ecn is the first. */
export type CountMetric =
  | 'mtu'
  | 'advmss'
  | 'hoplimit'
  | 'reordering'
  | 'window'
  | 'cwnd'
  | 'ssthresh'
  | 'initcwnd'
  | 'initrwnd'
  | 'quickack'
  | 'fastopen_no_cookie'
  | 'features';

/** One RTAX_* attribute; `locked` ones are not changed by path MTU discovery or TCP. */
export type RouteMetric =
  | { readonly name: CountMetric; readonly value: number; readonly locked: boolean }
  | { readonly name: 'rtt' | 'rttvar' | 'rto_min'; readonly value: Duration; readonly locked: boolean }
  | { readonly name: 'congctl'; readonly value: string; readonly locked: boolean };

/** One of several ways of a multipath route (RTA_MULTIPATH). */
export interface NextHop {
  readonly via?: IpAddress;
  readonly device?: string;
  /** 1 to 256. */
  readonly weight: number;
  readonly onlink: boolean;
  readonly encapsulation?: Encapsulation;
  readonly realms?: Realms;
}

/** One entry of `virtual_routes` or `static_routes`. */
export interface Route {
  readonly family: Family;
  /** RTN_*: 1 is unicast, 6 blackhole, 7 unreachable, 8 prohibit. */
  readonly type: number;
  /** `default` has the length 0. */
  readonly destination: IpPrefix;
  readonly via?: IpAddress;
  /** Source address preferred for packets this machine sends on the route. */
  readonly source?: IpAddress;
  /** Only packets from there take the route; IPv6 only. */
  readonly from?: IpPrefix;
  readonly tos?: number;
  /** Undefined: that of the VRF, or else RT_TABLE_MAIN (254). */
  readonly table?: number;
  readonly protocol: number;
  /** RT_SCOPE_*; undefined: global, or what the type asks for. */
  readonly scope?: number;
  readonly metric?: number;
  readonly device?: string;
  readonly onlink: boolean;
  readonly encapsulation?: Encapsulation;
  /** IPv6 only. */
  readonly expires?: Duration;
  readonly metrics: readonly RouteMetric[];
  /** RFC 4191 router preference as rtnetlink has it: 0 medium, 1 high, 3 low; IPv6 only. */
  readonly preference?: number;
  readonly propagatesTtl?: boolean;
  readonly realms?: Realms;
  /** A VRF device: its table is the route's. */
  readonly vrf?: string;
  /** Where it goes among routes to the same destination; `add` is refused when there is one (NLM_F_EXCL). */
  readonly insertion: 'prepend' | 'append' | 'add';
  readonly nexthops: readonly NextHop[];
  /** False with `no_track`, or without a device of its own: nobody minds when it goes. */
  readonly tracked: boolean;
  /** Of a static one: name of a `track_group` whose members follow its device. */
  readonly trackGroup?: string;
}

/** What happens to a packet that a rule fits. */
export type RuleAction =
  | { readonly kind: 'table'; readonly table: number }
  /** On to the rule of this preference. */
  | { readonly kind: 'goto'; readonly preference: number }
  /** The table of the VRF the packet came in by. */
  | { readonly kind: 'l3mdev' | 'nop' | 'blackhole' | 'unreachable' | 'prohibit' };

/** Both ends are in it. */
export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

/** One entry of `virtual_rules` or `static_rules`. */
export interface Rule {
  readonly family: Family;
  /** `not`: it fits what the conditions do not. */
  readonly inverted: boolean;
  readonly from?: IpPrefix;
  readonly to?: IpPrefix;
  /** Rules are tried from the lowest to the highest. */
  readonly preference: number;
  readonly tos?: number;
  readonly fwmark?: { readonly mark: number; readonly mask: number };
  readonly realms?: Realms;
  /** Answers of the table with a prefix of at most this length do not count. */
  readonly suppressPrefixLength?: number;
  /** Answers of the table on devices of this group do not count. */
  readonly suppressGroup?: number;
  readonly inputDevice?: string;
  readonly outputDevice?: string;
  /** 64 bits. */
  readonly tunnelId?: bigint;
  readonly uids?: NumberRange;
  /** Name or number of the IP protocol, as a number. */
  readonly ipProtocol?: number;
  readonly sourcePorts?: NumberRange;
  readonly destinationPorts?: NumberRange;
  /** Who put it there (RTPROT_*). */
  readonly protocol: number;
  readonly action: RuleAction;
  readonly tracked: boolean;
  /** Of a static one: name of a `track_group` whose members follow its input device. */
  readonly trackGroup?: string;
}
