import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../../src/base/address.js';
import type { AdvertBufferSettings } from '../../../src/config/settings.js';
import { advertBuffer } from '../../../src/daemon/vrrp/advert-buffer.js';
import type { InstanceSettings } from '../../../src/vrrp/settings.js';
import { instanceSettings, virtualAddress } from '../../support/instance-settings.js';

const two = [virtualAddress('10.99.0.11/24'), virtualAddress('10.99.0.12/24')];
const A = instanceSettings({ addresses: two });
const B = instanceSettings({ name: 'B', vrid: 2, addresses: two.slice(1) });
const own = instanceSettings({ name: 'K', vrid: 3, receiveBuffer: 50_000 });
const B6 = instanceSettings({
  name: 'B6',
  family: 6,
  version: 3,
  multicastGroup: address('ff02::12'),
  addresses: [virtualAddress('fe80::21/64'), virtualAddress('fd90::21/64')],
});
const v3 = (settings: InstanceSettings): InstanceSettings => ({ ...settings, version: 3 });
const behindAh = instanceSettings({ addresses: two, authentication: { kind: 'ah', password: new Uint8Array(8) } });

/** What keepalived 2.2.7 asks the kernel for in the same place. */
const TABLE: readonly (readonly [
  string,
  readonly InstanceSettings[],
  AdvertBufferSettings,
  number,
  number | undefined,
])[] = [
  ['nothing is asked for', [A, B], { policy: 'kernel', packets: 500 }, 1_500, undefined],
  ['three packets of the MTU', [A], { policy: 'mtu', packets: 3 }, 1_500, 4_500],
  ['another MTU', [A], { policy: 'mtu', packets: 30 }, 1_400, 42_000],
  ['two instances on one socket', [A, B], { policy: 'mtu', packets: 10 }, 1_500, 30_000],
  ['adverts of version 2', [A], { policy: 'advert', packets: 300 }, 1_500, 13_200],
  ['adverts of version 3', [v3(A)], { policy: 'advert', packets: 300 }, 1_500, 10_800],
  ['adverts of two instances', [A, B], { policy: 'advert', packets: 300 }, 1_500, 25_200],
  ['adverts over IPv6', [B6], { policy: 'advert', packets: 300 }, 1_500, 12_000],
  ['adverts behind AH', [behindAh], { policy: 'advert', packets: 100 }, 1_500, 6_800],
  ['bytes, whatever the number of packets', [A], { policy: { bytes: 300_000 }, packets: 5 }, 1_500, 300_000],
  ['bytes for each', [A, B], { policy: { bytes: 300_000 }, packets: 3 }, 1_500, 600_000],
  ['its own size, and the policy for the other', [own, B], { policy: 'advert', packets: 100 }, 1_500, 54_000],
  ['its own size alone', [own, B], { policy: 'kernel', packets: 3 }, 1_500, 50_000],
  ['no more than the kernel can read', [A, B], { policy: { bytes: 2 ** 31 }, packets: 3 }, 1_500, 2 ** 31 - 1],
];

for (const [name, instances, policy, mtu, expected] of TABLE) {
  test(`buffer for adverts: ${name}`, () => assert.equal(advertBuffer(instances, policy, mtu), expected));
}
