/** `global_defs`: how the kernel is to schedule each process. */
import { microseconds } from '../../../base/duration.js';
import { parseInteger } from '../../numbers.js';
import type { Statement } from '../../parser.js';
import {
  type PartScheduling,
  PROGRAM_PARTS,
  type ProgramPart,
  type SchedulingSettings,
} from '../../settings/scheduling.js';
import { setInteger, setTrue } from '../assign.js';
import type { Apply, BuildContext } from '../context.js';
import type { Globals } from '../globals.js';
import type { Mutable } from '../mutable.js';
import { readInteger, reportNumber } from '../values.js';

/** Scheduling while it is read. */
export type SchedulingDraft = Mutable<Omit<SchedulingSettings, ProgramPart>> &
  Readonly<Record<ProgramPart, Mutable<PartScheduling>>>;

const ANY_INTEGER = [-2_147_483_648, 2_147_483_647] as const;
/** sched_setscheduler(2): the priorities of SCHED_RR on Linux. */
const REAL_TIME_PRIORITIES = [1, 99] as const;
/** CPU numbers of an affinity mask, sched_setaffinity(2), when nobody knows how many there are. */
const MOST_CPUS = 1_024;

/** The defaults. */
export function newScheduling(): SchedulingDraft {
  const part = (): Mutable<PartScheduling> => ({ nice: 0, noSwap: false, realTimeLimit: microseconds(10_000) });
  return {
    vrrp: part(),
    checker: part(),
    bfd: part(),
    maxAutoPriority: 0,
    minAutoPriorityDelay: microseconds(1_000_000),
  };
}

export const APPLY_SCHEDULING: Apply<Globals> = {
  ...Object.assign({}, ...PROGRAM_PARTS.map(applyPart)),
  max_auto_priority: readMaxAutoPriority,
  min_auto_priority_delay: setInteger(({ scheduling }, value) => {
    scheduling.minAutoPriorityDelay = microseconds(value);
  }),
};

function applyPart(part: ProgramPart): Apply<Globals> {
  const setLimit = setInteger<Globals>(({ scheduling }, value) => {
    // A limit of 1 µs would end the process at once.
    scheduling[part].realTimeLimit = microseconds(Math.max(value, 2));
  });
  return {
    [`${part}_priority`]: setInteger(({ scheduling }, value) => {
      scheduling[part].nice = value;
    }),
    [`${part}_no_swap`]: setTrue(({ scheduling }, value) => {
      scheduling[part].noSwap = value;
    }),
    [`${part}_rt_priority`]: ({ scheduling }, statement, context) => {
      const priority = readRealTimePriority(statement, context);
      if (priority !== undefined) scheduling[part].realTimePriority = priority;
    },
    [`${part}_cpu_affinity`]: ({ scheduling }, statement, context) => {
      const cpus = readCpus(statement, context);
      if (cpus !== undefined) scheduling[part].cpus = cpus;
    },
    [`${part}_rlimit_rttime`]: setLimit,
    [`${part}_rlimit_rtime`]: setLimit,
  };
}

/** Outside the limits the nearer one is used, with a mistake reported. */
function readRealTimePriority({ row, words }: Statement, { diagnostics }: BuildContext): number | undefined {
  const word = words[0]!;
  const read = parseInteger(word.text, ANY_INTEGER);
  if (!read.ok) {
    reportNumber(row, word, read.error, diagnostics);
    return undefined;
  }
  const [least, most] = REAL_TIME_PRIORITIES;
  const used = Math.min(Math.max(read.value, least), most);
  if (used !== read.value) {
    const text = `\`${row.name}\` is ${least} to ${most}, not ${read.value}; ${used} is used`;
    diagnostics.error(word.at, 'number-range', text);
  }
  return used;
}

/** One bad number, and the whole set is dropped. */
function readCpus({ row, words }: Statement, { diagnostics, ports }: BuildContext): readonly number[] | undefined {
  const last = (ports.processorCount?.() ?? MOST_CPUS) - 1;
  const cpus = new Set<number>();
  for (const word of words) {
    const read = parseInteger(word.text, [0, last]);
    if (!read.ok) {
      const text = `\`${row.name}\` counts CPUs from 0 to ${last}, and \`${word.text}\` is none of them; the line is ignored`;
      diagnostics.error(word.at, 'cpu-unknown', text);
      return undefined;
    }
    cpus.add(read.value);
  }
  return [...cpus];
}

/** Without a number: as high as the system allows. */
function readMaxAutoPriority({ scheduling }: Globals, statement: Statement, { diagnostics }: BuildContext): void {
  const priority = statement.words.length === 0 ? REAL_TIME_PRIORITIES[1] : readInteger(statement, diagnostics);
  if (priority !== undefined) scheduling.maxAutoPriority = priority;
}
