/** The threads of a process as the kernel sees them: proc(5), `/proc/PID/task`. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface Thread {
  readonly id: number;
  readonly name: string;
  /** 0 SCHED_OTHER, 1 SCHED_FIFO, 2 SCHED_RR (sched(7)). */
  readonly policy: number;
  readonly realTimePriority: number;
  readonly nice: number;
  /** As the kernel lists them: `0-1`, `1`. */
  readonly cpus: string;
  readonly netNamespace: string;
}

/** All of them, the main thread first. */
export function threads(pid: number): Thread[] {
  return readdirSync(`/proc/${pid}/task`)
    .map(Number)
    .sort((a, b) => a - b)
    .map(id => thread(pid, id));
}

function thread(pid: number, id: number): Thread {
  const at = `/proc/${pid}/task/${id}`;
  const stat = readFileSync(`${at}/stat`, 'latin1');
  // The name may hold blanks and brackets: fields are counted from the last bracket on, which ends the second.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  return {
    id,
    name: readFileSync(`${at}/comm`, 'latin1').trim(),
    policy: field(41),
    realTimePriority: field(40),
    nice: field(19),
    cpus: /^Cpus_allowed_list:\t(.*)$/m.exec(readFileSync(`${at}/status`, 'latin1'))?.[1] ?? '',
    netNamespace: readlinkSync(`${at}/ns/net`),
  };
}
