/**
 * Receive buffers of another process's sockets. `ss -m` tells those of netlink alone, so each descriptor is borrowed for
 * a moment (pidfd_getfd(2)) and asked for its SO_RCVBUF.
 */
import { readdirSync, readlinkSync } from 'node:fs';
import koffi from 'koffi';

const libc = koffi.load(null);
const syscall3 = libc.func('long syscall(long number, long a, long b, long c)');
const getsockopt = libc.func('int getsockopt(int fd, int level, int option, void *value, void *length)');
const close = libc.func('int close(int fd)');

/** The same numbers on x86-64 and arm64. */
const SYS_pidfd_open = 434;
const SYS_pidfd_getfd = 438;
const SOL_SOCKET = 1;
const Option = { type: 3, receiveBuffer: 8, protocol: 38, domain: 39 } as const;
const AF_INET = 2;
const AF_NETLINK = 16;
const AF_INET6 = 10;
const SOCK_RAW = 3;

export interface SocketBuffer {
  readonly kind: 'IPv4' | 'IPv6' | 'netlink';
  /** IP protocol, or netlink family. */
  readonly protocol: number;
  /** As the kernel has it: twice what was asked for. */
  readonly bytes: number;
}

/** The raw and netlink sockets of a process. */
export function socketBuffers(pid: number): SocketBuffer[] {
  const pidfd = Number(syscall3(SYS_pidfd_open, pid, 0, 0));
  if (pidfd < 0) throw new Error(`pidfd_open(${pid}) failed: errno ${koffi.errno()}`);
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap(name => {
      if (!isSocket(`/proc/${pid}/fd/${name}`)) return [];
      const fd = Number(syscall3(SYS_pidfd_getfd, pidfd, Number(name), 0));
      if (fd < 0) return []; // closed meanwhile
      try {
        return describe(fd);
      } finally {
        close(fd);
      }
    });
  } finally {
    close(pidfd);
  }
}

function isSocket(path: string): boolean {
  try {
    return readlinkSync(path).startsWith('socket:');
  } catch {
    return false;
  }
}

function describe(fd: number): SocketBuffer[] {
  const domain = option(fd, Option.domain);
  const rest = { protocol: option(fd, Option.protocol), bytes: option(fd, Option.receiveBuffer) };
  if (domain === AF_NETLINK) return [{ kind: 'netlink', ...rest }];
  if (option(fd, Option.type) !== SOCK_RAW) return [];
  return domain === AF_INET ? [{ kind: 'IPv4', ...rest }] : domain === AF_INET6 ? [{ kind: 'IPv6', ...rest }] : [];
}

function option(fd: number, number: number): number {
  const value = new Int32Array(new ArrayBuffer(4));
  const length = new Uint32Array(new ArrayBuffer(4)).fill(4);
  return getsockopt(fd, SOL_SOCKET, number, value, length) === 0 ? value[0]! : -1;
}
