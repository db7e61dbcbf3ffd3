/** What IPVS answers: payloads of its messages as values. What another kernel adds to them is passed over. */
import { addressFromBytes, type Family, type IpAddress } from '../../base/address.js';
import { seconds } from '../../base/duration.js';
import { ok, type Result } from '../../base/result.js';
import { type Fault, fault } from '../fault.js';
import { readAttributes } from './attribute.js';
import { GENERIC_HEADER_LENGTH } from './generic.js';
import { readHost16, readHost32 } from './host-order.js';
import {
  type IpvsConnections,
  type IpvsDestination,
  IpvsFlag,
  IpvsForwarding,
  type IpvsProtocol,
  type IpvsSelector,
  type IpvsService,
  type IpvsStatistics,
  type IpvsSyncDaemon,
  type IpvsTimeoutValues,
} from './ipvs.js';
import {
  AF_INET,
  AF_INET6,
  CommandAttribute,
  DAEMON_STATES,
  DaemonAttribute,
  DestinationAttribute,
  InfoAttribute,
  PROTOCOLS,
  ServiceAttribute,
  StatsAttribute,
} from './ipvs-attribute.js';
import { textOf } from './message.js';

export type IpvsFault = Fault<'truncated' | 'missing' | 'other-family' | 'other-protocol'>;

export interface IpvsServiceReport {
  readonly service: IpvsService;
  readonly statistics: IpvsStatistics;
}

export interface IpvsDestinationReport {
  readonly destination: IpvsDestination;
  readonly connections: IpvsConnections;
  readonly statistics: IpvsStatistics;
}

type Attributes = Map<number, Uint8Array>;

/** One service of a dump. */
export function decodeIpvsService(payload: Uint8Array): Result<IpvsServiceReport, IpvsFault> {
  const attributes = part(payload, CommandAttribute.service, 'a service');
  if (!attributes.ok) return attributes;
  const { value } = attributes;
  const selector = selectorOf(value);
  if (!selector.ok) return selector;
  const family = selector.value.kind === 'mark' ? selector.value.family : selector.value.address.family;
  const netmask = value.get(ServiceAttribute.netmask);
  const scheduler = value.get(ServiceAttribute.scheduler);
  const flags = value.get(ServiceAttribute.flags);
  if (netmask?.length !== 4 || scheduler === undefined || flags?.length !== 8)
    return fault('missing', 'a service without netmask, scheduler or flags');
  const engine = value.get(ServiceAttribute.engine);
  const service: IpvsService = {
    selector: selector.value,
    scheduler: textOf(scheduler),
    flags: readHost32(flags, 0) & ~IpvsFlag.hashed,
    timeout: seconds(number32(value, ServiceAttribute.timeout)),
    netmask: family === 4 ? network32(netmask) : readHost32(netmask, 0),
    ...(engine === undefined ? {} : { engine: textOf(engine) }),
  };
  return ok({ service, statistics: statisticsOf(value, ServiceAttribute.stats64, ServiceAttribute.stats) });
}

/** One destination of a dump of those of a service. */
export function decodeIpvsDestination(
  payload: Uint8Array,
  serviceFamily: Family,
): Result<IpvsDestinationReport, IpvsFault> {
  const attributes = part(payload, CommandAttribute.destination, 'a destination');
  if (!attributes.ok) return attributes;
  const { value } = attributes;
  // Kernels before 3.18 do not say: there it was that of the service.
  const family = value.get(DestinationAttribute.family);
  const address = addressOf(
    value.get(DestinationAttribute.address),
    family?.length === 2 ? readHost16(family, 0) : serviceFamily === 4 ? AF_INET : AF_INET6,
  );
  const port = value.get(DestinationAttribute.port);
  if (!address.ok) return address;
  if (port?.length !== 2) return fault('missing', 'a destination without port');
  const forwarding = number32(value, DestinationAttribute.forwarding);
  const destination: IpvsDestination = {
    address: address.value,
    port: network16(port),
    forwarding,
    weight: number32(value, DestinationAttribute.weight),
    upperThreshold: number32(value, DestinationAttribute.upperThreshold),
    lowerThreshold: number32(value, DestinationAttribute.lowerThreshold),
    ...(forwarding === IpvsForwarding.tunnel ? { tunnel: tunnelOf(value) } : {}),
  };
  const connections = {
    active: number32(value, DestinationAttribute.active),
    inactive: number32(value, DestinationAttribute.inactive),
    persistent: number32(value, DestinationAttribute.persistent),
  };
  const statistics = statisticsOf(value, DestinationAttribute.stats64, DestinationAttribute.stats);
  return ok({ destination, connections, statistics });
}

/** One daemon of a dump. */
export function decodeIpvsSyncDaemon(payload: Uint8Array): Result<IpvsSyncDaemon, IpvsFault> {
  const attributes = part(payload, CommandAttribute.daemon, 'a daemon');
  if (!attributes.ok) return attributes;
  const { value } = attributes;
  const state = number32(value, DaemonAttribute.state);
  const name = value.get(DaemonAttribute.interface);
  if ((state !== DAEMON_STATES.master && state !== DAEMON_STATES.backup) || name === undefined)
    return fault('missing', `a daemon in state ${state}${name === undefined ? ' without interface' : ''}`);
  const maxLength = value.get(DaemonAttribute.maxLength);
  const port = value.get(DaemonAttribute.port);
  const ttl = value.get(DaemonAttribute.ttl);
  const group = value.get(DaemonAttribute.group) ?? value.get(DaemonAttribute.group6);
  return ok({
    state: state === DAEMON_STATES.master ? 'master' : 'backup',
    interface: textOf(name),
    syncId: number32(value, DaemonAttribute.syncId),
    ...(maxLength?.length === 2 ? { maxLength: readHost16(maxLength, 0) } : {}),
    ...(group?.length === 4 || group?.length === 16 ? { group: addressFromBytes(group) } : {}),
    ...(port?.length === 2 ? { port: readHost16(port, 0) } : {}),
    ...(ttl?.length === 1 ? { ttl: ttl[0]! } : {}),
  });
}

/** The answer to `encodeIpvsGetTimeouts`. */
export function decodeIpvsTimeouts(payload: Uint8Array): Result<Required<IpvsTimeoutValues>, IpvsFault> {
  if (payload.length < GENERIC_HEADER_LENGTH) return truncated('timeouts', payload);
  const attributes = readAttributes(payload.subarray(GENERIC_HEADER_LENGTH));
  return ok({
    tcp: seconds(number32(attributes, CommandAttribute.timeoutTcp)),
    tcpFin: seconds(number32(attributes, CommandAttribute.timeoutTcpFin)),
    udp: seconds(number32(attributes, CommandAttribute.timeoutUdp)),
  });
}

/** The answer to `encodeIpvsGetInfo`: `1.2.1`, and how many lists the table of connections has. */
export function decodeIpvsInfo(
  payload: Uint8Array,
): Result<{ readonly version: string; readonly connectionTableSize: number }, IpvsFault> {
  if (payload.length < GENERIC_HEADER_LENGTH) return truncated('information', payload);
  const attributes = readAttributes(payload.subarray(GENERIC_HEADER_LENGTH));
  const version = number32(attributes, InfoAttribute.version);
  return ok({
    version: `${(version >>> 16) & 0xff}.${(version >>> 8) & 0xff}.${version & 0xff}`,
    connectionTableSize: number32(attributes, InfoAttribute.connectionTableSize),
  });
}

function part(payload: Uint8Array, type: number, what: string): Result<Attributes, IpvsFault> {
  if (payload.length < GENERIC_HEADER_LENGTH) return truncated(what, payload);
  const bytes = readAttributes(payload.subarray(GENERIC_HEADER_LENGTH)).get(type);
  if (bytes === undefined) return fault('missing', `a message about ${what} without it`);
  return ok(readAttributes(bytes));
}

function truncated(what: string, { length }: Uint8Array) {
  return fault('truncated', `a message about ${what} has at least ${GENERIC_HEADER_LENGTH} bytes, got ${length}`);
}

function selectorOf(attributes: Attributes): Result<IpvsSelector, IpvsFault> {
  const familyBytes = attributes.get(ServiceAttribute.family);
  const family = familyBytes?.length === 2 ? readHost16(familyBytes, 0) : 0;
  const mark = attributes.get(ServiceAttribute.mark);
  if (mark?.length === 4) {
    if (family !== AF_INET && family !== AF_INET6) return fault('other-family', `a service of family ${family}`);
    return ok({ kind: 'mark', family: family === AF_INET ? 4 : 6, mark: readHost32(mark, 0) });
  }
  const address = addressOf(attributes.get(ServiceAttribute.address), family);
  if (!address.ok) return address;
  const protocolBytes = attributes.get(ServiceAttribute.protocol);
  const protocolNumber = protocolBytes?.length === 2 ? readHost16(protocolBytes, 0) : 0;
  const protocol = (Object.keys(PROTOCOLS) as IpvsProtocol[]).find(name => PROTOCOLS[name] === protocolNumber);
  if (protocol === undefined) return fault('other-protocol', `a service of protocol ${protocolNumber}`);
  const port = attributes.get(ServiceAttribute.port);
  if (port?.length !== 2) return fault('missing', 'a service without port');
  return ok({ kind: 'address', protocol, address: address.value, port: network16(port) });
}

function addressOf(bytes: Uint8Array | undefined, family: number): Result<IpAddress, IpvsFault> {
  if (family !== AF_INET && family !== AF_INET6) return fault('other-family', `an address of family ${family}`);
  const length = family === AF_INET ? 4 : 16;
  if (bytes === undefined || bytes.length < length) return fault('missing', 'no address, or a short one');
  return ok(addressFromBytes(bytes.subarray(0, length)));
}

/** Kernels before 5.3 have IP in IP alone, and do not say so. */
function tunnelOf(attributes: Attributes): { type: number; port: number; flags: number } {
  const type = attributes.get(DestinationAttribute.tunnelType);
  const port = attributes.get(DestinationAttribute.tunnelPort);
  const flags = attributes.get(DestinationAttribute.tunnelFlags);
  return {
    type: type?.[0] ?? 0,
    port: port?.length === 2 ? network16(port) : 0,
    flags: flags?.length === 2 ? readHost16(flags, 0) : 0,
  };
}

/** Counters of 64 bits where the kernel has them (since 4.1); what is absent is 0. */
function statisticsOf(attributes: Attributes, wide: number, narrow: number): IpvsStatistics {
  const counters = readAttributes(attributes.get(wide) ?? attributes.get(narrow) ?? new Uint8Array());
  const count = (type: number) => {
    const bytes = counters.get(type);
    if (bytes?.length === 8) {
      const [first, second] = [readHost32(bytes, 0), readHost32(bytes, 4)];
      return LITTLE_ENDIAN ? first + second * 0x1_0000_0000 : first * 0x1_0000_0000 + second;
    }
    return bytes?.length === 4 ? readHost32(bytes, 0) : 0;
  };
  return {
    connections: count(StatsAttribute.connections),
    packetsIn: count(StatsAttribute.packetsIn),
    packetsOut: count(StatsAttribute.packetsOut),
    bytesIn: count(StatsAttribute.bytesIn),
    bytesOut: count(StatsAttribute.bytesOut),
    connectionRate: count(StatsAttribute.connectionRate),
    packetRateIn: count(StatsAttribute.packetRateIn),
    packetRateOut: count(StatsAttribute.packetRateOut),
    byteRateIn: count(StatsAttribute.byteRateIn),
    byteRateOut: count(StatsAttribute.byteRateOut),
  };
}

const LITTLE_ENDIAN = readHost16(Uint8Array.of(1, 0), 0) === 1;

function number32(attributes: Attributes, type: number): number {
  const bytes = attributes.get(type);
  return bytes?.length === 4 ? readHost32(bytes, 0) : 0;
}

function network16(bytes: Uint8Array): number {
  return bytes[0]! * 256 + bytes[1]!;
}

function network32(bytes: Uint8Array): number {
  return network16(bytes) * 0x1_0000 + network16(bytes.subarray(2));
}
