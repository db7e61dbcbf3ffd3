/**
 * Puts the whole test process into a network namespace of its own, which the kernel removes with it. Import this
 * before anything that opens a socket. Needs root.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import koffi from 'koffi';

const CLONE_NEWNET = 0x4000_0000;

const unshare = koffi.load(null).func('int unshare(int flags)');
if (unshare(CLONE_NEWNET) !== 0)
  throw new Error(`unshare(CLONE_NEWNET): errno ${koffi.errno()}; these tests need root`);

/** Runs `ip` with the words of a line; throws with what it wrote to stderr. */
export function ip(line: string): string {
  return execFileSync('ip', line.trim().split(/\s+/), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A cable between `left` and `right`, both up, without duplicate address detection or router advertisements. */
export function cable(left: string, right: string): void {
  ip(`link add ${left} address 02:00:00:00:00:01 type veth peer name ${right} address 02:00:00:00:00:02`);
  for (const end of [left, right]) {
    for (const key of ['accept_dad', 'accept_ra']) setKernel(`ipv6/conf/${end}/${key}`, 0);
    listensToItself(end);
    ip(`link set ${end} up`);
  }
}

/** Both ends of a cable are in one namespace here: a packet may come from an address of our own. */
function listensToItself(scope: string): void {
  setKernel(`ipv4/conf/${scope}/rp_filter`, 0);
  setKernel(`ipv4/conf/${scope}/accept_local`, 1);
}

// What `sysctl -w` does, without the package it comes in. /proc shows the namespace of the thread that looks.
function setKernel(name: string, value: number): void {
  writeFileSync(`/proc/sys/net/${name}`, String(value));
}

listensToItself('all');
ip('link set lo up');

/** Resolves with the first defined answer, asked for on every turn of the event loop; rejects at the deadline. */
export async function eventually<T>(ask: () => T | undefined, what: string, deadlineMs = 5_000): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const answer = ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`no ${what} within ${deadlineMs} ms`);
    await new Promise(resolve => setTimeout(resolve, 1));
  }
}
