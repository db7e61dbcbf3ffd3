import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../src/base/address.js';
import type { InstanceSettings } from '../../src/vrrp/settings.js';
import { effectivePriority, type Facts, faultsOf, type LinkState, undecidedScripts } from '../../src/vrrp/tracking.js';
import { virtualAddress } from '../support/instance-settings.js';
import { vrrpSettings } from '../support/vrrp-settings.js';

function facts(links: Record<string, LinkState>, scripts: Record<string, 'up' | 'down'> = {}): Facts {
  const known = { eth0: 'up' as const, ...links };
  return {
    links: new Map(Object.entries(known)),
    scripts: new Map(Object.entries(scripts)),
    files: new Map(),
    processes: new Map(),
    source: address('10.99.0.5'),
  };
}

const texts = (settings: Partial<InstanceSettings>, given: Facts) =>
  faultsOf(vrrpSettings(settings), given).map(fault => fault.text);

/** weight, reverse -> effect on priority 100 while up and while down; 'FAULT' where it is one. */
const WEIGHTS: readonly (readonly [number, boolean, number | 'FAULT', number | 'FAULT'])[] = [
  [20, false, 120, 100],
  [-20, false, 100, 80],
  [0, false, 100, 'FAULT'],
  [20, true, 80, 100],
  [-20, true, 100, 120],
  [0, true, 'FAULT', 100],
];

for (const [weight, reverse, up, down] of WEIGHTS) {
  for (const [state, expected] of [
    ['up', up],
    ['down', down],
  ] as const) {
    test(`weight ${weight}${reverse ? ' reverse' : ''} while ${state}: ${expected}`, () => {
      const byScript = { trackScripts: [{ name: 'chk', weight, reverse }] };
      const byProcess = { trackProcesses: [{ name: 'nginx', weight, reverse }] };
      const byLink = { trackInterfaces: [{ name: 'eth1', weight, reverse }] };
      const isFault = expected === 'FAULT';
      assert.deepEqual(texts(byScript, facts({}, { chk: state })), isFault ? [`script chk is ${state}`] : []);
      assert.deepEqual(texts(byLink, facts({ eth1: state })), isFault ? [`interface eth1 is ${state}`] : []);
      const running = { ...facts({}), processes: new Map([['nginx', state]]) };
      assert.deepEqual(texts(byProcess, running), isFault ? [`process nginx is ${state}`] : []);
      const priority = isFault ? 100 : expected;
      assert.equal(effectivePriority(vrrpSettings(byProcess), running), priority);
      assert.equal(effectivePriority(vrrpSettings(byScript), facts({}, { chk: state })), priority);
      assert.equal(effectivePriority(vrrpSettings(byLink), facts({ eth1: state })), priority);
    });
  }
}

test('a missing interface is as good as one that is down', () => {
  const settings = { trackInterfaces: [{ name: 'eth1', weight: -30, reverse: false }] };
  assert.equal(effectivePriority(vrrpSettings(settings), facts({ eth1: 'missing' })), 70);
  const fault = { trackInterfaces: [{ name: 'eth1', weight: 0, reverse: false }] };
  assert.deepEqual(texts(fault, facts({ eth1: 'missing' })), ['interface eth1 is missing']);
});

test('weights add up, and the sum stays within 1 to 254', () => {
  const weights = (...all: number[]) =>
    vrrpSettings({ trackScripts: all.map((weight, i) => ({ name: `s${i}`, weight, reverse: false })) });
  const up = facts({}, { s0: 'up', s1: 'up', s2: 'up' });
  const down = facts({}, { s0: 'down', s1: 'down', s2: 'down' });
  assert.equal(effectivePriority(weights(10, 20, -30), up), 130);
  assert.equal(effectivePriority(weights(10, 20, -30), down), 70);
  assert.equal(effectivePriority(weights(253, 253), up), 254);
  assert.equal(effectivePriority(weights(-253, -253), down), 1);
  // Only the sum is clamped: two extremes cancel out.
  assert.equal(effectivePriority(weights(253, -253, -253), facts({}, { s0: 'up', s1: 'down', s2: 'up' })), 100);
});

test('a script without result has no weight yet', () => {
  const both = { trackScripts: [20, -20].map((weight, i) => ({ name: `s${i}`, weight, reverse: false })) };
  assert.equal(effectivePriority(vrrpSettings(both), facts({})), 100);
});

test('an address owner ignores every weight', () => {
  const settings = { priority: 255, trackScripts: [{ name: 'chk', weight: -50, reverse: false }] };
  assert.equal(effectivePriority(vrrpSettings(settings), facts({}, { chk: 'down' })), 255);
});

test('the device of a followed address is followed too, unless no_track says otherwise', () => {
  const on = (tracked: boolean) => ({
    excludedAddresses: [virtualAddress('10.98.0.1/24', { device: 'eth1', tracked })],
  });
  assert.deepEqual(texts(on(true), facts({ eth1: 'down' })), ['interface eth1 is down']);
  assert.deepEqual(texts(on(true), facts({ eth1: 'up' })), []);
  assert.deepEqual(texts(on(false), facts({ eth1: 'down' })), []);
});

test('faults tell who found them', () => {
  const settings = vrrpSettings({
    permanentFault: 'two instances share VRID 51',
    trackScripts: [{ name: 'chk', weight: 0, reverse: false }],
  });
  const given: Facts = { ...facts({ eth0: 'down' }, { chk: 'down' }), source: undefined };
  assert.deepEqual(faultsOf(settings, given), [
    { cause: 'configuration', text: 'two instances share VRID 51' },
    { cause: 'interface', text: 'interface eth0 is down' },
    { cause: 'source', text: 'eth0 has no usable source address' },
    { cause: 'tracker', text: 'script chk is down' },
  ]);
});

test('undecided are the unweighted scripts without a result', () => {
  const settings = vrrpSettings({
    trackScripts: ['a', 'b', 'c'].map(name => ({ name, weight: name === 'c' ? 5 : 0, reverse: false })),
  });
  assert.deepEqual(undecidedScripts(settings, facts({}, { a: 'down' })), ['b']);
});

test('an interface without a socket is a fault even where its state is not tracked', () => {
  assert.deepEqual(texts({ tracksPrimary: false }, facts({ eth0: 'deaf' })), ['no socket for adverts on eth0']);
  assert.deepEqual(texts({ tracksPrimary: false }, facts({ eth0: 'down' })), []);
});

test('without an interface no link counts but that of a VRF, and the socket all the same', () => {
  const routed = { interface: '', source: address('10.99.0.5') };
  assert.deepEqual(texts(routed, facts({ eth0: 'down' })), []);
  assert.deepEqual(texts(routed, facts({ '': 'deaf' })), ['no socket for adverts on any interface']);
  const inVrf = { ...routed, vrf: 'blue' };
  assert.deepEqual(texts(inVrf, facts({})), ['interface blue is missing']);
  assert.deepEqual(texts(inVrf, facts({ blue: 'down' })), ['interface blue is down']);
  assert.deepEqual(texts(inVrf, facts({ blue: 'up' })), []);
});

test('a source that the configuration names and the machine does not have is a fault with its name', () => {
  const named = { source: address('10.99.0.5') };
  assert.deepEqual(texts(named, { ...facts({ eth0: 'up' }), source: undefined }), [
    'the machine has no address 10.99.0.5',
  ]);
});

/** weight, reverse, number -> priority from 100; 'FAULT' where it is one. */
const NUMBERS: readonly (readonly [number, boolean, number, number | 'FAULT'])[] = [
  [1, false, 10, 110],
  [1, false, -10, 90],
  [-2, false, 10, 80],
  [2, true, 6, 88],
  [2, true, -6, 112],
  [254, false, 10, 254],
  [1, false, -253, 1],
  [1, false, -254, 'FAULT'],
  [-2, false, 127, 'FAULT'],
  [2, true, 127, 'FAULT'],
  [2, true, -127, 254],
  [-200, false, 2_147_483_647, 'FAULT'],
  [0, false, 0, 100],
  [0, false, 3, 'FAULT'],
  [0, false, -1, 'FAULT'],
  [0, true, 0, 'FAULT'],
  [0, true, 3, 100],
];

for (const [weight, reverse, value, expected] of NUMBERS) {
  test(`a file with weight ${weight}${reverse ? ' reverse' : ''} that says ${value}: ${expected}`, () => {
    const settings = { trackFiles: [{ name: 'load', weight, reverse }] };
    const given = { ...facts({}), files: new Map([['load', value]]) };
    const isFault = expected === 'FAULT';
    assert.deepEqual(texts(settings, given), isFault ? [`file load says ${value}`] : []);
    assert.equal(effectivePriority(vrrpSettings(settings), given), isFault ? 100 : expected);
  });
}

test('what a file adds is limited before it meets other weights', () => {
  const settings = {
    priority: 1,
    trackFiles: [{ name: 'load', weight: 254, reverse: false }],
    trackScripts: [{ name: 'chk', weight: -100, reverse: false }],
  };
  const given = { ...facts({}, { chk: 'down' }), files: new Map([['load', 1_000]]) };
  assert.equal(effectivePriority(vrrpSettings(settings), given), 154);
});

test('a file or process that cannot be tracked has no effect, whatever its weight', () => {
  const settings = {
    trackFiles: [{ name: 'load', weight: 0, reverse: true }],
    trackProcesses: [{ name: 'nginx', weight: 0, reverse: false }],
  };
  assert.deepEqual(texts(settings, facts({})), []);
});

const onVmac = { device: 'vrrp.51', addresses: [virtualAddress('10.99.0.50/24', { device: 'vrrp.51' })] };

test('the device an instance has made counts as its own interface: it faults once, and by itself', () => {
  const [fault, ...others] = faultsOf(vrrpSettings(onVmac), facts({ 'vrrp.51': 'down' }));
  assert.deepEqual([fault, others], [{ cause: 'interface', text: 'interface vrrp.51 is down' }, []]);
  assert.deepEqual(texts(onVmac, facts({ eth0: 'down', 'vrrp.51': 'up' })), ['interface eth0 is down']);
});

test('an instance that does not track its interface does not track its own device either, but has to hear there', () => {
  const settings = { ...onVmac, tracksPrimary: false };
  assert.deepEqual(texts(settings, facts({ 'vrrp.51': 'missing' })), []);
  assert.deepEqual(texts(settings, facts({ 'vrrp.51': 'deaf' })), ['no socket for adverts on vrrp.51']);
});

test('a device that only carries addresses is tracked for them', () => {
  const settings = { addresses: [virtualAddress('10.99.0.50/24', { device: 'vrrp1.51' })] };
  const [fault] = faultsOf(vrrpSettings(settings), facts({ 'vrrp1.51': 'down' }));
  assert.deepEqual(fault, { cause: 'tracker', text: 'interface vrrp1.51 is down' });
});
