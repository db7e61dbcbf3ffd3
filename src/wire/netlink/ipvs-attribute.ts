/** Numbers of commands and attributes of the IPVS family (linux/ip_vs.h). */
import type { IpvsProtocol } from './ipvs.js';

/** IPVS_CMD_*. */
export const IpvsCommandNumber = {
  newService: 1,
  setService: 2,
  delService: 3,
  getService: 4,
  newDest: 5,
  setDest: 6,
  delDest: 7,
  getDest: 8,
  newDaemon: 9,
  delDaemon: 10,
  getDaemon: 11,
  setConfig: 12,
  getConfig: 13,
  setInfo: 14,
  getInfo: 15,
  zero: 16,
  flush: 17,
} as const;

/** IPVS_CMD_ATTR_*. */
export const CommandAttribute = {
  service: 1,
  destination: 2,
  daemon: 3,
  timeoutTcp: 4,
  timeoutTcpFin: 5,
  timeoutUdp: 6,
} as const;

/** IPVS_SVC_ATTR_*. */
export const ServiceAttribute = {
  family: 1,
  protocol: 2,
  address: 3,
  port: 4,
  mark: 5,
  scheduler: 6,
  flags: 7,
  timeout: 8,
  netmask: 9,
  stats: 10,
  engine: 11,
  stats64: 12,
} as const;

/** IPVS_DEST_ATTR_*. */
export const DestinationAttribute = {
  address: 1,
  port: 2,
  forwarding: 3,
  weight: 4,
  upperThreshold: 5,
  lowerThreshold: 6,
  active: 7,
  inactive: 8,
  persistent: 9,
  stats: 10,
  family: 11,
  stats64: 12,
  tunnelType: 13,
  tunnelPort: 14,
  tunnelFlags: 15,
} as const;

/** IPVS_DAEMON_ATTR_*. */
export const DaemonAttribute = {
  state: 1,
  interface: 2,
  syncId: 3,
  maxLength: 4,
  group: 5,
  group6: 6,
  port: 7,
  ttl: 8,
} as const;

/** IP_VS_STATE_*. */
export const DAEMON_STATES = { master: 1, backup: 2 } as const;

/** IPVS_STATS_ATTR_*. */
export const StatsAttribute = {
  connections: 1,
  packetsIn: 2,
  packetsOut: 3,
  bytesIn: 4,
  bytesOut: 5,
  connectionRate: 6,
  packetRateIn: 7,
  packetRateOut: 8,
  byteRateIn: 9,
  byteRateOut: 10,
} as const;

/** IPVS_INFO_ATTR_*. */
export const InfoAttribute = { version: 1, connectionTableSize: 2 } as const;

export const AF_INET = 2;
export const AF_INET6 = 10;

/** IPPROTO_*. */
export const PROTOCOLS: Readonly<Record<IpvsProtocol, number>> = { tcp: 6, udp: 17, sctp: 132 };
