/**
 * A raw IP socket in the event loop: the only door to the `raw-socket` addon.
 *
 * The addon opens the socket and polls it; reading and writing go past it through libc, because its own calls report
 * errors as prose, hide the hop limit, and take one packet a wake-up. It must be loaded in the main thread only, and
 * it leaves two things undone that are done here: its descriptor would be inherited by scripts, and it does not tell
 * which one it is.
 */
import { readdirSync } from 'node:fs';
import raw from 'raw-socket';
import type { Family } from '../base/address.js';
import { KernelError } from './kernel-error.js';
import {
  Af,
  closeDescriptor,
  closesOnExec,
  getSocketOption,
  Level,
  Option,
  openSocket,
  SOCK_RAW,
  setCloseOnExec,
} from './libc.js';

export interface RawSocket {
  readonly fd: number;
  /** Whether waiting packets are to be reported; they are from the start. */
  watch(on: boolean): void;
  close(): void;
}

const EMFILE = 24;

/** The addon's poll handle points at its wrapper without holding it; these references do. */
const open = new Set<object>();

function nothing(): void {}

/**
 * Opens a raw socket for an IP protocol. `onReadable` is called while packets wait, and answers whether it set
 * something going (a promise, say) that wants a turn of the loop of its own; `onError` when the socket has an
 * error pending, after which reading goes on. Throws a `KernelError` when the socket is refused.
 */
export function openRawSocket(
  family: Family,
  protocol: number,
  onReadable: () => boolean,
  onError: (error: KernelError) => void,
): RawSocket {
  let before: ReadonlySet<number>;
  try {
    before = new Set(rawDescriptors(family, protocol));
  } catch (error) {
    throw outOfFiles(error) ?? error;
  }
  let wrap: raw.SocketWrap;
  try {
    const addressFamily = family === 4 ? raw.AddressFamily.IPv4 : raw.AddressFamily.IPv6;
    wrap = raw.createSocket({ protocol, addressFamily, bufferSize: 1 }).wrap;
  } catch (refusal) {
    throw kernelError(refusal, family, protocol);
  }
  let fd: number;
  try {
    fd = newDescriptor(family, protocol, before);
  } catch (error) {
    wrap.emit = nothing;
    wrap.close();
    throw outOfFiles(error) ?? error;
  }
  setCloseOnExec(fd);
  open.add(wrap);

  let watched = true;

  wrap.emit = event => {
    if (event === 'recvReady') {
      // The addon calls from outside any Node callback scope, so promises settled meanwhile would wait for the next
      // unrelated event. An immediate opens such a scope in this same turn of the loop. It costs a second poll, and
      // most adverts only say that all is as it was.
      if (onReadable()) setImmediate(nothing);
    } else if (event === 'error') {
      onError(new KernelError('poll(raw socket)', getSocketOption(fd, Level.socket, Option.SO_ERROR).value));
      // libuv stops a handle that has an error; the error is read by now, so go on.
      setImmediate(() => open.has(wrap) && wrap.pause(!watched, true));
    }
  };

  return {
    fd,
    watch(on) {
      watched = on;
      if (open.has(wrap)) wrap.pause(!on, true);
    },
    close() {
      if (!open.delete(wrap)) return;
      wrap.emit = nothing;
      wrap.close();
    },
  };
}

/** The addon says why in prose; asking again through libc gives the number. */
function kernelError(refusal: unknown, family: Family, protocol: number): unknown {
  const fd = openSocket(family === 4 ? Af.inet : Af.inet6, SOCK_RAW, protocol);
  const what = `socket(IPv${family} raw, protocol ${protocol})`;
  if (fd < 0) return outOfFiles({ errno: fd }) ?? new KernelError(what, -fd);
  closeDescriptor(fd);
  return refusal;
}

/** A descriptor that was refused because there are too many already; to look at those there are takes one, too. */
function outOfFiles(error: unknown): KernelError | undefined {
  if ((error as { readonly errno?: unknown }).errno !== -EMFILE) return undefined;
  const hint = 'this process may open no more files: raise LimitNOFILE of its unit, or `ulimit -n`';
  return new KernelError('socket(adverts)', EMFILE, undefined, hint);
}

/** The one the addon just opened: it is new, and would be inherited. */
function newDescriptor(family: Family, protocol: number, before: ReadonlySet<number>): number {
  const fd = rawDescriptors(family, protocol).find(candidate => !before.has(candidate) && !closesOnExec(candidate));
  if (fd === undefined) throw new Error('the raw socket just opened is not among the descriptors in /proc/self/fd');
  return fd;
}

/** The raw sockets of this process for a protocol. The directory handle itself is gone by the time it is looked at. */
function rawDescriptors(family: Family, protocol: number): number[] {
  const domain = family === 4 ? Af.inet : Af.inet6;
  const is = (fd: number, option: number, expected: number) =>
    getSocketOption(fd, Level.socket, option).value === expected;
  return readdirSync('/proc/self/fd')
    .map(Number)
    .filter(
      fd =>
        is(fd, Option.SO_PROTOCOL, protocol) && is(fd, Option.SO_DOMAIN, domain) && is(fd, Option.SO_TYPE, SOCK_RAW),
    );
}
