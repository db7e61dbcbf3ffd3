import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../../src/base/address.js';
import { after, instant, seconds, ZERO } from '../../../src/base/duration.js';
import { HeldWatch } from '../../../src/daemon/vrrp/held-watch.js';
import { InstanceRunner } from '../../../src/daemon/vrrp/instance-runner.js';
import { HeldAddresses } from '../../../src/daemon/vrrp/perform/addresses.js';
import type { LinkState, LinkWatch } from '../../../src/sys/links.js';
import { instanceSettings, virtualAddress } from '../../support/instance-settings.js';
import { settled } from '../../support/virtual-time.js';

const NO_LINKS: LinkWatch = {
  links: () => [],
  byName: () => undefined,
  byIndex: () => undefined,
  baseOf: () => undefined,
  addresses: () => [],
  added: () => {},
  setReceiveBuffer: () => undefined,
  close: () => {},
};

const vrrp51: LinkState = {
  index: 3,
  name: 'vrrp.51',
  mac: new Uint8Array(6),
  mtu: 1500,
  hardwareType: 1,
  up: true,
  loopback: false,
  noArp: false,
  multicast: true,
};

/** A master whose address goes on a device that may not exist. */
async function master({ exists, tracksPrimary }: { readonly exists: boolean; readonly tracksPrimary: boolean }) {
  let now = instant(0);
  const told: string[] = [];
  const settings = instanceSettings({
    device: 'vrrp.51',
    tracksPrimary,
    addresses: [virtualAddress('10.99.0.50/24', { device: 'vrrp.51' })],
  });
  const held = new HeldAddresses('VI_1', 'eth0', {
    interfaceIndex: () => (exists ? vrrp51.index : undefined),
    apply: async (_, requests) => requests.map(() => undefined),
    replace: async (removed, restored) => [...removed, ...restored].map(() => undefined),
    holders: () => [],
    isHeldElsewhere: () => false,
    log: () => {},
  });
  const runner = new InstanceRunner(settings, { startupDelay: ZERO }, held, {
    now: () => now,
    wallClock: () => 0,
    post: event => void (event.kind === 'notify' && told.push(event.state)),
    log: () => {},
    sendAdvert: () => {},
    announce: () => {},
    cancelAnnouncements: () => {},
    route: () => {},
    reschedule: () => {},
    consultGroup: () => {},
  });
  for (const name of ['eth0', 'vrrp.51']) runner.handle({ kind: 'link', interface: name, state: 'up' });
  runner.handle({ kind: 'source', address: address('10.99.0.1') });
  runner.handle({ kind: 'start' });
  now = after(now, seconds(10));
  runner.handle({ kind: 'deadline' });
  await held.settled();
  await settled();
  assert.deepEqual(told.splice(0), ['BACKUP', 'MASTER']);
  const watch = new HeldWatch({ links: NO_LINKS, runners: new Map([['VI_1', runner]]) });
  return { runner, watch, told };
}

test('an interface that comes after a takeover that did not wait for it gets the addresses it should have', async () => {
  const { runner, watch, told } = await master({ exists: false, tracksPrimary: false });
  watch.interfaceCame(runner, { ...vrrp51, name: 'eth1' });
  assert.deepEqual(told, []);
  watch.interfaceCame(runner, vrrp51);
  assert.deepEqual(told, ['BACKUP']); // and MASTER again after the skew, with its addresses
});

test('an interface that has its addresses is nobody’s news', async () => {
  const { runner, watch, told } = await master({ exists: true, tracksPrimary: false });
  watch.interfaceCame(runner, vrrp51);
  assert.deepEqual(told, []);
});

test('an interface that goes with addresses that are tracked ends the reign of a master that does not track it', async () => {
  const { runner, watch, told } = await master({ exists: true, tracksPrimary: false });
  watch.interfaceLost(runner, { ...vrrp51, index: 9 });
  assert.deepEqual(told, []);
  watch.interfaceLost(runner, vrrp51);
  assert.deepEqual(told, ['BACKUP']);
});
