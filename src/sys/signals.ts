/**
 * Real-time signals. keepalived takes some (36: JSON, 63: clear statistics), and monitoring sends them; Node cannot
 * listen to them, and their default is to kill the process, which must not be how an address is lost.
 */
import { ignoreSignal } from './libc.js';

/** glibc keeps 32 and 33 for its threads. */
const FIRST = 34;
const LAST = 64;

/** Ignores every real-time signal. */
export function ignoreRealTimeSignals(): void {
  for (let number = FIRST; number <= LAST; number++) ignoreSignal(number);
}
