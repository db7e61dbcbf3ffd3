/** How the kernel is to schedule each part of the program. */
import type { Duration } from '../../base/duration.js';

/** keepalived has a process for each; their names lead the keywords. */
export const PROGRAM_PARTS = ['vrrp', 'checker', 'bfd'] as const;
/** What keepalived has a process of its own for. */
export type ProgramPart = (typeof PROGRAM_PARTS)[number];

/** How one part is scheduled. */
export interface PartScheduling {
  /** -20 (first) to 19. */
  readonly nice: number;
  /** Memory is locked. */
  readonly noSwap: boolean;
  /** SCHED_RR priority, 1 to 99; absent: ordinary scheduling. */
  readonly realTimePriority?: number;
  /** CPU numbers from 0; absent: all. */
  readonly cpus?: readonly number[];
  /** CPU time between two blocking calls, under a real-time priority (setrlimit(2), RLIMIT_RTTIME). */
  readonly realTimeLimit: Duration;
}

/** How all of them are. */
export interface SchedulingSettings extends Readonly<Record<ProgramPart, PartScheduling>> {
  /** What a part may raise its real-time priority to when it runs late; 0: it only says so; -1: not even that. */
  readonly maxAutoPriority: number;
  /** The lateness that makes it do so. */
  readonly minAutoPriorityDelay: Duration;
}
