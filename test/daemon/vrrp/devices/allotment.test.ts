import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type AllottedDevice, allot } from '../../../../src/daemon/vrrp/devices/allotment.js';
import type { InstanceSettings, VmacSettings } from '../../../../src/vrrp/settings.js';
import { instanceSettings, virtualAddress } from '../../../support/instance-settings.js';

const vmac: VmacSettings = { notifiesNetlink: false, sendsFromBase: false };
const PREFIXES = { prefix: 'vrrp', addressPrefix: 'vrrp' };

const v4 = (changes: Partial<InstanceSettings> = {}) => instanceSettings({ vmac, ...changes });
const v6 = (changes: Partial<InstanceSettings> = {}) =>
  v4({ name: 'VI_6', family: 6, addresses: [virtualAddress('fe80::1')], ...changes });

interface Machine {
  readonly prefixes?: { readonly prefix: string; readonly addressPrefix: string };
  readonly before?: ReadonlyMap<string, AllottedDevice>;
  /** Links that exist, and which of them matches every request. */
  readonly names?: readonly string[];
  readonly matching?: string;
}

function allotted(instances: readonly InstanceSettings[], machine: Machine = {}) {
  return allot(instances, machine.prefixes ?? PREFIXES, machine.before ?? new Map(), {
    has: name => machine.names?.includes(name) === true,
    matching: () => machine.matching,
  });
}

const names = (...args: Parameters<typeof allotted>) => [...allotted(...args).devices.values()].map(({ name }) => name);

describe('the name of a device', () => {
  test('is made of the prefix and the VRID', () => assert.deepEqual(names([v4()]), ['vrrp.51']));

  test('has another first number for each one that is taken', () => {
    assert.deepEqual(names([v4()], { names: ['vrrp.51'] }), ['vrrp1.51']);
    assert.deepEqual(names([v4()], { names: ['vrrp.51', 'vrrp1.51'] }), ['vrrp2.51']);
  });

  test('tells IPv6 apart as its second choice', () => {
    assert.deepEqual(names([v6()]), ['vrrp.51']);
    assert.deepEqual(names([v4(), v6()]), ['vrrp.51', 'vrrp6.51']);
    assert.deepEqual(names([v4(), v6()], { names: ['vrrp6.51'] }), ['vrrp.51', 'vrrp1.51']);
  });

  test('is cut at the prefix when it would be too long for an interface', () => {
    const prefixes = { prefix: 'verylongprefix', addressPrefix: 'verylongprefix' };
    assert.deepEqual(names([v4()], { prefixes }), ['verylongpref.51']);
    assert.deepEqual(names([v4({ vrid: 255 }), v6({ vrid: 255 })], { prefixes }), [
      'verylongpre.255',
      'verylongpr6.255',
    ]);
  });

  test('has a prefix of its own where it only carries addresses', () => {
    const excludedAddresses = [virtualAddress('10.0.0.1', { device: 'eth1', hasVmac: true })];
    const prefixes = { prefix: 'vrrp', addressPrefix: 'vip' };
    assert.deepEqual(names([v4({ excludedAddresses })], { prefixes }), ['vrrp.51', 'vip.51']);
  });

  test('is the configured one, which a made one makes way for', () => {
    assert.deepEqual(names([v4({ vmac: { ...vmac, name: 'vmac0' } })]), ['vmac0']);
    const named = v6({ vmac: { ...vmac, name: 'vrrp.51' } });
    assert.deepEqual(names([v4(), named]), ['vrrp1.51', 'vrrp.51']);
  });

  test('is that of a device which is there and fits', () => {
    assert.deepEqual(names([v4()], { names: ['left'], matching: 'left' }), ['left']);
    const named = v4({ vmac: { ...vmac, name: 'vmac0' } });
    assert.deepEqual(names([named], { names: ['left'], matching: 'left' }), ['vmac0']);
  });

  test('stays as long as the device is asked for, whatever else comes', () => {
    const before = allotted([v6()]).devices;
    assert.deepEqual(names([v4(), v6()], { before, names: ['vrrp.51'] }), ['vrrp1.51', 'vrrp.51']);
  });

  test('comes free with the device that is not asked for any more', () => {
    const before = allotted([v6()]).devices;
    assert.deepEqual(names([v4()], { before, names: ['vrrp.51'] }), ['vrrp.51']);
  });
});

describe('a device that two instances ask for', () => {
  test('belongs to the first one, and the other one learns whose it is', () => {
    const shared = virtualAddress('10.0.0.1', { device: 'eth1', hasVmac: true });
    const other = v4({ name: 'VI_2', interface: 'eth1' });
    const { devices, conflicts } = allotted([v4({ excludedAddresses: [shared] }), other]);
    assert.equal(devices.size, 2);
    assert.deepEqual([...conflicts], [['VI_2', '(VI_1) has the device on eth1 with the same MAC']]);
  });

  test('is not made twice under one configured name either', () => {
    const named = { vmac: { ...vmac, name: 'vmac0' } };
    const { devices, conflicts } = allotted([v4(named), v6(named)]);
    assert.equal(devices.size, 1);
    assert.deepEqual([...conflicts], [['VI_6', "the interface vmac0 is another instance's"]]);
  });
});
