import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../src/base/address.js';
import { instant, milliseconds, seconds } from '../../src/base/duration.js';
import { rivalPersists, yieldsTo } from '../../src/vrrp/election.js';

/** ours, theirs -> whether a MASTER of our standing yields. */
const TABLE: readonly (readonly [number, string, number, string, boolean])[] = [
  [100, '10.99.0.5', 101, '10.99.0.1', true],
  [100, '10.99.0.5', 99, '10.99.0.9', false],
  [100, '10.99.0.5', 100, '10.99.0.9', true],
  [100, '10.99.0.5', 100, '10.99.0.1', false],
  // Addresses are numbers, not text: .9 is lower than .10, and 10.x lower than 192.x.
  [100, '10.99.0.9', 100, '10.99.0.10', true],
  [100, '192.0.2.1', 100, '10.99.0.9', false],
  [100, '10.99.0.200', 100, '10.99.0.50', false],
  [255, '10.99.0.5', 255, '10.99.0.9', true],
  [255, '10.99.0.5', 255, '10.99.0.1', false],
  [254, '10.99.0.5', 255, '10.99.0.1', true],
  [100, 'fe80::5', 100, 'fe80::a', true],
  [100, 'fe80::5', 100, 'fe80::1', false],
];

for (const [priority, own, theirPriority, their, expected] of TABLE) {
  test(`${priority} at ${own} ${expected ? 'yields to' : 'stands against'} ${theirPriority} at ${their}`, () => {
    const ours = { priority, address: address(own) };
    assert.equal(yieldsTo(ours, { priority: theirPriority, address: address(their) }), expected);
  });
}

test('exactly one of two contenders yields, unless they are one and the same', () => {
  for (const [priority, own, theirPriority, their] of TABLE) {
    const a = { priority, address: address(own) };
    const b = { priority: theirPriority, address: address(their) };
    assert.notEqual(yieldsTo(a, b), yieldsTo(b, a));
    assert.equal(yieldsTo(a, a), false);
  }
});

test('a rival owner persists after two of our adverts and 1.2 of the longer interval, not before', () => {
  const rival = { heardAt: instant(0), lastHeardAt: instant(0), advertsSent: 10 };
  const [fast, slow] = [milliseconds(100), seconds(1)];
  assert.equal(rivalPersists(rival, instant(1_200_000), 12, slow, fast), true);
  assert.equal(rivalPersists(rival, instant(1_199_999), 12, slow, fast), false);
  assert.equal(rivalPersists(rival, instant(1_200_000), 11, fast, slow), false);
  assert.equal(rivalPersists(rival, instant(120_000), 12, fast, fast), true);
});
