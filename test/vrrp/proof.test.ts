import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../src/base/address.js';
import { seconds } from '../../src/base/duration.js';
import type { Effect } from '../../src/vrrp/effect.js';
import type { Input } from '../../src/vrrp/input.js';
import { step } from '../../src/vrrp/machine.js';
import type { HmacSettings, InstanceSettings } from '../../src/vrrp/settings.js';
import { nextStamp } from '../../src/vrrp/stamp.js';
import type { Counters } from '../../src/vrrp/view.js';
import { AH_PROTOCOL, LAST_SEQUENCE, sealWithAh } from '../../src/wire/ah.js';
import { type Stamp, signAdvert } from '../../src/wire/hmac-trailer.js';
import { encodeIpv4Header } from '../../src/wire/ipv4.js';
import { encodeAdvert } from '../../src/wire/vrrp.js';
import { type Solo, soloIn } from '../support/solo.js';
import { GROUP4, type PacketFields, packet, password, unicastTo } from '../support/vrrp-settings.js';

const PEER = '10.99.0.9';
const KEY = password('secret12');
const AH: Partial<InstanceSettings> = { authentication: { kind: 'ah', password: KEY } };

/** The counters that are not 0, less those of what we do ourselves. */
function counted(solo: Solo): Partial<Counters> {
  const ours = ['advertsSent', 'becameMaster', 'releasedMaster'];
  const all = Object.entries(solo.view().counters);
  return Object.fromEntries(all.filter(([name, count]) => count !== 0 && !ours.includes(name)));
}

/** The VRRP part of what `packet` tells of. */
function bytes(solo: Solo, { priority = 200 }: PacketFields): Uint8Array {
  const { version, vrid, family, advertInterval: interval, addresses, authentication } = solo.settings;
  return encodeAdvert(
    {
      version,
      vrid,
      priority,
      interval,
      addresses: addresses.map(each => each.address),
      authType: authentication.kind === 'ah' ? 2 : 0,
    },
    { family, source: address(PEER), destination: GROUP4 },
  );
}

interface AhPacket extends PacketFields {
  readonly sequence: number;
  readonly key?: Uint8Array;
  readonly spi?: string;
}

function ahInput(solo: Solo, { sequence, key = KEY, spi = PEER, ...fields }: AhPacket): Input {
  const common = { destination: GROUP4, ttl: 255, identification: 1 };
  const payload = sealWithAh(bytes(solo, fields), { ...common, source: address(spi), sequence, key });
  const header = encodeIpv4Header({
    ...common,
    source: address(fields.from ?? PEER),
    protocol: AH_PROTOCOL,
    payloadLength: payload.length,
  });
  const whole = Uint8Array.from([...header, ...payload]);
  return { ...packet(solo.settings, { priority: 200, authType: 2, ...fields }), proof: { kind: 'ah', packet: whole } };
}

test('AH: what is authentic and new is believed; anything else counts as a failure', () => {
  const solo = soloIn('BACKUP', AH);
  const hears = (fields: AhPacket) => solo.give(ahInput(solo, fields));
  hears({ sequence: 10 });
  assert.deepEqual(counted(solo), { advertsReceived: 1 });
  hears({ sequence: 10 });
  hears({ sequence: 9 });
  assert.deepEqual(counted(solo), { advertsReceived: 1, authFailure: 2 }, 'what was there before');
  hears({ sequence: 4_000, key: password('secret13') });
  assert.match(solo.log.at(-1) ?? '', /not made with our password/);
  hears({ sequence: 11 });
  assert.deepEqual(counted(solo), { advertsReceived: 2, authFailure: 3 }, 'a forgery does not move the number');
  hears({ sequence: 12, authType: 0 });
  assert.deepEqual(counted(solo), { advertsReceived: 2, authFailure: 3, authTypeMismatch: 1 });
  hears({ sequence: 12 });
  assert.equal(solo.view().counters.advertsReceived, 3);
  assert.doesNotMatch(solo.log.join(), /secret1/);
});

test('AH: the SPI has to be the source', () => {
  const solo = soloIn('BACKUP', AH);
  // Only who has the key can seal a packet that names somebody else.
  solo.give(ahInput(solo, { sequence: 1, spi: '10.99.0.7' }));
  assert.deepEqual([solo.vr.ahSequence, solo.view().counters.authFailure], [0, 1]);
});

test('AH: a proof is asked for even where the daemon has none to give', () => {
  const solo = soloIn('BACKUP', AH);
  solo.hear({ priority: 200, authType: 2 });
  assert.deepEqual(counted(solo), { authFailure: 1 });
});

/** The sequence numbers of the adverts among effects. */
function sequences(effects: readonly Effect[]): (number | undefined)[] {
  return effects.flatMap(effect => (effect.kind === 'advert' ? [effect.sequence] : []));
}

test('AH: a new master goes on counting where the last one was', () => {
  const solo = soloIn('BACKUP', AH);
  solo.give(ahInput(solo, { sequence: 41 }));
  solo.give(ahInput(solo, { sequence: 42, priority: 0 }));
  solo.now = (solo.now + solo.remaining!) as typeof solo.now;
  assert.deepEqual(sequences(step(solo.vr, { kind: 'deadline' }, solo.now)), [43]);
  assert.deepEqual(sequences(step(solo.vr, { kind: 'stop', releases: true }, solo.now)), [44]);
});

test('AH: a master answers a weaker one, which has counted further, with a number that is believed', () => {
  const solo = soloIn('MASTER', AH);
  const before = solo.vr.ahSequence;
  const effects = step(solo.vr, ahInput(solo, { sequence: before + 500, priority: 50 }), solo.now);
  assert.deepEqual(sequences(effects), [before + 501]);
});

test('AH: the numbers do not begin anew', () => {
  const solo = soloIn('BACKUP', AH);
  solo.give(ahInput(solo, { sequence: 0xffff_fffd }));
  solo.advance(seconds(8));
  assert.equal(solo.state, 'MASTER');
  assert.equal(solo.vr.ahSequence, LAST_SEQUENCE);
  assert.equal(solo.log.filter(line => /sequence numbers/.test(line)).length, 1);
});

test('without AH an advert has no number', () => {
  const solo = soloIn('MASTER');
  assert.deepEqual(sequences(step(solo.vr, { kind: 'stop', releases: true }, solo.now)), [undefined]);
});

const HMAC: HmacSettings = {
  keys: [
    { id: 7, secret: new TextEncoder().encode('abcdefghijklmnopqrstuvwxyz012345') },
    { id: 9, secret: new Uint8Array(32).fill(9) },
  ],
  activeKey: 7,
  timeWindow: seconds(5),
  antiReplay: 'time',
  mode: 'enforce',
};
const NOON = 1_795_250_000_000;

interface SignedPacket extends PacketFields {
  /** Milliseconds from noon. */
  readonly signedAt?: number;
  readonly heardAt?: number;
  readonly keyId?: number;
  readonly secret?: Uint8Array;
  readonly counter?: number;
  /** A byte of the trailer that is changed before it is signed over: nothing of it is checked by then. */
  readonly broken?: number;
}

function signedInput(solo: Solo, fields: SignedPacket): Input {
  const { signedAt = 0, heardAt = 0, keyId = 7, counter = 0, broken, from = PEER, secret, ...rest } = fields;
  const key = { id: keyId, secret: secret ?? HMAC.keys.find(each => each.id === keyId)?.secret ?? new Uint8Array(32) };
  const stamp: Stamp = { ...nextStamp(undefined, NOON + signedAt, HMAC), counter };
  const on = { family: solo.settings.family, source: address(from), destination: GROUP4 };
  const pdu = signAdvert(bytes(solo, rest), on, key, stamp);
  if (broken !== undefined) pdu[pdu.length - 28 + broken]! ^= 2;
  return {
    ...packet(solo.settings, { priority: 200, from, ...rest }),
    proof: { kind: 'hmac', pdu, heardAt: NOON + heardAt },
  };
}

const signing = (changes: Partial<HmacSettings> = {}, settings: Partial<InstanceSettings> = {}) =>
  soloIn('BACKUP', { hmac: { ...HMAC, ...changes }, ...settings });

test('auth_hmac: every way to be wrong has its counter, in keepalived’s order', () => {
  for (const version of [2, 3] as const) {
    const solo = signing({}, { version });
    const raises = (counter: keyof Counters | undefined, fields: SignedPacket, what: string) => {
      const before = counted(solo);
      const lines = solo.log.length;
      solo.give(signedInput(solo, fields));
      const after = counted(solo);
      const risen = Object.keys(after).filter(name => after[name as keyof Counters] !== before[name as keyof Counters]);
      assert.deepEqual(risen, counter === undefined ? [] : [counter], what);
      return solo.log.slice(lines);
    };
    raises('advertsReceived', {}, 'valid, now');
    raises('authExtReplay', {}, 'the same again');
    raises('authExtUnknownKey', { keyId: 8, signedAt: 1 }, 'unknown key');
    raises('authExtInvalidHmac', { secret: new Uint8Array(32), signedAt: 1 }, 'wrong key');
    raises('authExtStale', { signedAt: -20_000 }, 'old');
    raises('authExtStale', { signedAt: 7_000 }, 'far ahead');
    const said = raises('advertsReceived', { signedAt: 3_000 }, 'a little ahead');
    assert.match(said.join(), /clock of 10\.99\.0\.9 is 3\.0 s ahead of ours/);
    raises('authExtReplay', { signedAt: 2_000 }, 'below the last accepted');
    raises('authExtMalformed', { broken: 0, signedAt: 3_001 }, 'type');
    raises('authExtMalformed', { broken: 3, signedAt: 3_001 }, 'reserved field');
    raises('ttlErrors', { ttl: 254, signedAt: 3_001 }, 'not looked at when it came through a router');
    raises('advertsReceived', { keyId: 9, signedAt: 3_001 }, 'another key of ours');
    raises('advertsReceived', { keyId: 9, signedAt: 3_001, counter: 1 }, 'the same moment, next number');
    const before = solo.view().counters.authExtMissing;
    solo.hear({ priority: 200 });
    assert.equal(solo.view().counters.authExtMissing, before + 1);
    assert.doesNotMatch(solo.log.join(), /abcdef/);
  }
});

test('auth_hmac: permissive and receive-only take what is not signed, and nothing that is signed wrongly', () => {
  for (const mode of ['permissive', 'receive-only'] as const) {
    const solo = signing({ mode });
    solo.hear({ priority: 200 });
    solo.give(signedInput(solo, {}));
    assert.deepEqual(counted(solo), { advertsReceived: 2 });
    solo.give(signedInput(solo, { secret: new Uint8Array(32), signedAt: 1 }));
    solo.give(signedInput(solo, { signedAt: -9_000 }));
    assert.deepEqual(counted(solo), { advertsReceived: 2, authExtInvalidHmac: 1, authExtStale: 1 });
  }
});

test('auth_hmac: with monotonic any time will do, as long as it grows', () => {
  const solo = signing({ antiReplay: 'monotonic' });
  solo.give(signedInput(solo, { signedAt: -3_600_000 }));
  solo.give(signedInput(solo, { signedAt: -3_599_000 }));
  assert.deepEqual(counted(solo), { advertsReceived: 2 });
  solo.give(signedInput(solo, { signedAt: -3_599_500 }));
  assert.deepEqual(counted(solo), { advertsReceived: 2, authExtReplay: 1 });
  assert.doesNotMatch(solo.log.join(), /The clock of/);
});

test('auth_hmac: a forged or stale advert does not move the mark of its sender', () => {
  const solo = signing();
  solo.give(signedInput(solo, { signedAt: 4_000, secret: new Uint8Array(32) }));
  solo.give(signedInput(solo, { signedAt: 9_000 }));
  solo.give(signedInput(solo, {}));
  assert.deepEqual(counted(solo), { advertsReceived: 1, authExtInvalidHmac: 1, authExtStale: 1 });
});

test('auth_hmac: four sources of the group are remembered, and of them the ones heard last', () => {
  const solo = signing();
  const hears = (n: number, signedAt: number) => {
    const { advertsReceived } = solo.view().counters;
    solo.give(signedInput(solo, { from: `10.99.0.1${n}`, signedAt }));
    return solo.view().counters.advertsReceived > advertsReceived;
  };
  for (const n of [1, 2, 3, 4]) assert.ok(hears(n, 1_000));
  assert.ok(hears(1, 1_001), 'the first is the one heard last now');
  assert.ok(hears(5, 1_000), 'so the second gives way');
  assert.deepEqual([...solo.vr.stamps.keys()], ['10.99.0.13', '10.99.0.14', '10.99.0.11', '10.99.0.15']);
  assert.ok(!hears(1, 1_001));
});

test('auth_hmac: unicast peers are all remembered', () => {
  const peers = Array.from({ length: 9 }, (_, n) => `10.99.0.2${n}`);
  const solo = signing({}, { unicast: unicastTo(peers) });
  for (const from of peers) solo.give(signedInput(solo, { from, multicast: false }));
  for (const from of peers) solo.give(signedInput(solo, { from, multicast: false }));
  assert.deepEqual(counted(solo), { advertsReceived: 9, authExtReplay: 9 });
  for (let n = 0; n < 9; n++) solo.give(signedInput(solo, { from: `10.99.0.3${n}`, multicast: false }));
  assert.equal(solo.vr.stamps.size, 9 + 4);
});

test('auth_hmac: a reload keeps the marks, so that what was heard before it is no news after it', () => {
  const solo = signing();
  solo.give(signedInput(solo, {}));
  solo.give({ kind: 'reconfigure', settings: { ...solo.settings, hmac: { ...HMAC, activeKey: 9 } } });
  solo.give(signedInput(solo, {}));
  assert.equal(solo.view().counters.authExtReplay, 1);
});
