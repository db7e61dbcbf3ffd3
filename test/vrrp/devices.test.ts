import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { address } from '../../src/base/address.js';
import { advertDevice, deviceRequests, makesDevices, placeOnDevices, sourceDevice } from '../../src/vrrp/devices.js';
import type { InstanceSettings, VmacSettings } from '../../src/vrrp/settings.js';
import { instanceSettings, virtualAddress } from '../support/instance-settings.js';

const vmac: VmacSettings = { notifiesNetlink: false, sendsFromBase: false };
const own4 = 'macvlan eth0 0:0:5e:0:1:33';

/** Each device in a line: what it is for, and whether IPv6 is on there. */
function requested(changes: Partial<InstanceSettings>): string[] {
  return deviceRequests(instanceSettings(changes)).map(request => {
    const sender = typeof request.sender === 'object' ? request.sender.text : request.sender;
    return [request.role, request.key, request.needsIpv6 ? 'with IPv6' : 'IPv4 only', sender]
      .filter(Boolean)
      .join(', ');
  });
}

/** Where each address goes when devices are called by their keys. */
function placed(changes: Partial<InstanceSettings>): (string | undefined)[] {
  const settings = placeOnDevices(instanceSettings(changes), key => `<${key.replace('macvlan ', '')}>`);
  return [...settings.addresses, ...settings.excludedAddresses].map(({ device }) => device);
}

describe('which devices an instance asks for', () => {
  const rows: [string, Partial<InstanceSettings>, string[]][] = [
    ['none', {}, []],
    ['a VMAC for IPv4', { vmac }, [`instance, ${own4}, IPv4 only`]],
    [
      'a VMAC for IPv6, which needs an address to send from',
      { vmac, family: 6, addresses: [virtualAddress('fe80::1')] },
      ['instance, macvlan eth0 0:0:5e:0:2:33, with IPv6, of-base'],
    ],
    [
      'a VMAC for IPv6 with a source of its own',
      { vmac, family: 6, source: address('fe80::7'), addresses: [virtualAddress('fe80::1')] },
      ['instance, macvlan eth0 0:0:5e:0:2:33, with IPv6, fe80::7'],
    ],
    [
      'a VMAC for IPv6 that sends from its base',
      { vmac: { ...vmac, sendsFromBase: true }, family: 6, addresses: [virtualAddress('fe80::1')] },
      ['instance, macvlan eth0 0:0:5e:0:2:33, with IPv6'],
    ],
    [
      'a VMAC for IPv4 whose instance has an IPv6 address besides',
      { vmac, excludedAddresses: [virtualAddress('fd00::1')] },
      [`instance, ${own4}, with IPv6`],
    ],
    [
      'with use_vmac_addr one for each other interface and family',
      {
        vmac,
        addressesHaveVmacs: true,
        excludedAddresses: [
          virtualAddress('10.0.0.1', { device: 'eth1' }),
          virtualAddress('10.0.0.2', { device: 'eth1' }),
          virtualAddress('fd00::1'),
        ],
      },
      [
        `instance, ${own4}, with IPv6`,
        'addresses, macvlan eth1 0:0:5e:0:1:33, IPv4 only',
        'addresses, macvlan eth0 0:0:5e:0:2:33, with IPv6, of-base',
      ],
    ],
    [
      'with a MAC of its own one for both families, and IPv6 is on where one of them needs it',
      {
        vmac: { ...vmac, mac: Uint8Array.of(2, 0, 0, 0, 0, 9) },
        addressesHaveVmacs: true,
        excludedAddresses: [
          virtualAddress('10.0.0.1', { device: 'eth1' }),
          virtualAddress('fd00::1', { device: 'eth1' }),
          virtualAddress('fd00::2'),
        ],
      },
      ['instance, macvlan eth0 2:0:0:0:0:9, with IPv6', 'addresses, macvlan eth1 2:0:0:0:0:9, with IPv6'],
    ],
    [
      'without use_vmac one for the addresses that ask for it',
      { addresses: [virtualAddress('10.0.0.1'), virtualAddress('10.0.0.2', { hasVmac: true })] },
      [`addresses, ${own4}, IPv4 only`],
    ],
    ['an ipvlan', { ipvlan: { mode: 'bridge' } }, ['instance, ipvlan eth0 VI_1, IPv4 only']],
    [
      'an ipvlan for IPv6, which sends from the link-local address it gets by itself',
      { ipvlan: { mode: 'bridge' }, family: 6, addresses: [virtualAddress('fe80::1')] },
      ['instance, ipvlan eth0 VI_1, with IPv6'],
    ],
  ];
  for (const [what, changes, expected] of rows) {
    test(what, () => {
      assert.deepEqual(requested(changes), expected);
      assert.equal(makesDevices(instanceSettings(changes)), expected.length > 0);
    });
  }
});

describe('which device an address goes on', () => {
  const addresses = [virtualAddress('10.0.0.1'), virtualAddress('10.0.0.2', { device: 'eth0' })];
  const excludedAddresses = [
    virtualAddress('10.0.0.3', { device: 'eth1' }),
    virtualAddress('fd00::1'),
    virtualAddress('fd00::2', { device: 'eth0' }),
    virtualAddress('10.0.0.4', { device: 'eth1', hasVmac: true }),
  ];
  const onOther = '<eth1 0:0:5e:0:1:33>';
  const rows: [string, Partial<InstanceSettings>, (string | undefined)[]][] = [
    ['none of our making', {}, [undefined, 'eth0', 'eth1', undefined, 'eth0', onOther]],
    [
      'the VMAC of the instance',
      { vmac },
      ['<eth0 0:0:5e:0:1:33>', '<eth0 0:0:5e:0:1:33>', 'eth1', undefined, 'eth0', onOther],
    ],
    [
      'not the ipvlan of the instance, but its base',
      { ipvlan: { mode: 'bridge' } },
      [undefined, 'eth0', 'eth1', undefined, 'eth0', onOther],
    ],
    [
      'a VMAC of its own where it is not at home',
      { addressesHaveVmacs: true },
      [undefined, 'eth0', onOther, '<eth0 0:0:5e:0:2:33>', '<eth0 0:0:5e:0:2:33>', onOther],
    ],
  ];
  for (const [what, changes, expected] of rows) {
    test(what, () => assert.deepEqual(placed({ addresses, excludedAddresses, ...changes }), expected));
  }

  test('what is not placed is the very same entry', () => {
    const settings = instanceSettings({ vmac, excludedAddresses });
    const after = placeOnDevices(settings, () => 'vrrp.51');
    assert.equal(after.device, 'vrrp.51');
    assert.equal(after.excludedAddresses[0], settings.excludedAddresses[0]);
  });
});

test('adverts go by the device of the instance, or by the interface below it', () => {
  const on = (changes: Partial<InstanceSettings>) => instanceSettings({ device: 'vrrp.51', vmac, ...changes });
  assert.equal(advertDevice(instanceSettings()), 'eth0');
  assert.equal(advertDevice(on({})), 'vrrp.51');
  assert.equal(advertDevice(on({ vmac: { ...vmac, sendsFromBase: true } })), 'eth0');
});

test('an IPv4 source is the interface’s below, an IPv6 one the device’s that adverts leave from', () => {
  const on = (changes: Partial<InstanceSettings>) => instanceSettings({ device: 'vrrp.51', vmac, ...changes });
  assert.equal(sourceDevice(on({})), 'eth0');
  assert.equal(sourceDevice(on({ family: 6 })), 'vrrp.51');
  assert.equal(sourceDevice(on({ family: 6, vmac: { ...vmac, sendsFromBase: true } })), 'eth0');
  assert.equal(sourceDevice(instanceSettings({ device: 'vrrp.51', ipvlan: { mode: 'bridge' } })), 'vrrp.51');
});
