import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseReloadTime, renderReloadTime } from '../../../src/daemon/director/reload-time-text.js';

const NOON = Date.UTC(2026, 10, 21, 12, 0, 0);
const local = (...parts: [number, number, number, number, number, number]) => new Date(...parts).getTime();

function time(text: string, now = NOON) {
  const parsed = parseReloadTime(text, now);
  return parsed.ok ? parsed.value : parsed.error;
}

test('a time of day is the next one', () => {
  assert.deepEqual(time('12:00:01Z'), { at: NOON + 1_000, isDaily: true });
  assert.deepEqual(time('11:59:59Z'), { at: NOON - 1_000 + 86_400_000, isDaily: true });
  assert.deepEqual(time('12:00:00Z'), { at: NOON + 86_400_000, isDaily: true }, 'this one has just been');
});

test('without a Z it is local time', () => {
  const now = local(2026, 10, 21, 12, 0, 0);
  assert.deepEqual(time('13:02:03', now), { at: local(2026, 10, 21, 13, 2, 3), isDaily: true });
  assert.deepEqual(time('2026-12-24 13:02:03', now), { at: local(2026, 11, 24, 13, 2, 3), isDaily: false });
});

test('a date has four digits of its year, or two', () => {
  const at = Date.UTC(2030, 1, 28, 1, 2, 3);
  for (const text of [
    '2030-02-28 01:02:03Z',
    '30-02-28 01:02:03Z',
    '30-02-28 01:02:03Z\n',
    '30-02-28 01:02:03Z\nmore',
  ]) {
    assert.deepEqual(time(text), { at, isDaily: false }, text);
  }
});

test('a date that has been is refused, and so is a day or a time that there is not', () => {
  assert.match(String(time('26-11-21 11:59:59Z')), /is in the past$/);
  for (const text of [
    '2030-13-01 01:02:03',
    '2030-02-31 01:02:03',
    '30-00-10 01:02:03',
    '25:00:00',
    '12:60:00',
    '12:00:60',
  ]) {
    assert.match(String(time(text)), /^there is no (day|time) /, text);
  }
});

test('anything else is no time: neither blanks, nor fewer digits, nor other marks', () => {
  for (const text of [
    '',
    'soon',
    ' 12:00:01',
    '12:00:01 ',
    '1:02:03',
    '12:00',
    '2030-02-28',
    '2030-02-28  01:02:03',
    '12:00:01z',
  ]) {
    assert.match(String(time(text)), /is no time/, JSON.stringify(text));
  }
});

test('it is said as it could be written', () => {
  assert.equal(renderReloadTime(local(2026, 1, 3, 4, 5, 6)), '2026-02-03 04:05:06');
});
