/** `MISC_CHECK`: what the end of its script says. */
import { failed, type Outcome, WELL } from './outcome.js';
import type { MiscCheck } from './settings.js';

/** How a script ended. */
export type ScriptEnd =
  | { readonly kind: 'exit'; readonly status: number }
  | { readonly kind: 'signal'; readonly signal: string }
  /** It ran for longer than it may, and was ended. */
  | { readonly kind: 'overrun' }
  | { readonly kind: 'not-started'; readonly detail: string };

const FAILURE = 1;
/** An exit status of `misc_dynamic` is this much more than the weight it stands for. */
const WEIGHT_OFFSET = 2;

export function judgeScriptEnd({ dynamic }: Pick<MiscCheck, 'dynamic'>, end: ScriptEnd): Outcome {
  switch (end.kind) {
    case 'exit':
      if (end.status === 0) return WELL;
      if (dynamic && end.status !== FAILURE) return { ok: true, weight: end.status - WEIGHT_OFFSET };
      return failed('denied', `the script exited with status ${end.status}`);
    case 'signal':
      return failed('denied', `the script was ended by ${end.signal}`);
    case 'overrun':
      return failed('timeout', 'the script took too long and was ended');
    case 'not-started':
      return failed('not-tried', `the script could not be started: ${end.detail}`);
  }
}
