/** Routes and rules, as rtnetlink wants them told (ip-route(8), ip-rule(8), rtnetlink(7)). */
import type { Family, IpAddress, IpPrefix } from '../../base/address.js';
import type { Duration } from '../../base/duration.js';
import type { Encapsulation } from '../../wire/netlink/encapsulation.js';
import type { Realms } from '../../wire/netlink/route.js';
import type { RouteMetric } from '../../wire/netlink/route-metrics.js';
import type { NumberRange, RuleAction } from '../../wire/netlink/rule.js';

export type { Encapsulation } from '../../wire/netlink/encapsulation.js';
export type { Realms } from '../../wire/netlink/route.js';
export type { CountMetric, RouteMetric } from '../../wire/netlink/route-metrics.js';
/** Who put a route or rule into the kernel. What is tracked has always this one. */
export { PROTOCOL_KEEPALIVED } from '../../wire/netlink/rtnetlink.js';
export type { NumberRange, RuleAction } from '../../wire/netlink/rule.js';

/** The table that is looked at unless a rule says otherwise. */
export const RT_TABLE_MAIN = 254;

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
