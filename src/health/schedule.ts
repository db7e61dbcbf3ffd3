/**
 * When a check runs, and what its results come to.
 *
 * Theory of operation
 *
 * `step` is the one door: a checker, one input and the time give effects in the order in which they are to happen. It
 * reads no clock and draws no lots. Whoever drives it gives a `deadline` when `checker.deadline` has come, and a
 * `result` when the run that a `probe` asked for has ended.
 *
 *     start           the first run comes after 1 s and a random part of `warmup`
 *     up              a run every `interval`, counted from the end of the last (a script's from its start)
 *     failure, up     forgiven `retries` times, each followed by a run after `retryDelay`; the next one is decisive
 *     down            a run every `interval`; one success is decisive
 *     first result    decisive at once, success or failure, for a checker that began with the program
 *     suspend         what runs is cancelled, nothing is forgotten; `start` begins anew with the random wait
 *
 * HTTP      One URL a run, the next one `interval` later, and a success is one of all of them. A URL that failed is
 *           asked again until it is well; then all are, from the first. So a server that was down needs two good
 *           answers even to a single URL. While it is down the wait after a failure is at least `retryDelay`. With
 *           `fastRecovery` nothing is waited for between good answers until the server is up.
 * SMTP      Its first failure is not decisive, and while the server is down each round has its retries too.
 *
 * All this is what keepalived was watched to do.
 */
import { after, between, type Duration, type Instant, seconds, ZERO } from '../base/duration.js';
import type { LogLevel } from '../base/log.js';
import { unreachable } from '../base/unreachable.js';
import { type Checker, NEVER } from './checker.js';
import type { CheckEffect } from './effect.js';
import type { CheckInput } from './input.js';
import type { CheckFault, Outcome } from './outcome.js';
import type { ScheduledCheck } from './settings.js';

const FIRST_WAIT: Duration = seconds(1);

/** The answer when there is nothing to do: shared, so that the usual success costs no memory. */
const NOTHING: readonly CheckEffect[] = Object.freeze([]);

/** Gives the checker an input; answers what is to be done, in order. */
export function step(checker: Checker, input: CheckInput, now: Instant): readonly CheckEffect[] {
  switch (input.kind) {
    case 'start':
      return onStart(checker, input.chance, now);
    case 'suspend':
      return onSuspend(checker);
    case 'deadline':
      return checker.deadline <= now ? [begin(checker, now)] : NOTHING;
    case 'result':
      return onResult(checker, input.run, input.outcome, now);
    case 'reconfigure':
      onReconfigure(checker, input.settings, now);
      checker.label = input.label;
      return NOTHING;
    default:
      return unreachable(input);
  }
}

function onStart(checker: Checker, chance: number, now: Instant): readonly CheckEffect[] {
  if (!checker.isSuspended) return NOTHING;
  checker.isSuspended = false;
  const spread = Math.floor(checker.settings.schedule.warmup * chance);
  checker.deadline = after(after(now, FIRST_WAIT), spread as Duration);
  return NOTHING;
}

function onSuspend(checker: Checker): readonly CheckEffect[] {
  checker.isSuspended = true;
  checker.deadline = NEVER;
  if (!checker.isRunning) return NOTHING;
  checker.isRunning = false;
  return [{ kind: 'cancel', run: checker.run }];
}

function begin(checker: Checker, now: Instant): CheckEffect {
  checker.deadline = NEVER;
  checker.isRunning = true;
  checker.startedAt = now;
  checker.run++;
  return { kind: 'probe', run: checker.run, url: checker.url };
}

function onResult(checker: Checker, run: number, outcome: Outcome, now: Instant): readonly CheckEffect[] {
  // A run that was cancelled may have ended before it heard of that.
  if (!checker.isRunning || run !== checker.run) return NOTHING;
  checker.isRunning = false;
  const effects: CheckEffect[] = [];
  const wait = outcome.ok ? onSuccess(checker, outcome, effects) : onFailure(checker, outcome.fault, effects);
  if (wait === ZERO) effects.push(begin(checker, now));
  else checker.deadline = dueAfter(checker, wait, now);
  return effects.length === 0 ? NOTHING : effects;
}

type Success = Extract<Outcome, { ok: true }>;

/** Answers how long to wait for the next run. */
function onSuccess(checker: Checker, { weight, remark }: Success, effects: CheckEffect[]): Duration {
  if (remark !== checker.remark) {
    checker.remark = remark;
    if (remark !== undefined) say(checker, 'info', remark, effects);
  }
  checker.failures = 0;
  if (checker.settings.kind === 'http' && turnsToNextUrl(checker)) {
    const hurries = checker.settings.fastRecovery && !(checker.up && checker.proven);
    return hurries ? ZERO : checker.settings.schedule.interval;
  }
  // The weight comes first, so that a server enters the table with the one it will have.
  if (weight !== checker.weight) {
    checker.weight = weight;
    effects.push({ kind: 'weight', weight });
  }
  const first = !checker.proven;
  checker.proven = true;
  if (!checker.up) {
    checker.up = true;
    say(checker, 'info', first ? 'succeeded' : 'succeeded again', effects);
    effects.push({ kind: 'verdict', up: true, first });
  }
  return checker.settings.schedule.interval;
}

/** After a good answer: whether there is another URL to ask before the check has succeeded. */
function turnsToNextUrl(checker: Checker): boolean {
  if (checker.settings.kind !== 'http') return false;
  if (checker.retested) {
    checker.retested = false;
    checker.url = 0;
    return true;
  }
  const next = checker.url + 1;
  checker.url = next < checker.settings.urls.length ? next : 0;
  return checker.url !== 0;
}

/** Answers how long to wait for the next run. */
function onFailure(checker: Checker, { code, detail }: CheckFault, effects: CheckEffect[]): Duration {
  const { kind, schedule } = checker.settings;
  checker.retested = kind === 'http';
  const counts = checker.up || kind === 'smtp';
  const isDecisiveAtOnce = !checker.proven && kind !== 'smtp';
  if (counts && !isDecisiveAtOnce && checker.failures < schedule.retries) {
    checker.failures++;
    if (schedule.logsAllFailures) {
      say(
        checker,
        'info',
        `failed: ${detail}; retry ${checker.failures} of ${schedule.retries} follows`,
        effects,
        code,
      );
    }
    return schedule.retryDelay;
  }
  const inARow = checker.failures + 1;
  checker.failures = 0;
  const first = !checker.proven;
  if (checker.up || first) {
    checker.up = false;
    checker.proven = true;
    say(checker, 'warn', `failed${inARow > 1 ? ` ${inARow} times in a row` : ''}: ${detail}`, effects, code);
    effects.push({ kind: 'verdict', up: false, first });
  } else if (schedule.logsAllFailures) say(checker, 'info', `failed: ${detail}`, effects, code);
  return waitWhileDown(checker);
}

function waitWhileDown({ settings: { kind, schedule } }: Checker): Duration {
  return kind === 'http' ? (Math.max(schedule.retryDelay, schedule.interval) as Duration) : schedule.interval;
}

/** From the end of a run; a script keeps its rhythm, and one that took longer than that is run again at once. */
function dueAfter(checker: Checker, wait: Duration, now: Instant): Instant {
  if (checker.settings.kind !== 'misc' || checker.failures > 0) return after(now, wait);
  return Math.max(after(checker.startedAt, wait), now) as Instant;
}

/**
 * A shorter wait counts at once, and what is left of the old one shrinks in proportion: were it cut off, all checks of a
 * large configuration would come in the same moment. A longer one counts from the next run: nobody gains by waiting.
 */
function onReconfigure(checker: Checker, settings: ScheduledCheck, now: Instant): void {
  const before = longestWait(checker);
  checker.settings = settings;
  const left = between(now, checker.deadline);
  const wait = longestWait(checker);
  if (checker.deadline === NEVER || left <= 0 || wait >= before) return;
  checker.deadline = after(now, Math.floor((left * wait) / before) as Duration);
}

/** The longest a checker may have to wait between two runs, by its settings as they are. */
function longestWait(checker: Checker): Duration {
  const { schedule } = checker.settings;
  if (checker.run === 0) return (FIRST_WAIT + schedule.warmup) as Duration;
  if (checker.failures > 0) return schedule.retryDelay;
  return checker.retested ? waitWhileDown(checker) : schedule.interval;
}

function say(checker: Checker, level: LogLevel, text: string, effects: CheckEffect[], code?: string): void {
  const line = { level, text: `${checker.label} ${text}` };
  effects.push({ kind: 'log', line: code === undefined ? line : { ...line, fields: { code } } });
}
