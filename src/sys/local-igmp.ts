/**
 * Whether the kernel reports groups of 224.0.0.x, which are never routed (ip-sysctl of the kernel's documentation,
 * `igmp_link_local_mcast_reports`). For the network namespace of the thread that looks, not for one interface.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { KernelError } from './kernel-error.js';

const PATH = '/proc/sys/net/ipv4/igmp_link_local_mcast_reports';
const EIO = 5;

/** Undefined when this kernel has no such setting (before 4.3) or it cannot be read. */
export function reportsLocalGroups(): boolean | undefined {
  try {
    return readFileSync(PATH, 'latin1').trim() !== '0';
  } catch {
    return undefined;
  }
}

/** Sets it; answers why it could not be. Some ten microseconds, for a start, a reload or a stop. */
export function reportLocalGroups(reports: boolean): KernelError | undefined {
  try {
    writeFileSync(PATH, reports ? '1' : '0');
    return undefined;
  } catch (error) {
    const errno = (error as { errno?: unknown }).errno;
    const request = `set net.ipv4.igmp_link_local_mcast_reports = ${reports ? 1 : 0}`;
    return new KernelError(request, typeof errno === 'number' ? Math.abs(errno) : EIO);
  }
}
