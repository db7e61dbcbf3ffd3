/** What the netlink addon cannot do to its socket, done on the descriptor it does not tell: found by its port. */
import { readdirSync } from 'node:fs';
import { host32 } from '../wire/netlink/host-order.js';
import { RouteType } from '../wire/netlink/route.js';
import { PROTOCOL_KEEPALIVED, RtType } from '../wire/netlink/rtnetlink.js';
import { RuleType } from '../wire/netlink/rule.js';
import { KernelError } from './kernel-error.js';
import { Af, getMemoryInfo, getSocketName, getSocketOption, Level, Option, setSocketOption } from './libc.js';
import { attachFilter, type Instruction, WHOLE_PACKET } from './packet-filter.js';
import { setReceiveBuffer } from './receive-buffer.js';

export interface NetlinkDescriptor {
  /** Messages lost so far because the receive buffer was full. */
  drops(): number;
  /** As `setReceiveBuffer` of `receive-buffer.ts`. */
  setReceiveBuffer(bytes: number, forced: boolean): void;
  /** From now on additions of addresses that the socket bound to this port asked for are not reported. */
  hideAdditionsOf(port: number): void;
  /** From now on only removals of rules and of keepalived's routes are reported, but for those that this port asked for. */
  onlyRoutingRemovals(except: number): void;
}

const SOCKADDR_NL = 12; // family 0, port 4, groups 8
const MEMORY_INFO_DROPS = 8;

/**
 * Prepares the netlink socket bound to `port`.
 *
 * A receive buffer of `bytes`, beyond the system's limit where we may; short acknowledgements with the kernel's words
 * in them. And losses are counted instead of reported: the error a netlink socket raises on a loss makes it poll as
 * broken, upon which the addon throws a C++ exception through the event loop and the process is gone.
 */
export function prepareNetlink(port: number, bytes: number): NetlinkDescriptor {
  const fd = descriptorOf(port);
  if (fd === undefined) throw new Error(`no netlink socket with port ${port} among the descriptors in /proc/self/fd`);
  setReceiveBuffer(fd, bytes, true);
  setSocketOption(fd, Level.netlink, Option.NETLINK_NO_ENOBUFS, host32(1));
  setSocketOption(fd, Level.netlink, Option.NETLINK_CAP_ACK, host32(1));
  setSocketOption(fd, Level.netlink, Option.NETLINK_EXT_ACK, host32(1));
  const info = new Uint32Array(new ArrayBuffer(36));
  return {
    drops() {
      getMemoryInfo(fd, info);
      return info[MEMORY_INFO_DROPS]!;
    },
    setReceiveBuffer: (size, forced) => void setReceiveBuffer(fd, size, forced),
    hideAdditionsOf: requester => filter(fd, additionsFilter(requester)),
    onlyRoutingRemovals: requester => filter(fd, routingRemovalsFilter(requester)),
  };
}

function filter(fd: number, instructions: readonly Instruction[]): void {
  const returned = attachFilter(fd, instructions);
  if (returned < 0) throw new KernelError('setsockopt(SO_ATTACH_FILTER) on netlink', -returned);
}

const LD_BYTE = 0x30;
const LD_HALF = 0x28;
const LD_WORD = 0x20;
const JEQ_K = 0x15;
const RET_K = 0x06;

/** A report carries in its header the port of whoever caused it (nlmsghdr: type 4, port 12). */
function additionsFilter(port: number): Instruction[] {
  return [
    [LD_HALF, 0, 0, 4],
    [JEQ_K, 0, 3, asLoaded(Uint16Array.of(RtType.newAddress))],
    [LD_WORD, 0, 0, 12],
    [JEQ_K, 0, 1, asLoaded(Uint32Array.of(port))],
    [RET_K, 0, 0, 0],
    [RET_K, 0, 0, WHOLE_PACKET],
  ];
}

/** Behind the header (16) a route has its protocol at 5. */
function routingRemovalsFilter(except: number): Instruction[] {
  return [
    [LD_HALF, 0, 0, 4],
    [JEQ_K, 3, 0, asLoaded(Uint16Array.of(RuleType.delRule))],
    [JEQ_K, 0, 4, asLoaded(Uint16Array.of(RouteType.delRoute))],
    [LD_BYTE, 0, 0, 16 + 5],
    [JEQ_K, 0, 2, PROTOCOL_KEEPALIVED],
    [LD_WORD, 0, 0, 12],
    [JEQ_K, 0, 1, asLoaded(Uint32Array.of(except))],
    [RET_K, 0, 0, 0],
    [RET_K, 0, 0, WHOLE_PACKET],
  ];
}

/** BPF loads numbers as if they were in network order; netlink has them in the machine's. */
function asLoaded(number: Uint16Array | Uint32Array): number {
  return [...new Uint8Array(number.buffer)].reduce((sum, byte) => sum * 256 + byte, 0);
}

function descriptorOf(port: number): number | undefined {
  const name = new Uint8Array(new ArrayBuffer(SOCKADDR_NL));
  const words = new Uint32Array(name.buffer);
  return readdirSync('/proc/self/fd')
    .map(Number)
    .filter(fd => getSocketOption(fd, Level.socket, Option.SO_DOMAIN).value === Af.netlink)
    .find(fd => getSocketName(fd, name) === 0 && words[1] === port);
}
