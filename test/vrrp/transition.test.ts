import assert from 'node:assert/strict';
import { test } from 'node:test';
import { milliseconds, seconds } from '../../src/base/duration.js';
import type { Input } from '../../src/vrrp/input.js';
import { soloIn } from '../support/solo.js';

const link = (state: 'up' | 'down'): Input => ({ kind: 'link', interface: 'eth0', state });
const script = (verdict: 'up' | 'down'): Input => ({ kind: 'script', name: 'chk', verdict });

test('adverts, offices and departures are counted as keepalived counts them', () => {
  const solo = soloIn('MASTER', { trackScripts: [{ name: 'chk', weight: -10, reverse: false }] });
  const counters = () => {
    const { advertsSent, becameMaster, releasedMaster, priorityZeroSent, priorityZeroReceived } = solo.view().counters;
    return [advertsSent, becameMaster, releasedMaster, priorityZeroSent, priorityZeroReceived];
  };
  assert.deepEqual(counters(), [1, 1, 0, 0, 0]);
  solo.advance(seconds(1));
  assert.deepEqual(counters(), [2, 1, 0, 0, 0]);
  solo.hear({ priority: 0 });
  assert.deepEqual(counters(), [3, 1, 0, 0, 1]);
  solo.hear({ priority: 200 });
  solo.hear({ priority: 0 });
  assert.deepEqual(counters(), [3, 1, 1, 0, 2]);
  solo.advance(seconds(1));
  solo.give(link('down'));
  assert.deepEqual(counters(), [5, 2, 2, 1, 2]);
  solo.give(link('up'));
  solo.advance(milliseconds(3_700));
  solo.give({ kind: 'stop', releases: true });
  assert.deepEqual(counters(), [7, 3, 3, 2, 2]);
});

test('the two farewells of a tracker’s fault are two adverts and one departure', () => {
  const solo = soloIn('BACKUP', { trackInterfaces: [{ name: 'eth0', weight: 0, reverse: false }] });
  solo.advance(seconds(3));
  const { advertsSent } = solo.view().counters;
  assert.deepEqual(solo.give(link('down')).slice(0, 2), ['advert 0', 'advert 0']);
  assert.equal(solo.view().counters.advertsSent, advertsSent + 2);
  assert.equal(solo.view().counters.priorityZeroSent, 1);
});

test('statistics survive a reload, and a stop', () => {
  const solo = soloIn('MASTER');
  solo.give({ kind: 'reconfigure', settings: { ...solo.settings, priority: 120 } });
  assert.equal(solo.view().counters.becameMaster, 1);
  solo.give({ kind: 'stop', releases: true });
  assert.equal(solo.view().counters.becameMaster, 1);
});

test('a view tells since when and why', () => {
  const solo = soloIn('BACKUP');
  solo.advance(milliseconds(2_609.375));
  assert.equal(solo.view().lastTransition, solo.now);
  assert.equal(solo.view().lastReason, 'no advert heard for 3.609 s');
  solo.advance(seconds(1));
  solo.give(link('down'));
  assert.equal(solo.view().lastTransition, solo.now);
  assert.equal(solo.view().lastReason, 'interface eth0 is down');
  solo.give(link('up'));
  assert.equal(solo.view().lastReason, 'no fault any more, interface eth0 is up');
  solo.give({ kind: 'stop', releases: true });
  assert.equal(solo.view().lastReason, 'stopped');
});

test('the log names every transition with its reason', () => {
  const solo = soloIn('BACKUP', { trackScripts: [{ name: 'chk', weight: 0, reverse: true }] });
  solo.give(script('down'));
  solo.advance(seconds(4));
  solo.give(script('up'));
  solo.give(script('down'));
  solo.give({ kind: 'stop', releases: true });
  assert.deepEqual(solo.log, [
    '(VI_1) Waiting before taking part: no result yet of chk',
    '(VI_1) Entering BACKUP STATE: script chk is down',
    '(VI_1) Entering MASTER STATE: no advert heard for 3.609 s',
    '(VI_1) sent 0 priority',
    '(VI_1) Entering FAULT STATE: script chk is up',
    '(VI_1) Entering BACKUP STATE: no fault any more, script chk is down',
    '(VI_1) Stopped',
  ]);
});

test('after a fault the timer counts with our own interval again, and no master is known', () => {
  const solo = soloIn('BACKUP', { version: 3 });
  solo.hear({ priority: 200, interval: milliseconds(100) });
  solo.give(link('down'));
  solo.give(link('up'));
  assert.equal(solo.remaining, 3_609_375);
  assert.equal(solo.view().master, undefined);
});

test('an instance that a reload removes leaves the network, and is notified as DELETED', () => {
  const remove: Input = { kind: 'stop', releases: true, isRemoved: true };
  assert.deepEqual(soloIn('MASTER').give(remove), ['advert 0', 'remove 10.99.0.50', 'notify DELETED 100']);
  assert.deepEqual(soloIn('BACKUP').give(remove), ['notify DELETED 100']);
  const faulty = soloIn('FAULT');
  assert.deepEqual(faulty.give(remove), ['notify DELETED 100']);
  assert.equal(faulty.state, 'INIT');
  assert.equal(faulty.log.at(-1), '(VI_1) Removed from the configuration');
});
