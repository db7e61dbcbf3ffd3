import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Duration, seconds, ZERO } from '../../../src/base/duration.js';
import { startDelay } from '../../../src/daemon/vrrp/start-delay.js';

/** startup delay, delay after boot, uptime, and how long is waited; seconds. */
const ROWS: readonly (readonly [number, number, number, number])[] = [
  [0, 0, 0, 0],
  [5, 0, 3, 5],
  [0, 60, 20, 40],
  [0, 60, 60, 0],
  [0, 60, 3_600, 0],
  [5, 60, 20, 40],
  [5, 60, 58, 5],
];

for (const [startup, afterBoot, uptime, waited] of ROWS) {
  test(`startup delay ${startup} s, delay after boot ${afterBoot} s, ${uptime} s after boot: ${waited} s`, () => {
    const globals = { startupDelay: seconds(startup), delayAfterBoot: seconds(afterBoot) };
    assert.equal(startDelay(globals, seconds(uptime)), waited === 0 ? ZERO : seconds(waited));
  });
}

test('a wait of fractions of a second is exact to the microsecond', () => {
  const globals = { startupDelay: ZERO, delayAfterBoot: seconds(1) };
  assert.equal(startDelay(globals, 123_456 as Duration), 876_544);
});
