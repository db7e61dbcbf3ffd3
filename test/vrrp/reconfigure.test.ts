import assert from 'node:assert/strict';
import { test } from 'node:test';
import { milliseconds, seconds } from '../../src/base/duration.js';
import type { InstanceSettings } from '../../src/vrrp/settings.js';
import { virtualAddress } from '../support/instance-settings.js';
import { Solo, soloIn } from '../support/solo.js';

function reload(solo: Solo, changes: Partial<InstanceSettings>): string[] {
  return solo.give({ kind: 'reconfigure', settings: { ...solo.settings, ...changes } });
}

const five = ['50', '51', '52', '53', '54'].map(last => virtualAddress(`10.99.0.${last}/24`));

test('a MASTER removes what is gone, adds what is new, and touches nothing else', () => {
  const solo = soloIn('MASTER', { addresses: five.slice(0, 3), excludedAddresses: five.slice(3, 4) });
  assert.deepEqual(reload(solo, { addresses: five.slice(1, 3), excludedAddresses: five.slice(3, 5) }), [
    'advert 100',
    'remove 10.99.0.50',
    'add 10.99.0.54',
    'announce 10.99.0.51 10.99.0.52 10.99.0.53 10.99.0.54 x5',
  ]);
  assert.deepEqual(solo.hear({ priority: 200 })[0], 'remove 10.99.0.51 10.99.0.52 10.99.0.53 10.99.0.54');
});

test('an address that only goes is not announced, and one that moves between the lists stays', () => {
  const solo = soloIn('MASTER', { addresses: five.slice(0, 3) });
  assert.deepEqual(reload(solo, { addresses: five.slice(0, 1), excludedAddresses: five.slice(1, 2) }), [
    'advert 100',
    'remove 10.99.0.52',
  ]);
});

test('every property the kernel is told makes an address another one; no_track does not', () => {
  const flags = { home: false, nodad: false, mngtmpaddr: false, noprefixroute: false, autojoin: false };
  const changes = [
    { prefixLength: 25 },
    { device: 'eth1' },
    { scope: 253 },
    { label: 'eth0:1' },
    { preferredLifetime: 0 },
    { broadcast: virtualAddress('10.99.0.255').address },
    { peer: virtualAddress('10.99.0.60').address },
    ...Object.keys(flags).map(flag => ({ flags: { ...flags, [flag]: true } })),
  ];
  for (const change of changes) {
    const solo = soloIn('MASTER');
    solo.give({ kind: 'link', interface: 'eth1', state: 'up' });
    const answer = reload(solo, { addresses: [virtualAddress('10.99.0.50/24', change)] });
    assert.deepEqual(answer.slice(1, 3), ['remove 10.99.0.50', 'add 10.99.0.50'], JSON.stringify(change));
  }
  const solo = soloIn('MASTER');
  assert.deepEqual(reload(solo, { addresses: [virtualAddress('10.99.0.50/24', { tracked: false })] }), ['advert 100']);
});

test('a MASTER advertises on its new interval from now on', () => {
  const solo = soloIn('MASTER', { version: 3 });
  reload(solo, { advertInterval: milliseconds(100) });
  assert.equal(solo.remaining, 100_000);
  assert.equal(solo.view().masterAdvertInterval, milliseconds(100));
});

test('a backup takes its new interval as long as it knows no master, and the master’s when it does', () => {
  const alone = soloIn('BACKUP', { version: 3 });
  reload(alone, { advertInterval: milliseconds(100) });
  assert.equal(alone.remaining, 360_937);
  const following = soloIn('BACKUP', { version: 3 });
  following.hear({ priority: 200 });
  reload(following, { advertInterval: milliseconds(100) });
  assert.equal(following.remaining, 3_609_375);
});

test('a backup of version 2 takes its new interval, since it drops any other', () => {
  const solo = soloIn('BACKUP');
  solo.hear({ priority: 200 });
  reload(solo, { advertInterval: seconds(2) });
  assert.equal(solo.remaining, 6_609_375);
});

test('an owner that was MASTER and yielded restarts its timer at a reload like any backup', () => {
  const solo = soloIn('MASTER', { priority: 255 });
  solo.hear({ from: '10.99.0.9' });
  solo.advance(seconds(1));
  reload(solo, { priority: 255 });
  assert.equal(solo.remaining, 3_003_906);
});

test('what was complained about is said again after a reload', () => {
  const solo = soloIn('BACKUP');
  for (let i = 0; i < 2; i++) solo.hear({ ttl: 1 });
  reload(solo, {});
  for (let i = 0; i < 2; i++) solo.hear({ ttl: 1 });
  assert.equal(solo.log.filter(text => text.includes('TTL 1,')).length, 2);
});

test('a waiting instance takes the wish of its new settings', () => {
  const held = { trackScripts: [{ name: 'chk', weight: 0, reverse: false }] };
  const solo = new Solo(held).connect().start();
  reload(solo, { priority: 255, initialState: 'MASTER' });
  assert.equal(solo.give({ kind: 'script', name: 'chk', verdict: 'up' })[0], 'advert 255');
});

test('a priority that a reload changes is in the next advert', () => {
  const solo = soloIn('MASTER');
  assert.deepEqual(reload(solo, { priority: 30 }), ['advert 30']);
  assert.ok(solo.log.includes('(VI_1) Changing effective priority from 100 to 30: reloaded'));
});

test('a reload that takes the last fault away makes a BACKUP, one that brings a fault ends a MASTER', () => {
  const solo = soloIn('MASTER');
  const down = { trackInterfaces: [{ name: 'eth1', weight: 0, reverse: false }] };
  assert.deepEqual(reload(solo, { ...down, addresses: five }), [
    'advert 0',
    'advert 0',
    'remove 10.99.0.50',
    'notify FAULT 100',
  ]);
  assert.deepEqual(reload(solo, { addresses: five }), ['notify BACKUP 100']);
});

test('what a script said is forgotten with its tracker: tracked again, it has to report anew', () => {
  const tracks = { trackScripts: [{ name: 'chk', weight: -20, reverse: false }] };
  const solo = soloIn('MASTER', tracks);
  solo.give({ kind: 'script', name: 'chk', verdict: 'down' });
  assert.equal(solo.view().effectivePriority, 80);
  reload(solo, { trackScripts: [] });
  assert.equal(solo.view().effectivePriority, 100);
  reload(solo, tracks);
  assert.equal(solo.view().effectivePriority, 100);
});
