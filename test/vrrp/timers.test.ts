import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Duration, instant, milliseconds, seconds } from '../../src/base/duration.js';
import {
  advertLeeway,
  earliest,
  firstDue,
  idleTimers,
  MOST_LEEWAY,
  masterDownInterval,
  NEVER,
  nextOnGrid,
  skewTime,
} from '../../src/vrrp/timers.js';

/** version, interval, priority -> skew and master-down interval in microseconds. */
const TABLE: readonly (readonly [2 | 3, Duration, number, number, number])[] = [
  [2, seconds(1), 1, 996_093, 3_996_093],
  [2, seconds(1), 50, 804_687, 3_804_687],
  [2, seconds(1), 100, 609_375, 3_609_375],
  [2, seconds(1), 150, 414_062, 3_414_062],
  [2, seconds(1), 200, 218_750, 3_218_750],
  [2, seconds(1), 254, 7_812, 3_007_812],
  [2, seconds(1), 255, 3_906, 3_003_906],
  // RFC 3768: the skew is a fraction of a second, whatever the interval.
  [2, seconds(5), 100, 609_375, 15_609_375],
  [3, seconds(1), 1, 996_093, 3_996_093],
  [3, seconds(1), 100, 609_375, 3_609_375],
  [3, seconds(1), 254, 7_812, 3_007_812],
  [3, seconds(1), 255, 3_906, 3_003_906],
  [3, milliseconds(100), 1, 99_609, 399_609],
  [3, milliseconds(100), 100, 60_937, 360_937],
  [3, milliseconds(100), 254, 781, 300_781],
  [3, milliseconds(100), 255, 390, 300_390],
  [3, milliseconds(10), 1, 9_960, 39_960],
  [3, milliseconds(10), 100, 6_093, 36_093],
  [3, milliseconds(10), 254, 78, 30_078],
  [3, milliseconds(10), 255, 39, 30_039],
  [3, seconds(40.95), 100, 24_953_906, 147_803_906],
];

for (const [version, masterInterval, priority, skew, down] of TABLE) {
  test(`version ${version}, interval ${masterInterval / 1000} ms, priority ${priority}: skew ${skew} us, master down ${down} us`, () => {
    assert.equal(skewTime({ version, priority, masterInterval }), skew);
    assert.equal(masterDownInterval({ version, priority, masterInterval, adverts: 3 }), down);
  });
}

test('down_timer_adverts counts whole intervals and leaves the skew alone', () => {
  const timer = { version: 3, priority: 100, masterInterval: milliseconds(100) } as const;
  assert.equal(masterDownInterval({ ...timer, adverts: 1 }), 160_937);
  assert.equal(masterDownInterval({ ...timer, adverts: 100 }), 10_060_937);
});

test('the earliest timer is found, and an advert goes before whatever ends with it', () => {
  const timers = idleTimers();
  assert.equal(earliest(timers), NEVER);
  assert.equal(firstDue(timers, instant(1e12)), undefined);
  timers.delayedBurst = instant(20);
  timers.refreshBurst = instant(30);
  timers.advert = instant(20);
  assert.equal(earliest(timers), 20);
  assert.equal(firstDue(timers, instant(19)), undefined);
  assert.equal(firstDue(timers, instant(20)), 'advert');
  timers.advert = NEVER;
  assert.equal(firstDue(timers, instant(40)), 'delayedBurst');
  timers.delayedBurst = NEVER;
  assert.equal(firstDue(timers, instant(40)), 'refreshBurst');
  timers.refreshBurst = NEVER;
  timers.lowerPriorityBurst = instant(5);
  assert.equal(firstDue(timers, instant(40)), 'lowerPriorityBurst');
  timers.lowerPriorityBurst = NEVER;
  timers.masterDown = instant(40);
  assert.equal(firstDue(timers, instant(40)), 'masterDown');
});

test('a late period keeps the grid, a missed one starts a new grid', () => {
  assert.equal(nextOnGrid(instant(1_000), seconds(1), instant(1_700)), 1_001_000);
  assert.equal(nextOnGrid(instant(1_000), seconds(1), instant(1_000_999)), 1_001_000);
  assert.equal(nextOnGrid(instant(1_000), seconds(1), instant(1_001_000)), 2_001_000);
  assert.equal(nextOnGrid(instant(1_000), seconds(1), instant(5_000_000)), 6_000_000);
});

test('an advert may be early by a 32nd part of its interval, and by two milliseconds at most', () => {
  assert.equal(advertLeeway(milliseconds(10)), 312);
  assert.equal(advertLeeway(milliseconds(40)), 1_250);
  assert.equal(advertLeeway(milliseconds(100)), MOST_LEEWAY);
  assert.equal(advertLeeway(seconds(255)), MOST_LEEWAY);
});
