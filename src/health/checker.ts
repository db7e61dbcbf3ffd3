/** One scheduled check: what it is told, and what it knows. `schedule.ts` moves it. */
import { type Instant, instant } from '../base/duration.js';
import type { ScheduledCheck } from './settings.js';

/** No run is due. Infinity keeps comparisons free of special cases. */
export const NEVER = Number.POSITIVE_INFINITY as Instant;

export interface Checker {
  settings: ScheduledCheck;
  /** Begins its log lines, e.g. `TCP_CHECK of [192.0.2.1]:tcp:80`. */
  label: string;
  /** The check's part in its server: the server is up while all of them are. */
  up: boolean;
  /** A verdict has been given; until then `up` is an assumption. */
  proven: boolean;
  /** Failures in a row that have been forgiven. */
  failures: number;
  /** Which URL of an HTTP check is due, or under way. */
  url: number;
  /** `url` has failed and is asked again; when it is well, all of them are. */
  retested: boolean;
  /** The number of the last run. */
  run: number;
  isRunning: boolean;
  isSuspended: boolean;
  startedAt: Instant;
  /** When the next run is due; `NEVER` while one is under way and while the checker rests. */
  deadline: Instant;
  /** The weight last given to the server; undefined: the configured one. */
  weight: number | undefined;
  /** What was last found odd, which is said once. */
  remark: string | undefined;
}

/**
 * A checker that waits for its `start`. With `isNew`, because a reload brought it, it is as patient with its first
 * failures as with any: only at the start of the program the first result is decisive.
 */
export function createChecker(settings: ScheduledCheck, label: string, isNew: boolean): Checker {
  return {
    settings,
    label,
    up: !settings.schedule.alpha,
    proven: isNew,
    failures: 0,
    url: 0,
    retested: false,
    run: 0,
    isRunning: false,
    isSuspended: true,
    startedAt: instant(0),
    deadline: NEVER,
    weight: undefined,
    remark: undefined,
  };
}
