/**
 * Sockets of health checks. Node's own cannot be told where they come from before they connect (SO_MARK,
 * SO_BINDTODEVICE; socket(7)), so these are libc's; what they cost was measured to be the same.
 */
import type { IpAddress } from '../base/address.js';
import { err, ok, type Result } from '../base/result.js';
import { errnoName } from './kernel-error.js';
import {
  Af,
  bindSocket,
  closeDescriptor,
  connectSocket,
  getSocketOption,
  Level,
  Option,
  openSocket,
  setSocketOption,
} from './libc.js';

/** Where a check connects to, and from where. */
export interface ProbeEndpoint {
  readonly address: IpAddress;
  /** Ignored by a ping. */
  readonly port: number;
  /** Of the address's family. */
  readonly source?: IpAddress;
  readonly sourcePort?: number;
  /** Name of the interface to send from. */
  readonly interface?: string;
  /** Firewall mark; 0: none. */
  readonly mark: number;
}

export type ProbeTransport = 'tcp' | 'udp' | 'ping';

/** Why there is no answer. `not-tried`: nothing was sent, the fault is this machine's. */
export interface ProbeFault {
  readonly code: 'not-tried' | 'refused' | 'unreachable' | 'timeout' | 'closed';
  readonly detail: string;
}

const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
const IPPROTO_ICMP = 1;
const IPPROTO_ICMPV6 = 58;

/** A socket with everything set and bound that was asked for; it never blocks. The descriptor is the caller's. */
export function openProbeSocket(transport: ProbeTransport, from: ProbeEndpoint): Result<number, ProbeFault> {
  const isV4 = from.address.family === 4;
  const type = transport === 'tcp' ? SOCK_STREAM : SOCK_DGRAM;
  const protocol = transport !== 'ping' ? 0 : isV4 ? IPPROTO_ICMP : IPPROTO_ICMPV6;
  const fd = openSocket(isV4 ? Af.inet : Af.inet6, type, protocol);
  if (fd < 0) return err(notTried(`open a ${transport} socket`, fd));
  const fault = prepare(fd, transport, from);
  if (fault === undefined) return ok(fd);
  closeDescriptor(fd);
  return err(fault);
}

function prepare(fd: number, transport: ProbeTransport, from: ProbeEndpoint): ProbeFault | undefined {
  const set = (option: number, value: Uint8Array) => setSocketOption(fd, Level.socket, option, value);
  if (from.mark !== 0) {
    const returned = set(Option.SO_MARK, integer(from.mark));
    if (returned < 0) return notTried(`set the firewall mark ${from.mark}`, returned);
  }
  if (from.interface !== undefined) {
    const returned = set(Option.SO_BINDTODEVICE, new TextEncoder().encode(`${from.interface}\0`));
    if (returned < 0) return notTried(`send from the interface ${from.interface}`, returned);
  }
  if (from.source === undefined && from.sourcePort === undefined) return undefined;
  if (from.sourcePort !== undefined) {
    // The next check uses the port again while the last connection still lingers (TIME_WAIT, RFC 9293 3.6.1).
    set(Option.SO_REUSEADDR, integer(1));
    if (transport === 'tcp') set(Option.SO_LINGER, integer(1, 0));
  }
  const sourcePort = transport === 'ping' ? 0 : (from.sourcePort ?? 0);
  const bytes = from.source?.bytes ?? new Uint8Array(from.address.bytes.length);
  const returned = bindSocket(fd, socketAddress(bytes, sourcePort));
  const source = `${from.source?.text ?? 'any address'}${sourcePort === 0 ? '' : ` port ${sourcePort}`}`;
  return returned < 0 ? notTried(`send from ${source}`, returned) : undefined;
}

/**
 * Begins to connect. True: it is done already; false: the socket becomes writable when it is, and `connectFault` knows
 * more. A datagram socket is always connected at once.
 */
export function beginConnect(fd: number, to: ProbeEndpoint): Result<boolean, ProbeFault> {
  const returned = connectSocket(fd, socketAddress(to.address.bytes, to.port));
  if (returned === 0) return ok(true);
  return errnoName(-returned) === 'EINPROGRESS' ? ok(false) : err(faultOf(-returned));
}

/** What became of a connection; undefined: it stands. Asking clears it. */
export function connectFault(fd: number): ProbeFault | undefined {
  const { value } = getSocketOption(fd, Level.socket, Option.SO_ERROR);
  return value === 0 ? undefined : faultOf(Math.abs(value));
}

const FAULTS: Readonly<Record<string, ProbeFault>> = {
  ECONNREFUSED: { code: 'refused', detail: 'the connection is refused' },
  EHOSTUNREACH: { code: 'unreachable', detail: 'the host cannot be reached' },
  ENETUNREACH: { code: 'unreachable', detail: 'the network cannot be reached' },
  EHOSTDOWN: { code: 'unreachable', detail: 'the host is down' },
  ETIMEDOUT: { code: 'timeout', detail: 'the connection timed out' },
  ECONNRESET: { code: 'closed', detail: 'the connection was reset' },
  EPIPE: { code: 'closed', detail: 'the connection was closed' },
};

/** An errno of connecting, sending or receiving. */
export function faultOf(errno: number): ProbeFault {
  return faultByName(errnoName(errno));
}

/** The same by the errno's name, as Node's errors carry it. */
export function faultByName(name: string): ProbeFault {
  return FAULTS[name] ?? { code: 'not-tried', detail: `the kernel says ${name}` };
}

function notTried(what: string, returned: number): ProbeFault {
  return { code: 'not-tried', detail: `cannot ${what}: ${errnoName(-returned)}` };
}

/** `int`s in host order, which is little endian wherever this runs. */
function integer(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(new ArrayBuffer(4 * values.length));
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setUint32(4 * i, value, true);
  });
  return bytes;
}

/**
 * struct sockaddr_in or sockaddr_in6. A link-local address needs no scope: the kernel takes the interface the socket is
 * bound to.
 */
function socketAddress(bytes: Uint8Array, port: number): Uint8Array {
  const isV4 = bytes.length === 4;
  const address = new Uint8Array(new ArrayBuffer(isV4 ? 16 : 28));
  const view = new DataView(address.buffer);
  view.setUint16(0, isV4 ? Af.inet : Af.inet6, true);
  view.setUint16(2, port);
  address.set(bytes, isV4 ? 4 : 8);
  return address;
}
