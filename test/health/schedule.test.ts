/** The recordings were made with keepalived: what it ran when, and what it decided. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instant, seconds } from '../../src/base/duration.js';
import { createChecker, NEVER } from '../../src/health/checker.js';
import type { CheckInput } from '../../src/health/input.js';
import { failed, WELL } from '../../src/health/outcome.js';
import { step } from '../../src/health/schedule.js';
import type { ScheduledCheck } from '../../src/health/settings.js';
import {
  dnsCheck,
  FAIL,
  failing,
  httpCheck,
  miscCheck,
  play,
  type Schedule,
  type Story,
  smtpCheck,
  tcpCheck,
} from '../support/check-run.js';
import { seededRandom } from '../support/random.js';

const START: CheckInput = { kind: 'start', chance: 0 };
const lost = (from: number, to: number) => (at: number) =>
  at >= from && at < to ? { outcome: failed('timeout', 'no answer'), takes: 2 } : { outcome: WELL };
const failingUrl = (path: string, from: number, to: number) => (at: number, asked: string) => ({
  outcome: asked === path && at >= from && at < to ? FAIL : WELL,
});

interface Row {
  readonly says: string;
  readonly check: ScheduledCheck;
  readonly story: Story;
  readonly expected: string;
}

const ROWS: readonly Row[] = [
  {
    says: 'a server that was up goes down when all retries have failed, and up with the first success',
    check: tcpCheck({ retries: 2, retryDelay: 2, interval: 5 }),
    story: { until: 45, answer: failing(13, 36) },
    expected: '1 6 11 16 18 20 DOWN 25 30 35 40 up 45',
  },
  {
    says: 'the first result is decisive without retries',
    check: tcpCheck({ retries: 3, retryDelay: 1, interval: 4 }),
    story: { until: 13, answer: failing(0, 10) },
    expected: '1 DOWN 5 9 13 up',
  },
  {
    says: 'under alpha a first failure is said too, though the server counted as down',
    check: tcpCheck({ retries: 3, retryDelay: 1, interval: 4, alpha: true }),
    story: { until: 13, answer: failing(0, 10) },
    expected: '1 DOWN 5 9 13 up',
  },
  {
    says: 'under alpha the first success brings a server up',
    check: tcpCheck({ interval: 4, alpha: true }),
    story: { until: 5, answer: failing(0, 0) },
    expected: '1 up 5',
  },
  {
    says: 'the interval counts from the end of a run',
    check: tcpCheck({ retries: 1, interval: 5 }),
    story: { until: 22, answer: lost(0, 99) },
    expected: '1 DOWN@3 8 15 22',
  },
  {
    says: 'with the usual retry, TCP',
    check: tcpCheck({ interval: 2 }),
    story: { until: 25, answer: failing(6, 24) },
    expected: '1 3 5 7 8 DOWN 10 12 14 16 18 20 22 24 up',
  },
  {
    says: 'one good answer between two bad ones forgives the first',
    check: tcpCheck({ interval: 5, retries: 1 }),
    story: { until: 22, answer: at => ({ outcome: at === 6 || at === 12 ? FAIL : WELL }) },
    expected: '1 6 7 12 13 18',
  },
  {
    says: 'without retries the first failure is decisive',
    check: miscCheck({ interval: 2, retries: 0 }),
    story: { until: 8, answer: failing(6, 99) },
    expected: '1 3 5 7 DOWN',
  },
  {
    says: 'DNS, whose retries come at the interval',
    check: dnsCheck({ interval: 2, retries: 3, retryDelay: 2 }),
    story: { until: 14, answer: failing(6, 24) },
    expected: '1 3 5 7 9 11 13 DOWN',
  },
  {
    says: 'HTTP: a single URL needs two good answers to come back, and waits at least the retry delay while down',
    check: httpCheck({ interval: 2, retryDelay: 3 }, '/x'),
    story: { until: 30, answer: failing(6, 24) },
    expected: '1 3 5 7 10 DOWN 13 16 19 22 25 27 up 29',
  },
  {
    says: 'HTTP: an interval longer than the retry delay counts while down',
    check: httpCheck({ interval: 2, retries: 2, retryDelay: 1 }, '/x'),
    story: { until: 28, answer: failing(6, 24) },
    expected: '1 3 5 7 8 9 DOWN 11 13 15 17 19 21 23 25 27 up',
  },
  {
    says: 'HTTP: no answer at all',
    check: httpCheck({ interval: 4, retries: 1, retryDelay: 1 }, '/x'),
    story: { until: 50, answer: lost(10, 46) },
    expected: '1 5 9 13 16 DOWN@18 22 28 34 40 46 50 up',
  },
  {
    says: 'HTTP: one URL a cycle; the failed one is asked again, then all from the first',
    check: httpCheck({ interval: 3, retries: 2, retryDelay: 1 }, '/a', '/b', '/c'),
    story: { until: 48, answer: failingUrl('/b', 14, 38) },
    expected:
      '/a@1 /b@4 /c@7 /a@10 /b@13 /c@16 /a@19 /b@22 /b@23 /b@24 DOWN /b@27 /b@30 /b@33 /b@36 /b@39 /a@42 /b@45 /c@48 up',
  },
  {
    says: 'HTTP with fast recovery: no waiting until it has been up, and none after the failed URL is well',
    check: httpCheck({ interval: 3, retries: 2, retryDelay: 1, fastRecovery: true }, '/a', '/b', '/c'),
    story: { until: 42, answer: failingUrl('/b', 14, 38) },
    expected:
      '/a@1 /b@1 /c@1 /a@4 /b@7 /c@10 /a@13 /b@16 /b@17 /b@18 DOWN /b@21 /b@24 /b@27 /b@30 /b@33 /b@36 /b@39 /a@39 /b@39 /c@39 up /a@42',
  },
  {
    says: 'HTTP under alpha: up after the last URL',
    check: httpCheck({ interval: 3, alpha: true }, '/a', '/b', '/c'),
    story: { until: 8, answer: failing(0, 0) },
    expected: '/a@1 /b@4 /c@7 up',
  },
  {
    says: 'HTTP: while nothing is proven a failure of any URL is decisive',
    check: httpCheck({ interval: 3, retries: 5 }, '/a', '/b'),
    story: { until: 5, answer: failingUrl('/b', 0, 99) },
    expected: '/a@1 /b@4 DOWN',
  },
  {
    says: 'HTTP: a failure that is forgiven starts the walk anew without a verdict',
    check: httpCheck({ interval: 3, retries: 1, retryDelay: 1 }, '/a', '/b', '/c'),
    story: { until: 20, answer: failingUrl('/b', 12, 14) },
    expected: '/a@1 /b@4 /c@7 /a@10 /b@13 /b@14 /a@17 /b@20',
  },
  {
    says: 'SMTP: retries go on while it is down',
    check: smtpCheck({ interval: 2 }),
    story: { until: 15, answer: failing(6, 24) },
    expected: '1 3 5 7 8 DOWN 10 11 13 14',
  },
  {
    says: 'SMTP: the first failure is not decisive',
    check: smtpCheck({ interval: 3, retries: 3, retryDelay: 0.5 }),
    story: { until: 7, answer: failing(0, 99) },
    expected: '1 1.5 2 2.5 DOWN 5.5 6 6.5 7',
  },
  {
    says: 'SMTP: a first round that fails is said under alpha too, the next ones are not',
    check: smtpCheck({ interval: 3, retries: 1, alpha: true }),
    story: { until: 10, answer: failing(0, 99) },
    expected: '1 2 DOWN 5 6 9 10',
  },
  {
    says: 'MISC: from start to start',
    check: miscCheck({ interval: 3 }),
    story: { until: 10, answer: () => ({ outcome: WELL, takes: 1 }) },
    expected: '1 4 7 10',
  },
  {
    says: 'MISC: a script that had to be killed is run again at its time',
    check: miscCheck({ interval: 12, retries: 0 }),
    story: { until: 13, answer: () => ({ outcome: FAIL, takes: 4 }) },
    expected: '1 DOWN@5 13',
  },
  {
    says: 'MISC: a retry counts from the failure, the next round from the start of the last run',
    check: miscCheck({ interval: 5, retries: 1, retryDelay: 1 }),
    story: { until: 14, answer: at => ({ outcome: at >= 6 ? FAIL : WELL, takes: 2 }) },
    expected: '1 6 9 DOWN@11 14',
  },
  {
    says: 'MISC: a script slower than its rhythm never runs twice at once',
    check: miscCheck({ interval: 2 }),
    story: { until: 9, answer: () => ({ outcome: WELL, takes: 3 }) },
    expected: '1 4 7',
  },
  {
    says: 'a server that is new at a reload has its retries from the first failure',
    check: tcpCheck({ interval: 5, retries: 1, retryDelay: 1 }),
    story: { until: 7, answer: failing(0, 99), isNew: true },
    expected: '1 2 DOWN 7',
  },
  {
    says: 'checks rest while the virtual address is not local',
    check: tcpCheck({ interval: 3 }),
    story: {
      until: 60,
      answer: failing(0, 0),
      inputs: [
        [9, START],
        [20, { kind: 'suspend' }],
      ],
    },
    expected: '10 13 16 19',
  },
  {
    says: 'a run under way is cancelled by a suspend, its late result is not heard, and start begins anew',
    check: tcpCheck({ interval: 3 }),
    story: {
      until: 9,
      answer: at => ({ outcome: FAIL, takes: at < 3 ? 5 : 0 }),
      inputs: [
        [0, START],
        [3, { kind: 'suspend' }],
        [4.5, START],
      ],
    },
    expected: '1 cancelled@3 5.5 DOWN 8.5',
  },
];

for (const { says, check, story, expected } of ROWS) {
  test(says, () => assert.equal(play(check, story).text, expected));
}

test('the first run comes 1 s and a random part of the warm-up after the start', () => {
  for (const [chance, first] of [
    [0, 1],
    [0.25, 2.5],
    [0.999, 6.994],
  ] as const) {
    const checker = createChecker(tcpCheck({ interval: 6, warmup: 6 }), 'CHECK', false);
    assert.deepEqual(step(checker, { kind: 'start', chance }, instant(0)), []);
    assert.equal(checker.deadline, seconds(first));
    assert.deepEqual(step(checker, { kind: 'deadline' }, instant(0)), [], 'too early');
  }
});

test('a script moves the weight; the weight comes before the verdict, and is said when it changes', () => {
  const weights = [9, 9, 'fail', 4, undefined, undefined] as const;
  const { text, checker } = play(miscCheck({ interval: 1, retries: 0, alpha: true }), {
    until: 6,
    answer: at => {
      const weight = weights[at - 1];
      if (weight === 'fail') return { outcome: FAIL };
      return { outcome: weight === undefined ? WELL : { ok: true, weight } };
    },
  });
  assert.equal(text, '1 weight=9 up 2 3 DOWN 4 weight=4 up 5 weight=configured 6');
  assert.equal(checker.weight, undefined);
});

test('log lines: only what changes something, unless all failures are wanted', () => {
  const lines = (logsAllFailures: boolean) =>
    play(tcpCheck({ interval: 5, retries: 1, logsAllFailures }), { until: 16, answer: failing(6, 18) }).effects.flatMap(
      effect => (effect.kind === 'log' ? [`${effect.line.level}: ${effect.line.text}`] : []),
    );
  const down = 'warn: CHECK failed 2 times in a row: connection refused';
  assert.deepEqual(lines(false), [down]);
  assert.deepEqual(lines(true), [
    'info: CHECK failed: connection refused; retry 1 of 1 follows',
    down,
    'info: CHECK failed: connection refused',
  ]);
});

test('what is odd about an answer is said once, until it changes', () => {
  const remarks = ['odd', 'odd', undefined, 'odd', 'strange'];
  const { effects } = play(tcpCheck({ interval: 1 }), {
    until: 5,
    answer: at => ({ outcome: remarks[at - 1] === undefined ? WELL : { ok: true, remark: remarks[at - 1]! } }),
  });
  const texts = effects.flatMap(effect => (effect.kind === 'log' ? [effect.line.text] : []));
  assert.deepEqual(texts, ['CHECK odd', 'CHECK odd', 'CHECK strange']);
});

test('a reload keeps what is known: verdict, forgiven failures, failed URL', () => {
  const before = httpCheck({ interval: 3, retries: 2, retryDelay: 1 }, '/a', '/b');
  const after = httpCheck({ interval: 10, retries: 2, retryDelay: 1 }, '/a', '/b');
  const reload: CheckInput = { kind: 'reconfigure', settings: after, label: 'NEW' };
  const { text, effects } = play(before, {
    until: 40,
    answer: failingUrl('/b', 10, 30),
    inputs: [
      [0, START],
      [10.5, reload],
    ],
  });
  // Two failures of /b before the reload, the third after it; then the longer interval.
  assert.equal(text, '/a@1 /b@4 /a@7 /b@10 /b@11 /b@12 DOWN /b@22 /b@32');
  const log = effects.find(effect => effect.kind === 'log');
  assert.equal(log?.line.text, 'NEW failed 3 times in a row: connection refused');
});

test('a reload to a shorter interval shortens the wait in proportion, and to a longer one puts nothing off', () => {
  const reload = (interval: number): CheckInput => ({
    kind: 'reconfigure',
    settings: tcpCheck({ interval }),
    label: 'CHECK',
  });
  const inputs = (interval: number): readonly (readonly [number, CheckInput])[] => [
    [0, START],
    [21, reload(interval)],
  ];
  const story = { until: 75, answer: failing(0, 0) };
  // 40 of 60 s are left: 20 of 30.
  assert.equal(play(tcpCheck({ interval: 60 }), { ...story, inputs: inputs(30) }).text, '1 41 71');
  assert.equal(play(tcpCheck({ interval: 60 }), { ...story, inputs: inputs(600) }).text, '1 61');
});

test('a reload leaves a resting checker at rest', () => {
  const checker = createChecker(tcpCheck(), 'CHECK', false);
  step(checker, { kind: 'reconfigure', settings: tcpCheck({ interval: 1 }), label: 'CHECK' }, instant(5));
  assert.equal(checker.deadline, NEVER);
});

test('a second start changes nothing', () => {
  const checker = createChecker(tcpCheck({ warmup: 9 }), 'CHECK', false);
  step(checker, START, instant(0));
  step(checker, { kind: 'start', chance: 0.5 }, instant(500_000));
  assert.equal(checker.deadline, seconds(1));
});

test('whatever comes, in whatever order, a checker either runs, waits or rests, and verdicts alternate', () => {
  const random = seededRandom(2026);
  const below = (limit: number) => Math.floor(random() * limit);
  const kinds = [tcpCheck, smtpCheck, dnsCheck, miscCheck, (of: Schedule) => httpCheck(of, '/a', '/b')];
  for (let story = 0; story < 300; story++) {
    const make = kinds[below(kinds.length)]!;
    const settings = () =>
      make({
        interval: 1 + below(5),
        retries: below(4),
        retryDelay: below(3),
        warmup: below(5),
        alpha: random() < 0.5,
      });
    const checker = createChecker(settings(), 'CHECK', random() < 0.5);
    let now = 0;
    let running: number | undefined;
    let verdict: boolean | undefined;
    for (let turn = 0; turn < 200; turn++) {
      if (random() < 0.5) now += below(3_000_000);
      else if (checker.deadline !== NEVER) now = Math.max(now, checker.deadline);
      const inputs: readonly CheckInput[] = [
        { kind: 'deadline' },
        { kind: 'result', run: checker.run, outcome: random() < 0.5 ? WELL : FAIL },
        { kind: 'result', run: checker.run - 1, outcome: FAIL },
        { kind: 'start', chance: random() },
        ...(random() < 0.1 ? [{ kind: 'suspend' } as const] : []),
        ...(random() < 0.1 ? [{ kind: 'reconfigure', settings: settings(), label: 'CHECK' } as const] : []),
      ];
      const input = inputs[below(inputs.length)]!;
      if (input.kind === 'result' && input.run === running) running = undefined;
      for (const effect of step(checker, input, instant(now))) {
        if (effect.kind === 'probe') {
          assert.equal(running, undefined, 'two runs at once');
          running = effect.run;
        } else if (effect.kind === 'cancel') {
          assert.equal(effect.run, running);
          running = undefined;
        } else if (effect.kind === 'verdict') {
          assert.ok(effect.first || effect.up !== verdict, 'the same verdict twice');
          assert.equal(effect.up, checker.up);
          verdict = effect.up;
        }
      }
      assert.equal(checker.isRunning, running !== undefined);
      const states = [checker.isRunning, checker.deadline !== NEVER, checker.isSuspended].filter(Boolean);
      assert.equal(states.length, 1, `after ${input.kind}: ${JSON.stringify(checker)}`);
      assert.ok(checker.failures <= 3);
    }
  }
});
