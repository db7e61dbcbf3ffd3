/** Which network namespace this thread lives in, by the names that `ip netns` gives them (ip-netns(8)). */
import { statSync } from 'node:fs';

/** False too when there is no namespace of that name. */
export function isInNetNamespace(name: string): boolean {
  try {
    const named = statSync(`/run/netns/${name}`);
    // Of the thread: each may live in another namespace than its process.
    const own = statSync('/proc/thread-self/ns/net');
    return named.ino === own.ino && named.dev === own.dev;
  } catch {
    return false;
  }
}
