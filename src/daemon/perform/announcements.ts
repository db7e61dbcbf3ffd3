/**
 * Gratuitous ARP and unsolicited NA, in the order and at the pace that serve an operator best: one announcement for
 * every address first, then the repeats, over all instances; a gap between two frames of one interface where
 * `vrrp_garp_interval` or `vrrp_gna_interval` ask for one; and never so many at once that an advert has to wait.
 */
import type { Duration } from '../../base/duration.js';

/** A frame ready to leave. */
export interface Announcement {
  readonly interfaceIndex: number;
  readonly frame: Uint8Array;
  /** Gap to the next frame on the same interface; 0 = none. */
  readonly gap: Duration;
}

export interface AnnouncementPorts {
  /** Puts frames on an interface at once. Reports its own failures. */
  send(interfaceIndex: number, frames: readonly Uint8Array[]): void;
  /** Runs `task` once the loop has served its sockets and timers. */
  soon(task: () => void): void;
  /** Runs `task` after `wait`. */
  later(task: () => void, wait: Duration): void;
}

/** Frames sent in one go, before sockets and timers get their turn: about 0.1 ms of work. */
const FRAMES_PER_TURN = 64;

interface Queued extends Announcement {
  readonly owner: object;
}

export class Announcements {
  readonly #ports: AnnouncementPorts;
  /** By pass: every first announcement precedes every second one. */
  readonly #passes: Queued[][] = [];
  /** Interfaces in their gap, with what waits for the gap's end, in order. */
  readonly #waiting = new Map<number, Queued[]>();
  #running = false;

  constructor(ports: AnnouncementPorts) {
    this.#ports = ports;
  }

  /** Queues one announcement of each, as the `pass`-th of its burst (0 is the first). */
  add(owner: object, announcements: readonly Announcement[], pass: number): void {
    while (this.#passes.length <= pass) this.#passes.push([]);
    const queue = this.#passes[pass]!;
    for (const announcement of announcements) queue.push({ ...announcement, owner });
    this.#run();
  }

  /** Forgets what an owner has not sent yet: it no longer holds the addresses. */
  cancel(owner: object): void {
    for (const [pass, queue] of this.#passes.entries()) this.#passes[pass] = queue.filter(q => q.owner !== owner);
    for (const [index, queue] of this.#waiting) {
      this.#waiting.set(
        index,
        queue.filter(q => q.owner !== owner),
      );
    }
  }

  /** Whether an owner still has frames to send. */
  isBusy(owner: object): boolean {
    const hers = (queue: Queued[]) => queue.some(q => q.owner === owner);
    return this.#passes.some(hers) || [...this.#waiting.values()].some(hers);
  }

  #run(): void {
    if (this.#running) return;
    this.#running = true;
    // The effects of one transition arrive together: let all of them queue before the first frame leaves.
    this.#ports.soon(() => this.#turn());
  }

  #turn(): void {
    let budget = FRAMES_PER_TURN;
    let batch: Uint8Array[] = [];
    let batchIndex = -1;
    const flush = () => {
      if (batch.length > 0) this.#ports.send(batchIndex, batch);
      batch = [];
    };
    for (const queue of this.#passes) {
      let taken = 0;
      while (taken < queue.length && budget > 0) {
        const next = queue[taken++]!;
        const gapQueue = this.#waiting.get(next.interfaceIndex);
        if (gapQueue !== undefined) {
          gapQueue.push(next);
          continue;
        }
        budget--;
        if (next.interfaceIndex !== batchIndex) flush();
        batchIndex = next.interfaceIndex;
        batch.push(next.frame);
        if (next.gap > 0) this.#startGap(next);
      }
      queue.splice(0, taken);
      if (budget === 0) break;
    }
    flush();
    this.#running = false;
    if (this.#passes.some(queue => queue.length > 0)) this.#run();
  }

  #startGap(sent: Queued): void {
    this.#waiting.set(sent.interfaceIndex, []);
    this.#ports.later(() => this.#endGap(sent.interfaceIndex), sent.gap);
  }

  #endGap(index: number): void {
    const queue = this.#waiting.get(index) ?? [];
    const next = queue.shift();
    if (next === undefined) {
      this.#waiting.delete(index);
      return;
    }
    this.#ports.send(index, [next.frame]);
    if (next.gap > 0) {
      this.#ports.later(() => this.#endGap(index), next.gap);
      return;
    }
    // No gap after this one: the rest may go as fast as any.
    this.#waiting.delete(index);
    while (this.#passes.length < 1) this.#passes.push([]);
    this.#passes[0]!.unshift(...queue);
    this.#run();
  }
}
