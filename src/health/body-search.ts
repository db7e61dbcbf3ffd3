/**
 * Searches an answer for a pattern while it comes, with bounded memory.
 *
 * The pattern language is PCRE2's, and its library comes from outside. It searches in its hard partial mode
 * (pcre2partial(3)), as keepalived does: what touches the end of the text so far may go on in the next piece, so it is
 * no match yet. When there is no next piece it never becomes one: `$`, `\z` and `b.*` at the end of an answer do not
 * match.
 */
import type { Result } from '../base/result.js';
import { ByteStore } from './byte-store.js';
import { type CheckFault, failed, type Outcome, WELL } from './outcome.js';
import type { BodyPattern } from './settings.js';

/** What one search found. Positions are bytes from the start of the subject. */
export type SearchResult =
  | { readonly kind: 'match'; readonly at: number }
  /** The text ended inside of what may be a match that starts there. */
  | { readonly kind: 'partial'; readonly at: number }
  | { readonly kind: 'none' }
  /** The library gave up, e.g. at its limit of backtracking, or because of text that is not UTF-8. */
  | { readonly kind: 'error'; readonly detail: string };

/** A pattern that is ready to search. */
export interface CompiledPattern {
  /** How many characters before a match the pattern may look at. */
  readonly lookBehind: number;
  /** The first match that starts at byte `from` or later, in hard partial mode. */
  search(subject: Uint8Array, from: number): SearchResult;
}

/** So much is collected before it is searched and, if it is of no more use, forgotten. */
export const WINDOW = 0x4_0000;
/** A match may be spread over so much. */
export const LONGEST_MATCH = 0x10_0000;

export class BodySearch {
  readonly #pattern: BodyPattern;
  readonly #compiled: Result<CompiledPattern, string>;
  readonly #kept = new ByteStore();
  /** Where in the subject `#kept` begins. */
  #base = 0;
  /** Where in the subject the next search begins. */
  #from: number;
  /** How much may be kept before it is searched. */
  #room = WINDOW;
  /** Where in the subject the match is, `none` when there cannot be one any more, or why nobody knows. */
  #verdict: number | 'none' | CheckFault | undefined;

  constructor(pattern: BodyPattern, compiled: Result<CompiledPattern, string>) {
    this.#pattern = pattern;
    this.#compiled = compiled;
    this.#from = pattern.minOffset;
    if (!compiled.ok) this.#verdict = { code: 'not-tried', detail: `the pattern does not compile: ${compiled.error}` };
    // A piece may end inside a character, and then the library would refuse the whole.
    else if (pattern.options.includes('utf')) this.#room = LONGEST_MATCH;
  }

  /** Takes the next piece of the subject. */
  feed(piece: Uint8Array): void {
    if (this.#verdict !== undefined) return;
    this.#kept.append(piece);
    if (this.#kept.length >= this.#room) this.#search(false);
  }

  /** There are no more pieces: whether the pattern was found, or not, as it should be. */
  finish(): Outcome {
    if (this.#verdict === undefined) this.#search(true);
    const { mustMatch } = this.#pattern;
    const verdict = this.#verdict ?? 'none';
    if (typeof verdict === 'object') return { ok: false, fault: verdict };
    if (verdict === 'none') return mustMatch ? failed('mismatch', 'the pattern is not in the answer') : WELL;
    return mustMatch ? WELL : failed('mismatch', `the pattern is in the answer, at byte ${verdict}`);
  }

  #search(isLast: boolean): void {
    if (!this.#compiled.ok) return;
    const compiled = this.#compiled.value;
    const end = this.#base + this.#kept.length;
    if (this.#from <= end) this.#read(compiled.search(this.#kept.view(), this.#from - this.#base), end);
    if (this.#verdict !== undefined || isLast) return;

    // One byte at least, or `^` would match at the start of each window.
    const neededFrom = this.#from - Math.max(compiled.lookBehind, 1);
    this.#forget(Math.min(Math.max(neededFrom - this.#base, 0), this.#kept.length));
    if (this.#kept.length >= LONGEST_MATCH || this.#pattern.options.includes('utf')) {
      const detail = `the pattern cannot be decided within ${LONGEST_MATCH} bytes`;
      this.#verdict = { code: 'malformed', detail };
    }
    this.#room = this.#kept.length + WINDOW;
  }

  /** `end`: where in the subject the searched text ended. */
  #read(found: SearchResult, end: number): void {
    switch (found.kind) {
      case 'error':
        this.#verdict = { code: 'not-tried', detail: `the search for the pattern was given up: ${found.detail}` };
        return;
      case 'match':
        this.#verdict = this.#isTooFar(this.#base + found.at) ? 'none' : this.#base + found.at;
        return;
      case 'partial':
        this.#from = this.#base + found.at;
        break;
      case 'none':
        this.#from = end;
        break;
    }
    if (this.#isTooFar(this.#from)) this.#verdict = 'none';
  }

  #isTooFar(position: number): boolean {
    return this.#pattern.maxOffset !== undefined && position > this.#pattern.maxOffset;
  }

  #forget(count: number): void {
    this.#kept.drop(count);
    this.#base += count;
  }
}
