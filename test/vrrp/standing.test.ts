import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../src/base/address.js';
import { milliseconds, seconds } from '../../src/base/duration.js';
import type { Input } from '../../src/vrrp/input.js';
import { Solo, soloIn } from '../support/solo.js';
import { vrrpSettings } from '../support/vrrp-settings.js';

const tracks = (...names: string[]) => ({ trackScripts: names.map(name => ({ name, weight: 0, reverse: false })) });
const script = (name: string, verdict: 'up' | 'down'): Input => ({ kind: 'script', name, verdict });
const link = (state: 'up' | 'down'): Input => ({ kind: 'link', interface: 'eth0', state });

test('an instance waits in silence until every unweighted script has reported, then listens for a full timer', () => {
  const solo = new Solo(tracks('a', 'b')).connect().start();
  assert.equal(solo.state, 'FAULT');
  assert.deepEqual(solo.view().faults, ['script a has not reported yet', 'script b has not reported yet']);
  solo.advance(seconds(2));
  assert.deepEqual(solo.give(script('a', 'up')), []);
  assert.deepEqual(solo.give(script('b', 'up')), ['notify BACKUP 100']);
  assert.equal(solo.remaining, 3_609_375);
});

test('an address owner that waited for its scripts goes straight to MASTER', () => {
  const solo = new Solo({ priority: 255, ...tracks('a') }).connect().start();
  solo.advance(seconds(1));
  assert.deepEqual(solo.give(script('a', 'up')), [
    'advert 255',
    'add 10.99.0.50',
    'announce 10.99.0.50 x5',
    'notify MASTER 255',
  ]);
});

test('a first result that is a failure is notified as FAULT, once', () => {
  const solo = new Solo({ priority: 255, ...tracks('a', 'b') }).connect().start();
  assert.deepEqual(solo.give(script('a', 'down')), ['notify FAULT 255']);
  assert.deepEqual(solo.give(script('b', 'down')), []);
  assert.deepEqual(solo.give(script('a', 'up')), []);
  assert.deepEqual(solo.give(script('b', 'up')), ['notify BACKUP 255']);
});

test('a waiting instance whose link fails is faulty for all to know', () => {
  const solo = new Solo(tracks('a')).connect().start();
  assert.deepEqual(solo.give(link('down')), ['notify FAULT 100']);
  assert.deepEqual(solo.give(link('up')), []);
  assert.equal(solo.state, 'FAULT');
  assert.deepEqual(solo.give(script('a', 'up')), ['notify BACKUP 100']);
});

test('scripts that reported before the start count at the start', () => {
  const solo = new Solo(tracks('a')).connect();
  solo.give(script('a', 'up'));
  solo.start();
  assert.equal(solo.state, 'BACKUP');
});

test('weighted scripts hold nobody back', () => {
  const solo = new Solo({ trackScripts: [{ name: 'a', weight: -20, reverse: false }] }).connect().start();
  assert.equal(solo.state, 'BACKUP');
  solo.give(script('a', 'down'));
  assert.equal(solo.view().effectivePriority, 80);
  assert.ok(solo.log.includes('(VI_1) Changing effective priority from 100 to 80: script a is down'));
});

test('every fault must clear', () => {
  const solo = soloIn('MASTER', tracks());
  solo.give(link('down'));
  solo.give({ kind: 'source', address: undefined });
  assert.deepEqual(solo.view().faults, ['interface eth0 is down', 'eth0 has no usable source address']);
  solo.give(link('up'));
  assert.equal(solo.state, 'FAULT');
  solo.give({ kind: 'source', address: address('10.99.0.5') });
  assert.equal(solo.state, 'BACKUP');
  assert.deepEqual(solo.view().faults, []);
});

test('a fault of the configuration stays until a reload takes it away', () => {
  const settings = { permanentFault: 'unicast without peers' };
  const solo = new Solo(settings).connect().start();
  assert.equal(solo.state, 'FAULT');
  assert.match(solo.log.join('\n'), /Entering FAULT STATE: unicast without peers/);
  solo.give(link('down'));
  solo.give(link('up'));
  assert.equal(solo.state, 'FAULT');
  assert.deepEqual(solo.give({ kind: 'reconfigure', settings: vrrpSettings() }), ['notify BACKUP 100']);
});

test('a startup delay: adverts are ignored, and the timer counts from its end', () => {
  const solo = new Solo({}, seconds(3)).connect();
  assert.deepEqual(solo.give({ kind: 'start' }), ['notify BACKUP 100']);
  assert.equal(solo.remaining, 6_609_375);
  solo.advance(seconds(2));
  solo.hear({ priority: 200 });
  solo.hear({ priority: 0 });
  assert.equal(solo.view().counters.advertsReceived, 0);
  assert.equal(solo.remaining, 4_609_375);
  solo.advance(seconds(1));
  solo.hear({ priority: 200 });
  assert.equal(solo.remaining, 3_609_375);
});

test('an owner waits for the end of the startup delay without a word, then is MASTER', () => {
  const solo = new Solo({ priority: 255 }, seconds(3)).connect();
  assert.deepEqual(solo.give({ kind: 'start' }), []);
  assert.deepEqual(solo.advance(milliseconds(2_999)), []);
  assert.equal(solo.state, 'BACKUP');
  assert.equal(solo.advance(milliseconds(1))[0], 'advert 255');
  assert.equal(solo.state, 'MASTER');
});

test('an owner that a fault met during the startup delay has lost its wish', () => {
  const solo = new Solo({ priority: 255 }, seconds(3)).connect().start();
  assert.deepEqual(solo.give(link('down')), ['notify FAULT 255']);
  assert.deepEqual(solo.give(link('up')), ['notify BACKUP 255']);
  assert.equal(solo.remaining, 6_003_906);
});

test('a reload during the startup delay: an owner goes on waiting, one that is none any more says BACKUP', () => {
  const solo = new Solo({ priority: 255 }, seconds(3)).connect().start();
  solo.advance(seconds(1));
  assert.deepEqual(solo.give({ kind: 'reconfigure', settings: vrrpSettings({ priority: 255 }) }), []);
  assert.equal(solo.remaining, 2_000_000);
  assert.deepEqual(solo.give({ kind: 'reconfigure', settings: vrrpSettings() }), ['notify BACKUP 100']);
  assert.equal(solo.remaining, 5_609_375);
});

test('an owner back from a fault lets no weaker master delay it', () => {
  const solo = soloIn('FAULT', { priority: 255 });
  solo.give(link('up'));
  solo.hear({ priority: 254 });
  assert.equal(solo.remaining, 3_003_906);
});
