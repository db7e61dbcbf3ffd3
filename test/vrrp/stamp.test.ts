import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seconds } from '../../src/base/duration.js';
import type { HmacSettings } from '../../src/vrrp/settings.js';
import { isLater, momentOf, nextStamp } from '../../src/vrrp/stamp.js';

const TIME: HmacSettings = { keys: [], activeKey: 1, timeWindow: seconds(5), antiReplay: 'time', mode: 'enforce' };
const MONOTONIC: HmacSettings = { ...TIME, antiReplay: 'monotonic' };
const NOON = 1_795_250_000_000;

test('a stamp is the time of day', () => {
  assert.deepEqual(nextStamp(undefined, NOON + 500, TIME), { seconds: NOON / 1_000, fraction: 0x8000, counter: 0 });
  assert.ok(Math.abs(momentOf(nextStamp(undefined, NOON + 123, TIME)) - (NOON + 123)) < 0.02);
});

test('adverts of one moment are told apart by the counter', () => {
  const first = nextStamp(undefined, NOON, TIME);
  const second = nextStamp(first, NOON, TIME);
  assert.deepEqual(second, { ...first, counter: 1 });
  assert.ok(isLater(second, first) && !isLater(first, second) && !isLater(first, first));
  assert.deepEqual(nextStamp(second, NOON + 1_000, TIME), { ...first, seconds: first.seconds + 1 });
});

test('a full counter goes over into the fraction, and a full fraction into the seconds', () => {
  const full = { seconds: NOON / 1_000, fraction: 7, counter: 0xffff };
  assert.deepEqual(nextStamp(full, NOON, TIME), { ...full, fraction: 8, counter: 0 });
  assert.deepEqual(nextStamp({ ...full, fraction: 0xffff }, NOON, TIME), {
    seconds: full.seconds + 1,
    fraction: 0,
    counter: 0,
  });
});

test('a clock set back a little does not make stamps fall', () => {
  let last = nextStamp(undefined, NOON, TIME);
  for (let moment = NOON - 4_900; moment < NOON; moment += 1_000) {
    const next = nextStamp(last, moment, TIME);
    assert.ok(isLater(next, last));
    last = next;
  }
});

test('a clock set back beyond the window counts at once, unless only the order matters', () => {
  const last = nextStamp(undefined, NOON, TIME);
  const hourAgo = NOON - 3_600_000;
  assert.equal(momentOf(nextStamp(last, hourAgo, TIME)), hourAgo);
  assert.ok(isLater(nextStamp(last, hourAgo, MONOTONIC), last));
});
