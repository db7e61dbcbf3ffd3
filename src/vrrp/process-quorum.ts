/**
 * Whether as many processes of a `vrrp_track_process` run as should. What is counted is the daemon's to find out; which
 * process counts, and when a count matters, is decided here.
 */
import { after, type Duration, type Instant, ZERO } from '../base/duration.js';
import type { TrackProcessSettings } from './settings.js';

/** What a process shows of itself; text of one character a byte. */
export interface ProcessFacts {
  /** The name that the kernel keeps, at most 15 bytes. */
  readonly name: string;
  /** Its words, each ended by a NUL byte; empty for a thread of the kernel. */
  readonly commandLine: string;
}

/**
 * Why a count changes. A fork waits for `fork_delay`, since the new process may run something else at once, and an exit
 * for `terminate_delay`; a process that becomes another program counts at once.
 */
export type CountCause = 'fork' | 'change' | 'exit';

export type QuorumVerdict = 'up' | 'down';

export interface ProcessQuorum {
  readonly settings: TrackProcessSettings;
  readonly pids: Set<number>;
  verdict: QuorumVerdict;
  /** When the verdict changes, unless the count changes back before. */
  changesAt: Instant | undefined;
  /** Which of the delays runs. */
  awaits: 'fork' | 'exit' | undefined;
}

/** At the start nothing is waited for. */
export function createQuorum(settings: TrackProcessSettings, pids: Iterable<number>): ProcessQuorum {
  const quorum: ProcessQuorum = {
    settings,
    pids: new Set(pids),
    verdict: 'down',
    changesAt: undefined,
    awaits: undefined,
  };
  quorum.verdict = judge(quorum);
  return quorum;
}

/** Tells which processes count. A name is compared as a whole, `argv[0]` too. */
export function processMatcher(settings: TrackProcessSettings): (process: ProcessFacts) => boolean {
  const program = bytesOf(settings.process);
  const line = [settings.process, ...settings.parameters].map(bytesOf).join('\0');
  const whole = `${line}\0`;
  switch (settings.matching) {
    case 'exact':
      return ({ commandLine }) => commandLine === whole;
    case 'initial':
      return ({ commandLine }) => commandLine.startsWith(line);
    case 'partial':
      return ({ commandLine }) => commandLine.startsWith(whole);
    default:
      return settings.fullCommand
        ? ({ commandLine }) => commandLine.startsWith(`${program}\0`)
        : ({ name }) => name === program;
  }
}

/** The count has changed. Answers whether the verdict has. */
export function recount(quorum: ProcessQuorum, cause: CountCause, now: Instant): boolean {
  const verdict = judge(quorum);
  if (verdict === quorum.verdict) {
    quorum.changesAt = undefined;
    quorum.awaits = undefined;
    return false;
  }
  const delay = delayAfter(quorum.settings, cause);
  if (delay === ZERO) return adopt(quorum, verdict);
  if (quorum.changesAt === undefined) {
    quorum.changesAt = after(now, delay);
    quorum.awaits = cause === 'fork' ? 'fork' : 'exit';
  }
  return false;
}

/** A delay may have ended. Answers whether the verdict has changed. */
export function expireDelay(quorum: ProcessQuorum, now: Instant): boolean {
  if (quorum.changesAt === undefined || now < quorum.changesAt) return false;
  return adopt(quorum, judge(quorum));
}

function adopt(quorum: ProcessQuorum, verdict: QuorumVerdict): boolean {
  const changed = verdict !== quorum.verdict;
  quorum.verdict = verdict;
  quorum.changesAt = undefined;
  quorum.awaits = undefined;
  return changed;
}

function judge({ settings, pids }: ProcessQuorum): QuorumVerdict {
  const { quorum, quorumMax = Number.POSITIVE_INFINITY } = settings;
  return pids.size >= quorum && pids.size <= quorumMax ? 'up' : 'down';
}

function delayAfter({ forkDelay, terminateDelay }: TrackProcessSettings, cause: CountCause): Duration {
  if (cause === 'fork') return forkDelay;
  return cause === 'exit' ? terminateDelay : ZERO;
}

function bytesOf(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}
