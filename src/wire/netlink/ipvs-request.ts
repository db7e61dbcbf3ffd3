/** What is asked of IPVS. `family` is the number that the kernel gave to `IPVS_FAMILY`. */
import { type Duration, toSeconds } from '../../base/duration.js';
import type { AttributeValue } from './attribute.js';
import { encodeGeneric } from './generic.js';
import { host16, host32, writeHost32 } from './host-order.js';
import {
  IPVS_VERSION,
  type IpvsCommand,
  type IpvsSelector,
  type IpvsService,
  type IpvsSyncDaemon,
  type IpvsTimeoutValues,
} from './ipvs.js';
import {
  CommandAttribute,
  DAEMON_STATES,
  DaemonAttribute,
  IpvsCommandNumber,
  ServiceAttribute,
} from './ipvs-attribute.js';
import { destinationName, destinationRequest, namedService, selectorParts } from './ipvs-destination.js';
import { MessageFlag, zeroTerminated } from './message.js';
import { nested } from './nftables/nested.js';

const NUMBERS: Readonly<Record<IpvsCommand['kind'], number>> = {
  'add-service': IpvsCommandNumber.newService,
  'edit-service': IpvsCommandNumber.setService,
  'delete-service': IpvsCommandNumber.delService,
  'add-destination': IpvsCommandNumber.newDest,
  'edit-destination': IpvsCommandNumber.setDest,
  'delete-destination': IpvsCommandNumber.delDest,
};

/** One change of the table. */
export function encodeIpvsCommand(family: number, command: IpvsCommand): Uint8Array {
  const number = NUMBERS[command.kind];
  switch (command.kind) {
    case 'add-service':
    case 'edit-service':
      return request(family, number, [nested(CommandAttribute.service, serviceParts(command.service))]);
    case 'delete-service':
      return request(family, number, [nested(CommandAttribute.service, selectorParts(command.selector))]);
    case 'delete-destination':
      return request(family, number, [
        nested(CommandAttribute.service, selectorParts(command.selector)),
        nested(CommandAttribute.destination, destinationName(command.destination)),
      ]);
    default:
      return destinationRequest(family, number, namedService(command.selector), command.destination);
  }
}

/** Removes every service, whosoever it is. */
export function encodeIpvsFlush(family: number): Uint8Array {
  return request(family, IpvsCommandNumber.flush);
}

/** Sets the counters of one service and its destinations to zero, or all counters. */
export function encodeIpvsZero(family: number, selector?: IpvsSelector): Uint8Array {
  const parts = selector === undefined ? [] : [nested(CommandAttribute.service, selectorParts(selector))];
  return request(family, IpvsCommandNumber.zero, parts);
}

/** Asks for the version; answered by `decodeIpvsInfo`. */
export function encodeIpvsGetInfo(family: number): Uint8Array {
  return request(family, IpvsCommandNumber.getInfo);
}

/** A dump of all services, each read by `decodeIpvsService`. */
export function encodeIpvsServiceDump(family: number): Uint8Array {
  return request(family, IpvsCommandNumber.getService, [], MessageFlag.dump);
}

/** Asks for one service, which `decodeIpvsService` reads. The kernel refuses with ESRCH when there is none. */
export function encodeIpvsServiceQuery(family: number, selector: IpvsSelector): Uint8Array {
  return request(family, IpvsCommandNumber.getService, [nested(CommandAttribute.service, selectorParts(selector))]);
}

/** A dump of the destinations of one service, each read by `decodeIpvsDestination`. */
export function encodeIpvsDestinationDump(family: number, selector: IpvsSelector): Uint8Array {
  const service = nested(CommandAttribute.service, selectorParts(selector));
  return request(family, IpvsCommandNumber.getDest, [service], MessageFlag.dump);
}

/** A dump of the daemons that run, each read by `decodeIpvsSyncDaemon`. */
export function encodeIpvsSyncDaemonDump(family: number): Uint8Array {
  return request(family, IpvsCommandNumber.getDaemon, [], MessageFlag.dump);
}

export function encodeIpvsStartDaemon(family: number, daemon: IpvsSyncDaemon): Uint8Array {
  const { state, syncId, maxLength, group, port, ttl } = daemon;
  const parts: AttributeValue[] = [
    { type: DaemonAttribute.state, value: host32(DAEMON_STATES[state]) },
    { type: DaemonAttribute.interface, value: zeroTerminated(daemon.interface) },
    { type: DaemonAttribute.syncId, value: host32(syncId) },
  ];
  if (maxLength !== undefined) parts.push({ type: DaemonAttribute.maxLength, value: host16(maxLength) });
  if (port !== undefined) parts.push({ type: DaemonAttribute.port, value: host16(port) });
  if (ttl !== undefined) parts.push({ type: DaemonAttribute.ttl, value: Uint8Array.of(ttl) });
  if (group !== undefined) {
    const type = group.family === 4 ? DaemonAttribute.group : DaemonAttribute.group6;
    parts.push({ type, value: group.bytes });
  }
  return request(family, IpvsCommandNumber.newDaemon, [nested(CommandAttribute.daemon, parts)]);
}

export function encodeIpvsStopDaemon(family: number, state: IpvsSyncDaemon['state']): Uint8Array {
  const daemon = nested(CommandAttribute.daemon, [
    { type: DaemonAttribute.state, value: host32(DAEMON_STATES[state]) },
    { type: DaemonAttribute.interface, value: zeroTerminated('') },
    { type: DaemonAttribute.syncId, value: host32(0) },
  ]);
  return request(family, IpvsCommandNumber.delDaemon, [daemon]);
}

/** Asks for the timeouts; answered by `decodeIpvsTimeouts`. */
export function encodeIpvsGetTimeouts(family: number): Uint8Array {
  return request(family, IpvsCommandNumber.getConfig);
}

export function encodeIpvsSetTimeouts(family: number, { tcp, tcpFin, udp }: IpvsTimeoutValues): Uint8Array {
  // The kernel wants all three, and takes 0 for "as it is".
  const value = (timeout: Duration | undefined) => host32(timeout === undefined ? 0 : toSeconds(timeout));
  return request(family, IpvsCommandNumber.setConfig, [
    { type: CommandAttribute.timeoutTcp, value: value(tcp) },
    { type: CommandAttribute.timeoutTcpFin, value: value(tcpFin) },
    { type: CommandAttribute.timeoutUdp, value: value(udp) },
  ]);
}

function request(family: number, command: number, attributes: readonly AttributeValue[] = [], flags = 0): Uint8Array {
  return encodeGeneric({ family, command, version: IPVS_VERSION }, flags, attributes);
}

function serviceParts({ selector, scheduler, flags, timeout, netmask, engine }: IpvsService): AttributeValue[] {
  const parts = selectorParts(selector);
  parts.push({ type: ServiceAttribute.scheduler, value: zeroTerminated(scheduler) });
  if (engine !== undefined) parts.push({ type: ServiceAttribute.engine, value: zeroTerminated(engine) });
  const family = selector.kind === 'mark' ? selector.family : selector.address.family;
  parts.push({ type: ServiceAttribute.flags, value: maskedFlags(flags) });
  parts.push({ type: ServiceAttribute.timeout, value: host32(toSeconds(timeout)) });
  // A netmask is an address, in network order; a prefix length is a number.
  parts.push({ type: ServiceAttribute.netmask, value: family === 4 ? network32(netmask) : host32(netmask) });
  return parts;
}

/** struct ip_vs_flags: the flags, and which of them are meant: all. */
function maskedFlags(flags: number): Uint8Array {
  const value = new Uint8Array(8).fill(0xff);
  writeHost32(value, 0, flags);
  return value;
}

function network32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}
