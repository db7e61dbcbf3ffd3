/**
 * How the kernel schedules this thread (sched(7)). Policy, nice value and CPUs belong to a thread on Linux, and a new
 * thread or process has those of the one that makes it. So whatever is asked for here comes with SCHED_RESET_ON_FORK:
 * what the thread makes from then on has ordinary scheduling and no negative nice value.
 */
import { getPriority, setPriority } from 'node:os';
import { KernelError } from './kernel-error.js';
import { getAffinity, getScheduler, setAffinity, setScheduler } from './libc.js';

/** How a thread is scheduled. */
export interface ThreadScheduling {
  /** -20 (first) to 19; it means nothing under a real-time priority. */
  readonly nice: number;
  /** SCHED_RR priority, 1 to 99; absent: ordinary scheduling. */
  readonly realTimePriority?: number;
  /** CPU numbers from 0. */
  readonly cpus: readonly number[];
}

const SCHED_OTHER = 0;
const SCHED_FIFO = 1;
const SCHED_RR = 2;
const SCHED_RESET_ON_FORK = 0x4000_0000;
/** Bytes of a CPU mask: more CPUs than any kernel is built for. */
const MASK_BYTES = 1_024;

/** This thread's scheduling now. */
export function threadScheduling(): ThreadScheduling {
  const { policy, priority } = getScheduler();
  const kind = policy & ~SCHED_RESET_ON_FORK;
  const isRealTime = kind === SCHED_RR || kind === SCHED_FIFO;
  return { nice: getPriority(), ...(isRealTime && { realTimePriority: priority }), cpus: cpusOf() };
}

/** Schedules this thread so. What the kernel refuses is answered, and the rest is done. */
export function scheduleThread({ nice, realTimePriority, cpus }: ThreadScheduling): readonly KernelError[] {
  const refused: KernelError[] = [];
  const note = (request: string, returned: number) => {
    if (returned < 0) refused.push(new KernelError(request, -returned));
  };
  const before = threadScheduling();
  if (realTimePriority === undefined) {
    note('sched_setscheduler(SCHED_OTHER)', setScheduler(SCHED_OTHER | SCHED_RESET_ON_FORK, 0));
    if (nice !== before.nice) note(`setpriority(${nice})`, tryNice(nice));
  } else {
    const request = `sched_setscheduler(SCHED_RR, ${realTimePriority})`;
    note(request, setScheduler(SCHED_RR | SCHED_RESET_ON_FORK, realTimePriority));
  }
  if (cpus.join() !== before.cpus.join()) {
    note(`sched_setaffinity(CPU ${cpus.join(', ')})`, setAffinity(maskOf(cpus)));
  }
  return refused;
}

function tryNice(nice: number): number {
  try {
    setPriority(nice);
    return 0;
  } catch (error) {
    return -Math.abs((error as NodeJS.ErrnoException).errno ?? 1);
  }
}

function cpusOf(): number[] {
  const mask = new Uint8Array(new ArrayBuffer(MASK_BYTES));
  if (getAffinity(mask) < 0) return [];
  return [...mask].flatMap((byte, at) =>
    [...Array(8).keys()].filter(bit => byte & (1 << bit)).map(bit => at * 8 + bit),
  );
}

function maskOf(cpus: readonly number[]): Uint8Array {
  const mask = new Uint8Array(new ArrayBuffer(MASK_BYTES));
  for (const cpu of cpus) mask[cpu >> 3]! |= 1 << (cpu & 7);
  return mask;
}
