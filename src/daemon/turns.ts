/** Long work of a thread whose sockets and timers must not wait for its end: it is done in turns of the event loop. */
import { setImmediate } from 'node:timers/promises';
import { after, type Duration, type Instant, milliseconds } from '../base/duration.js';

/** How long one turn may take: what waits meanwhile is late by no more than this and its own work. */
const TURN: Duration = milliseconds(1);

/** Settles in the next turn, after what has come to sockets and timers meanwhile was served. */
export function nextTurn(): Promise<void> {
  return setImmediate();
}

/** Says when it is time for the next turn. */
export class Turns {
  readonly #now: () => Instant;
  readonly #next: () => Promise<void>;
  #until: Instant;

  constructor(now: () => Instant, next: () => Promise<void> = nextTurn) {
    this.#now = now;
    this.#next = next;
    this.#until = after(now(), TURN);
  }

  /** To be asked between two pieces of the work: what is to be awaited before the next one; undefined: nothing, yet. */
  pause(): Promise<void> | undefined {
    if (this.#now() < this.#until) return undefined;
    return this.#next().then(() => {
      this.#until = after(this.#now(), TURN);
    });
  }
}
