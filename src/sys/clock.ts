/**
 * The clocks: the monotonic one, with one alarm on it, and the time of day.
 *
 * `setTimeout` counts whole milliseconds from a cached loop time, so it fires up to a millisecond early or late; a v3
 * skew at 10 ms adverts is narrower than that. The alarm is a timerfd instead: never early, late by what the scheduler
 * takes to wake a process, and idle until then.
 */
import { uptime as osUptime } from 'node:os';
import { type Duration, type Instant, instant, seconds } from '../base/duration.js';
import { KernelError } from './kernel-error.js';
import { armTimer, closeDescriptor, createTimer, watchReadable } from './libc.js';

/** Microseconds of CLOCK_MONOTONIC. */
export function now(): Instant {
  const [seconds, nanoseconds] = process.hrtime();
  return instant(seconds * 1_000_000 + Math.floor(nanoseconds / 1_000));
}

/** How long ago the machine was booted; the time it was suspended counts (CLOCK_BOOTTIME, clock_gettime(2)). */
export function uptime(): Duration {
  return seconds(osUptime());
}

/** Milliseconds since 1970, UTC: the time of day, which may be set back. */
export function wallClock(): number {
  return Date.now();
}

export interface Alarm {
  /** Rings once at `at`, at once when that has passed; replaces what was set. Undefined rings never. */
  set(at: Instant | undefined): void;
  close(): void;
}

/** `onRing` runs in its own turn of the event loop; it will usually `set` the next deadline. */
export function openAlarm(onRing: () => void): Alarm {
  const fd = createTimer();
  if (fd < 0) throw new KernelError('timerfd_create', -fd);
  const spec = new BigInt64Array(new ArrayBuffer(32)); // interval seconds, nanoseconds; value seconds, nanoseconds
  /** What it is set to; undefined, too, while it rings. */
  let armed: Instant | undefined;
  let closed = false;

  const arm = (at: Instant | undefined) => {
    armed = at;
    // An all-zero value would disarm, so a moment at or before the origin becomes one nanosecond after it.
    const micros = at === undefined ? 0 : Math.max(0, at);
    spec[2] = BigInt(Math.floor(micros / 1_000_000));
    spec[3] = at === undefined ? 0n : BigInt((micros % 1_000_000) * 1_000 || 1);
    const returned = armTimer(fd, spec);
    if (returned < 0) throw new KernelError('timerfd_settime', -returned);
  };

  const watch = watchReadable(fd, () => {
    if (closed || armed === undefined) return;
    armed = undefined;
    try {
      onRing();
    } finally {
      // Setting a timerfd clears its readiness, which saves a read. Whoever was woken has nearly always set it again by
      // now, and once is enough: on a virtual machine each time costs as much as sending an advert.
      if (!closed && armed === undefined) arm(undefined);
    }
  });

  return {
    set(at) {
      if (!closed && at !== armed) arm(at);
    },
    close() {
      if (closed) return;
      closed = true;
      watch.close();
      closeDescriptor(fd);
    },
  };
}
