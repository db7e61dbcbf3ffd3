import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { Moderation } from '../../src/sys/moderation.js';

/** A socket on which packets arrive at a pace; time is the test's. */
function socket(t: { after(done: () => void): void }) {
  let now = 0;
  mock.timers.enable({ apis: ['setInterval'] });
  const clock = mock.method(performance, 'now', () => now);
  t.after(() => {
    mock.timers.reset();
    clock.mock.restore();
  });
  const seen = { watched: true, read: 0, waiting: 0 };
  const moderation = new Moderation({
    watch: on => {
      seen.watched = on;
    },
    read() {
      const found = seen.waiting;
      seen.waiting = 0;
      seen.read += found;
      return found;
    },
  });
  const run = (packets: number, gapMs: number) => {
    for (let i = 0; i < packets; i++) {
      now += gapMs;
      if (seen.watched) {
        seen.read++;
        moderation.wokeUp();
      } else {
        seen.waiting++;
      }
      mock.timers.tick(gapMs);
    }
  };
  const wait = (ms: number) => {
    now += ms;
    mock.timers.tick(ms);
  };
  return { seen, run, wait, moderation };
}

test('packets at a human pace wake the process one by one', t => {
  const { seen, run } = socket(t);
  run(500, 10);
  assert.deepEqual(seen, { watched: true, read: 500, waiting: 0 });
});

test('packets by the thousand a second are read every two milliseconds, none is lost', t => {
  const { seen, run } = socket(t);
  run(400, 0.5);
  assert.equal(seen.watched, false);
  assert.equal(seen.read + seen.waiting, 400);
  assert.ok(seen.waiting <= 4, `${seen.waiting} packets wait`);
});

test('when the rush is over every packet wakes the process again', t => {
  const { seen, run } = socket(t);
  run(400, 0.5);
  run(60, 10);
  assert.equal(seen.watched, true);
  assert.equal(seen.waiting, 0);
  assert.equal(seen.read, 460);
});

test('a pace of its own is kept from the next look on, and a slower one does not end the rush', t => {
  const { seen, run, wait, moderation } = socket(t);
  run(400, 0.5);
  moderation.setPace(5);
  run(9, 0.5);
  assert.equal(seen.watched, false);
  assert.ok(seen.waiting >= 9, `${seen.waiting} packets wait: nobody has looked within 4.5 ms`);
  wait(1);
  assert.equal(seen.waiting, 0);
  run(2_000, 0.5);
  assert.equal(seen.watched, false);
});

test('at a slow pace, too, the socket is watched again when packets become few', t => {
  const { seen, run, moderation } = socket(t);
  moderation.setPace(5);
  run(400, 0.5);
  run(120, 4);
  assert.equal(seen.watched, true);
  assert.equal(seen.read + seen.waiting, 520);
});

test('a closed socket is not looked at any more', t => {
  const { seen, run, moderation } = socket(t);
  run(400, 0.5);
  moderation.close();
  seen.waiting = 1;
  mock.timers.tick(100);
  assert.equal(seen.waiting, 1);
});
