import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../../src/base/address.js';
import { after, instant, milliseconds, seconds, ZERO } from '../../../src/base/duration.js';
import { InstanceRunner } from '../../../src/daemon/vrrp/instance-runner.js';
import { HeldAddresses } from '../../../src/daemon/vrrp/perform/addresses.js';
import type { VrrpPacket } from '../../../src/sys/vrrp-socket.js';
import type { HmacSettings, InstanceSettings } from '../../../src/vrrp/settings.js';
import { encodeAdvert } from '../../../src/wire/vrrp.js';
import { GROUP4, vrrpSettings } from '../../support/vrrp-settings.js';

const OWN = address('10.99.0.5');
const RIVAL = address('10.99.0.9');

const HMAC: HmacSettings = {
  keys: [{ id: 7, secret: new Uint8Array(32).fill(7) }],
  activeKey: 7,
  timeWindow: seconds(5),
  antiReplay: 'time',
  mode: 'permissive',
};

/** An advert of the rival, as the socket delivers it. */
function advertOf(settings: InstanceSettings, priority: number): VrrpPacket {
  const { version, vrid, family, advertInterval: interval, addresses } = settings;
  const fields = { version, vrid, priority, interval, addresses: addresses.map(entry => entry.address) };
  const pdu = encodeAdvert(fields, { family, source: RIVAL, destination: GROUP4 });
  return { source: RIVAL, destination: GROUP4, ttl: 255, pdu };
}

/** Takes an instance through all its states; answers them, with the moments it looked at the time of day. */
function life(changes: Partial<InstanceSettings>, wallClock: () => number) {
  const settings = vrrpSettings({ version: 3, advertInterval: milliseconds(100), ...changes });
  let now = instant(1_000_000);
  let sent = 0;
  const held = new HeldAddresses(settings.name, settings.interface, {
    interfaceIndex: () => undefined,
    apply: async (_, requests) => requests.map(() => undefined),
    isHeldElsewhere: () => false,
    replace: async removed => removed.map(() => undefined),
    holders: () => [],
    log: () => {},
  });
  const runner = new InstanceRunner(settings, { startupDelay: ZERO }, held, {
    now: () => now,
    wallClock,
    post: () => {},
    log: () => {},
    sendAdvert: () => void sent++,
    announce: () => {},
    cancelAnnouncements: () => {},
    route: () => {},
    reschedule: () => {},
    consultGroup: () => {},
  });
  const states: string[] = [];
  const deadline = () => {
    now = after(now, seconds(1));
    runner.handle({ kind: 'deadline' });
    states.push(runner.view().state);
  };
  runner.handle({ kind: 'link', interface: 'eth0', state: 'up' });
  runner.handle({ kind: 'source', address: OWN });
  runner.handle({ kind: 'start' });
  states.push(runner.view().state);
  deadline();
  deadline();
  runner.receive(advertOf(settings, 50));
  runner.receive(advertOf(settings, 200));
  states.push(runner.view().state);
  deadline();
  runner.handle({ kind: 'link', interface: 'eth0', state: 'down' });
  states.push(runner.view().state);
  runner.handle({ kind: 'stop', releases: true });
  return { states, sent };
}

const ALL_STATES = ['BACKUP', 'MASTER', 'MASTER', 'BACKUP', 'MASTER', 'FAULT'];

test('whatever the time of day does, an instance that signs nothing never looks at it', () => {
  const never = () => assert.fail('somebody asked for the time of day');
  const { states, sent } = life({}, never);
  assert.deepEqual(states, ALL_STATES);
  assert.ok(sent >= 5);
});

test('one that signs looks at it with each advert it sends, and a clock that jumps moves no timer', () => {
  let asked = 0;
  // Back and forth by a year.
  const wild = () => 1_795_250_000_000 + (asked++ % 2 === 0 ? 1 : -1) * 31_536_000_000;
  const { states, sent } = life({ hmac: HMAC }, wild);
  assert.deepEqual(states, ALL_STATES);
  assert.ok(asked >= sent && sent >= 5);
});
