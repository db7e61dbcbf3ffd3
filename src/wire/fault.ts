/** Why bytes could not be read. Decoders here return one; none of them throws on what came from the network. */
import { err } from '../base/result.js';

export interface Fault<Code extends string> {
  /** Stable kebab-case word shared by logs, counters and docs. */
  readonly code: Code;
  /** One clause for the log: what was needed and what came. */
  readonly detail: string;
}

/** A failed `Result` carrying a fault. */
export function fault<Code extends string>(code: Code, detail: string) {
  return err<Fault<Code>>({ code, detail });
}
