/** Which network namespace this thread lives in, by the names that `ip netns` gives them (ip-netns(8)). */
import { closeSync, openSync, statSync } from 'node:fs';
import { enterNetNamespace } from './libc.js';

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

/**
 * What `look` sees from inside the network namespace of that name; undefined when it does not exist or may not be
 * entered. The thread is back before anything else can run in it. Throws what `look` throws, and when there is no way
 * back: nobody must go on in the wrong network.
 */
export function fromInsideNetNamespace<T>(name: string, look: () => T): { readonly seen: T } | undefined {
  const home = openSync('/proc/thread-self/ns/net', 'r');
  try {
    if (!enter(name)) return undefined;
    try {
      return { seen: look() };
    } finally {
      returnTo(home, name);
    }
  } finally {
    closeSync(home);
  }
}

function returnTo(home: number, from: string): void {
  const answer = enterNetNamespace(home);
  if (answer < 0) throw new Error(`cannot leave the network namespace ${from} (errno ${-answer})`);
}

function enter(name: string): boolean {
  let there: number;
  try {
    there = openSync(`/run/netns/${name}`, 'r');
  } catch {
    return false;
  }
  try {
    return enterNetNamespace(there) >= 0;
  } finally {
    closeSync(there);
  }
}
