/** Everything a checker can ask of the world. */
import type { LogLine } from '../base/log.js';

export type CheckEffect =
  /**
   * Run the check now, and answer with a `result` of the same `run`. `url` counts the URLs of an HTTP check from 0; it
   * is 0 for every other.
   */
  | { readonly kind: 'probe'; readonly run: number; readonly url: number }
  /** End the run that is under way: a connection is closed, a script is ended. No result is wanted any more. */
  | { readonly kind: 'cancel'; readonly run: number }
  /** From now on the server has this weight in place of the configured one; undefined: the configured one again. */
  | { readonly kind: 'weight'; readonly weight: number | undefined }
  /**
   * The check has made up its mind. `first`: nothing was known before; then `up: false` is said even of a server that
   * counted as down already, since it was only assumed so.
   */
  | { readonly kind: 'verdict'; readonly up: boolean; readonly first: boolean }
  | { readonly kind: 'log'; readonly line: LogLine };
