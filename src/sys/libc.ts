/**
 * The few libc calls Node lacks, declared once. Each returns what the C function returns, or minus errno where that
 * would be -1; none throws. Memory is passed as a `Uint8Array` over its own `ArrayBuffer` (small typed arrays may be
 * moved by the garbage collector, and then a stored address is wrong).
 */
import koffi from 'koffi';
import { guarded } from './addon-callback.js';

const libc = koffi.load(null);

const calls = {
  socket: libc.func('int socket(int domain, int type, int protocol)'),
  bind: libc.func('int bind(int fd, void *address, uint length)'),
  setsockopt: libc.func('int setsockopt(int fd, int level, int option, void *value, uint length)'),
  getsockopt: libc.func('int getsockopt(int fd, int level, int option, void *value, void *length)'),
  getsockname: libc.func('int getsockname(int fd, void *address, void *length)'),
  sendmsg: libc.func('long sendmsg(int fd, void *message, int flags)'),
  sendmmsg: libc.func('int sendmmsg(int fd, void *messages, uint count, int flags)'),
  recvmmsg: libc.func('int recvmmsg(int fd, void *messages, uint count, int flags, void *timeout)'),
  fcntl: libc.func('int fcntl(int fd, int command, int argument)'),
  close: libc.func('int close(int fd)'),
  setns: libc.func('int setns(int fd, int kind)'),
  ioctl: libc.func('int ioctl(int fd, ulong request, void *argument)'),
  mkfifo: libc.func('int mkfifo(str path, uint mode)'),
  signal: libc.func('intptr_t signal(int number, intptr_t handler)'),
  inotifyInit: libc.func('int inotify_init1(int flags)'),
  inotifyAddWatch: libc.func('int inotify_add_watch(int fd, str path, uint32_t mask)'),
  inotifyRemoveWatch: libc.func('int inotify_rm_watch(int fd, int wd)'),
  timerfdCreate: libc.func('int timerfd_create(int clock, int flags)'),
  timerfdSettime: libc.func('int timerfd_settime(int fd, int flags, void *value, void *previous)'),
};

export const Af = { inet: 2, netlink: 16, inet6: 10, packet: 17 } as const;
export const SOCK_RAW = 3;
export const SOCK_CLOEXEC = 0o2000000;
export const SOCK_NONBLOCK = 0o4000;
export const MSG_DONTWAIT = 0x40;

export const Level = { socket: 1, ip: 0, ipv6: 41, netlink: 270 } as const;

/** Socket options by level, as numbered on x86-64 and arm64 (asm-generic/socket.h, linux/in.h, linux/in6.h). */
export const Option = {
  SO_TYPE: 3,
  SO_ERROR: 4,
  SO_SNDBUF: 7,
  SO_RCVBUF: 8,
  SO_PRIORITY: 12,
  SO_BINDTODEVICE: 25,
  SO_ATTACH_FILTER: 26,
  SO_SNDBUFFORCE: 32,
  SO_RCVBUFFORCE: 33,
  SO_PROTOCOL: 38,
  SO_DOMAIN: 39,
  SO_MEMINFO: 55,
  IP_HDRINCL: 3,
  IP_MULTICAST_IF: 32,
  IP_MULTICAST_LOOP: 34,
  IP_ADD_MEMBERSHIP: 35,
  IP_DROP_MEMBERSHIP: 36,
  IP_MULTICAST_ALL: 49,
  IPV6_MULTICAST_IF: 17,
  IPV6_MULTICAST_HOPS: 18,
  IPV6_MULTICAST_LOOP: 19,
  IPV6_JOIN_GROUP: 20,
  IPV6_LEAVE_GROUP: 21,
  IPV6_MULTICAST_ALL: 29,
  IPV6_RECVPKTINFO: 49,
  IPV6_PKTINFO: 50,
  IPV6_RECVHOPLIMIT: 51,
  IPV6_HOPLIMIT: 52,
  IPV6_TCLASS: 67,
  NETLINK_NO_ENOBUFS: 5,
  NETLINK_CAP_ACK: 10,
  NETLINK_EXT_ACK: 11,
} as const;

const CLONE_NEWNET = 0x4000_0000;
const F_GETFD = 1;
const F_SETFD = 2;
const FD_CLOEXEC = 1;
const SIG_IGN = 1;
const CLOCK_MONOTONIC = 1;
const TFD_TIMER_ABSTIME = 1;

function result(returned: number): number {
  return returned === -1 ? -koffi.errno() : returned;
}

/** A new descriptor, closed on exec and never blocking. */
export function openSocket(domain: number, type: number, protocol: number): number {
  return result(calls.socket(domain, type | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol));
}

export function bindSocket(fd: number, address: Uint8Array): number {
  return result(calls.bind(fd, address, address.length));
}

export function setSocketOption(fd: number, level: number, option: number, value: Uint8Array): number {
  return result(calls.setsockopt(fd, level, option, value, value.length));
}

/** The value of an `int` option; minus errno is told apart by `ok`. */
export function getSocketOption(fd: number, level: number, option: number): { ok: boolean; value: number } {
  const value = new Int32Array(new ArrayBuffer(4));
  const length = new Uint32Array(new ArrayBuffer(4)).fill(4);
  const returned = result(calls.getsockopt(fd, level, option, value, length));
  return returned < 0 ? { ok: false, value: returned } : { ok: true, value: value[0]! };
}

/** Fills `info` with a socket's memory counters (SK_MEMINFO_*, linux/sock_diag.h). */
export function getMemoryInfo(fd: number, info: Uint32Array): number {
  const length = new Uint32Array(new ArrayBuffer(4)).fill(info.byteLength);
  return result(calls.getsockopt(fd, Level.socket, Option.SO_MEMINFO, info, length));
}

/** Fills `address` with a socket's own name. */
export function getSocketName(fd: number, address: Uint8Array): number {
  return result(calls.getsockname(fd, address, new Uint32Array(new ArrayBuffer(4)).fill(address.length)));
}

/** Sends one `struct msghdr`. */
export function sendMessage(fd: number, header: Uint8Array): number {
  return result(calls.sendmsg(fd, header, MSG_DONTWAIT));
}

/** Sends `count` of `struct mmsghdr`; returns how many went, which may be fewer. */
export function sendMessages(fd: number, headers: Uint8Array, count: number): number {
  return result(calls.sendmmsg(fd, headers, count, MSG_DONTWAIT));
}

/** Receives into `count` of `struct mmsghdr` without waiting; returns how many came. */
export function receiveMessages(fd: number, headers: Uint8Array, count: number): number {
  return result(calls.recvmmsg(fd, headers, count, MSG_DONTWAIT, null));
}

export function closeDescriptor(fd: number): number {
  return result(calls.close(fd));
}

/** Moves this thread, and no other, to the network namespace that `fd` is open on; setns(2). */
export function enterNetNamespace(fd: number): number {
  return result(calls.setns(fd, CLONE_NEWNET));
}

/** True when a child process would not inherit `fd`. */
export function closesOnExec(fd: number): boolean {
  return (result(calls.fcntl(fd, F_GETFD, 0)) & FD_CLOEXEC) !== 0;
}

export function setCloseOnExec(fd: number): number {
  return result(calls.fcntl(fd, F_SETFD, FD_CLOEXEC));
}

/** ioctl with memory the kernel reads and writes. */
export function control(fd: number, request: number, argument: Uint8Array): number {
  return result(calls.ioctl(fd, request, argument));
}

/** Makes a FIFO; the umask counts. */
export function makeFifo(path: string, mode: number): number {
  return result(calls.mkfifo(path, mode));
}

/** Ignores a signal (SIG_IGN); minus errno when it cannot be. */
export function ignoreSignal(number: number): number {
  return result(Number(calls.signal(number, SIG_IGN)));
}

/** An inotify(7) instance, closed on exec; reading it never blocks. */
export function openFileWatch(): number {
  return result(calls.inotifyInit(SOCK_CLOEXEC | SOCK_NONBLOCK));
}

/** Answers the watch descriptor: the same one for the same directory. */
export function addFileWatch(fd: number, path: string, mask: number): number {
  return result(calls.inotifyAddWatch(fd, path, mask));
}

export function removeFileWatch(fd: number, wd: number): number {
  return result(calls.inotifyRemoveWatch(fd, wd));
}

/** A timer on CLOCK_MONOTONIC, the clock of `process.hrtime`. */
export function createTimer(): number {
  return result(calls.timerfdCreate(CLOCK_MONOTONIC, SOCK_CLOEXEC | SOCK_NONBLOCK));
}

/** Arms a timer for the absolute moment in `struct itimerspec`, or disarms it when that is all zero. */
export function armTimer(fd: number, spec: BigInt64Array): number {
  return result(calls.timerfdSettime(fd, TFD_TIMER_ABSTIME, spec, null));
}

/** The address of memory, for structures that hold pointers. The memory must outlive every use of it. */
export function addressOf(memory: ArrayBufferView): bigint {
  return koffi.address(memory);
}

export interface ReadableWatch {
  close(): void;
  ref(): void;
  unref(): void;
}

/** Calls back while `fd` is readable (level-triggered) until closed. The descriptor stays the caller's. */
export function watchReadable(fd: number, onReadable: () => void): ReadableWatch {
  return koffi.node.poll(fd, { readable: true }, () => guarded(onReadable));
}
