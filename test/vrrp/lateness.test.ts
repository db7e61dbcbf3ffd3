/** `timer_expired_backup`: a MASTER that was kept from running for too long. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Instant, milliseconds, seconds } from '../../src/base/duration.js';
import type { Input } from '../../src/vrrp/input.js';
import { nextDeadline } from '../../src/vrrp/machine.js';
import type { InstanceSettings } from '../../src/vrrp/settings.js';
import { type Solo, soloIn } from '../support/solo.js';

const FAST: Partial<InstanceSettings> = {
  version: 3,
  advertInterval: milliseconds(100),
  preempts: false,
  timerExpiredBackup: 254,
};
/** What a router of priority 254 waits: three adverts, and a skew of 2/256 of an interval. */
const PATIENCE = 300_781;

const deadline: Input = { kind: 'deadline' };

/** A MASTER whose last advert was `micros` ago, as nothing has let it run since. */
function late(micros: number, settings: Partial<InstanceSettings> = FAST): Solo {
  const solo = soloIn('MASTER', settings);
  const lastAdvert = nextDeadline(solo.vr)! - solo.settings.advertInterval;
  solo.now = (lastAdvert + micros) as Instant;
  return solo;
}

test('too late by a microsecond it goes to BACKUP without a farewell, and waits a whole master-down time', () => {
  const solo = late(PATIENCE + 1);
  assert.deepEqual(solo.give(deadline), ['remove 10.99.0.50', 'notify BACKUP 100']);
  assert.equal(solo.remaining, 360_937);
});

test('as long as a router of that priority would still have waited, it goes on', () => {
  const solo = late(PATIENCE);
  assert.deepEqual(solo.give(deadline), ['advert 100']);
  assert.equal(solo.state, 'MASTER');
});

test('the priority decides how long it may take, and version 2 counts its skew in seconds', () => {
  assert.equal(late(PATIENCE + 1, { ...FAST, timerExpiredBackup: 100 }).give(deadline)[0], 'advert 100');
  const two = { preempts: false, timerExpiredBackup: 254 };
  assert.equal(late(3_007_812, two).give(deadline)[0], 'advert 100');
  assert.equal(late(3_007_813, two).give(deadline)[0], 'remove 10.99.0.50');
});

test('what it hears first of all when it runs again does not make it speak', () => {
  const solo = late(seconds(10));
  const words = solo.hear({ priority: 50, from: '10.99.0.9', interval: milliseconds(100) });
  assert.deepEqual(words, ['remove 10.99.0.50', 'notify BACKUP 100']);
  assert.equal(solo.view().master?.address, '10.99.0.9', 'the weaker master is followed');
});

test('a reload that it comes too late for makes it no MASTER either; one that stops leaves with a farewell', () => {
  const reloaded = late(seconds(10));
  assert.deepEqual(reloaded.give({ kind: 'reconfigure', settings: { ...reloaded.settings, priority: 101 } }), [
    'remove 10.99.0.50',
    'notify BACKUP 100',
  ]);
  const stopped = late(seconds(10));
  assert.equal(stopped.give({ kind: 'stop', releases: true })[0], 'advert 0');
});

test('without the keyword it goes on however late it is', () => {
  const { timerExpiredBackup: _, ...settings } = FAST;
  assert.equal(late(seconds(10), settings).give(deadline)[0], 'advert 100');
});

test('the log says how late it was, and for what', () => {
  const solo = late(seconds(10));
  solo.give(deadline);
  const text = /its advert is 9\.900 s late, and a router of priority 254 takes over 0\.301 s after the last one/;
  assert.match(solo.view().lastReason, text);
  assert.match(solo.log.at(-1) ?? '', /Entering BACKUP STATE/);
});
