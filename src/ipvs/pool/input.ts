/** Everything that can happen to the pools. Servers are called by their places in the settings in force. */
import type { IpvsGlobals, LvsSettings } from '../settings.js';

/** What a checker says of its server at the moment. */
export interface CheckStanding {
  readonly up: boolean;
  /** Counts in place of the configured weight (`misc_dynamic`); of several checkers the last one that has it counts. */
  readonly weight?: number;
  /** Is added to the weight (`FILE_CHECK`); may be negative. */
  readonly addedWeight?: number;
}

/** The checkers of one real server. */
export interface CheckedPlace {
  readonly virtualServer: number;
  readonly realServer: number;
  readonly standings: readonly CheckStanding[];
}

/** What the pools are told at the start and at each reload. */
export interface PoolSettings {
  readonly lvs: LvsSettings;
  readonly globals: Pick<IpvsGlobals, 'notifiesAtStart'>;
  /** Of `MailSettings`: each verdict of a check is mailed, not only what it makes of its server. */
  readonly mailsChecks: boolean;
  /**
   * Real servers that are checked; the others are up. A checker that a reload keeps says what it said before; a new one
   * says what is assumed until its first result: up, and under `alpha` down.
   */
  readonly checks: readonly CheckedPlace[];
}

/** One checker: its place among those of its server. */
export interface CheckPlace {
  readonly virtualServer: number;
  readonly realServer: number;
  readonly check: number;
}

export type PoolInput =
  /** The first time the program starts, afterwards it is a reload. */
  | { readonly kind: 'configure'; readonly settings: PoolSettings }
  | {
      readonly kind: 'verdict';
      readonly at: CheckPlace;
      readonly up: boolean;
      /** Nothing was known before: a failure is told even of a server that was only assumed to be down. */
      readonly first: boolean;
      /** How a mail calls the check, e.g. `TCP`. */
      readonly checkName: string;
    }
  /** A checker gives its server another weight, or adds something else to it; undefined: nothing any more. */
  | { readonly kind: 'weight'; readonly at: CheckPlace; readonly weight: number | undefined }
  | { readonly kind: 'added-weight'; readonly at: CheckPlace; readonly addedWeight: number }
  /** The program ends. What comes after this is not heard. */
  | { readonly kind: 'stop' };
