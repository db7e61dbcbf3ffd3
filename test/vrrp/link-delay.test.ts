import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Instant, instant, milliseconds, ZERO } from '../../src/base/duration.js';
import { type LinkStanding, observed, seen } from '../../src/vrrp/link-delay.js';

const delays = { down: milliseconds(1_500), up: milliseconds(800) };
const at = (ms: number): Instant => instant(1_000 * ms);

/** Looks at a link at each moment (ms); answers what counts then, and when that is to change. */
function story(
  looks: readonly (readonly [ms: number, isUp: boolean])[],
  own = delays,
  longest?: typeof ZERO,
): string[] {
  let standing: LinkStanding = seen(true);
  return looks.map(([ms, isUp]) => {
    standing = observed(standing, isUp, own, at(ms), longest);
    const change = standing.changesAt === undefined ? '' : ` until ${standing.changesAt / 1_000}`;
    return `${standing.isUp ? 'up' : 'down'}${change}`;
  });
}

test('a link that is down as long as its delay counts as down then, and up again likewise', () => {
  assert.deepEqual(
    story([
      [0, true],
      [100, false],
      [1_599, false],
      [1_600, false],
      [2_000, true],
      [2_799, true],
      [2_800, true],
    ]),
    ['up', 'up until 1600', 'up until 1600', 'down', 'down until 2800', 'down until 2800', 'up'],
  );
});

test('what is over before its delay has never been, and the next one counts from its own beginning', () => {
  assert.deepEqual(
    story([
      [100, false],
      [600, true],
      [700, false],
      [2_199, false],
      [2_200, false],
      [2_300, true],
      [2_400, false],
      [3_300, true],
    ]),
    ['up until 1600', 'up', 'up until 2200', 'up until 2200', 'down', 'down until 3100', 'down', 'down until 4100'],
  );
});

test('without a delay a change counts at once', () => {
  const own = { down: ZERO, up: milliseconds(800) };
  assert.deepEqual(
    story(
      [
        [100, false],
        [200, true],
        [1_000, true],
      ],
      own,
    ),
    ['down', 'down until 1000', 'up'],
  );
});

test('a shorter limit cuts the delay', () => {
  assert.deepEqual(story([[100, false]], delays, milliseconds(300)), ['up until 400']);
  assert.deepEqual(story([[100, false]], delays, ZERO), ['down']);
});
