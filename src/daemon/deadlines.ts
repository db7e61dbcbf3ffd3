/**
 * The next moment each of many things wants to be woken. A binary heap, lazy about postponement: a BACKUP restarts its
 * master-down timer with every advert it hears, and that must cost nothing. The old entry stays; when its moment comes
 * the real deadline is looked up and queued again.
 */
import type { Instant } from '../base/duration.js';

interface Entry<T> {
  readonly at: number;
  readonly item: T;
}

export class Deadlines<T extends object> {
  readonly #deadlineOf: (item: T) => Instant | undefined;
  readonly #heap: Entry<T>[] = [];
  /** The earliest moment an item is queued for; entries at any other moment are stale. */
  readonly #queued = new WeakMap<T, number>();

  /** `deadlineOf` tells an item's deadline now; undefined when it has none. */
  constructor(deadlineOf: (item: T) => Instant | undefined) {
    this.#deadlineOf = deadlineOf;
  }

  /** Takes note that the item's deadline may have changed. Free when it only moved later. */
  update(item: T): void {
    const at = this.#deadlineOf(item);
    if (at === undefined) return;
    const queued = this.#queued.get(item);
    if (queued !== undefined && queued <= at) return;
    this.#queued.set(item, at);
    this.#push({ at, item });
  }

  /** Forgets an item, whatever it still wanted. */
  remove(item: T): void {
    this.#queued.delete(item);
  }

  /** The earliest deadline as of now. Undefined: no need to wake. */
  earliest(): Instant | undefined {
    for (;;) {
      this.#dropStale();
      const first = this.#heap[0];
      if (first === undefined) return undefined;
      const at = this.#deadlineOf(first.item);
      if (at === first.at) return at;
      this.#pop();
      this.#queued.delete(first.item);
      this.update(first.item);
    }
  }

  /**
   * Takes out one item whose deadline is `now` or earlier; the caller handles it and calls `update`. One that `accepts`
   * refuses stays, and those behind it, too.
   */
  takeDue(now: Instant, accepts?: (item: T) => boolean): T | undefined {
    for (;;) {
      this.#dropStale();
      const first = this.#heap[0];
      if (first === undefined || first.at > now) return undefined;
      const at = this.#deadlineOf(first.item);
      const isDue = at !== undefined && at <= now;
      if (isDue && accepts?.(first.item) === false) return undefined;
      this.#pop();
      this.#queued.delete(first.item);
      if (isDue) return first.item;
      this.update(first.item);
    }
  }

  #dropStale(): void {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (this.#queued.get(first.item) === first.at) return;
      this.#pop();
    }
  }

  #push(entry: Entry<T>): void {
    const heap = this.#heap;
    let child = heap.push(entry) - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (heap[parent]!.at <= entry.at) break;
      heap[child] = heap[parent]!;
      child = parent;
    }
    heap[child] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let parent = 0;
    for (;;) {
      let child = 2 * parent + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]!.at < heap[child]!.at) child++;
      if (heap[child]!.at >= last.at) break;
      heap[parent] = heap[child]!;
      parent = child;
    }
    heap[parent] = last;
  }
}
