import assert from 'node:assert/strict';
import { test } from 'node:test';
import { milliseconds, ZERO } from '../../../../src/base/duration.js';
import { HeldAddresses } from '../../../../src/daemon/vrrp/perform/addresses.js';
import { announce } from '../../../../src/daemon/vrrp/perform/announce.js';
import { Announcements } from '../../../../src/daemon/vrrp/perform/announcements.js';
import { virtualAddress } from '../../../support/instance-settings.js';

const entries = Array.from({ length: 20 }, (_, i) => virtualAddress(`10.0.0.${i + 1}/24`));

function owner() {
  const addresses = new HeldAddresses('VI_1', 'eth0', {
    interfaceIndex: () => 2,
    apply: async (_, requests) => requests.map(() => undefined),
    replace: async (removed, restored) => [...removed, ...restored].map(() => undefined),
    holders: () => [],
    isHeldElsewhere: () => false,
    log: () => {},
  });
  return { addresses, interface: 'eth0' };
}

test('bursts that come faster than they can be sent do not pile up', () => {
  const queue = new Announcements({ send: (_, frames) => frames.length, soon: () => {}, later: () => {} });
  const vr = owner();
  const link = { index: 2, mac: new Uint8Array(6), isSilent: false, forwards: false };
  const lane = { gap: milliseconds(100) };
  const ports = { link: () => link, lane: () => lane };
  for (let burst = 0; burst < 1_000; burst++) announce(queue, vr, entries, 5, ports);
  assert.equal(queue.pending(vr), 100);
});

test('an interface that does not exist or has no neighbours is told nothing', () => {
  const queue = new Announcements({ send: (_, frames) => frames.length, soon: () => {}, later: () => {} });
  const vr = owner();
  const silent = { index: 2, mac: new Uint8Array(6), isSilent: true, forwards: false };
  for (const link of [undefined, silent]) {
    announce(queue, vr, entries, 5, { link: () => link, lane: () => ({ gap: ZERO }) });
  }
  assert.equal(queue.pending(vr), 0);
});
