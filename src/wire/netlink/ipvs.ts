/**
 * The load balancer of the kernel as values (linux/ip_vs.h, ipvsadm(8)): services, the destinations behind them, and
 * what can be asked of it.
 */
import type { Family, IpAddress } from '../../base/address.js';
import { type Duration, toSeconds } from '../../base/duration.js';

/** Name of the generic netlink family, and the version of its messages. */
export const IPVS_FAMILY = 'IPVS';
export const IPVS_VERSION = 1;

export const IpvsFlag = {
  persistent: 0x01,
  /** The kernel's own: the service is in its table. */
  hashed: 0x02,
  onePacket: 0x04,
} as const;

/** How packets reach a destination: IP_VS_CONN_F_MASQ, _LOCALNODE, _TUNNEL, _DROUTE, _BYPASS. */
export const IpvsForwarding = { masquerading: 0, local: 1, tunnel: 2, directRouting: 3, bypass: 4 } as const;

/** IP_VS_CONN_F_TUNNEL_TYPE_*. */
export const IpvsTunnelType = { ipip: 0, gue: 1, gre: 2 } as const;

/** IP_VS_TUNNEL_ENCAP_FLAG_*. */
export const IpvsTunnelFlag = { none: 0, checksum: 1, remoteChecksum: 2 } as const;

export type IpvsProtocol = 'tcp' | 'udp' | 'sctp';

/** Which packets a service takes; no two services have the same. */
export type IpvsSelector =
  | {
      readonly kind: 'address';
      readonly protocol: IpvsProtocol;
      readonly address: IpAddress;
      /** 0: every port, which needs persistence. */
      readonly port: number;
    }
  | { readonly kind: 'mark'; readonly family: Family; readonly mark: number };

export interface IpvsService {
  readonly selector: IpvsSelector;
  /** Name of a scheduler module without its `ip_vs_`. */
  readonly scheduler: string;
  /** `IpvsFlag` and the three of the scheduler, together; without `hashed`. */
  readonly flags: number;
  /** Of persistence, whole seconds; 0 without. */
  readonly timeout: Duration;
  /** How much of their address two clients share to count as one: IPv4 a netmask as a number, IPv6 a prefix length. */
  readonly netmask: number;
  /** Persistence engine, e.g. `sip`. */
  readonly engine?: string;
}

export interface IpvsTunnel {
  readonly type: number;
  /** UDP port of GUE, 0 otherwise. */
  readonly port: number;
  readonly flags: number;
}

export interface IpvsDestination {
  readonly address: IpAddress;
  /** 0: the port that the packet was sent to. */
  readonly port: number;
  /** One of `IpvsForwarding`. */
  readonly forwarding: number;
  /** 0 to 2147483647; 0: no new connections. */
  readonly weight: number;
  /** Connections at which it counts as overloaded, and below which it does no more; 0: never, and 3/4 of the upper. */
  readonly upperThreshold: number;
  readonly lowerThreshold: number;
  /** Of `IpvsForwarding.tunnel` alone. */
  readonly tunnel?: IpvsTunnel;
}

/** A service with all that is behind it. */
export interface IpvsEntry {
  readonly service: IpvsService;
  readonly destinations: readonly IpvsDestination[];
}

/** One change of the kernel's table. */
export type IpvsCommand =
  | { readonly kind: 'add-service' | 'edit-service'; readonly service: IpvsService }
  | { readonly kind: 'delete-service'; readonly selector: IpvsSelector }
  | {
      readonly kind: 'add-destination' | 'edit-destination' | 'delete-destination';
      readonly selector: IpvsSelector;
      readonly destination: IpvsDestination;
    };

/** Counters since the service or destination was made, and rates per second. */
export interface IpvsStatistics {
  readonly connections: number;
  readonly packetsIn: number;
  readonly packetsOut: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly connectionRate: number;
  readonly packetRateIn: number;
  readonly packetRateOut: number;
  readonly byteRateIn: number;
  readonly byteRateOut: number;
}

/** Connections of a destination as they are now. */
export interface IpvsConnections {
  readonly active: number;
  readonly inactive: number;
  readonly persistent: number;
}

/** One of the two daemons that tell connections to other directors and hear theirs. */
export interface IpvsSyncDaemon {
  readonly state: 'master' | 'backup';
  readonly interface: string;
  /** 0 to 255. */
  readonly syncId: number;
  /** Bytes of one message. */
  readonly maxLength?: number;
  readonly group?: IpAddress;
  readonly port?: number;
  readonly ttl?: number;
}

/** Timeouts of connections, whole seconds. Asked to set, 0 or absent leaves one as it is. */
export interface IpvsTimeoutValues {
  readonly tcp?: Duration;
  readonly tcpFin?: Duration;
  readonly udp?: Duration;
}

/** A text that no other selector has: the key of a service. */
export function selectorKey(selector: IpvsSelector): string {
  if (selector.kind === 'mark') return `mark ${selector.mark} IPv${selector.family}`;
  return `${selector.protocol} ${endpoint(selector.address, selector.port)}`;
}

/** A text that no other destination of a service has. */
export function destinationKey({ address, port }: Pick<IpvsDestination, 'address' | 'port'>): string {
  return endpoint(address, port);
}

/** For logs: `ADD_DEST 10.0.0.2:80 of tcp 10.0.0.1:80`, with what may be the reason of a refusal. */
export function describeIpvsCommand(command: IpvsCommand): string {
  switch (command.kind) {
    case 'add-service':
    case 'edit-service': {
      const { selector, scheduler, flags, timeout, engine } = command.service;
      const persistence = (flags & IpvsFlag.persistent) === 0 ? '' : `, persistent for ${toSeconds(timeout)} s`;
      const name = command.kind === 'add-service' ? 'NEW_SERVICE' : 'SET_SERVICE';
      const helper = engine === undefined ? '' : `, engine ${engine}`;
      return `IPVS ${name} ${selectorKey(selector)} scheduler ${scheduler}${persistence}${helper}`;
    }
    case 'delete-service':
      return `IPVS DEL_SERVICE ${selectorKey(command.selector)}`;
    default: {
      const name = { 'add-destination': 'NEW_DEST', 'edit-destination': 'SET_DEST', 'delete-destination': 'DEL_DEST' };
      const { weight, upperThreshold, lowerThreshold } = command.destination;
      const limits =
        upperThreshold === 0 && lowerThreshold === 0 ? '' : ` thresholds ${lowerThreshold} to ${upperThreshold}`;
      const details = command.kind === 'delete-destination' ? '' : ` weight ${weight}${limits}`;
      const where = `${destinationKey(command.destination)} of ${selectorKey(command.selector)}`;
      return `IPVS ${name[command.kind]} ${where}${details}`;
    }
  }
}

function endpoint({ family, text }: IpAddress, port: number): string {
  return family === 4 ? `${text}:${port}` : `[${text}]:${port}`;
}
