/** Whether the kernel forwards IPv6 on an interface: its neighbour advertisements then say that a router speaks. */
import { readFileSync } from 'node:fs';

/** False also when the interface or IPv6 itself is missing. */
export function forwardsIpv6(device: string): boolean {
  try {
    return readFileSync(`/proc/sys/net/ipv6/conf/${device}/forwarding`, 'latin1').startsWith('1');
  } catch {
    return false;
  }
}
