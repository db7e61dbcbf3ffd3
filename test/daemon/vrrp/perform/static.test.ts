import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../../../src/base/address.js';
import { HeldAddresses } from '../../../../src/daemon/vrrp/perform/addresses.js';
import { HeldRouting } from '../../../../src/daemon/vrrp/perform/routing.js';
import { StaticEntries } from '../../../../src/daemon/vrrp/perform/static.js';
import type { LinkState } from '../../../../src/sys/links.js';
import type { StaticAddress } from '../../../../src/vrrp/settings.js';
import { virtualAddress } from '../../../support/instance-settings.js';
import { routeTo, ruleFrom } from '../../../support/routing.js';

const eth0: LinkState = {
  index: 2,
  name: 'eth0',
  mac: new Uint8Array(6),
  mtu: 1500,
  hardwareType: 1,
  up: true,
  loopback: false,
  noArp: false,
  multicast: true,
};

function staticAddress(text: string, tracked = true): StaticAddress {
  return { ...virtualAddress(text, { tracked }), device: 'eth0' };
}

function machine() {
  const deeds: string[] = [];
  const log = () => {};
  const addresses = new HeldAddresses('static', '', {
    interfaceIndex: name => (name === 'eth0' ? 2 : undefined),
    async apply(deed, requests) {
      deeds.push(...requests.map(request => `${deed} ${request.address.text}`));
      return requests.map(() => undefined);
    },
    replace: async (removed, restored) => [...removed, ...restored].map(() => undefined),
    holders: () => [],
    isHeldElsewhere: () => false,
    log,
  });
  const routing = new HeldRouting('static', {
    device: name => (name === 'eth0' ? { index: 2 } : undefined),
    async ask(requests) {
      deeds.push(...requests.map(({ what }) => what));
      return requests.map(() => undefined);
    },
    isRouteHeldElsewhere: () => false,
    isRuleHeldElsewhere: () => false,
    log,
  });
  const statics = new StaticEntries({ addresses, routing, deviceName: () => 'eth0', noteAddress: () => {}, log });
  return {
    statics,
    /** What has been done since the last time. */
    async done(): Promise<string[]> {
      await new Promise(setImmediate);
      await Promise.all([addresses.settled(), routing.settled()]);
      return deeds.splice(0);
    },
  };
}

const settings = {
  staticAddresses: [staticAddress('10.88.0.1/24'), staticAddress('10.88.0.2/24', false)],
  staticRoutes: [routeTo('192.0.2.0/24')],
  staticRules: [ruleFrom('192.0.2.0/24')],
};

test('addresses, routes and rules come in this order, and go in the other', async () => {
  const m = machine();
  m.statics.configure(settings);
  assert.deepEqual(await m.done(), ['add 10.88.0.1', 'add 10.88.0.2', 'RTM_NEWROUTE', 'RTM_NEWRULE']);
  await m.statics.stop();
  assert.deepEqual((await m.done()).sort(), ['RTM_DELROUTE', 'RTM_DELRULE', 'remove 10.88.0.1', 'remove 10.88.0.2']);
});

test('a reload touches what differs alone', async () => {
  const m = machine();
  m.statics.configure(settings);
  await m.done();
  m.statics.configure({ ...settings, staticAddresses: [staticAddress('10.88.0.1/24', false)], staticRules: [] });
  assert.deepEqual((await m.done()).sort(), ['RTM_DELRULE', 'remove 10.88.0.2']);
});

test('a tracked address that someone else removes is put back, an untracked one is not', async () => {
  const m = machine();
  m.statics.configure(settings);
  await m.done();
  for (const text of ['10.88.0.1', '10.88.0.2', '10.88.0.9']) {
    const gone = { address: address(text), prefixLength: 24, flags: 0, scope: 0 };
    m.statics.addressChanged({ kind: 'remove', ifindex: 2, address: gone });
  }
  assert.deepEqual(await m.done(), ['add 10.88.0.1']);
});

test('when a link comes up what is tracked on it is asked for again', async () => {
  const m = machine();
  m.statics.configure(settings);
  await m.done();
  m.statics.linkChanged({ kind: 'change', link: { ...eth0, up: false }, previous: eth0 });
  m.statics.linkChanged({ kind: 'change', link: { ...eth0, name: 'eth1' }, previous: eth0 });
  assert.deepEqual(await m.done(), []);
  m.statics.linkChanged({ kind: 'change', link: eth0, previous: { ...eth0, up: false } });
  assert.deepEqual(await m.done(), ['add 10.88.0.1', 'RTM_NEWROUTE']);
});
