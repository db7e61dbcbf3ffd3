/**
 * The timers of an instance: how long each one runs, and which comes next.
 *
 * All sums are in whole microseconds, rounded down where keepalived rounds down, so that two programs on one network
 * wait the same time. RFC 3768 6.1 (version 2) counts the skew in fractions of a second, RFC 9568 6.1 (version 3) in
 * fractions of the master's advertisement interval.
 */
import type { Duration, Instant } from '../base/duration.js';
import type { VrrpVersion } from './settings.js';

/** A timer that does not run. Infinity keeps comparisons free of special cases. */
export const NEVER = Number.POSITIVE_INFINITY as Instant;

/** When each timer of an instance ends; `NEVER` when it does not run. */
export interface Timers {
  /** BACKUP: the master counts as down. */
  masterDown: Instant;
  /** MASTER: the next advert is due. Absolute, so a late one does not delay the following. */
  advert: Instant;
  /** MASTER: the second announcement of the addresses, `garp_master_delay` after the first. */
  delayedBurst: Instant;
  /** MASTER: the next periodic announcement, `garp_master_refresh`. */
  refreshBurst: Instant;
  /** MASTER: the announcement that follows a lower-priority advert by `garp_lower_prio_delay`. */
  lowerPriorityBurst: Instant;
  /** MASTER: the next reminder for switches on further interfaces, `garp_extra_if`. */
  extraReminder: Instant;
}

export type TimerName = keyof Timers;

export function idleTimers(): Timers {
  return {
    masterDown: NEVER,
    advert: NEVER,
    delayedBurst: NEVER,
    refreshBurst: NEVER,
    lowerPriorityBurst: NEVER,
    extraReminder: NEVER,
  };
}

/** The moment the next timer ends; `NEVER` when none runs. */
export function earliest(timers: Timers): Instant {
  return Math.min(
    timers.masterDown,
    timers.advert,
    timers.delayedBurst,
    timers.refreshBurst,
    timers.lowerPriorityBurst,
    timers.extraReminder,
  ) as Instant;
}

/** The timer that ended first, if any has ended by `now`. Of several that ended together the advert goes first. */
export function firstDue(timers: Timers, now: Instant): TimerName | undefined {
  const at = earliest(timers);
  if (at > now) return undefined;
  if (timers.advert === at) return 'advert';
  if (timers.masterDown === at) return 'masterDown';
  if (timers.delayedBurst === at) return 'delayedBurst';
  if (timers.refreshBurst === at) return 'refreshBurst';
  if (timers.lowerPriorityBurst === at) return 'lowerPriorityBurst';
  return 'extraReminder';
}

/**
 * How much before its time an advert may leave when the process is awake anyway: to be woken costs more than to send.
 * What is early for a 32nd part of the interval makes no difference to a backup that waits for three of them, and the
 * next advert is due when it always was.
 */
export function advertLeeway(interval: Duration): Duration {
  return Math.min(Math.floor(interval / 32), MOST_LEEWAY) as Duration;
}

/** Of any interval: 2 ms. */
export const MOST_LEEWAY = 2_000 as Duration;

/** What the length of the master-down timer depends on. */
export interface DownTimer {
  readonly version: VrrpVersion;
  /** 255 for an address owner, otherwise the effective priority. */
  readonly priority: number;
  /** The interval of the master: our own in version 2, the one it advertises in version 3. */
  readonly masterInterval: Duration;
  /** `down_timer_adverts`; 3 in the RFCs. */
  readonly adverts: number;
}

/** Skew_Time: the higher the priority, the shorter (RFC 3768 6.1, RFC 9568 6.1). */
export function skewTime({ version, priority, masterInterval }: Omit<DownTimer, 'adverts'>): Duration {
  if (version === 2) return Math.floor(((256 - priority) * 1_000_000) / 256) as Duration;
  const centiseconds = Math.floor(masterInterval / 10_000);
  return Math.floor(((256 - priority) * centiseconds * 625) / 16) as Duration;
}

/** Master_Down_Interval, or Active_Down_Interval in RFC 9568 6.1. */
export function masterDownInterval(timer: DownTimer): Duration {
  return (timer.adverts * timer.masterInterval + skewTime(timer)) as Duration;
}

/**
 * The end of the period after the one that ended at `due`, on the grid of `due`; when a whole period was missed the
 * grid starts anew at `now`, since what was missed is not made up for.
 */
export function nextOnGrid(due: Instant, period: Duration, now: Instant): Instant {
  const next = due + period;
  return (next > now ? next : now + period) as Instant;
}
