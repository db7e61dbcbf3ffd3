/** What the process may do (capabilities(7)), read before it fails halfway. */
import { readFileSync } from 'node:fs';

export interface Capability {
  readonly name: 'CAP_NET_ADMIN' | 'CAP_NET_RAW';
  /** What it is needed for, as a clause. */
  readonly need: string;
}

const NEEDED: readonly (Capability & { readonly bit: bigint })[] = [
  { name: 'CAP_NET_ADMIN', bit: 12n, need: 'to add and remove addresses' },
  { name: 'CAP_NET_RAW', bit: 13n, need: 'to send and receive adverts and gratuitous ARP' },
];

const CAP_IPC_LOCK = 14n;

/** The needed capabilities that the effective set in the text of `/proc/PID/status` lacks. */
export function lackingIn(status: string): Capability[] {
  const effective = effectiveIn(status);
  return NEEDED.filter(({ bit }) => (effective & (1n << bit)) === 0n).map(({ name, need }) => ({ name, need }));
}

function effectiveIn(status: string): bigint {
  const found = /^CapEff:\s*([0-9a-f]+)$/m.exec(status);
  return found === null ? 0n : BigInt(`0x${found[1]}`);
}

/** True when the effective set in the text of `/proc/PID/status` has CAP_IPC_LOCK: no limit on locked memory holds then. */
export function mayLockMemory(status: string = readFileSync('/proc/self/status', 'latin1')): boolean {
  return (effectiveIn(status) & (1n << CAP_IPC_LOCK)) !== 0n;
}

/** The needed capabilities this process lacks; empty is good. */
export function lackingCapabilities(): Capability[] {
  return lackingIn(readFileSync('/proc/self/status', 'latin1'));
}

/** One sentence an operator can act on. */
export function describeLacking(lacking: readonly Capability[]): string {
  const names = lacking.map(({ name }) => name).join(' and ');
  const needs = lacking.map(({ need }) => need).join(' and ');
  return (
    `${names} ${lacking.length === 1 ? 'is' : 'are'} missing, needed ${needs}: start as root, or in a systemd unit set ` +
    `AmbientCapabilities=${lacking.map(({ name }) => name).join(' ')}, or in a container --cap-add ` +
    `${lacking.map(({ name }) => name.slice(4)).join(' --cap-add ')}`
  );
}
