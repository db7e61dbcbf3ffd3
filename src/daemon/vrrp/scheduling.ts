/**
 * How the kernel schedules the thread that carries VRRP: as configured, and under `max_auto_priority` higher each time
 * it came late, until the next configuration.
 *
 * RLIMIT_RTTIME ends a real-time thread that does not wait for that long. keepalived lets it: its parent starts another
 * child. Here an end would cost more than the delay, and a collection of garbage may take longer than the limit. So only
 * the soft limit is set, whose signal is said and survived; the hard one stays, and the kernel's own share for ordinary
 * threads (sched_rt_runtime_us) keeps the machine usable.
 */
import { type Duration, toSeconds } from '../../base/duration.js';
import type { Log } from '../../base/log.js';
import type { SchedulingSettings } from '../../config/settings.js';
import type { ThreadScheduling } from '../../sys/scheduling.js';

/** The kernel, as far as it schedules this thread. What it refuses is answered, in words. */
export interface SchedulingPorts {
  /** As the thread was started. */
  readonly initial: ThreadScheduling;
  schedule(wish: ThreadScheduling): readonly string[];
  /** CPU time a real-time thread may take without waiting before it is told; undefined: as the process was started. */
  limitRealTime(limit: Duration | undefined): readonly string[];
  lockMemory(): string | undefined;
  unlockMemory(): void;
  readonly log: Log;
}

/** Real-time time limits that were exceeded are said once in so many. */
const SAID_EACH = 100;

export class VrrpScheduling {
  readonly #ports: SchedulingPorts;
  #settings: SchedulingSettings | undefined;
  #realTimePriority: number | undefined;
  #isLocked = false;
  #isLimited = false;
  #exceeded = 0;

  constructor(ports: SchedulingPorts) {
    this.#ports = ports;
  }

  /** Takes a configuration, the first or a reload's: a priority that was raised is the configured one again. */
  configure(settings: SchedulingSettings): void {
    this.#settings = settings;
    const { initial } = this.#ports;
    this.#realTimePriority = settings.vrrp.realTimePriority ?? initial.realTimePriority;
    this.#schedule();
    this.#lock(settings.vrrp.noSwap);
  }

  /** A deadline was met so late. */
  late(by: Duration): void {
    const settings = this.#settings;
    if (settings === undefined || by < settings.minAutoPriorityDelay) return;
    const { maxAutoPriority } = settings;
    const hint = maxAutoPriority === 0 ? '; `max_auto_priority` in `global_defs` lets this thread go first then' : '';
    this.#say('warn', `A timer expired ${toSeconds(by).toFixed(6)} seconds ago${hint}`, 'timer-late');
    const next = (this.#realTimePriority ?? 0) + 1;
    if (next > maxAutoPriority) return;
    this.#realTimePriority = next;
    if (this.#schedule()) this.#say('info', `Set realtime priority ${next}`, 'priority-raised');
  }

  /** SIGXCPU: this thread took its CPU time without waiting once. The kernel has put the limit off by a second. */
  exceeded(): void {
    if (this.#realTimePriority === undefined || this.#settings === undefined) return;
    const limit = this.#settings.vrrp.realTimeLimit;
    if (this.#exceeded++ % SAID_EACH === 0) {
      const times = this.#exceeded === 1 ? '' : ` (${this.#exceeded} times by now)`;
      const text = `At a real-time priority more than ${limit} µs of CPU time went by between two waits${times}; \`vrrp_rlimit_rttime\` is the limit that is told`;
      this.#say('warn', text, 'real-time-limit');
    }
    this.#limit(limit);
  }

  #schedule(): boolean {
    const settings = this.#settings;
    if (settings === undefined) return false;
    const { nice, cpus, realTimeLimit } = settings.vrrp;
    const { initial } = this.#ports;
    const realTimePriority = this.#realTimePriority;
    const limits = realTimePriority === undefined ? this.#limit(undefined) : this.#limit(realTimeLimit);
    const refused = this.#ports.schedule({
      nice: nice === 0 ? initial.nice : nice,
      cpus: cpus ?? initial.cpus,
      ...(realTimePriority !== undefined && { realTimePriority }),
    });
    for (const text of [...limits, ...refused]) this.#say('error', `Scheduling: ${text}`, 'scheduling-refused');
    return refused.length === 0;
  }

  #limit(limit: Duration | undefined): readonly string[] {
    if (limit === undefined && !this.#isLimited) return [];
    this.#isLimited = limit !== undefined;
    return this.#ports.limitRealTime(limit);
  }

  #lock(wish: boolean): void {
    if (wish === this.#isLocked) return;
    if (!wish) this.#ports.unlockMemory();
    const refusal = wish ? this.#ports.lockMemory() : undefined;
    this.#isLocked = wish && refusal === undefined;
    if (refusal !== undefined) this.#say('error', `Memory is not locked: ${refusal}`, 'memory-unlocked');
  }

  #say(level: 'info' | 'warn' | 'error', text: string, code: string): void {
    this.#ports.log({ level, text, fields: { code } });
  }
}
