/** The words of one entry, taken one after the other: the lines of routes and rules are little languages. */
import type { DiagnosticCode } from '../codes/index.js';
import type { DiagnosticExtra, Diagnostics } from '../diagnostics.js';
import { parseInteger } from '../numbers.js';
import type { Entry, Word } from '../parser.js';

/** The entry is dropped; what it was has been reported. */
export type Dropped = 'dropped';

/** Hands out the words of one entry, and reports what costs the whole entry. */
export class EntryWords {
  readonly #words: readonly Word[];
  readonly #diagnostics: Diagnostics;
  #next = 0;

  constructor(entry: Entry, diagnostics: Diagnostics) {
    this.#words = entry.words;
    this.#diagnostics = diagnostics;
  }

  next(): Word | undefined {
    return this.#words[this.#next++];
  }

  peek(): Word | undefined {
    return this.#words[this.#next];
  }

  /** Passes over the next word if it is this one. */
  accept(text: string): boolean {
    if (this.peek()?.text !== text) return false;
    this.#next++;
    return true;
  }

  /** The value of an option. keepalived ends at once when there is none: then `dropped`. */
  value(option: Word): Word | Dropped {
    const word = this.next();
    if (word !== undefined) return word;
    return this.drop(option, 'parameter-missing', `\`${option.text}\` needs a value; the entry is dropped`, {
      class: 'missing-parameter',
    });
  }

  /** A decimal number; the entry is dropped for anything else. */
  integer(option: Word, range: readonly [number, number]): number | Dropped {
    const word = this.value(option);
    if (word === 'dropped') return word;
    const read = parseInteger(word.text, range);
    return read.ok ? read.value : this.badNumber(option, word, range);
  }

  badNumber(option: Word, word: Word, [least, most]: readonly [number, number]): Dropped {
    const text = `\`${option.text}\` is a number from ${least} to ${most}, not \`${word.text}\`; the entry is dropped`;
    return this.drop(word, 'number-invalid', text, { class: 'invalid-number' });
  }

  drop(word: Word, code: DiagnosticCode, text: string, extra: DiagnosticExtra = {}): Dropped {
    this.#diagnostics.error(word.at, code, text, extra);
    return 'dropped';
  }
}
