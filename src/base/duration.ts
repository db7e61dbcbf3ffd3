/**
 * Durations and instants.
 *
 * Both are whole microseconds: a v3 skew at 10 ms adverts is microseconds wide, and keepalived computes its timers
 * in integer microseconds too (2^53 of them are 285 years). An `Instant` counts from an arbitrary monotonic origin;
 * only the difference of two means anything.
 */

declare const durationBrand: unique symbol;
declare const instantBrand: unique symbol;

/** A length of time in whole microseconds. */
export type Duration = number & { readonly [durationBrand]: true };

/** A moment of the monotonic clock, in whole microseconds. */
export type Instant = number & { readonly [instantBrand]: true };

export const ZERO: Duration = 0 as Duration;

/** Rounds to the nearest microsecond. */
export function microseconds(count: number): Duration {
  return Math.round(count) as Duration;
}

export function milliseconds(count: number): Duration {
  return microseconds(count * 1_000);
}

export function seconds(count: number): Duration {
  return microseconds(count * 1_000_000);
}

export function toMilliseconds(duration: Duration): number {
  return duration / 1_000;
}

export function toSeconds(duration: Duration): number {
  return duration / 1_000_000;
}

export function instant(micros: number): Instant {
  return Math.round(micros) as Instant;
}

export function after(start: Instant, wait: Duration): Instant {
  return (start + wait) as Instant;
}

/** The time from `start` to `end`; negative when `end` comes first. */
export function between(start: Instant, end: Instant): Duration {
  return (end - start) as Duration;
}
