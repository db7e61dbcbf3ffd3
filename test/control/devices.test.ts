import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressDevice } from '../../src/control/address-device.js';
import { deviceLines } from '../../src/control/data-devices.js';
import type { InstanceSettings } from '../../src/vrrp/settings.js';
import { instanceSettings, virtualAddress } from '../support/instance-settings.js';
import { instanceView } from '../support/instance-view.js';

const device = { name: 'vrrp.51', isUp: true };
const vmac = { notifiesNetlink: false, sendsFromBase: false };

const shown = (changes: Partial<InstanceSettings>, view = instanceView({ device })) =>
  deviceLines(instanceSettings(changes), view).map(line => line.trim());

test('an instance shows its interface, and what it has made above that', () => {
  assert.deepEqual(shown({}, instanceView()), ['Interface = eth0']);
  assert.deepEqual(shown({ vmac }), [
    'Use VMAC, i/f name vrrp.51, is_up = true, xmit_base = false',
    'Interface = vrrp.51, vmac on eth0',
  ]);
  const mac = Uint8Array.of(2, 0xaa, 0xbb, 0xcc, 0xdd, 0x33);
  assert.deepEqual(shown({ vmac: { ...vmac, mac, sendsFromBase: true }, addressesHaveVmacs: true }), [
    'Use VMAC, i/f name vrrp.51, is_up = true, xmit_base = true',
    'MAC = 02:aa:bb:cc:dd:33',
    'Use VMAC for VIPs on other interfaces',
    'Interface = vrrp.51, vmac on eth0, xmit base i/f',
  ]);
  assert.deepEqual(shown({ ipvlan: { mode: 'vepa' } }, instanceView({ device: { name: 'ipvl', isUp: false } })), [
    'Use IPVLAN, i/f name ipvl, is_up = false, mode = vepa',
    'Interface = ipvl, ipvlan on eth0',
  ]);
});

test('an address shows the device it goes on, and the one that the configuration means', () => {
  const settings = instanceSettings();
  const view = instanceView({ devices: ['vrrp.51', 'eth1'] });
  assert.equal(addressDevice(settings, virtualAddress('10.0.0.1'), 0, view), 'vrrp.51@eth0');
  assert.equal(addressDevice(settings, virtualAddress('10.0.0.2', { device: 'eth1' }), 1, view), 'eth1');
  assert.equal(addressDevice(settings, virtualAddress('10.0.0.1'), 0, undefined), 'eth0');
});
