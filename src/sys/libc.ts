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
  connect: libc.func('int connect(int fd, void *address, uint length)'),
  setsockopt: libc.func('int setsockopt(int fd, int level, int option, void *value, uint length)'),
  getsockopt: libc.func('int getsockopt(int fd, int level, int option, void *value, void *length)'),
  getsockname: libc.func('int getsockname(int fd, void *address, void *length)'),
  send: libc.func('long send(int fd, void *data, size_t length, int flags)'),
  recv: libc.func('long recv(int fd, void *data, size_t length, int flags)'),
  sendmsg: libc.func('long sendmsg(int fd, void *message, int flags)'),
  sendmmsg: libc.func('int sendmmsg(int fd, void *messages, uint count, int flags)'),
  recvmmsg: libc.func('int recvmmsg(int fd, void *messages, uint count, int flags, void *timeout)'),
  fcntl: libc.func('int fcntl(int fd, int command, int argument)'),
  close: libc.func('int close(int fd)'),
  setns: libc.func('int setns(int fd, int kind)'),
  unshare: libc.func('int unshare(int flags)'),
  mount: libc.func('int mount(str source, str target, str type, ulong flags, void *data)'),
  umount: libc.func('int umount2(str target, int flags)'),
  execve: libc.func('int execve(str path, void *argv, void *environment)'),
  ioctl: libc.func('int ioctl(int fd, ulong request, void *argument)'),
  mkfifo: libc.func('int mkfifo(str path, uint mode)'),
  signal: libc.func('intptr_t signal(int number, intptr_t handler)'),
  inotifyInit: libc.func('int inotify_init1(int flags)'),
  inotifyAddWatch: libc.func('int inotify_add_watch(int fd, str path, uint32_t mask)'),
  inotifyRemoveWatch: libc.func('int inotify_rm_watch(int fd, int wd)'),
  timerfdCreate: libc.func('int timerfd_create(int clock, int flags)'),
  timerfdSettime: libc.func('int timerfd_settime(int fd, int flags, void *value, void *previous)'),
  schedSetscheduler: libc.func('int sched_setscheduler(int pid, int policy, void *parameters)'),
  schedGetscheduler: libc.func('int sched_getscheduler(int pid)'),
  schedGetparam: libc.func('int sched_getparam(int pid, void *parameters)'),
  schedSetaffinity: libc.func('int sched_setaffinity(int pid, size_t size, void *mask)'),
  schedGetaffinity: libc.func('int sched_getaffinity(int pid, size_t size, void *mask)'),
  prlimit: libc.func('int prlimit(int pid, int resource, void *wanted, void *before)'),
  mlockall: libc.func('int mlockall(int flags)'),
  munlockall: libc.func('int munlockall()'),
  prctl: libc.func('int prctl(int option, str argument)'),
};

export const Af = { inet: 2, netlink: 16, inet6: 10, packet: 17 } as const;
export const SOCK_RAW = 3;
export const SOCK_CLOEXEC = 0o2000000;
export const SOCK_NONBLOCK = 0o4000;
export const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;

export const Level = { socket: 1, ip: 0, ipv6: 41, netlink: 270 } as const;

/** Socket options by level, as numbered on x86-64 and arm64 (asm-generic/socket.h, linux/in.h, linux/in6.h). */
export const Option = {
  SO_REUSEADDR: 2,
  SO_TYPE: 3,
  SO_ERROR: 4,
  SO_SNDBUF: 7,
  SO_RCVBUF: 8,
  SO_PRIORITY: 12,
  SO_LINGER: 13,
  SO_BINDTODEVICE: 25,
  SO_ATTACH_FILTER: 26,
  SO_SNDBUFFORCE: 32,
  SO_RCVBUFFORCE: 33,
  SO_MARK: 36,
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
const CLONE_NEWNS = 0x2_0000;
const MNT_DETACH = 2;
const MS_BIND = 0x1000;
const MS_REC = 0x4000;
const MS_SLAVE = 0x8_0000;
const F_GETFD = 1;
const F_SETFD = 2;
const FD_CLOEXEC = 1;
const SIG_IGN = 1;
/** Address of abs(3). */
const DOES_NOTHING = koffi.address(libc.symbol('abs', 'void *'));
const PR_SET_NAME = 15;
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

/** Minus EINPROGRESS: the answer comes later, and makes the socket writable. */
export function connectSocket(fd: number, address: Uint8Array): number {
  return result(calls.connect(fd, address, address.length));
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

/**
 * Sends by a thread of libuv's pool, for what keeps the kernel busy for longer than an advert may wait. Answers what was
 * sent, or -1: the pool's errno is not to be had.
 */
export function sendAside(fd: number, data: Uint8Array): Promise<number> {
  return new Promise(resolve => {
    calls.send.async(fd, data, data.length, 0, (error: unknown, sent: unknown) => {
      resolve(error === null && typeof sent === 'number' ? sent : -1);
    });
  });
}

/** Sends one datagram on a connected socket without waiting. */
export function send(fd: number, data: Uint8Array): number {
  return result(calls.send(fd, data, data.length, MSG_DONTWAIT | MSG_NOSIGNAL));
}

/** Receives one datagram without waiting. */
export function receive(fd: number, data: Uint8Array): number {
  return result(calls.recv(fd, data, data.length, MSG_DONTWAIT));
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

/** Gives this thread a mount namespace of its own; unshare(2). */
export function unshareMounts(): number {
  return result(calls.unshare(CLONE_NEWNS));
}

/** What is mounted elsewhere shows here, and what is mounted here shows nowhere else; mount_namespaces(7). */
export function makeMountsSlaves(): number {
  return result(calls.mount('none', '/', null, MS_SLAVE | MS_REC, null));
}

/** Makes `target` show the directory `source`. */
export function bindMount(source: string, target: string): number {
  return result(calls.mount(source, target, null, MS_BIND, null));
}

/** What `target` was before shows again. */
export function unmount(target: string): number {
  return result(calls.umount(target, MNT_DETACH));
}

/** Replaces the process. `argv` and `environment` are arrays of `char *` that end with NULL. Returns only when refused. */
export function execute(path: string, argv: Uint8Array, environment: Uint8Array): number {
  return result(calls.execve(path, argv, environment));
}

/** True when a child process would not inherit `fd`. */
export function closesOnExec(fd: number): boolean {
  return (result(calls.fcntl(fd, F_GETFD, 0)) & FD_CLOEXEC) !== 0;
}

export function setCloseOnExec(fd: number): number {
  return result(calls.fcntl(fd, F_SETFD, FD_CLOEXEC));
}

/** A process that replaces this one has `fd`, too. */
export function keepOnExec(fd: number): number {
  return result(calls.fcntl(fd, F_SETFD, 0));
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

/**
 * A signal does nothing from now on, yet is not ignored: a handler, unlike SIG_IGN, is not handed on to what this process
 * starts (execve(2)). The handler is abs(3): it takes an `int` and touches nothing. Minus errno when it cannot be.
 */
export function swallowSignal(number: number): number {
  return result(Number(calls.signal(number, Number(DOES_NOTHING))));
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

/** sched_setscheduler(2) of this thread, and no other; `policy` with its flags. */
export function setScheduler(policy: number, priority: number): number {
  const parameters = new Int32Array(new ArrayBuffer(4)).fill(priority);
  return result(calls.schedSetscheduler(0, policy, parameters));
}

/** The policy of this thread with its flags, and its real-time priority. */
export function getScheduler(): { readonly policy: number; readonly priority: number } {
  const parameters = new Int32Array(new ArrayBuffer(4));
  calls.schedGetparam(0, parameters);
  return { policy: result(calls.schedGetscheduler(0)), priority: parameters[0]! };
}

/** The CPUs of this thread as a mask of bytes, lowest CPU first; sched_setaffinity(2). */
export function setAffinity(mask: Uint8Array): number {
  return result(calls.schedSetaffinity(0, mask.length, mask));
}

/** Fills `mask`; glibc answers 0. */
export function getAffinity(mask: Uint8Array): number {
  return result(calls.schedGetaffinity(0, mask.length, mask));
}

/** The soft and the hard limit of a process (0: this one), after taking `wanted` if given; prlimit(2). */
export function limitResource(pid: number, resource: number, wanted: BigUint64Array | null, before: BigUint64Array) {
  return result(calls.prlimit(pid, resource, wanted, before));
}

/** mlockall(2), of the whole process. */
export function lockAllMemory(flags: number): number {
  return result(calls.mlockall(flags));
}

export function unlockAllMemory(): number {
  return result(calls.munlockall());
}

/** The name of this thread, which for the main thread is the process's (`comm` of proc(5)): at most 15 bytes of it. */
export function setThreadName(name: string): number {
  return result(calls.prctl(PR_SET_NAME, name));
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

/** Calls back once, when `fd` is writable or has failed, unless closed before. The descriptor stays the caller's. */
export function watchWritable(fd: number, onWritable: () => void): ReadableWatch {
  const watch = koffi.node.poll(fd, { writable: true }, () => {
    watch.close();
    guarded(onWritable);
  });
  return watch;
}

/** A shared library that not every machine has; throws when it cannot be loaded. Its callers keep its calls to themselves. */
export function loadLibrary(file: string): LibraryHandle {
  return koffi.load(file);
}

/** Declares calls of a library, as `libc.func` above does. */
export type LibraryHandle = ReturnType<typeof koffi.load>;

/** Reads the size_t at a pointer that a library gave. */
export function readSize(pointer: unknown): number {
  return Number(koffi.decode(pointer, 'size_t'));
}
