/** Who may open unprivileged ICMP sockets: `net.ipv4.ping_group_range` (icmp(7)), which holds for IPv6 as well. */
import { readFileSync, writeFileSync } from 'node:fs';
import { err, ok, type Result } from '../base/result.js';

const FILE = '/proc/sys/net/ipv4/ping_group_range';

/**
 * Lets the group of this process ping in this network namespace, without taking it from another. Answers whether the
 * setting had to be changed; an error says what could not be done.
 */
export function permitPing(file = FILE, group = process.getegid?.() ?? 0): Result<boolean, string> {
  try {
    const before = readFileSync(file, 'latin1');
    const wanted = widenGroupRange(before, group);
    if (wanted === undefined) return ok(false);
    writeFileSync(file, wanted);
    return ok(true);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return err(`group ${group} cannot be let into ${file}, so \`PING_CHECK\` cannot be done: ${reason}`);
  }
}

/** The range with `group` in it; undefined: it is in already. The kernel's default, `1 0`, is a range of nobody. */
export function widenGroupRange(range: string, group: number): string | undefined {
  const [first = 1, last = 0] = (range.match(/\d+/g) ?? []).map(Number);
  if (!(first <= last)) return `${group} ${group}`;
  if (first <= group && group <= last) return undefined;
  return `${Math.min(first, group)} ${Math.max(last, group)}`;
}
