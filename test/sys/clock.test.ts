import assert from 'node:assert/strict';
import { test } from 'node:test';
import { after, between, type Instant, microseconds, milliseconds } from '../../src/base/duration.js';
import { now, openAlarm } from '../../src/sys/clock.js';

/** Resolves with the moment the alarm rang. */
function ring(set: (alarm: ReturnType<typeof openAlarm>) => void): Promise<Instant> {
  return new Promise(resolve => {
    const alarm = openAlarm(() => {
      alarm.close();
      resolve(now());
    });
    set(alarm);
  });
}

test('the clock never runs backwards and counts microseconds', () => {
  let last = now();
  for (let i = 0; i < 10_000; i++) {
    const next = now();
    assert.ok(next >= last);
    assert.ok(Number.isInteger(next));
    last = next;
  }
});

test('an alarm never rings early, however odd the wait', async () => {
  for (const wait of [1, 250, 999, 1_001, 3_333, 7_777]) {
    const due = after(now(), microseconds(wait));
    const rang = await ring(alarm => alarm.set(due));
    assert.ok(between(due, rang) >= 0, `rang ${between(due, rang)} µs after its time`);
  }
});

test('a moment that has passed rings at once, and so does the beginning of time', async () => {
  const past = after(now(), milliseconds(-5));
  assert.ok((await ring(alarm => alarm.set(past))) > past);
  await ring(alarm => alarm.set(0 as Instant));
  await ring(alarm => alarm.set(-1 as Instant));
});

test('setting again replaces, and undefined silences', async () => {
  let rings = 0;
  const alarm = openAlarm(() => rings++);
  alarm.set(after(now(), milliseconds(2)));
  alarm.set(undefined);
  alarm.set(after(now(), milliseconds(3)));
  alarm.set(after(now(), milliseconds(4)));
  const due = after(now(), milliseconds(5));
  await ring(other => other.set(due));
  assert.equal(rings, 1);
  alarm.set(after(now(), milliseconds(1)));
  alarm.set(undefined);
  await ring(other => other.set(after(now(), milliseconds(3))));
  assert.equal(rings, 1);
  alarm.close();
});

test('an alarm can be set again while it rings', async () => {
  const late: number[] = [];
  await new Promise<void>(resolve => {
    let due = after(now(), milliseconds(1));
    const alarm = openAlarm(() => {
      late.push(between(due, now()));
      if (late.length === 5) {
        alarm.close();
        resolve();
        return;
      }
      due = after(due, milliseconds(1));
      alarm.set(due);
    });
    alarm.set(due);
  });
  assert.equal(late.length, 5);
  assert.ok(
    late.every(each => each >= 0),
    `late by ${late} µs`,
  );
});

test('a closed alarm is silent', async () => {
  let rings = 0;
  const alarm = openAlarm(() => rings++);
  alarm.set(after(now(), milliseconds(1)));
  alarm.close();
  alarm.close();
  alarm.set(after(now(), milliseconds(1)));
  await ring(other => other.set(after(now(), milliseconds(3))));
  assert.equal(rings, 0);
});
