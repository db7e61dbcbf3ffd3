/**
 * Which of many checkers is due next, so that one timer does for all of them: a binary heap by moment.
 *
 * Nothing is looked up or taken out in the middle: an entry whose item has another `deadline` by the time it comes to
 * the top is forgotten there. So an item is put in whenever its deadline changes, and never has to be taken out.
 */
import type { Instant } from '../base/duration.js';

/** Something that wants to be called at a moment. */
export interface Due {
  /** Infinity: not at all. */
  readonly deadline: Instant;
}

export class Agenda<Item extends Due> {
  readonly #moments: number[] = [];
  readonly #items: Item[] = [];

  /** Notes the item's deadline as it is now. */
  put(item: Item): void {
    if (item.deadline === Number.POSITIVE_INFINITY) return;
    let at = this.#items.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#moments[parent]! <= item.deadline) break;
      this.#place(at, this.#moments[parent]!, this.#items[parent]!);
      at = parent;
    }
    this.#place(at, item.deadline, item);
  }

  /** The next moment at which something is due; undefined: nothing is. */
  next(): Instant | undefined {
    while (this.#items.length > 0 && !this.#isCurrent()) this.#removeFirst();
    return this.#items[0]?.deadline;
  }

  /** Takes out the item that is due first; undefined when none is due by `now`. */
  take(now: Instant): Item | undefined {
    const moment = this.next();
    if (moment === undefined || moment > now) return undefined;
    const item = this.#items[0];
    this.#removeFirst();
    return item;
  }

  #isCurrent(): boolean {
    return this.#items[0]!.deadline === this.#moments[0];
  }

  #removeFirst(): void {
    const moment = this.#moments.pop()!;
    const item = this.#items.pop()!;
    const count = this.#items.length;
    if (count === 0) return;
    let at = 0;
    for (let child = 1; child < count; child = 2 * at + 1) {
      if (child + 1 < count && this.#moments[child + 1]! < this.#moments[child]!) child++;
      if (this.#moments[child]! >= moment) break;
      this.#place(at, this.#moments[child]!, this.#items[child]!);
      at = child;
    }
    this.#place(at, moment, item);
  }

  #place(at: number, moment: number, item: Item): void {
    this.#moments[at] = moment;
    this.#items[at] = item;
  }
}
