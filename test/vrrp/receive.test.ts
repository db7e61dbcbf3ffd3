import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../src/base/address.js';
import { milliseconds, seconds } from '../../src/base/duration.js';
import { step } from '../../src/vrrp/machine.js';
import type { InstanceSettings } from '../../src/vrrp/settings.js';
import type { Counters } from '../../src/vrrp/view.js';
import type { WireFault } from '../../src/wire/vrrp.js';
import { virtualAddress } from '../support/instance-settings.js';
import { type Solo, soloIn } from '../support/solo.js';
import { type PacketFields, password, unicastTo } from '../support/vrrp-settings.js';

/** The counters that are not 0. */
function counted(solo: Solo): Partial<Counters> {
  return Object.fromEntries(Object.entries(solo.view().counters).filter(([, count]) => count !== 0));
}

const SECRET = 'abcdefgh';
const PASS: Partial<InstanceSettings> = { authentication: { kind: 'pass', password: password(SECRET) } };
const UNICAST: Partial<InstanceSettings> = {
  unicast: unicastTo([{ address: address('10.99.0.9'), minTtl: 254, maxTtl: 254 }], true),
};
const TWO = { addresses: [virtualAddress('10.99.0.50/24'), virtualAddress('10.99.0.51/24')] };

interface Case {
  readonly name: string;
  readonly settings?: Partial<InstanceSettings>;
  readonly packet: PacketFields;
  readonly counters: Partial<Counters>;
  /** What the log says, once however often it happens; undefined: nothing. */
  readonly log: RegExp | undefined;
}

const DROPPED: readonly Case[] = [
  {
    name: 'a checksum that is wrong with `v3_checksum_as_v2`, too',
    settings: { version: 3, checksumAsV2: true },
    packet: { checksum: 'bad' },
    counters: { checksumErrors: 2 },
    log: /the checksum is wrong/,
  },
  {
    name: 'a unicast checksum over the multicast group where that is forbidden',
    settings: { version: 3, unicast: unicastTo(['10.99.0.9']), oldUnicastChecksum: 'never' },
    packet: { checksum: 'multicast-pseudo-header' },
    counters: { checksumErrors: 2 },
    log: /the checksum is wrong/,
  },
  {
    name: 'a TTL that is not 255',
    packet: { ttl: 254 },
    counters: { ttlErrors: 2 },
    log: /Dropped an advert from 10\.99\.0\.9: TTL 254, must be 255/,
  },
  {
    name: 'another version',
    packet: { version: 3 },
    counters: { versionErrors: 2 },
    log: /version 3, ours is 2/,
  },
  {
    name: 'an unknown authentication type',
    packet: { authType: 3 },
    counters: { authInvalidType: 2 },
    log: /authentication type 3 is unknown/,
  },
  {
    name: 'a password where we have none',
    packet: { authType: 1 },
    counters: { authTypeMismatch: 2 },
    log: /authentication type 1, ours is 0/,
  },
  {
    name: 'no password where we have one',
    settings: PASS,
    packet: { authType: 0 },
    counters: { authTypeMismatch: 2 },
    log: /authentication type 0, ours is 1/,
  },
  {
    name: 'an authentication header (AH) where we have a password',
    settings: PASS,
    packet: { authType: 2 },
    counters: { authTypeMismatch: 2 },
    log: /authentication type 2, ours is 1/,
  },
  {
    name: 'another password',
    settings: PASS,
    packet: { authData: password('abcdefgX') },
    counters: { authFailure: 2 },
    log: /the password is not ours/,
  },
  {
    name: 'another interval in version 2',
    packet: { interval: seconds(2) },
    counters: { intervalErrors: 2 },
    log: /interval 2000 ms, ours is 1000 ms; both routers may become MASTER/,
  },
  {
    name: 'a type that does not exist',
    packet: { type: 2 },
    counters: { invalidType: 2 },
    log: /type 2, must be 1/,
  },
  {
    name: 'a wrong checksum',
    packet: { checksum: 'bad' },
    counters: { checksumErrors: 2 },
    log: /the checksum is wrong/,
  },
  {
    name: 'no address in version 3 (RFC 9568 5.2.5)',
    settings: { version: 3 },
    packet: { addresses: [] },
    counters: { addressListErrors: 2 },
    log: /it carries no address/,
  },
  {
    name: 'our own address as the source, whatever it says',
    packet: { from: '10.99.0.5', priority: 255 },
    counters: {},
    log: /Advert from our own address 10\.99\.0\.5 ignored/,
  },
  { name: 'a unicast advert to a multicast instance', packet: { multicast: false }, counters: {}, log: undefined },
  {
    name: 'a multicast advert to a unicast instance',
    settings: UNICAST,
    packet: { multicast: true },
    counters: {},
    log: undefined,
  },
  { name: 'another VRID', packet: { vrid: 52 }, counters: {}, log: undefined },
  {
    name: 'a sender that is not a peer',
    settings: UNICAST,
    packet: { from: '10.99.0.7', ttl: 254 },
    counters: { advertsReceived: 2, unicastSourceErrors: 2 },
    log: /not one of the unicast peers/,
  },
  {
    name: 'a peer with a TTL above its window',
    settings: UNICAST,
    packet: { ttl: 255 },
    counters: { advertsReceived: 2, ttlErrors: 2 },
    log: /TTL 255 is outside/,
  },
  {
    name: 'a peer with a TTL below its window',
    settings: UNICAST,
    packet: { ttl: 253 },
    counters: { advertsReceived: 2, ttlErrors: 2 },
    log: /TTL 253 is outside/,
  },
];

for (const { name, settings, packet, counters, log } of DROPPED) {
  test(`dropped: ${name}`, () => {
    const solo = soloIn('BACKUP', settings);
    const lines = solo.log.length;
    const { remaining } = solo;
    for (let i = 0; i < 2; i++) assert.deepEqual(solo.hear({ priority: 200, ...packet }), []);
    assert.equal(solo.remaining, remaining);
    assert.deepEqual(counted(solo), counters);
    const said = solo.log.slice(lines);
    assert.equal(said.length, log === undefined ? 0 : 1);
    if (log !== undefined) assert.match(said[0] ?? '', log);
    assert.ok(!said.join().includes('abcdefg'), 'no password in the log');
  });
}

test('a MASTER drops the same adverts: nothing it hears from them moves it', () => {
  for (const { settings, packet } of DROPPED) {
    const solo = soloIn('MASTER', settings);
    assert.deepEqual(solo.hear({ priority: 200, ...packet }), []);
    assert.equal(solo.state, 'MASTER');
  }
});

const ACCEPTED: readonly Case[] = [
  { name: 'an advert in order', packet: {}, counters: { advertsReceived: 2 }, log: undefined },
  { name: 'the right password', settings: PASS, packet: {}, counters: { advertsReceived: 2 }, log: undefined },
  {
    name: 'another interval in version 3',
    settings: { version: 3 },
    packet: { interval: milliseconds(100) },
    counters: { advertsReceived: 2 },
    log: /has an interval of 100 ms, ours is 1000 ms/,
  },
  {
    name: 'a checksum without pseudo header',
    settings: { version: 3 },
    packet: { checksum: 'without-pseudo-header' },
    counters: { advertsReceived: 2, checksumWithoutPseudoHeader: 2 },
    log: /without pseudo header; accepted/,
  },
  {
    name: 'a unicast checksum over the multicast group',
    settings: { version: 3, unicast: unicastTo(['10.99.0.9']) },
    packet: { checksum: 'multicast-pseudo-header' },
    counters: { advertsReceived: 2, checksumOldUnicast: 2 },
    log: /Setting unicast VRRPv3 checksum to old version for 10\.99\.0\.9/,
  },
  {
    name: 'a unicast checksum over the multicast group where ours is so anyway',
    settings: { version: 3, unicast: unicastTo(['10.99.0.9']), oldUnicastChecksum: 'always' },
    packet: { checksum: 'multicast-pseudo-header' },
    counters: { advertsReceived: 2, checksumOldUnicast: 2 },
    log: undefined,
  },
  {
    name: 'the standard unicast checksum where ours is over the multicast group',
    settings: { version: 3, unicast: unicastTo(['10.99.0.9']), oldUnicastChecksum: 'always' },
    packet: {},
    counters: { advertsReceived: 2 },
    log: undefined,
  },
  {
    name: 'a checksum without pseudo header where ours is so, too (`v3_checksum_as_v2`)',
    settings: { version: 3, checksumAsV2: true },
    packet: { checksum: 'without-pseudo-header' },
    counters: { advertsReceived: 2 },
    log: undefined,
  },
  {
    name: 'the standard checksum where ours is without pseudo header (`v3_checksum_as_v2`)',
    settings: { version: 3, checksumAsV2: true },
    packet: {},
    counters: { advertsReceived: 2 },
    log: undefined,
  },
  {
    name: 'more addresses than ours',
    packet: { addresses: ['10.99.0.50', '10.99.0.51'] },
    counters: { advertsReceived: 2, addressListErrors: 2 },
    log: /carries 2 addresses, ours 1/,
  },
  {
    name: 'other addresses than ours',
    packet: { addresses: ['10.99.0.51'] },
    counters: { advertsReceived: 2, addressListErrors: 2 },
    log: /carries other addresses than ours/,
  },
  {
    name: 'our addresses in another order',
    settings: TWO,
    packet: { addresses: ['10.99.0.51', '10.99.0.50'] },
    counters: { advertsReceived: 2 },
    log: undefined,
  },
  {
    name: 'one of our addresses twice and the other not',
    settings: TWO,
    packet: { addresses: ['10.99.0.51', '10.99.0.51'] },
    counters: { advertsReceived: 2, addressListErrors: 2 },
    log: /carries other addresses than ours/,
  },
  {
    name: 'a unicast advert from anyone, of any TTL, without check_unicast_src',
    settings: { unicast: unicastTo(['10.99.0.9']) },
    packet: { from: '10.99.0.7', ttl: 3 },
    counters: { advertsReceived: 2 },
    log: undefined,
  },
  {
    name: 'a peer inside its TTL window',
    settings: UNICAST,
    packet: { ttl: 254 },
    counters: { advertsReceived: 2 },
    log: undefined,
  },
];

for (const { name, settings, packet, counters, log } of ACCEPTED) {
  test(`accepted: ${name}`, () => {
    const solo = soloIn('BACKUP', settings);
    solo.hear({ priority: 200, ...packet });
    const lines = solo.log.length - (log === undefined ? 0 : 1);
    solo.advance(seconds(0.2));
    solo.hear({ priority: 200, ...packet });
    assert.equal(solo.remaining, packet.interval === milliseconds(100) ? 360_937 : 3_609_375);
    assert.deepEqual(counted(solo), counters);
    const said = solo.log.slice(lines);
    assert.equal(said.length, log === undefined ? 0 : 1, said.join());
    if (log !== undefined) assert.match(said[0] ?? '', log);
  });
}

const MALFORMED: readonly (readonly [WireFault['code'], Partial<Counters>])[] = [
  ['truncated', { lengthErrors: 2 }],
  ['length-mismatch', { lengthErrors: 2 }],
  ['version-unknown', { versionErrors: 2 }],
  ['not-vrrp', { invalidType: 2 }],
];

for (const [code, counters] of MALFORMED) {
  test(`malformed: ${code} is counted each time and logged once`, () => {
    const solo = soloIn('BACKUP');
    const lines = solo.log.length;
    const fault = { code, detail: 'needs 8 bytes, got 3' };
    for (let i = 0; i < 2; i++) solo.give({ kind: 'malformed', source: address('10.99.0.9'), fault });
    assert.deepEqual(counted(solo), counters);
    assert.deepEqual(solo.log.slice(lines), ['(VI_1) Dropped a packet from 10.99.0.9: needs 8 bytes, got 3']);
  });
}

test('of several faults the first in keepalived’s order is counted', () => {
  const solo = soloIn('BACKUP', PASS);
  solo.hear({ ttl: 1, version: 3, authType: 7, interval: seconds(9), type: 5, checksum: 'bad' });
  solo.hear({ authType: 7, interval: seconds(9), type: 5, checksum: 'bad' });
  solo.hear({ authData: password('x'), interval: seconds(9), type: 5, checksum: 'bad' });
  solo.hear({ interval: seconds(9), type: 5, checksum: 'bad' });
  solo.hear({ type: 5, checksum: 'bad' });
  assert.deepEqual(counted(solo), {
    ttlErrors: 1,
    authInvalidType: 1,
    authFailure: 1,
    intervalErrors: 1,
    invalidType: 1,
  });
});

test('what repeats is logged again after the master or the state has changed', () => {
  const solo = soloIn('BACKUP');
  const complaints = () => solo.log.filter(text => text.includes('TTL 1,')).length;
  solo.hear({ priority: 200, ttl: 1 });
  solo.hear({ priority: 200, ttl: 1 });
  assert.equal(complaints(), 1);
  solo.hear({ priority: 200, from: '10.99.0.8' });
  solo.hear({ priority: 200, ttl: 1 });
  solo.hear({ priority: 200, ttl: 1 });
  assert.equal(complaints(), 2);
  solo.advance(seconds(4));
  assert.equal(solo.state, 'MASTER');
  solo.hear({ priority: 200, ttl: 1 });
  solo.hear({ priority: 200, ttl: 1 });
  assert.equal(complaints(), 3);
});

test('skip_check_adv_addr: the list of a known master is looked at once, the count always', () => {
  const solo = soloIn('BACKUP', { skipsAddressCheck: true });
  const errors = () => solo.view().counters.addressListErrors;
  solo.hear({ priority: 200, addresses: ['10.99.0.51'] });
  assert.equal(errors(), 1);
  solo.hear({ priority: 200, addresses: ['10.99.0.51'] });
  assert.equal(errors(), 1);
  solo.hear({ priority: 200, addresses: ['10.99.0.51', '10.99.0.52'] });
  assert.equal(errors(), 2);
  solo.hear({ priority: 200, from: '10.99.0.8', addresses: ['10.99.0.51'] });
  assert.equal(errors(), 3);
});

test('skip_check_adv_addr: a MASTER always looks', () => {
  const solo = soloIn('MASTER', { skipsAddressCheck: true });
  for (let i = 0; i < 2; i++) solo.hear({ priority: 50, addresses: ['10.99.0.51'] });
  assert.equal(solo.view().counters.addressListErrors, 2);
});

test('IPv6 address lists are compared as IPv6 addresses', () => {
  const settings: Partial<InstanceSettings> = {
    family: 6,
    version: 3,
    addresses: [virtualAddress('fe80::99/64'), virtualAddress('fd99::50/64')],
  };
  const solo = soloIn('BACKUP', settings);
  solo.hear({ from: 'fe80::9', priority: 200, addresses: ['fd99::50', 'fe80::99'] });
  assert.deepEqual(counted(solo), { advertsReceived: 1 });
  solo.hear({ from: 'fe80::9', priority: 200, addresses: ['fd99::50', 'fe80::98'] });
  assert.deepEqual(counted(solo), { advertsReceived: 2, addressListErrors: 1 });
});

test('an address owner told to ignore adverts neither counts them nor gives in to another owner', () => {
  const solo = soloIn('MASTER', { priority: 255, ownerIgnoresAdverts: true });
  const lines = solo.log.length;
  for (const priority of [255, 200, 0, 255]) assert.deepEqual(solo.hear({ priority, from: '10.99.0.9' }), []);
  assert.equal(solo.state, 'MASTER');
  assert.deepEqual(counted(solo), { ...counted(soloIn('MASTER', { priority: 255 })) });
  assert.equal(solo.log.length, lines + 1);
  assert.match(solo.log.at(-1) ?? '', /an address owner that is told to \(`owner_ignore_adverts`\) listens to nobody/);
});

test('an owner that does not ignore adverts yields to another one with a higher address', () => {
  const solo = soloIn('MASTER', { priority: 255, ownerIgnoresAdverts: false });
  solo.hear({ priority: 255, from: '10.99.0.9' });
  assert.equal(solo.state, 'BACKUP');
});

/** The peers that the next advert of a MASTER gives the old checksum. */
function oldPeers(solo: Solo): readonly string[] {
  solo.now = (solo.now + 1_000_000) as typeof solo.now;
  const effect = step(solo.vr, { kind: 'deadline' }, solo.now).find(({ kind }) => kind === 'advert');
  assert.ok(effect?.kind === 'advert');
  return [...(effect.oldChecksumPeers ?? [])];
}

test('a peer that uses the checksum of old releases gets it, for good, and no other does', () => {
  const unicast = unicastTo(['10.99.0.8', '10.99.0.9']);
  const solo = soloIn('MASTER', { version: 3, unicast });
  assert.deepEqual(oldPeers(solo), []);
  solo.hear({ priority: 50, checksum: 'multicast-pseudo-header' });
  assert.deepEqual(oldPeers(solo), ['10.99.0.9']);
  solo.hear({ priority: 50 });
  assert.deepEqual(oldPeers(solo), ['10.99.0.9']);
  solo.hear({ priority: 50, from: '10.99.0.7', checksum: 'multicast-pseudo-header' });
  assert.deepEqual(oldPeers(solo), ['10.99.0.9'], 'who is no peer gets no copy');
  const gone = { ...solo.settings, unicast: unicastTo(['10.99.0.8']) };
  solo.give({ kind: 'reconfigure', settings: gone });
  assert.deepEqual(oldPeers(solo), []);
});

test('a reload that forbids the checksum of old releases forgets who uses it', () => {
  const settings = { version: 3, unicast: unicastTo(['10.99.0.9']) } as const;
  const solo = soloIn('MASTER', settings);
  solo.hear({ priority: 50, checksum: 'multicast-pseudo-header' });
  solo.give({ kind: 'reconfigure', settings: { ...solo.settings, oldUnicastChecksum: 'never' } });
  assert.deepEqual(oldPeers(solo), []);
});
