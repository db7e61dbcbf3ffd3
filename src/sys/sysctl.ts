/**
 * Settings of the kernel about one interface (ip-sysctl of the kernel's documentation): files below
 * `/proc/sys/net/ipv4/conf` and `/proc/sys/net/ipv6/conf`, which show the network namespace of the thread that looks.
 *
 * Synchronous: a file takes some ten microseconds, but one that switches IPv6 off waits for the kernel's lock of the
 * network. They belong to a start or a reload, never to a takeover.
 */
import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { KernelError } from './kernel-error.js';

export interface Sysctl {
  readonly family: 4 | 6;
  /** The name of an interface, or `all` or `default`. */
  readonly interface: string;
  /** `arp_ignore`, `rp_filter` … */
  readonly name: string;
}

export interface SysctlWrite {
  /** What it was; undefined when it cannot be read, for instance because its interface is gone. */
  readonly before?: number;
  /** Why it is not what was wanted. */
  readonly error?: KernelError;
}

/** Its number; undefined when there is none, or it may not be read. */
export function readSysctl(sysctl: Sysctl): number | undefined {
  try {
    const text = readFileSync(pathOf(sysctl), 'latin1').trim();
    const value = Number(text);
    return text === '' || !Number.isInteger(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Sets it, unless it is so already, and reads it back: what the kernel took is what counts. Never throws. */
export function writeSysctl(sysctl: Sysctl, value: number): SysctlWrite {
  const before = readSysctl(sysctl);
  const known = before === undefined ? {} : { before };
  if (before === value) return known;
  const what = `set net.ipv${sysctl.family}.conf.${sysctl.name} = ${value}`;
  try {
    const fd = openSync(pathOf(sysctl), constants.O_WRONLY);
    try {
      writeSync(fd, `${value}`);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    return { ...known, error: new KernelError(what, errnoOf(error), sysctl.interface) };
  }
  const after = readSysctl(sysctl);
  if (after === value) return known;
  // It took the value without a word, and kept another one.
  const reason = `it reads ${after ?? 'nothing'} afterwards`;
  return { ...known, error: new KernelError(what, EINVAL, sysctl.interface, reason) };
}

const EINVAL = 22;
const EIO = 5;

/** An interface name has no slash (dev_valid_name of the kernel); a dot in it needs no care in a path. */
function pathOf({ family, interface: device, name }: Sysctl): string {
  return `/proc/sys/net/ipv${family}/conf/${device}/${name}`;
}

function errnoOf(error: unknown): number {
  const errno = (error as { errno?: unknown }).errno;
  return typeof errno === 'number' ? Math.abs(errno) : EIO;
}
