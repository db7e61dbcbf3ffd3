/** What the VRRP thread asks of the kernel for itself is no affair of the director, nor of the scripts it starts. */
import { type Limits, limitsOf, Resource, setLimits } from '../../sys/resource-limit.js';
import { scheduleThread, type ThreadScheduling, threadScheduling } from '../../sys/scheduling.js';

/** How the process was started, before its configuration had its say. Plain data: it crosses to the director. */
export interface ProcessStart {
  readonly scheduling: ThreadScheduling;
  /** By number of the resource. */
  readonly limits: readonly (readonly [resource: number, limits: Limits])[];
}

const OF_THE_START = [Resource.realTime, Resource.core];

/** To be read early, by the main thread. */
export function processStart(): ProcessStart {
  return {
    scheduling: threadScheduling(),
    limits: OF_THE_START.map(resource => [resource, limitsOf(resource)] as const),
  };
}

/**
 * Makes this thread an ordinary one. A unit raises the priority of the whole process for the sake of the VRRP thread, and
 * a director that is started anew begins with what that thread has by then; scripts begin with what this one has.
 */
export function becomeOrdinary({ scheduling: { nice, cpus } }: ProcessStart): void {
  // What is refused stays as it is: there is nobody who could do better.
  scheduleThread({ nice: Math.max(0, nice), cpus });
}

/**
 * Starts a process with the limits that ours was started with. Limits belong to the whole process and are inherited by
 * what it starts, so they are lifted for the moment that takes; only soft ones differ, and those may be set freely.
 */
export function withStartLimits<T>({ limits }: ProcessStart, deed: () => T): T {
  const changed = limits.flatMap(([resource, given]) => {
    const now = limitsOf(resource);
    return now.soft === given.soft ? [] : [{ resource, now, start: { soft: given.soft, hard: now.hard } }];
  });
  for (const { resource, start } of changed) setLimits(resource, start);
  try {
    return deed();
  } finally {
    for (const { resource, now } of changed) setLimits(resource, now);
  }
}
