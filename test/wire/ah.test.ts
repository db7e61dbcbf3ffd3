import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../src/base/address.js';
import { seconds } from '../../src/base/duration.js';
import { AH_LENGTH, AH_PROTOCOL, checkAh, sealWithAh } from '../../src/wire/ah.js';
import { encodeIpv4Header } from '../../src/wire/ipv4.js';
import { encodeAdvert } from '../../src/wire/vrrp.js';
import { hex, randomBytes, soiled, toHex, truncations } from './hex.js';

const KEY = new TextEncoder().encode('secret12');
const A = address('10.99.0.1');
const GROUP = address('224.0.0.18');

interface Vector {
  readonly title: string;
  /** From the IP header on. */
  readonly packet: string;
  readonly priority: number;
  readonly addresses: readonly string[];
  readonly destination: string;
  readonly ttl: number;
  readonly identification: number;
  readonly sequence: number;
}

const MULTICAST = { priority: 150, addresses: ['10.99.0.50', '10.99.0.51'], destination: GROUP.text, ttl: 255 };
const UNICAST = { priority: 100, addresses: ['10.99.0.50'], ttl: 200 };

/** Captured from keepalived. */
const VECTORS: readonly Vector[] = [
  {
    title: 'the first advert to the group',
    packet: `45c00044 00010000 ff33d04f 0a630001 e0000012 70040000 0a630001 00000001 1467bf9cfd9a55f225384fed
      21339602 0201319e 0a630032 0a630033 0000000000000000`,
    ...MULTICAST,
    identification: 1,
    sequence: 1,
  },
  {
    title: 'the third',
    packet: `45c00044 00030000 ff33d04d 0a630001 e0000012 70040000 0a630001 00000003 e1ab6270b94e42cce1d43e1e
      21339602 0201319e 0a630032 0a630033 0000000000000000`,
    ...MULTICAST,
    identification: 3,
    sequence: 3,
  },
  {
    title: 'to a unicast peer with a TTL of 200',
    packet: `45c00040 00010000 c833dd01 0a630001 0a630002 70040000 0a630001 00000001 e9efda7f151245851e4804b7
      21336401 02016e35 0a630032 0000000000000000`,
    ...UNICAST,
    destination: '10.99.0.2',
    identification: 1,
    sequence: 1,
  },
  {
    title: 'the copy of it for another peer',
    packet: `45c00040 00010000 c833dd00 0a630001 0a630003 70040000 0a630001 00000001 6c73c481e48f9dd8d6e2db92
      21336401 02016e35 0a630032 0000000000000000`,
    ...UNICAST,
    destination: '10.99.0.3',
    identification: 1,
    sequence: 1,
  },
];

function sealed(vector: Vector, key = KEY, out?: Uint8Array): Uint8Array {
  const { priority, ttl, identification, sequence } = vector;
  const destination = address(vector.destination);
  const on = { family: 4, source: A, destination } as const;
  const addresses = vector.addresses.map(address);
  const advert = encodeAdvert({ version: 2, vrid: 51, priority, interval: seconds(1), addresses, authType: 2 }, on);
  const payload = sealWithAh(advert, { source: A, destination, ttl, identification, sequence, key }, out);
  const payloadLength = payload.length;
  const fields = { source: A, destination, protocol: AH_PROTOCOL, ttl, identification, payloadLength };
  return Uint8Array.from([...encodeIpv4Header(fields), ...payload]);
}

for (const vector of VECTORS) {
  test(`${vector.title}: written and read as keepalived does`, () => {
    const packet = hex(vector.packet);
    assert.equal(toHex(sealed(vector)), toHex(packet));
    assert.equal(toHex(sealed(vector, KEY, soiled(200))), toHex(packet));
    const { sequence } = vector;
    assert.deepEqual(checkAh(packet, KEY), { sequence, isFromSource: true, holds: true });
  });
}

test('another key, and one changed bit anywhere that is covered, do not hold', () => {
  const packet = hex(VECTORS[0]!.packet);
  assert.equal(checkAh(packet, new TextEncoder().encode('secret13'))?.holds, false);
  const changing: number[] = [];
  for (let at = 1; at < packet.length; at++) {
    const changed = packet.slice();
    changed[at]! ^= 1;
    if (checkAh(changed, KEY)?.holds === false) changing.push(at);
  }
  const spared = [1, 10, 11]; // TOS and the checksum of the IP header
  assert.deepEqual(
    changing,
    Array.from(packet, (_, at) => at).filter(at => at > 0 && !spared.includes(at)),
  );
});

test('a unicast packet may have passed routers, which count its TTL down', () => {
  const packet = hex(VECTORS[2]!.packet);
  packet[8] = 7;
  assert.equal(checkAh(packet, KEY)?.holds, true);
});

test('an SPI that is not the source is told, though the value holds', () => {
  const vector = VECTORS[0]!;
  const packet = sealed(vector);
  const impostor = sealWithAh(packet.subarray(20 + AH_LENGTH), {
    ...vector,
    source: address('10.99.0.9'),
    destination: GROUP,
    key: KEY,
  });
  const fields = { source: A, destination: GROUP, protocol: AH_PROTOCOL, payloadLength: impostor.length };
  const header = encodeIpv4Header({ ...fields, ttl: 255, identification: 1 });
  const verdict = checkAh(Uint8Array.from([...header, ...impostor]), KEY);
  assert.equal(verdict?.isFromSource, false);
});

test('truncated and random packets are a verdict or none, never a throw', () => {
  for (const part of truncations(hex(VECTORS[0]!.packet))) {
    const verdict = checkAh(part, KEY);
    if (part.length < 44) assert.equal(verdict, undefined);
    else assert.equal(verdict?.holds, false);
  }
  for (const bytes of randomBytes(51, 2_000, 120)) assert.notEqual(checkAh(bytes, KEY)?.holds, true);
});
