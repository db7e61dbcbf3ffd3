import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../src/base/address.js';
import { seconds } from '../../src/base/duration.js';
import { hasTrailer, isSignedBy, readTrailer, signAdvert, TRAILER_LENGTH } from '../../src/wire/hmac-trailer.js';
import { decodeAdvert, encodeAdvert } from '../../src/wire/vrrp.js';
import { hex, randomBytes, toHex, truncations } from './hex.js';

const KEYS = {
  7: { id: 7, secret: new TextEncoder().encode('abcdefghijklmnopqrstuvwxyz012345') },
  9: { id: 9, secret: hex('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f') },
};
const VIPS4 = [address('10.99.0.50'), address('10.99.0.51')];
const VIPS6 = [address('fe80::99'), address('fd99::50')];

/** Captured from keepalived 2.4.3: the advert, then the trailer. */
const VECTORS = [
  {
    title: 'version 3 over IPv4',
    version: 3,
    key: KEYS[7],
    advert: '31336402 00646a44 0a630032 0a630033',
    trailers: [
      '01070000 6b015a1d 23e2 0000 ecc7475411c5cd5b5677d96ec44017bc',
      '01070000 6b015a1e 2461 0000 6feb6d482952a05058cee86aa0914922',
      '01070000 6b015a1f 2470 0000 2d0a5712e2ca43806841d29ce3d4e310',
    ],
  },
  {
    title: 'version 2 over IPv4',
    version: 2,
    key: KEYS[9],
    advert: '21336402 0001659e 0a630032 0a630033 0000000000000000',
    trailers: [
      '01090000 6b015a1d 284f 0000 608dd85aca912a6f4d926a1ddde9d2a2',
      '01090000 6b015a1e 28b5 0000 74e322c626fbd667d340cda2f84791b1',
      '01090000 6b015a1f 28bf 0000 8b8ecc651330b3c0171578bdedc85e9c',
    ],
  },
  {
    title: 'version 3 over IPv6, first',
    version: 3,
    key: KEYS[9],
    advert: '31336402 0064ba50 fe800000000000000000000000000099 fd990000000000000000000000000050',
    trailers: ['01090000 6b015a1d 14da 0000 08a18129848625190307489ef12b6a89'],
  },
  {
    title: 'version 3 over IPv6, second: another checksum, since it covers the trailer',
    version: 3,
    key: KEYS[9],
    advert: '31336402 0064ef12 fe800000000000000000000000000099 fd990000000000000000000000000050',
    trailers: ['01090000 6b015a1e 1567 0000 1f9a4c74f37a35e817dab48ef0865313'],
  },
] as const;

for (const { title, version, key, advert, trailers } of VECTORS) {
  const isIpv6 = title.includes('IPv6');
  const family = isIpv6 ? 6 : 4;
  const source = address(isIpv6 ? 'fe80::ff:fe00:1' : '10.99.0.1');
  const destination = address(isIpv6 ? 'ff02::12' : '224.0.0.18');
  const on = { family, source, destination } as const;
  const fields = { version, vrid: 51, priority: 100, interval: seconds(1), addresses: isIpv6 ? VIPS6 : VIPS4 };

  test(`${title}: signed and believed as keepalived does`, () => {
    for (const trailer of trailers) {
      const pdu = hex(advert + trailer);
      assert.ok(hasTrailer(pdu, family));
      const read = readTrailer(pdu);
      assert.deepEqual([read.isWellFormed, read.keyId], [true, key.id]);
      assert.ok(isSignedBy(pdu, on, key.secret));
      assert.equal(toHex(signAdvert(encodeAdvert(fields, on), on, key, read.stamp)), toHex(pdu));
      const at = pdu.length - TRAILER_LENGTH;
      const summedBehind = isIpv6 ? { summedBehind: pdu.subarray(at) } : {};
      const decoded = decodeAdvert(pdu.subarray(0, at), {
        family,
        source,
        destinations: [destination],
        ...summedBehind,
      });
      assert.equal(decoded.ok && decoded.value.checksum, 'ok');
    }
  });

  test(`${title}: one bit changed anywhere but in the checksum, another key, or another sender is no signature`, () => {
    const pdu = hex(advert + trailers[0]);
    const other = key === KEYS[7] ? KEYS[9] : KEYS[7];
    assert.equal(isSignedBy(pdu, on, other.secret), false);
    assert.equal(isSignedBy(pdu, { family, source: destination }, key.secret), false);
    for (let bit = 0; bit < pdu.length * 8; bit++) {
      const changed = pdu.slice();
      changed[bit >> 3]! ^= 1 << (bit & 7);
      const isChecksum = bit >> 3 === 6 || bit >> 3 === 7;
      // The low half of the first byte, the type, is covered as it stands, too.
      assert.equal(isSignedBy(changed, on, key.secret), isChecksum, `bit ${bit}`);
    }
  });
}

test('a stamp is seconds, fraction and counter; type and reserved field make a trailer well formed', () => {
  const pdu = hex('31330000 00640000 01070000 fedcba98 7654 3210 00000000000000000000000000000000');
  assert.deepEqual(readTrailer(pdu).stamp, { seconds: 0xfedcba98, fraction: 0x7654, counter: 0x3210 });
  for (const [at, isWellFormed] of [
    [8, false],
    [9, true],
    [10, false],
    [11, false],
  ] as const) {
    const changed = pdu.slice();
    changed[at]! ^= 2;
    assert.equal(readTrailer(changed).isWellFormed, isWellFormed);
  }
});

test('only the right length makes a trailer', () => {
  const pdu = hex(VECTORS[0].advert + VECTORS[0].trailers[0]);
  for (const part of truncations(pdu)) assert.equal(hasTrailer(part, 4), false);
  assert.equal(hasTrailer(Uint8Array.from([...pdu, 0]), 4), false);
  assert.equal(hasTrailer(pdu, 6), false);
  for (const bytes of randomBytes(7, 2_000, 100)) hasTrailer(bytes, 4);
});
