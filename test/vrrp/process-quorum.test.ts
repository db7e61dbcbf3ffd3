import assert from 'node:assert/strict';
import { test } from 'node:test';
import { after, instant, milliseconds, seconds, ZERO } from '../../src/base/duration.js';
import { type CountCause, createQuorum, expireDelay, processMatcher, recount } from '../../src/vrrp/process-quorum.js';
import type { TrackProcessSettings } from '../../src/vrrp/settings.js';

const START = instant(1_000_000);

const settings = (changes: Partial<TrackProcessSettings> = {}): TrackProcessSettings => ({
  name: 'web',
  process: 'nginx',
  parameters: [],
  matching: 'none',
  fullCommand: false,
  weight: { weight: 0, reverse: false },
  quorum: 1,
  terminateDelay: ZERO,
  forkDelay: ZERO,
  ...changes,
});

/** How a process is tracked, its name and words, whether it counts. */
const MATCHES: readonly (readonly [Partial<TrackProcessSettings>, string, readonly string[], boolean])[] = [
  [{}, 'nginx', ['/usr/sbin/nginx'], true],
  [{}, 'nginx', [], true],
  [{}, 'nginx2', ['nginx'], false],
  [{ process: 'a-name-of-20-letters' }, 'a-name-of-20-le', ['a-name-of-20-letters'], false],
  [{ fullCommand: true, process: '/usr/sbin/nginx' }, 'x', ['/usr/sbin/nginx', '-g'], true],
  [{ fullCommand: true }, 'nginx', ['/usr/sbin/nginx'], false],
  [{ fullCommand: true }, 'nginx', [], false],
  [{ matching: 'exact', parameters: ['-c', 'x'] }, 'sh', ['nginx', '-c', 'x'], true],
  [{ matching: 'exact', parameters: ['-c', 'x'] }, 'nginx', ['/usr/sbin/nginx', '-c', 'x'], false],
  [{ matching: 'exact', parameters: ['-c', 'x'] }, 'nginx', ['nginx', '-c', 'x', 'y'], false],
  [{ matching: 'exact', parameters: ['-c', 'x'] }, 'nginx', ['nginx', '-c x'], false],
  [{ matching: 'initial', parameters: ['-c', 'x'] }, 'nginx', ['nginx', '-c', 'xyz', '1'], true],
  [{ matching: 'initial', parameters: ['-c', 'x'] }, 'nginx', ['nginx', '-c', 'y'], false],
  [{ matching: 'initial' }, 'cat', ['nginx'], true],
  [{ matching: 'partial', parameters: ['-c', 'x'] }, 'nginx', ['nginx', '-c', 'x', '1'], true],
  [{ matching: 'partial', parameters: ['-c', 'x'] }, 'nginx', ['nginx', '-c', 'xyz'], false],
  [{ matching: 'exact', parameters: ['é'] }, 'nginx', ['nginx', '\u00c3\u00a9'], true],
];

for (const [changes, name, words, expected] of MATCHES) {
  test(`${JSON.stringify(changes)} ${expected ? 'counts' : 'does not count'} ${name}: ${words.join(' ')}`, () => {
    const commandLine = words.map(word => `${word}\0`).join('');
    assert.equal(processMatcher(settings(changes))({ name, commandLine }), expected);
  });
}

for (const [changes, count, verdict] of [
  [{}, 0, 'down'],
  [{}, 1, 'up'],
  [{ quorum: 2 }, 1, 'down'],
  [{ quorum: 2, quorumMax: 3 }, 3, 'up'],
  [{ quorum: 2, quorumMax: 3 }, 4, 'down'],
  [{ quorum: 0, quorumMax: 0 }, 0, 'up'],
  [{ quorum: 0, quorumMax: 0 }, 1, 'down'],
] as const) {
  test(`${count} processes with ${JSON.stringify(changes)} are ${verdict}, without a delay at the start`, () => {
    const delays = { terminateDelay: seconds(1), forkDelay: seconds(1) };
    const pids = Array.from({ length: count }, (_, i) => i + 1);
    const quorum = createQuorum(settings({ ...changes, ...delays }), pids);
    assert.deepEqual([quorum.verdict, quorum.changesAt], [verdict, undefined]);
  });
}

/** A quorum of 1 with both delays, up with one process. */
function delayed() {
  const quorum = createQuorum(settings({ terminateDelay: seconds(2), forkDelay: seconds(1) }), [1]);
  const set = (pids: readonly number[], cause: CountCause, at = START) => {
    quorum.pids.clear();
    for (const pid of pids) quorum.pids.add(pid);
    return recount(quorum, cause, at);
  };
  return { quorum, set };
}

test('an end counts after its delay, and not before', () => {
  const { quorum, set } = delayed();
  assert.equal(set([], 'exit'), false);
  assert.deepEqual([quorum.changesAt, quorum.awaits], [after(START, seconds(2)), 'exit']);
  assert.equal(expireDelay(quorum, after(START, milliseconds(1_999))), false);
  assert.equal(expireDelay(quorum, after(START, seconds(2))), true);
  assert.deepEqual([quorum.verdict, quorum.changesAt, quorum.awaits], ['down', undefined, undefined]);
});

test('a process that comes back in time ends the delay', () => {
  const { quorum, set } = delayed();
  set([], 'exit');
  assert.equal(set([2], 'change', after(START, seconds(1))), false);
  assert.deepEqual([quorum.verdict, quorum.changesAt, quorum.awaits], ['up', undefined, undefined]);
  assert.equal(expireDelay(quorum, after(START, seconds(9))), false);
});

test('a second event does not prolong a delay', () => {
  const quorum = createQuorum(settings({ quorum: 3, terminateDelay: seconds(2) }), [1, 2, 3]);
  quorum.pids.delete(1);
  recount(quorum, 'exit', START);
  quorum.pids.delete(2);
  recount(quorum, 'exit', after(START, seconds(1)));
  assert.equal(quorum.changesAt, after(START, seconds(2)));
});

test('another program counts at once, both ways; a fork after its own delay', () => {
  const { quorum, set } = delayed();
  assert.equal(set([], 'change'), true);
  assert.equal(quorum.verdict, 'down');
  assert.equal(set([2], 'change'), true);
  assert.equal(quorum.verdict, 'up');
  const most = createQuorum(settings({ quorumMax: 1, forkDelay: seconds(1) }), [1]);
  most.pids.add(2);
  assert.equal(recount(most, 'fork', START), false);
  assert.deepEqual([most.changesAt, most.awaits], [after(START, seconds(1)), 'fork']);
});
