/**
 * The verdict on one `vrrp_script`: how many results in a row make it up or down.
 *
 * The first result counts fully, whatever `rise` and `fall` say: a node that just started must not wait for three
 * failures to know that it is unfit. After that a verdict changes when `rise` successes or `fall` failures have come
 * without a different result between them. (keepalived 2.2.7 was watched to count so.)
 */

export type ScriptVerdict = 'up' | 'down';

export interface ScriptState {
  /** Undefined until the first result. */
  readonly verdict: ScriptVerdict | undefined;
  /** Results in a row that speak against the verdict. */
  readonly against: number;
}

export interface ScriptThresholds {
  /** Successes in a row that turn `down` into `up`; at least 1. */
  readonly rise: number;
  /** Failures in a row that turn `up` into `down`; at least 1. */
  readonly fall: number;
}

/** A script that has not reported yet. */
export const UNREPORTED: ScriptState = { verdict: undefined, against: 0 };

/** After a reload: a script of the same name that was up counts as up; any other starts anew. */
export function scriptAfterReload(before: ScriptState | undefined): ScriptState {
  return before?.verdict === 'up' ? { verdict: 'up', against: 0 } : UNREPORTED;
}

/** Takes one result into account. `changed` is the new verdict when this result changed it. */
export function judgeScript(
  state: ScriptState,
  thresholds: ScriptThresholds,
  succeeded: boolean,
): { readonly state: ScriptState; readonly changed: ScriptVerdict | undefined } {
  const speaksFor: ScriptVerdict = succeeded ? 'up' : 'down';
  if (state.verdict === speaksFor) return { state: { verdict: speaksFor, against: 0 }, changed: undefined };

  const against = state.against + 1;
  const needed = succeeded ? thresholds.rise : thresholds.fall;
  if (state.verdict !== undefined && against < needed) {
    return { state: { verdict: state.verdict, against }, changed: undefined };
  }
  return { state: { verdict: speaksFor, against: 0 }, changed: speaksFor };
}
