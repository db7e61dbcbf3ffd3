import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Duration, milliseconds, seconds } from '../../src/base/duration.js';
import { Solo, soloIn } from '../support/solo.js';

/** A connected backup that hears adverts at the given seconds; answers when it became MASTER, in microseconds. */
function takeover(solo: Solo, adverts: readonly (readonly [number, number])[]): number {
  solo.connect().start();
  for (const [at, priority] of adverts) {
    solo.advance((at * 1_000_000 - solo.elapsed) as Duration);
    solo.hear({ priority });
  }
  for (let i = 0; solo.state !== 'MASTER' && i < 10; i++) solo.advance((solo.remaining ?? 0) as Duration);
  return solo.history.find(entry => entry.word.startsWith('notify MASTER'))?.at ?? -1;
}

test('preempt_delay 3: adverts inside the delay are accepted, the takeover comes 3.609 s after the last of them', () => {
  // Accepted at 1, 2, 3; discarded from 4 on, when the delay of 3 s is over.
  const solo = new Solo({ preemptDelay: seconds(3) });
  const adverts = [1, 2, 3, 4, 5, 6].map(at => [at, 50] as const);
  assert.equal(takeover(solo, adverts), 6_609_375);
  assert.match(solo.log.join('\n'), /start preempt delay \(3 s\) for 10\.99\.0\.9 with priority 50/);
  assert.match(solo.log.join('\n'), /preempting 10\.99\.0\.9, which has priority 50, ours is 100/);
});

test('a stronger advert cancels a preempt delay, and the next weaker one begins it anew', () => {
  // As keepalived 2.2.7 did with priority 150: delays from 1 s, stopped at 2.5 s, again from 3.2 to 5.2 s.
  const solo = new Solo({ priority: 150, preemptDelay: seconds(2) });
  const adverts = [
    [1, 100],
    [2, 100],
    [2.5, 200],
    [3.2, 100],
    [4.2, 100],
    [5.3, 100],
    [6.3, 100],
  ] as const;
  assert.equal(takeover(solo, adverts), 7_614_062);
  assert.match(solo.log.join('\n'), /stop preempt delay: 10\.99\.0\.9 advertises priority 200/);
});

test('a master that falls silent during a preempt delay is replaced as usual', () => {
  assert.equal(takeover(new Solo({ preemptDelay: seconds(30) }), [[1, 50]]), 4_609_375);
});

test('without preemption a weaker master is followed for as long as it advertises', () => {
  const adverts = [1, 2, 3, 4, 5, 6, 7, 8].map(at => [at, 50] as const);
  assert.equal(takeover(new Solo({ preempts: false }), adverts), 11_609_375);
});

test('with preemption a weaker master does not postpone the takeover', () => {
  const solo = new Solo();
  assert.equal(
    takeover(
      solo,
      [1, 2, 3].map(at => [at, 50] as const),
    ),
    3_609_375,
  );
  assert.equal(solo.log.filter(text => text.includes('discarding')).length, 1);
});

test('version 3 follows the interval of the master, and priority 0 brings none of its own', () => {
  const solo = soloIn('BACKUP', { version: 3 });
  solo.hear({ interval: milliseconds(100) });
  assert.equal(solo.remaining, 360_937);
  solo.hear({ interval: milliseconds(500) });
  assert.equal(solo.remaining, 1_804_687);
  assert.equal(solo.view().masterAdvertInterval, milliseconds(500));
  solo.hear({ priority: 0, interval: seconds(2) });
  assert.equal(solo.remaining, 304_687);
  solo.advance(milliseconds(305));
  assert.equal(solo.state, 'MASTER');
  // As MASTER its own interval counts again.
  assert.equal(solo.view().masterAdvertInterval, seconds(1));
});

test('the interval of a discarded advert is not adopted', () => {
  const solo = soloIn('BACKUP', { version: 3 });
  solo.hear({ priority: 50, interval: milliseconds(100) });
  assert.equal(solo.view().masterAdvertInterval, seconds(1));
});

test('an advert that claims an interval of 0 does not make the backup take over at once', () => {
  const solo = soloIn('BACKUP', { version: 3 });
  solo.hear({ priority: 200, interval: milliseconds(0) });
  assert.equal(solo.remaining, 3_609_375);
});

test('a weight that changes the priority moves the running timer, and never into the past', () => {
  const solo = new Solo({ priority: 1, trackScripts: [{ name: 'chk', weight: 253, reverse: false }] });
  solo.connect().start();
  solo.advance(milliseconds(3_900));
  solo.give({ kind: 'script', name: 'chk', verdict: 'up' });
  assert.equal(solo.view().effectivePriority, 254);
  assert.equal(solo.remaining, 0);
  solo.advance(milliseconds(0));
  assert.equal(solo.state, 'MASTER');
});

test('a preempt delay that ended in becoming MASTER does not count for the next weaker master', () => {
  const solo = new Solo({ preemptDelay: seconds(2) });
  takeover(solo, [[1, 50]]);
  solo.hear({ priority: 200 });
  solo.advance(seconds(1));
  solo.hear({ priority: 50 });
  assert.equal(solo.remaining, 3_609_375);
});

test('a weaker master that gave way to a stronger one is not named when that falls silent', () => {
  const solo = soloIn('BACKUP');
  solo.hear({ priority: 50, from: '10.99.0.8' });
  solo.hear({ priority: 200, from: '10.99.0.9' });
  solo.advance(seconds(4));
  assert.equal(solo.view().lastReason, 'no advert from 10.99.0.9 for 3.609 s');
});

test('the log says who was missed and for how long', () => {
  const solo = soloIn('BACKUP');
  solo.hear({ priority: 200, from: '10.99.0.1' });
  solo.advance(seconds(4));
  assert.ok(
    solo.log.includes('(VI_1) Entering MASTER STATE: no advert from 10.99.0.1 for 3.609 s'),
    solo.log.join('\n'),
  );
  const departed = soloIn('BACKUP');
  departed.hear({ priority: 0, from: '10.99.0.1' });
  departed.advance(seconds(1));
  assert.ok(departed.log.includes('(VI_1) 10.99.0.1 gives up being master (priority 0)'));
  assert.ok(
    departed.log.includes('(VI_1) Entering MASTER STATE: the master left 0.609 s ago'),
    departed.log.join('\n'),
  );
  const alone = soloIn('MASTER');
  assert.ok(alone.log.includes('(VI_1) Entering MASTER STATE: no advert heard for 3.609 s'));
});

test('two masters in turn do not make the same news again with every advert', () => {
  const solo = soloIn('BACKUP');
  const oddities = () => solo.log.filter(text => text.includes('carries')).length;
  const turns = (count: number) => {
    for (let i = 0; i < count; i++) {
      solo.hear({ priority: 200, from: i % 2 === 0 ? '10.99.0.1' : '10.99.0.2', addresses: [] });
      solo.advance(milliseconds(1));
    }
  };
  turns(1_000);
  assert.equal(oddities(), 1);
  solo.hear({ priority: 200, from: '10.99.0.1', addresses: [] });
  solo.advance(milliseconds(3_500));
  turns(1_000);
  assert.equal(oddities(), 1);
});
