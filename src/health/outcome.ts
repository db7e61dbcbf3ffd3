/** What one run of a check comes to. */
import type { Fault } from '../wire/fault.js';

/** Why a run failed. */
export type CheckFaultCode =
  /** This machine could not even try: no descriptor, no such interface or address, no such program. */
  | 'not-tried'
  | 'refused'
  | 'unreachable'
  | 'timeout'
  /** The other side ended the conversation too early. */
  | 'closed'
  /** The answer is not in the language of the protocol, or too long to be. */
  | 'malformed'
  /** The answer says no: a status, a response code, an exit status. */
  | 'denied'
  /** The answer says yes, and something else than it should. */
  | 'mismatch';

export type CheckFault = Fault<CheckFaultCode>;

export type Outcome =
  | {
      readonly ok: true;
      /** The weight the check gives its server in place of the configured one; absent: it gives none. */
      readonly weight?: number;
      /** What was odd about the answer without being wrong. */
      readonly remark?: string;
    }
  | { readonly ok: false; readonly fault: CheckFault };

/** All is well, and there is nothing to add. */
export const WELL: Outcome = Object.freeze({ ok: true });

/** `detail` is one clause: what was expected and what came. */
export function failed(code: CheckFaultCode, detail: string): Outcome {
  return { ok: false, fault: { code, detail } };
}
