/**
 * Drives one checker in virtual time and writes down what it does, in the manner of the recordings of keepalived:
 * `1 6 11 DOWN 16 up` are the moments at which runs start, each followed by what it decided; a decision at another
 * moment than the start of its run carries it, as in `DOWN@3`, and runs of several URLs name theirs, as in `/a@1`.
 */

import { address } from '../../src/base/address.js';
import { type Instant, instant, seconds, toSeconds } from '../../src/base/duration.js';
import { type Checker, createChecker, NEVER } from '../../src/health/checker.js';
import type { CheckEffect } from '../../src/health/effect.js';
import type { CheckInput } from '../../src/health/input.js';
import { failed, type Outcome, WELL } from '../../src/health/outcome.js';
import { step } from '../../src/health/schedule.js';
import type {
  CheckSchedule,
  CheckTarget,
  DnsCheck,
  HttpCheck,
  HttpUrl,
  MiscCheck,
  ScheduledCheck,
  SmtpCheck,
  TcpCheck,
} from '../../src/health/settings.js';

/** In seconds. */
export interface Schedule {
  readonly interval?: number;
  readonly retries?: number;
  readonly retryDelay?: number;
  readonly warmup?: number;
  readonly alpha?: boolean;
  readonly logsAllFailures?: boolean;
}

export const TARGET: CheckTarget = { address: address('10.77.1.1'), port: 2001, timeout: seconds(5), mark: 0 };

/** The defaults are those of a `TCP_CHECK`, but for a `warmup` of 0. */
export function schedule(of: Schedule = {}): CheckSchedule {
  return {
    interval: seconds(of.interval ?? 60),
    retries: of.retries ?? 1,
    retryDelay: seconds(of.retryDelay ?? 1),
    warmup: seconds(of.warmup ?? 0),
    alpha: of.alpha ?? false,
    logsAllFailures: of.logsAllFailures ?? false,
  };
}

export function tcpCheck(of: Schedule = {}): TcpCheck {
  return { kind: 'tcp', schedule: schedule(of), target: TARGET };
}

export function smtpCheck(of: Schedule = {}): SmtpCheck {
  return { kind: 'smtp', schedule: schedule(of), target: TARGET, heloName: 'smtpchecker.keepalived.org' };
}

export function dnsCheck(of: Schedule = {}): DnsCheck {
  return { kind: 'dns', schedule: schedule(of), target: TARGET, type: 'SOA', name: '.' };
}

export function miscCheck(of: Schedule = {}): MiscCheck {
  const user = { name: 'root', uid: 0, gid: 0 };
  return { kind: 'misc', schedule: schedule(of), command: ['/s'], user, timeout: seconds(9), dynamic: true };
}

export function httpUrl(of: Partial<HttpUrl> = {}): HttpUrl {
  const statuses = [{ first: 200, last: 299 }];
  return { path: '/x', host: '10.77.1.1:2001', statuses, closesTls: false, ...of };
}

export function httpCheck(of: Schedule & { readonly fastRecovery?: boolean }, ...paths: string[]): HttpCheck {
  const urls = paths.map(path => httpUrl({ path }));
  const { fastRecovery = false } = of;
  return { kind: 'http', tls: false, schedule: schedule(of), target: TARGET, protocol: '1.0', fastRecovery, urls };
}

/** What a run comes to, by the second at which it starts. */
export interface Answer {
  readonly outcome: Outcome;
  /** Seconds. */
  readonly takes?: number;
}

export const FAIL: Outcome = failed('refused', 'connection refused');

/** Fails from `from` to `to`, and is well otherwise. */
export function failing(from: number, to: number): (at: number) => Answer {
  return at => ({ outcome: at >= from && at < to ? FAIL : WELL });
}

export interface Story {
  readonly until: number;
  readonly answer: (at: number, path: string) => Answer;
  /** Other inputs, by their second. `start` with chance 0 at 0 need not be told. */
  readonly inputs?: readonly (readonly [number, CheckInput])[];
  readonly isNew?: boolean;
  readonly checker?: Checker;
}

export interface Record {
  /** The recording, as above. */
  readonly text: string;
  readonly checker: Checker;
  readonly effects: readonly CheckEffect[];
}

/** Plays a story from second 0 on. */
export function play(settings: ScheduledCheck, story: Story): Record {
  const checker = story.checker ?? createChecker(settings, 'CHECK', story.isNew ?? false);
  const words: string[] = [];
  const effects: CheckEffect[] = [];
  const inputs: [number, CheckInput][] = (story.inputs ?? [[0, { kind: 'start', chance: 0 }]]).map(([at, input]) => [
    at * 1e6,
    input,
  ]);
  const enter = (input: CheckInput, now: Instant) => {
    for (const effect of step(checker, input, now)) {
      effects.push(effect);
      carryOut(effect, now);
    }
  };
  let startedAt = 0;
  const carryOut = (effect: CheckEffect, now: Instant) => {
    const at = toSeconds(seconds(now / 1e6));
    if (effect.kind === 'probe') {
      startedAt = at;
      const current = checker.settings;
      const path = current.kind === 'http' && current.urls.length > 1 ? current.urls[effect.url]!.path : '';
      words.push(path === '' ? `${at}` : `${path}@${at}`);
      const { outcome, takes = 0 } = story.answer(at, path);
      inputs.push([now + takes * 1e6, { kind: 'result', run: effect.run, outcome }]);
      inputs.sort(([a], [b]) => a - b);
    } else if (effect.kind === 'verdict') {
      words.push(`${effect.up ? 'up' : 'DOWN'}${at === startedAt ? '' : `@${at}`}`);
    } else if (effect.kind === 'cancel') words.push(`cancelled@${at}`);
    else if (effect.kind === 'weight') words.push(`weight=${effect.weight ?? 'configured'}`);
  };
  for (;;) {
    const [at, input] = inputs[0] ?? [NEVER, undefined];
    const now = Math.min(at, checker.deadline);
    if (now > story.until * 1e6) return { text: words.join(' '), checker, effects };
    if (input !== undefined && at <= checker.deadline) {
      inputs.shift();
      enter(input, instant(now));
    } else enter({ kind: 'deadline' }, instant(now));
  }
}
