import assert from 'node:assert/strict';
import { test } from 'node:test';
import { milliseconds, seconds } from '../../../src/base/duration.js';
import { readingPace } from '../../../src/daemon/vrrp/reading-pace.js';

/** Intervals of the instances in ms -> pace in ms. */
const TABLE: readonly (readonly [number[], number])[] = [
  [[10], 2],
  [[40], 2],
  [[60], 3],
  [[90], 4],
  [[100], 5],
  [[1_000], 5],
  [[1_000, 70], 3],
  [[], 5],
];

for (const [intervals, pace] of TABLE) {
  test(`instances of ${intervals.join(' and ') || 'no'} ms are read every ${pace} ms`, () => {
    const instances = intervals.map(interval => ({ advertInterval: milliseconds(interval) }));
    assert.equal(readingPace(instances), milliseconds(pace));
  });
}

test('the longest interval there is changes nothing', () => {
  assert.equal(readingPace([{ advertInterval: seconds(255) }]), milliseconds(5));
});
