/**
 * Gratuitous ARP and unsolicited NA, in the order and at the pace that serve an operator best: one announcement for
 * every address first, then the repeats, over all instances; a gap between two frames of one interface where
 * `vrrp_garp_interval` or `vrrp_gna_interval` ask for one; and never so many at once that an advert has to wait.
 */
import { type Duration, milliseconds } from '../../../base/duration.js';
import type { Lane } from './pace.js';

/** A frame ready to leave. */
export interface Announcement {
  readonly interfaceIndex: number;
  /** What it announces, as text. */
  readonly address: string;
  readonly frame: Uint8Array;
  /** With whom it shares the gap between two frames. */
  readonly lane: Lane;
}

export interface AnnouncementPorts {
  /**
   * Puts frames on an interface at once. Reports its own failures; answers how many frames it is done with. Fewer than
   * all: the device's queue is full, and the rest may be tried again.
   */
  send(interfaceIndex: number, frames: readonly Uint8Array[]): number;
  /** Runs `task` once the loop has served its sockets and timers. */
  soon(task: () => void): void;
  /** Runs `task` after `wait`. */
  later(task: () => void, wait: Duration): void;
}

/** Frames sent in one go, before sockets and timers get their turn: about 0.1 ms of work. */
const FRAMES_PER_TURN = 64;
/** A device whose queue is full gets time to send some of it. */
const FULL_QUEUE_PAUSE: Duration = milliseconds(10);

/** Announcements of one owner in order, sent up to `next`. A run, not a frame, is what the queues hold: there may be thousands. */
interface Run {
  readonly owner: object;
  readonly announcements: readonly Announcement[];
  next: number;
}

export class Announcements {
  readonly #ports: AnnouncementPorts;
  /** By pass: every first announcement precedes every second one. */
  readonly #passes: Run[][] = [];
  /** Lanes in their gap, with what waits for the gap's end, in order. */
  readonly #waiting = new Map<Lane, Run[]>();
  #running = false;

  constructor(ports: AnnouncementPorts) {
    this.#ports = ports;
  }

  /** Queues one announcement of each, as the `pass`-th of its burst (0 is the first). Keeps the array. */
  add(owner: object, announcements: readonly Announcement[], pass: number): void {
    if (announcements.length === 0) return;
    while (this.#passes.length <= pass) this.#passes.push([]);
    this.#passes[pass]!.push({ owner, announcements, next: 0 });
    this.#run();
  }

  /** Forgets what an owner has not sent yet about these addresses: it no longer holds them. */
  cancel(owner: object, addresses: ReadonlySet<string>): void {
    const others = (queue: Run[]) =>
      queue.flatMap(run => {
        if (run.owner !== owner) return run;
        const announcements = run.announcements.slice(run.next).filter(({ address }) => !addresses.has(address));
        return announcements.length === 0 ? [] : { owner, announcements, next: 0 };
      });
    for (const [pass, queue] of this.#passes.entries()) this.#passes[pass] = others(queue);
    for (const [lane, queue] of this.#waiting) this.#waiting.set(lane, others(queue));
  }

  /** How many announcements an owner has not sent yet, repeats included. */
  pending(owner: object): number {
    let count = 0;
    for (const queue of [...this.#passes, ...this.#waiting.values()]) {
      for (const run of queue) if (run.owner === owner) count += run.announcements.length - run.next;
    }
    return count;
  }

  #run(): void {
    if (this.#running) return;
    this.#running = true;
    // The effects of one transition arrive together: let all of them queue before the first frame leaves.
    this.#ports.soon(() => this.#turn());
  }

  #turn(): void {
    this.#running = false;
    let budget = FRAMES_PER_TURN;
    for (const queue of this.#passes) {
      while (queue.length > 0 && budget > 0) {
        const run = queue[0]!;
        budget -= this.#send(run, budget);
        if (run.next === run.announcements.length) queue.shift();
      }
      if (budget <= 0) break;
    }
    if (this.#passes.some(queue => queue.length > 0)) this.#run();
  }

  /** Sends frames of a run that go out of one interface without a gap, at most `most`; answers how many it dealt with. */
  #send(run: Run, most: number): number {
    const { announcements, next: first } = run;
    const { interfaceIndex, lane } = announcements[first]!;
    const gapQueue = this.#waiting.get(lane);
    if (gapQueue !== undefined) {
      // The lane is in its gap: what this run has for it waits there, frame by frame.
      run.next = endOfLane(announcements, first);
      gapQueue.push({ owner: run.owner, announcements: announcements.slice(first, run.next), next: 0 });
      return 0;
    }
    const limit = lane.gap > 0 ? first + 1 : Math.min(first + most, announcements.length);
    run.next = endOfInterface(announcements, first, limit);
    const frames = announcements.slice(first, run.next).map(announcement => announcement.frame);
    const sent = this.#ports.send(interfaceIndex, frames);
    if (sent < frames.length) {
      this.#startGap(lane, FULL_QUEUE_PAUSE);
      const rest = announcements.slice(first + sent, run.next);
      this.#waiting.get(lane)!.push({ owner: run.owner, announcements: rest, next: 0 });
    } else if (lane.gap > 0) this.#startGap(lane, lane.gap);
    return frames.length;
  }

  #startGap(lane: Lane, gap: Duration): void {
    if (!this.#waiting.has(lane)) this.#waiting.set(lane, []);
    this.#ports.later(() => this.#endGap(lane), gap);
  }

  #endGap(lane: Lane): void {
    const queue = this.#waiting.get(lane) ?? [];
    const run = queue[0];
    if (run === undefined) {
      this.#waiting.delete(lane);
      return;
    }
    const { frame, interfaceIndex } = run.announcements[run.next]!;
    if (this.#ports.send(interfaceIndex, [frame]) === 0) {
      this.#startGap(lane, FULL_QUEUE_PAUSE);
      return;
    }
    run.next++;
    if (run.next === run.announcements.length) queue.shift();
    if (lane.gap > 0) {
      this.#startGap(lane, lane.gap);
      return;
    }
    // The device's queue was full, and nobody asked for a gap: the rest may go as fast as any.
    this.#waiting.delete(lane);
    while (this.#passes.length < 1) this.#passes.push([]);
    this.#passes[0]!.unshift(...queue);
    this.#run();
  }
}

/** The end of the stretch from `first` that leaves by one interface in one lane. */
function endOfInterface(announcements: readonly Announcement[], first: number, limit: number): number {
  const { interfaceIndex, lane } = announcements[first]!;
  let end = first + 1;
  while (end < limit && announcements[end]!.interfaceIndex === interfaceIndex && announcements[end]!.lane === lane)
    end++;
  return end;
}

/** The end of the stretch from `first` in one lane, whatever the interface. */
function endOfLane(announcements: readonly Announcement[], first: number): number {
  const { lane } = announcements[first]!;
  let end = first + 1;
  while (end < announcements.length && announcements[end]!.lane === lane) end++;
  return end;
}
