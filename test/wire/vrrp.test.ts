import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address, type IpAddress } from '../../src/base/address.js';
import { milliseconds, seconds } from '../../src/base/duration.js';
import {
  type Advert,
  type AdvertFields,
  advertLength,
  decodeAdvert,
  encodeAdvert,
  type ReceivedOn,
  type SentOn,
} from '../../src/wire/vrrp.js';
import { hex, randomBytes, soiled, toHex, truncations } from './hex.js';

const GROUP4 = address('224.0.0.18');
const GROUP6 = address('ff02::12');
const A4 = address('10.99.0.1');
const B4 = address('10.99.0.2');
const A6 = address('fe80::ff:fe00:1');
const VIPS4 = [address('10.99.0.50'), address('10.99.0.51')];
const VIPS6 = [address('fe80::99'), address('fd99::50')];

interface Vector {
  readonly title: string;
  readonly pdu: string;
  readonly fields: AdvertFields;
  readonly on: SentOn;
}

function via(source: IpAddress, destination: IpAddress, pseudoHeader = true): SentOn {
  return { family: source.family, source, destination, pseudoHeader };
}

const v3 = { version: 3, vrid: 51, priority: 100, interval: seconds(1), addresses: VIPS4 } as const;

/** Captured from keepalived. */
const VECTORS: readonly Vector[] = [
  {
    title: 'v2 with a simple password',
    pdu: '21336402 0101d308 0a630032 0a630033 6162636465666768',
    fields: { ...v3, version: 2, authType: 1, authData: new TextEncoder().encode('abcdefgh') },
    on: via(A4, GROUP4),
  },
  {
    title: 'v2 without authentication has eight zero bytes all the same',
    pdu: '21336402 0001659e 0a630032 0a630033 0000000000000000',
    fields: { ...v3, version: 2 },
    on: via(A4, GROUP4),
  },
  {
    title: 'v3 over IPv4 multicast at half a second',
    pdu: '31339602 00323876 0a630032 0a630033',
    fields: { ...v3, priority: 150, interval: milliseconds(500) },
    on: via(A4, GROUP4),
  },
  {
    title: 'v3 over IPv4 multicast',
    pdu: '3133640200646a44 0a6300320a630033',
    fields: v3,
    on: via(A4, GROUP4),
  },
  {
    title: 'v3 over IPv4 unicast',
    pdu: '3133640200643ff2 0a6300320a630033',
    fields: v3,
    on: via(A4, B4),
  },
  {
    title: 'v3 over IPv6 multicast',
    pdu: '31336402 00647033 fe800000000000000000000000000099 fd990000000000000000000000000050',
    fields: { ...v3, addresses: VIPS6 },
    on: via(A6, GROUP6),
  },
  {
    title: 'v3 over IPv6 unicast',
    pdu: '31336401 00646f8e fe800000000000000000000000000099',
    fields: { ...v3, addresses: [VIPS6[0]!] },
    on: via(address('fd99::1'), address('fd99::2')),
  },
  {
    title: 'v2 over IPv6, which has no room for a password',
    pdu: '213dc801 000111c8 fd000077000000000000000000000061',
    fields: { ...v3, version: 2, vrid: 61, priority: 200, addresses: [address('fd00:77::61')] },
    on: via(address('fe80::ff:fe00:a01'), GROUP6),
  },
];

function received(on: SentOn): ReceivedOn {
  return { family: on.family, source: on.source, destinations: [on.destination] };
}

function decoded(pdu: Uint8Array, on: ReceivedOn): Advert {
  const result = decodeAdvert(pdu, on);
  assert.ok(result.ok, result.ok ? '' : result.error.detail);
  return result.value;
}

for (const { title, pdu, fields, on } of VECTORS) {
  test(`${title} is read as keepalived sent it`, () => {
    const advert = decoded(hex(pdu), received(on));
    assert.deepEqual(advert, {
      version: fields.version,
      type: 1,
      vrid: fields.vrid,
      priority: fields.priority,
      interval: fields.interval,
      count: fields.addresses.length,
      addressBytes: Uint8Array.from(fields.addresses.flatMap(ip => [...ip.bytes])),
      authType: fields.authType ?? 0,
      authData: fields.authData ?? new Uint8Array(fields.version === 2 && on.family === 4 ? 8 : 0),
      checksum: 'ok',
    });
  });

  test(`${title} is written byte for byte, whatever the buffer held`, () => {
    const out = soiled(advertLength(fields.version, on.family, fields.addresses.length) + 3);
    const written = encodeAdvert(fields, on, out);
    assert.equal(toHex(written), pdu.replaceAll(' ', ''));
    assert.equal(toHex(out.subarray(written.length)), 'a5a5a5');
    assert.equal(toHex(encodeAdvert(fields, on)), toHex(written));
  });

  test(`${title} cut short at any byte is a fault, and so is a byte too many`, () => {
    const whole = hex(pdu);
    for (const part of truncations(whole)) {
      const result = decodeAdvert(part, received(on));
      assert.ok(!result.ok);
      assert.equal(result.error.code, part.length < 8 ? 'truncated' : 'length-mismatch');
    }
    const result = decodeAdvert(Uint8Array.from([...whole, 0]), received(on));
    assert.deepEqual(result.ok ? 'ok' : result.error.code, 'length-mismatch');
  });

  test(`${title} with any one bit flipped is never accepted as it was`, () => {
    const whole = hex(pdu);
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const flipped = Uint8Array.from(whole);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      const result = decodeAdvert(flipped, received(on));
      if (result.ok) assert.equal(result.value.checksum, 'bad', `bit ${bit}`);
    }
  });
}

test('a v3 IPv4 checksum without pseudo header is told from a good and a bad one', () => {
  const plain = hex('313364020064553b 0a6300320a630033');
  assert.equal(decoded(plain, received(via(A4, GROUP4))).checksum, 'without-pseudo-header');
  assert.equal(toHex(encodeAdvert(v3, via(A4, GROUP4, false), soiled(16))), toHex(plain));
});

test('a unicast advert summed with the multicast group is told apart when the group is a candidate', () => {
  const old = hex('3133640200646a44 0a6300320a630033');
  assert.equal(decoded(old, { family: 4, source: A4, destinations: [B4, GROUP4] }).checksum, 'multicast-pseudo-header');
  assert.equal(decoded(old, { family: 4, source: A4, destinations: [B4] }).checksum, 'bad');
});

test('IPv6 leaves no choice of checksum', () => {
  const pdu = hex(VECTORS[5]!.pdu);
  assert.equal(decoded(pdu, { family: 6, source: A6, destinations: [address('fd99::2'), GROUP6] }).checksum, 'bad');
  const plain = Uint8Array.from(pdu);
  plain[6] = 0;
  plain[7] = 0;
  assert.equal(decoded(plain, received(via(A6, GROUP6))).checksum, 'bad');
});

test('versions other than 2 and 3 are refused', () => {
  const cases: [string, SentOn][] = [
    ['11336400 00640000', via(A4, GROUP4)],
    ['41336400 00640000', via(A4, GROUP4)],
    ['11336400 00640000', via(A6, GROUP6)],
  ];
  for (const [pdu, on] of cases) {
    const result = decodeAdvert(hex(pdu), received(on));
    assert.equal(result.ok ? 'ok' : result.error.code, 'version-unknown');
  }
});

test('a type that is not ADVERTISEMENT is reported, not refused', () => {
  assert.equal(decoded(hex('32336400 00640000'), received(via(A4, GROUP4))).type, 2);
});

test('the reserved bits of a v3 interval are not part of it', () => {
  assert.equal(decoded(hex('31336400 f0640000'), received(via(A4, GROUP4))).interval, seconds(1));
});

test('an interval is rounded to what the version can say and kept within its field', () => {
  const intervalOf = (version: 2 | 3, micros: number) =>
    decoded(
      encodeAdvert({ ...v3, version, interval: milliseconds(micros / 1000) }, via(A4, GROUP4)),
      received(via(A4, GROUP4)),
    ).interval;
  const rows: [2 | 3, number, number][] = [
    [3, 123_000, 120_000],
    [3, 10_000, 10_000],
    [3, 1, 10_000],
    [3, 60_000_000, 40_950_000],
    [2, 1_400_000, 1_000_000],
    [2, 400_000_000, 255_000_000],
  ];
  for (const [version, given, sent] of rows) assert.equal(intervalOf(version, given), sent);
});

test('a password longer than 8 bytes is cut, a shorter one padded', () => {
  const dataOf = (password: string) => {
    const authData = new TextEncoder().encode(password);
    const pdu = encodeAdvert({ ...v3, version: 2, authType: 1, authData }, via(A4, GROUP4), soiled(24));
    return toHex(decoded(pdu, received(via(A4, GROUP4))).authData);
  };
  assert.equal(dataOf('abcdefghij'), '6162636465666768');
  assert.equal(dataOf('abc'), '6162630000000000');
});

test('255 addresses fit', () => {
  const addresses = Array.from({ length: 255 }, (_, i) => address(`10.1.0.${i}`));
  const advert = decoded(encodeAdvert({ ...v3, addresses }, via(A4, GROUP4)), received(via(A4, GROUP4)));
  assert.equal(advert.count, 255);
  assert.equal(advert.addressBytes.length, 1020);
  assert.equal(advert.checksum, 'ok');
});

test('a decoded advert keeps its bytes when the receive buffer is used again', () => {
  const buffer = hex(VECTORS[0]!.pdu);
  const advert = decoded(buffer, received(VECTORS[0]!.on));
  buffer.fill(0);
  assert.equal(toHex(advert.addressBytes), '0a6300320a630033');
  assert.equal(toHex(advert.authData), '6162636465666768');
});

test('a buffer too small to encode into is a mistake of the program', () => {
  assert.throws(() => encodeAdvert(v3, via(A4, GROUP4), soiled(15)), RangeError);
});

test('random bytes are a value or a reason', () => {
  let values = 0;
  for (const bytes of randomBytes(112, 20_000, 64)) {
    if (bytes.length > 3 && (bytes[0]! & 1) === 0) bytes[0] = 0x31; // or hardly any gets past the version
    if (bytes.length >= 8 && bytes[0] === 0x31) bytes[3] = (bytes.length - 8) >> 2;
    const result = decodeAdvert(bytes, received(via(A4, GROUP4)));
    if (result.ok) values++;
    else assert.match(result.error.code, /^(truncated|length-mismatch|version-unknown)$/);
  }
  assert.ok(values > 100, `${values} of the random adverts decoded`);
});
