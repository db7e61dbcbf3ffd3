/** What the netlink addon cannot do to its socket, done on the descriptor it does not tell: found by its port. */
import { readdirSync } from 'node:fs';
import { host32 } from '../wire/netlink/host-order.js';
import { Af, getMemoryInfo, getSocketName, getSocketOption, Level, Option, setSocketOption } from './libc.js';

export interface NetlinkDescriptor {
  /** Messages lost so far because the receive buffer was full. */
  drops(): number;
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
  if (setSocketOption(fd, Level.socket, Option.SO_RCVBUFFORCE, host32(bytes)) < 0) {
    setSocketOption(fd, Level.socket, Option.SO_RCVBUF, host32(bytes));
  }
  setSocketOption(fd, Level.netlink, Option.NETLINK_NO_ENOBUFS, host32(1));
  setSocketOption(fd, Level.netlink, Option.NETLINK_CAP_ACK, host32(1));
  setSocketOption(fd, Level.netlink, Option.NETLINK_EXT_ACK, host32(1));
  const info = new Uint32Array(new ArrayBuffer(36));
  return {
    drops() {
      getMemoryInfo(fd, info);
      return info[MEMORY_INFO_DROPS]!;
    },
  };
}

function descriptorOf(port: number): number | undefined {
  const name = new Uint8Array(new ArrayBuffer(SOCKADDR_NL));
  const words = new Uint32Array(name.buffer);
  return readdirSync('/proc/self/fd')
    .map(Number)
    .filter(fd => getSocketOption(fd, Level.socket, Option.SO_DOMAIN).value === Af.netlink)
    .find(fd => getSocketName(fd, name) === 0 && words[1] === port);
}
