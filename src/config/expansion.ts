/** Where the words of a line stand in the file when definitions have been put into it. */
import { isBlank } from './lexer.js';

/**
 * What a line was and what it became. What stands before the first reference and behind the last one is the same in
 * both; what is between has the place of the word that the first reference is in.
 */
export class Expansion {
  readonly #head: number;
  readonly #tail: number;
  readonly #middle: number;
  readonly #shift: number;

  /** Both without outer blanks. */
  constructor(written: string, expanded: string) {
    const shorter = Math.min(written.length, expanded.length);
    let head = 0;
    while (head < shorter && written[head] === expanded[head]) head++;
    let tail = 0;
    while (tail < shorter - head && written[written.length - 1 - tail] === expanded[expanded.length - 1 - tail]) tail++;
    // A value may end like the name that stands for it: only whole words count.
    while (tail > 0 && !isBlank(expanded[expanded.length - tail])) tail--;
    let middle = head;
    while (middle > 0 && !isBlank(written[middle - 1])) middle--;
    this.#head = head;
    this.#tail = expanded.length - tail;
    this.#middle = middle;
    this.#shift = written.length - expanded.length;
  }

  /** Where in the written line the word stands that begins here in the expanded one. */
  writtenAt(offset: number): number {
    if (offset < this.#head) return offset;
    return offset >= this.#tail ? offset + this.#shift : this.#middle;
  }
}
