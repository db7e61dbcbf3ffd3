/**
 * What IPVS is told: virtual servers, their real servers, and groups of addresses. Plain data with every default
 * resolved; ipvsadm(8) has the meaning of the terms.
 */
import type { Family, IpAddress } from '../base/address.js';
import type { Duration } from '../base/duration.js';

export type * from './settings/globals.js';

export const SCHEDULERS = [
  'rr',
  'wrr',
  'lc',
  'wlc',
  'lblc',
  'sh',
  'mh',
  'dh',
  'fo',
  'ovf',
  'lblcr',
  'sed',
  'nq',
  'twos',
] as const;

/** How a real server is chosen for a new connection. */
export type Scheduler = (typeof SCHEDULERS)[number];

/** What a service by address is about, besides its port. */
export type TransportProtocol = 'tcp' | 'udp' | 'sctp';

/** Bits of a service's flags that its scheduler interprets (linux/ip_vs.h, `IP_VS_SVC_F_SCHED1` to `SCHED3`). */
export const SCHEDULER_FLAG_1 = 0x08;
export const SCHEDULER_FLAG_2 = 0x10;
export const SCHEDULER_FLAG_3 = 0x20;

/** How packets reach a real server: masquerading, direct routing, or a tunnel. */
export type ForwardingMethod = { readonly kind: 'NAT' } | { readonly kind: 'DR' } | TunnelMethod;

/** Packets reach the real server inside others. */
export interface TunnelMethod {
  readonly kind: 'TUN';
  readonly encapsulation: 'ipip' | 'gue' | 'gre';
  /** UDP port of `gue`; 0 for the others, which have none. */
  readonly port: number;
  readonly checksum: 'none' | 'local' | 'remote';
}

/** Which packets a virtual server takes. */
export type ServiceSelector =
  | { readonly kind: 'address'; readonly address: IpAddress; readonly port: number }
  | { readonly kind: 'mark'; readonly mark: number }
  | { readonly kind: 'group'; readonly name: string };

/** How much of their address two clients must share to count as one; IPv4 by netmask, IPv6 by length. */
export type Granularity =
  | { readonly family: 4; readonly netmask: IpAddress }
  | { readonly family: 6; readonly prefixLength: number };

/** Connections of one client go to one real server. */
export interface PersistenceSettings {
  readonly timeout: Duration;
  /** Absent: each address is a client of its own. */
  readonly granularity?: Granularity;
  /** Persistence engine of the kernel, e.g. `sip`. */
  readonly engine?: string;
}

/** One server behind a service. */
export interface RealServerSettings {
  readonly address: IpAddress;
  /** 0: the port of the service, which for firewall marks and groups differs from packet to packet. */
  readonly port: number;
  /** Before any check has a say; 0 means no new connections. */
  readonly weight: number;
  readonly method: ForwardingMethod;
  /** Limits of connections (`uthreshold`, `lthreshold`); 0: none. */
  readonly upperThreshold: number;
  readonly lowerThreshold: number;
  /** While it is down it stays listed with weight 0. */
  readonly inhibitsOnFailure: boolean;
  /** Not in service until its checks have succeeded. */
  readonly alpha: boolean;
  /** `smtp_alert`: its going up and down is mailed. */
  readonly mails: boolean;
  readonly virtualHost?: string;
  readonly snmpName?: string;
}

/** Takes the connections while there is no quorum. */
export interface SorryServerSettings {
  readonly address: IpAddress;
  /** As of a real server. */
  readonly port: number;
  readonly method: ForwardingMethod;
  /** While it is not needed it stays listed with weight 0. */
  readonly inhibits: boolean;
}

/** One service and the servers behind it. */
export interface VirtualServerSettings {
  readonly service: ServiceSelector;
  /** For a group: that of its marks which name none; its addresses have their own. */
  readonly family: Family;
  /** Absent where firewall marks alone select packets. */
  readonly protocol?: TransportProtocol;
  readonly scheduler: Scheduler;
  /** `SCHEDULER_FLAG_...` together. */
  readonly schedulerFlags: number;
  /** Each packet is scheduled on its own. */
  readonly onePacket: boolean;
  /** Of real servers that say nothing else. */
  readonly method: ForwardingMethod;
  readonly persistence?: PersistenceSettings;
  /** Sum of weights that is needed; at least 1. */
  readonly quorum: number;
  /** Less than `quorum`: lost below quorum - hysteresis, gained at quorum + hysteresis. */
  readonly hysteresis: number;
  /** Down notifications run at shutdown. */
  readonly omega: boolean;
  /** Checks run only while the virtual address is configured on this machine. */
  readonly suspendsChecks: boolean;
  /** `smtp_alert`: gaining and losing the quorum is mailed. */
  readonly mails: boolean;
  readonly virtualHost?: string;
  readonly snmpName?: string;
  readonly sorryServer?: SorryServerSettings;
  /** At least one. */
  readonly realServers: readonly RealServerSettings[];
}

/** Addresses `first` to `last`, both included and of one family. */
export interface GroupRange {
  readonly kind: 'range';
  readonly first: IpAddress;
  readonly last: IpAddress;
  /** 0: every port, for a persistent virtual server. */
  readonly port: number;
}

/** Packets that a firewall has marked. */
export interface GroupMark {
  readonly kind: 'mark';
  readonly mark: number;
  /** Absent: that of the virtual server. */
  readonly family?: Family;
}

/** One line of a group. */
export type GroupEntry = GroupRange | GroupMark;

/** `virtual_server_group`: many addresses and marks that share their real servers. */
export interface VirtualServerGroupSettings {
  readonly name: string;
  /** At least one. */
  readonly entries: readonly GroupEntry[];
}

/** All of load balancing. */
export interface LvsSettings {
  readonly virtualServers: readonly VirtualServerSettings[];
  readonly groups: readonly VirtualServerGroupSettings[];
}
