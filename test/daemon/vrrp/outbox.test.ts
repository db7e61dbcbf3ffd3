import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address, type IpAddress } from '../../../src/base/address.js';
import { seconds } from '../../../src/base/duration.js';
import { Inbox } from '../../../src/daemon/vrrp/inbox.js';
import { Outbox } from '../../../src/daemon/vrrp/outbox.js';
import type { VrrpPacket } from '../../../src/sys/vrrp-socket.js';
import type { HmacSettings, InstanceSettings } from '../../../src/vrrp/settings.js';
import { AH_LENGTH, AH_PROTOCOL, checkAh } from '../../../src/wire/ah.js';
import { readTrailer } from '../../../src/wire/hmac-trailer.js';
import { encodeIpv4Header } from '../../../src/wire/ipv4.js';
import { decodeAdvert } from '../../../src/wire/vrrp.js';
import { virtualAddress } from '../../support/instance-settings.js';
import { GROUP4, GROUP6, password, unicastTo, vrrpSettings } from '../../support/vrrp-settings.js';
import { toHex } from '../../wire/hex.js';

const NOON = 1_795_250_000_000;
const A4 = address('10.99.0.1');
const A6 = address('fe80::1');
const PEERS = ['10.99.0.2', '10.99.0.3'];
const HMAC: HmacSettings = {
  keys: [{ id: 7, secret: new Uint8Array(32).fill(7) }],
  activeKey: 7,
  timeWindow: seconds(5),
  antiReplay: 'time',
  mode: 'enforce',
};

function written(settings: InstanceSettings, box: Outbox, priority = 100, sequence?: number) {
  const source = settings.family === 4 ? A4 : A6;
  return box.write(settings, source, { kind: 'advert', priority, ...(sequence !== undefined && { sequence }) });
}

test('what stays the same is written once, one copy for each peer', () => {
  const settings = vrrpSettings({ version: 3, unicast: unicastTo(PEERS) });
  const box = new Outbox(() => NOON);
  const first = written(settings, box);
  const second = written(settings, box);
  assert.deepEqual(
    first.map(({ destination }) => destination.text),
    PEERS,
  );
  assert.ok(first.every(({ pdu }, i) => pdu === second[i]!.pdu));
  assert.notEqual(written(settings, box, 0)[0]!.pdu, first[0]!.pdu);
  box.reset();
  assert.notEqual(written(settings, box)[0]!.pdu, first[0]!.pdu);
});

const verdictOf = (pdu: Uint8Array, destination: IpAddress) => {
  const read = decodeAdvert(pdu, { family: 4, source: A4, destinations: [destination, GROUP4] });
  return read.ok ? read.value.checksum : read.error.code;
};

test('the checksum of old releases is over the multicast group, for the peers that use it or for all', () => {
  const box = new Outbox(() => NOON);
  const automatic = vrrpSettings({ version: 3, unicast: unicastTo(PEERS) });
  const verdicts = (settings: InstanceSettings, oldChecksumPeers?: ReadonlySet<string>) =>
    box
      .write(settings, A4, { kind: 'advert', priority: 100, ...(oldChecksumPeers && { oldChecksumPeers }) })
      .map(({ pdu, destination }) => verdictOf(pdu, destination));
  assert.deepEqual(verdicts(automatic), ['ok', 'ok']);
  assert.deepEqual(verdicts(automatic, new Set([PEERS[1]!])), ['ok', 'multicast-pseudo-header']);
  assert.deepEqual(verdicts(automatic), ['ok', 'ok'], 'what was written before for the peer is not taken again');
  box.reset();
  const always = { ...automatic, oldUnicastChecksum: 'always' } as const;
  assert.deepEqual(verdicts(always), ['multicast-pseudo-header', 'multicast-pseudo-header']);
  const six = vrrpSettings({ version: 3, family: 6, oldUnicastChecksum: 'always', unicast: unicastTo(['fe80::2']) });
  const on = { family: 6, source: A6, destinations: [address('fe80::2')] } as const;
  const [copy] = written(six, new Outbox(() => NOON));
  const read = decodeAdvert(copy!.pdu, on);
  assert.equal(read.ok && read.value.checksum, 'ok', 'IPv6 knows one checksum only');
});

test('`v3_checksum_as_v2` leaves the pseudo header out, over IPv4 alone', () => {
  const [four] = written(vrrpSettings({ version: 3, checksumAsV2: true }), new Outbox(() => NOON));
  assert.equal(verdictOf(four!.pdu, GROUP4), 'without-pseudo-header');
  const [six] = written(vrrpSettings({ version: 3, family: 6, checksumAsV2: true }), new Outbox(() => NOON));
  const read = decodeAdvert(six!.pdu, { family: 6, source: A6, destinations: [GROUP6] });
  assert.equal(read.ok && read.value.checksum, 'ok');
});

test('AH: all copies of an advert have one number and one identification, which counts adverts', () => {
  const key = password('secret12');
  const settings = vrrpSettings({
    authentication: { kind: 'ah', password: key },
    unicast: unicastTo(PEERS),
  });
  const box = new Outbox(() => NOON);
  for (const n of [1, 2]) {
    for (const { pdu, destination, identification } of written(settings, box, 100, 40 + n)) {
      assert.equal(identification, n);
      const payloadLength = pdu.length;
      const fields = { source: A4, destination, protocol: AH_PROTOCOL, ttl: 255, identification: n, payloadLength };
      const packet = Uint8Array.from([...encodeIpv4Header(fields), ...pdu]);
      assert.deepEqual(checkAh(packet, key), { sequence: 40 + n, isFromSource: true, holds: true });
    }
  }
});

test('auth_hmac: each advert has a later stamp, though the clock stands still; its copies share one', () => {
  const settings = vrrpSettings({ version: 3, hmac: HMAC, unicast: unicastTo(PEERS) });
  const box = new Outbox(() => NOON);
  const stamps = [written(settings, box), written(settings, box)].flat().map(({ pdu }) => readTrailer(pdu).stamp);
  assert.deepEqual(
    stamps.map(stamp => stamp.counter),
    [0, 0, 1, 1],
  );
});

test('auth_hmac: receive-only does not sign', () => {
  const signing = vrrpSettings({ version: 3, hmac: { ...HMAC, mode: 'permissive' } });
  const silent = vrrpSettings({ version: 3, hmac: { ...HMAC, mode: 'receive-only' } });
  const lengths = [signing, silent].map(settings => written(settings, new Outbox(() => NOON))[0]!.pdu.length);
  assert.deepEqual(lengths, [12 + 28, 12]);
});

/** A packet as the socket gives it. */
function arrived(settings: InstanceSettings, pdu: Uint8Array, changes: Partial<VrrpPacket> = {}): VrrpPacket {
  const source = settings.family === 4 ? A4 : A6;
  return { source, destination: settings.multicastGroup, ttl: 255, pdu, ...changes };
}

for (const family of [4, 6] as const) {
  test(`over IPv${family} what is signed is read with its proof, and what is not without one`, () => {
    const addresses = [virtualAddress(family === 4 ? '10.99.0.50/24' : 'fe80::99/64')];
    const settings = vrrpSettings({ version: 3, family, hmac: HMAC, addresses });
    const [signed] = written(settings, new Outbox(() => NOON));
    const { hmac: _, ...bare } = settings;
    const [plain] = written(bare, new Outbox(() => NOON));
    const inbox = new Inbox(() => NOON + 5);
    for (let i = 0; i < 2; i++) {
      const input = inbox.read(arrived(settings, signed!.pdu), settings);
      assert.ok(input.kind === 'advert' && input.proof?.kind === 'hmac');
      assert.deepEqual([input.advert.checksum, input.proof.heardAt], ['ok', NOON + 5]);
      assert.equal(toHex(input.proof.pdu), toHex(signed!.pdu));
      const unsigned = inbox.read(arrived(settings, plain!.pdu), settings);
      assert.ok(unsigned.kind === 'advert');
      assert.deepEqual([unsigned.advert.checksum, unsigned.proof], ['ok', undefined]);
    }
    const short = inbox.read(arrived(settings, signed!.pdu.subarray(0, -4)), settings);
    assert.equal(short.kind === 'malformed' && short.fault.code, 'length-mismatch');
    const stranger = new Inbox(() => NOON).read(arrived(bare, signed!.pdu), bare);
    assert.equal(stranger.kind === 'malformed' && stranger.fault.code, 'length-mismatch', 'who does not know of it');
  });
}

test('an advert behind AH keeps the packet it came in, though the receive buffer is used again', () => {
  const settings = vrrpSettings({ authentication: { kind: 'ah', password: password('secret12') } });
  const [departure] = written(settings, new Outbox(() => NOON), 100, 1);
  const whole = Uint8Array.from([...new Uint8Array(20), ...departure!.pdu]);
  const before = toHex(whole);
  const packet = arrived(settings, whole.subarray(20 + AH_LENGTH), { whole });
  const input = new Inbox(() => NOON).read(packet, settings);
  whole.fill(0);
  assert.ok(input.kind === 'advert' && input.proof?.kind === 'ah');
  assert.equal(input.advert.authType, 2);
  assert.equal(toHex(input.proof.packet), before);
});
