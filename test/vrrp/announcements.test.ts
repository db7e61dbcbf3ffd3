import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../src/base/address.js';
import { type Duration, milliseconds, seconds, ZERO } from '../../src/base/duration.js';
import type { GarpSettings } from '../../src/vrrp/settings.js';
import { virtualAddress } from '../support/instance-settings.js';
import { Solo, soloIn } from '../support/solo.js';
import { unicastTo, vrrpSettings } from '../support/vrrp-settings.js';

const garp = (changes: Partial<GarpSettings>): GarpSettings => ({ ...vrrpSettings().garp, ...changes });

/** Moments of announcements, in seconds since the instance became MASTER. */
function announcedAt(solo: Solo): string[] {
  const since = solo.history.find(entry => entry.word.startsWith('add '))?.at ?? 0;
  return solo.history
    .filter(entry => entry.word.startsWith('announce'))
    .map(entry => `${(entry.at - since) / 1_000_000} ${entry.word.slice(entry.word.indexOf(' x') + 1)}`);
}

const TABLE: readonly (readonly [string, Partial<GarpSettings>, string[]])[] = [
  ['keepalived’s defaults: five at once, five after 5 s, no refresh', {}, ['0 x5', '5 x5']],
  ['no delayed burst', { masterDelay: ZERO }, ['0 x5']],
  [
    'a refresh: the first one period after the delayed burst',
    { masterDelay: seconds(3), masterRepeat: 3, masterRefresh: seconds(2), masterRefreshRepeat: 2 },
    ['0 x3', '3 x3', '5 x2', '7 x2', '9 x2'],
  ],
  [
    'a refresh repeated 0 times (vrrp_min_garp) announces nothing',
    { masterRefresh: seconds(2), masterRefreshRepeat: 0 },
    ['0 x5', '5 x5'],
  ],
  ['a refresh without delayed burst', { masterDelay: ZERO, masterRefresh: seconds(4) }, ['0 x5', '4 x1', '8 x1']],
];

for (const [name, changes, expected] of TABLE) {
  test(name, () => {
    const solo = new Solo({ garp: garp(changes) }).connect().start();
    solo.advance(milliseconds(3_609.375 + 10_000));
    assert.deepEqual(announcedAt(solo), expected);
  });
}

test('a lower priority master is answered by a burst and a delayed one, counted from the last of its adverts', () => {
  const solo = soloIn('MASTER', { garp: garp({ masterDelay: ZERO, lowerPriorityRepeat: 2 }) });
  solo.hear({ priority: 50 });
  solo.advance(seconds(2));
  solo.hear({ priority: 50 });
  solo.advance(seconds(10));
  assert.deepEqual(announcedAt(solo), ['0 x5', '0.5 x2', '2.5 x2', '7.5 x2']);
});

test('a repeat of 0 for lower priority adverts announces nothing', () => {
  const solo = soloIn('MASTER', { garp: garp({ masterDelay: ZERO, lowerPriorityRepeat: 0 }) });
  assert.deepEqual(solo.hear({ priority: 50 }), ['advert 100', 'notify MASTER_RX_LOWER_PRI 100']);
  solo.advance(seconds(10));
  assert.deepEqual(announcedAt(solo), ['0 x5']);
});

test('a delay of 0 for lower priority adverts leaves out the delayed burst', () => {
  const solo = soloIn('MASTER', { garp: garp({ masterDelay: ZERO, lowerPriorityDelay: ZERO }) });
  solo.hear({ priority: 50 });
  solo.advance(seconds(10));
  assert.deepEqual(announcedAt(solo), ['0 x5', '0.5 x5']);
});

/** Two addresses on each of three interfaces, and one with a virtual MAC of its own. */
const spread = [
  virtualAddress('10.0.0.1/24'),
  virtualAddress('10.0.0.2/24', { device: 'eth0' }),
  virtualAddress('10.1.0.1/24', { device: 'eth1', tracked: false }),
  virtualAddress('10.1.0.2/24', { device: 'eth1', tracked: false }),
  virtualAddress('10.2.0.1/24', { device: 'eth2', tracked: false, hasVmac: true }),
  virtualAddress('10.2.0.2/24', { device: 'eth2', tracked: false, hasVmac: true }),
];
const excluded = [virtualAddress('fd00::1/64', { device: 'eth3', tracked: false })];

for (const [name, settings, expected] of [
  ['all further interfaces', { extraGarp: { all: true, interval: seconds(2) } }, '10.1.0.1 10.2.0.1 fd00::1'],
  ['those with a virtual MAC alone', { extraGarp: { all: false, interval: seconds(2) } }, '10.2.0.1'],
  [
    'those that use_vmac_addr gives one',
    { extraGarp: { all: false, interval: seconds(2) }, addressesHaveVmacs: true },
    '10.1.0.1 10.2.0.1 fd00::1',
  ],
] as const) {
  test(`garp_extra_if reminds switches of the first address on ${name}`, () => {
    const solo = soloIn('MASTER', {
      ...settings,
      garp: garp({ masterDelay: ZERO }),
      addresses: spread,
      excludedAddresses: excluded,
    });
    const since = solo.elapsed;
    solo.advance(milliseconds(5_400));
    const words = solo.history.filter(entry => entry.at > since && entry.word.startsWith('announce'));
    assert.deepEqual(
      words.map(({ at, word }) => `${Math.round((at - since) / 100_000) / 10} ${word}`),
      [`1.5 announce ${expected} x1`, `3.5 announce ${expected} x1`],
    );
    solo.hear({ priority: 200 });
    const until = solo.elapsed;
    solo.advance(seconds(3));
    assert.ok(!solo.history.some(entry => entry.at > until && entry.word.startsWith('announce')));
  });
}

/** On its own macvlan, and one address on another one. */
const ownDevice = {
  device: 'vrrp.51',
  extraGarp: { all: false, interval: seconds(2) },
  addresses: [
    virtualAddress('10.0.0.1/24', { device: 'vrrp.51', tracked: false }),
    virtualAddress('10.1.0.1/24', { device: 'vrrp1.51', tracked: false, hasVmac: true }),
  ],
} as const;

for (const [name, sendsFromBase, expected] of [
  ['not of its own, which adverts leave by', false, 'announce 10.1.0.1 x1'],
  ['of its own too, when adverts leave from the interface below', true, 'announce 10.0.0.1 10.1.0.1 x1'],
] as const) {
  test(`an instance with a virtual MAC reminds switches ${name}`, () => {
    const vmac = { notifiesNetlink: false, sendsFromBase };
    const solo = new Solo({ ...ownDevice, vmac, garp: garp({ masterDelay: ZERO }) });
    solo.give({ kind: 'link', interface: 'vrrp.51', state: 'up' });
    solo.connect().start();
    solo.advance(seconds(4));
    const since = solo.history.length;
    solo.advance(seconds(2));
    assert.deepEqual(
      solo.history.slice(since).flatMap(({ word }) => (word.startsWith('announce') ? word : [])),
      [expected],
    );
  });
}

test('an instance without further interfaces reminds nobody, until a reload brings one', () => {
  const extraGarp = { all: true, interval: seconds(2) };
  const solo = soloIn('MASTER', { garp: garp({ masterDelay: ZERO }), extraGarp, addresses: spread.slice(0, 2) });
  const before = solo.history.length;
  solo.advance(seconds(9));
  assert.ok(!solo.history.slice(before).some(({ word }) => word.startsWith('announce')));
  solo.give({ kind: 'reconfigure', settings: { ...solo.settings, addresses: spread.slice(0, 3) } });
  const since = solo.history.length;
  solo.advance(seconds(3));
  assert.deepEqual(
    solo.history.slice(since).flatMap(({ word }) => (word.startsWith('announce') ? word : [])),
    ['announce 10.1.0.1 x1'],
  );
  solo.give({ kind: 'reconfigure', settings: { ...solo.settings, addresses: spread.slice(0, 2) } });
  const gone = solo.history.length;
  solo.advance(seconds(9));
  assert.ok(!solo.history.slice(gone).some(({ word }) => word.startsWith('announce')));
});

test('nothing is announced any more once the instance is not MASTER', () => {
  const solo = soloIn('MASTER', { garp: garp({ masterRefresh: seconds(1) }) });
  solo.hear({ priority: 50 });
  solo.hear({ priority: 200 });
  const until = solo.elapsed;
  for (let i = 0; i < 12; i++) {
    solo.advance(seconds(1));
    solo.hear({ priority: 200 });
  }
  assert.deepEqual(
    solo.history.filter(entry => entry.at > until),
    [],
  );
});

test('an instance without addresses advertises and announces nothing', () => {
  const solo = new Solo({ addresses: [] }).connect().start();
  assert.deepEqual(solo.advance(seconds(4)), ['advert 100', 'notify MASTER 100']);
  assert.deepEqual(solo.hear({ priority: 50 }), ['advert 100', 'notify MASTER_RX_LOWER_PRI 100']);
  assert.deepEqual(solo.hear({ priority: 200 }), ['notify BACKUP 100']);
});

test('a unicast instance announces its source address when its last fault clears, for the switches between', () => {
  const solo = new Solo({ unicast: unicastTo(['10.99.0.9']) }).connect().start();
  solo.give({ kind: 'link', interface: 'eth0', state: 'down' });
  assert.deepEqual(solo.give({ kind: 'link', interface: 'eth0', state: 'up' }), [
    'announce 10.99.0.5 x1',
    'notify BACKUP 100',
  ]);
  const waited = new Solo({
    unicast: unicastTo(['10.99.0.9']),
    trackScripts: [{ name: 'chk', weight: 0, reverse: false }],
  });
  waited.connect().start();
  assert.deepEqual(waited.give({ kind: 'script', name: 'chk', verdict: 'up' }), ['notify BACKUP 100']);
  const ipv6 = new Solo({ family: 6, version: 3, unicast: unicastTo(['fd99::9']) });
  ipv6.connect('fd99::5').start();
  ipv6.give({ kind: 'source', address: undefined });
  assert.equal(ipv6.give({ kind: 'source', address: address('fd99::5') })[0], 'announce fd99::5 x1');
});

test('a reload that adds an address announces all of them and starts the delayed burst anew', () => {
  const solo = soloIn('MASTER');
  solo.advance(seconds(4));
  const settings = { ...solo.settings, excludedAddresses: [{ ...solo.settings.addresses[0]!, prefixLength: 25 }] };
  solo.give({ kind: 'reconfigure', settings });
  solo.advance(seconds(6));
  assert.deepEqual(announcedAt(solo), ['0 x5', '4.5 x5', '9.5 x5']);
});

test('a reload that changes no address leaves the delayed burst where it was, and moves a changed refresh', () => {
  const solo = soloIn('MASTER');
  solo.advance(seconds(4));
  const { settings } = solo;
  solo.give({ kind: 'reconfigure', settings: { ...settings, garp: garp({ masterRefresh: seconds(3) }) } });
  solo.advance(milliseconds(8_000) as Duration);
  assert.deepEqual(announcedAt(solo), ['0 x5', '5 x5', '12.5 x1']);
});
