import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../src/base/address.js';
import { ARP_REQUEST, decodeArp, encodeGratuitousArp, GRATUITOUS_ARP_LENGTH } from '../../src/wire/arp.js';
import { addToSum, finishSum } from '../../src/wire/checksum.js';
import {
  decodeEthernet,
  ETHERTYPE_ARP,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  encodeEthernetHeader,
  formatMac,
  multicastMac,
} from '../../src/wire/ethernet.js';
import { decodeIpv4, encodeIpv4Header, INTERNETWORK_CONTROL } from '../../src/wire/ipv4.js';
import { decodeIpv6, encodeIpv6Header } from '../../src/wire/ipv6.js';
import {
  ALL_NODES,
  decodeNeighbourAdvertisement,
  encodeUnsolicitedAdvertisement,
  ICMPV6_PROTOCOL,
  NEIGHBOUR_ADVERTISEMENT_LENGTH,
} from '../../src/wire/ndisc.js';
import { decodeAdvert } from '../../src/wire/vrrp.js';
import { hex, randomBytes, soiled, toHex, truncations } from './hex.js';

const MAC = hex('020000000001');

/** Captured from keepalived, like every frame in this file. */
const ARP_FRAME = hex(`ffffffffffff 020000000001 0806
  0001 0800 06 04 0001  020000000001 0a630032  ffffffffffff 0a630032`);

const ADVERT_FRAME = hex(`01005e000012 020000000001 0800
  45c0002c 00010000 ff70d02a 0a630001 e0000012
  21336402 0101d308  0a630032 0a630033  6162636465666768`);

const ADVERT6_FRAME = hex(`333300000012 020000000001 86dd
  6c0e0cee 0028 70 ff fe80000000000000000000fffe000001 ff020000000000000000000000000012
  31336402 00647033  fe800000000000000000000000000099 fd990000000000000000000000000050`);

const NA_HOST = hex(`333300000001 020000000001 86dd
  60000000 0020 3a ff fd990000000000000000000000000060 ff020000000000000000000000000001
  88 00 58ab 20000000 fd990000000000000000000000000060  02 01 020000000001`);

const NA_ROUTER = hex(`333300000001 020000000001 86dd
  60000000 0020 3a ff fe800000000000000000000000000099 ff020000000000000000000000000001
  88 00 d66a a0000000 fe800000000000000000000000000099  02 01 020000000001`);

function value<T>(result: { ok: true; value: T } | { ok: false; error: { detail: string } }): T {
  assert.ok(result.ok, result.ok ? '' : result.error.detail);
  return result.value;
}

function code(result: { ok: true } | { ok: false; error: { code: string } }): string {
  return result.ok ? 'ok' : result.error.code;
}

test('the checksum of an odd length pads with zero, and folds as often as it must', () => {
  assert.equal(finishSum(addToSum(0, hex('0001f203f4f5f6f7'))), 0x220d); // RFC 1071 3
  assert.equal(finishSum(addToSum(0, hex('0100ff'))), finishSum(addToSum(0, hex('0100ff00'))));
  assert.equal(finishSum(addToSum(0, new Uint8Array(65536).fill(0xff))), 0);
});

test('a gratuitous ARP is the 42 bytes keepalived sends, whatever the buffer held', () => {
  const out = soiled(GRATUITOUS_ARP_LENGTH);
  assert.equal(toHex(encodeGratuitousArp(MAC, address('10.99.0.50'), out)), toHex(ARP_FRAME));
  assert.equal(toHex(encodeGratuitousArp(MAC, address('10.99.0.50'))), toHex(ARP_FRAME));
});

test('a gratuitous ARP is read back, padding behind it ignored', () => {
  const frame = value(decodeEthernet(Uint8Array.from([...ARP_FRAME, ...new Uint8Array(18)])));
  assert.equal(frame.type, ETHERTYPE_ARP);
  assert.equal(formatMac(frame.destination), 'ff:ff:ff:ff:ff:ff');
  assert.deepEqual(value(decodeArp(frame.payload)), {
    operation: ARP_REQUEST,
    senderMac: MAC,
    sender: address('10.99.0.50'),
    targetMac: hex('ffffffffffff'),
    target: address('10.99.0.50'),
  });
});

test('ARP for another hardware is refused', () => {
  const infiniband = ARP_FRAME.slice(14);
  infiniband[1] = 32;
  assert.equal(code(decodeArp(infiniband)), 'not-ethernet-ipv4');
});

test('group MACs follow from group addresses', () => {
  assert.equal(toHex(multicastMac(address('224.0.0.18'))), '01005e000012');
  assert.equal(toHex(multicastMac(address('239.129.2.3'))), '01005e010203');
  assert.equal(toHex(multicastMac(address('ff02::12'))), '333300000012');
});

test("an advert's frame is built as keepalived sends it, byte for byte", () => {
  const out = soiled(ADVERT_FRAME.length);
  encodeEthernetHeader(out, multicastMac(address('224.0.0.18')), MAC, ETHERTYPE_IPV4);
  const header = {
    source: address('10.99.0.1'),
    destination: address('224.0.0.18'),
    protocol: 112,
    ttl: 255,
    identification: 1,
    payloadLength: 24,
  };
  encodeIpv4Header(header, out.subarray(14));
  assert.equal(toHex(out.subarray(0, 34)), toHex(ADVERT_FRAME.subarray(0, 34)));
  assert.equal(toHex(out.subarray(34)), 'a5'.repeat(24));
});

test("an advert's IPv4 packet is read down to the advert", () => {
  const packet = value(decodeIpv4(ADVERT_FRAME.subarray(14)));
  assert.deepEqual(
    { ...packet, payload: toHex(packet.payload) },
    {
      source: address('10.99.0.1'),
      destination: address('224.0.0.18'),
      protocol: 112,
      ttl: 255,
      tos: INTERNETWORK_CONTROL,
      identification: 1,
      payload: toHex(ADVERT_FRAME.subarray(34)),
    },
  );
  const on = { family: 4, source: packet.source, destinations: [packet.destination] } as const;
  assert.equal(value(decodeAdvert(packet.payload, on)).checksum, 'ok');
});

test('Ethernet padding does not reach the payload', () => {
  const padded = Uint8Array.from([...ADVERT_FRAME.subarray(14), 0, 0, 0, 0]);
  assert.equal(value(decodeIpv4(padded)).payload.length, 24);
});

test('IPv4 options are skipped', () => {
  const packet = hex('46c00020 00010000 ff700000 0a630001 e0000012 94040000 3133640000640000');
  const sum = finishSum(addToSum(0, packet.subarray(0, 24)));
  packet[10] = sum >> 8;
  packet[11] = sum & 0xff;
  assert.equal(toHex(value(decodeIpv4(packet)).payload), '3133640000640000');
});

test('an IPv4 packet that is not whole, not IPv4, a fragment or damaged is refused', () => {
  const packet = ADVERT_FRAME.slice(14);
  const changed = (at: number, byte: number) => {
    const other = Uint8Array.from(packet);
    other[at] = byte;
    return code(decodeIpv4(other));
  };
  assert.equal(changed(0, 0x65), 'not-ipv4');
  assert.equal(changed(0, 0x44), 'length-mismatch');
  assert.equal(changed(3, 19), 'length-mismatch');
  assert.equal(changed(3, 0x2d), 'truncated');
  assert.equal(changed(6, 0x20), 'fragment');
  assert.equal(changed(7, 0x01), 'fragment');
  assert.equal(changed(8, 0xfe), 'header-checksum');
  for (const part of truncations(packet)) assert.equal(code(decodeIpv4(part)), 'truncated');
});

test('an IPv6 header is written over whatever the buffer held and read back', () => {
  const { payload, ...fields } = value(decodeIpv6(ADVERT6_FRAME.subarray(14)));
  assert.deepEqual(fields, {
    trafficClass: 0xc0,
    flowLabel: 0xe0cee,
    nextHeader: 112,
    hopLimit: 255,
    source: address('fe80::ff:fe00:1'),
    destination: address('ff02::12'),
  });
  const on = { family: 6, source: fields.source, destinations: [fields.destination] } as const;
  assert.equal(value(decodeAdvert(payload, on)).checksum, 'ok');
  const written = encodeIpv6Header({ ...fields, payloadLength: 40 }, soiled(40));
  const expected = ADVERT6_FRAME.slice(14, 54);
  expected.set([0x6c, 0, 0, 0]); // the flow label is the kernel's
  assert.equal(toHex(written), toHex(expected));
});

test('an IPv6 packet cut short or of another version is refused', () => {
  const packet = ADVERT6_FRAME.slice(14);
  for (const part of truncations(packet)) assert.equal(code(decodeIpv6(part)), 'truncated');
  packet[0] = 0x45;
  assert.equal(code(decodeIpv6(packet)), 'not-ipv6');
});

test('an unsolicited neighbour advertisement is what keepalived sends, from a host and from a router', () => {
  const rows = [
    [NA_HOST, 'fd99::60', false],
    [NA_ROUTER, 'fe80::99', true],
  ] as const;
  for (const [frame, target, router] of rows) {
    const out = soiled(NEIGHBOUR_ADVERTISEMENT_LENGTH);
    assert.equal(toHex(encodeUnsolicitedAdvertisement(MAC, address(target), router, out)), toHex(frame));

    const ethernet = value(decodeEthernet(frame));
    assert.equal(ethernet.type, ETHERTYPE_IPV6);
    const packet = value(decodeIpv6(ethernet.payload));
    assert.equal(packet.nextHeader, ICMPV6_PROTOCOL);
    const said = value(decodeNeighbourAdvertisement(packet.payload, packet.source, packet.destination));
    assert.deepEqual(said, { target: address(target), router, solicited: false, override: true, mac: MAC });
  }
});

test('a damaged neighbour advertisement is refused', () => {
  const target = address('fd99::60');
  const message = NA_HOST.slice(54);
  for (const part of truncations(message))
    assert.notEqual(code(decodeNeighbourAdvertisement(part, target, ALL_NODES)), 'ok');
  const changed = (at: number, byte: number, patchesChecksum = false) => {
    const other = Uint8Array.from(message);
    const sum = ((other[2]! << 8) | other[3]!) + other[at]! * (at % 2 ? 1 : 256) - byte * (at % 2 ? 1 : 256);
    other[at] = byte;
    if (patchesChecksum) {
      other[2] = sum >> 8;
      other[3] = sum & 0xff;
    }
    return code(decodeNeighbourAdvertisement(other, target, ALL_NODES));
  };
  assert.equal(changed(0, 135), 'not-advertisement');
  assert.equal(changed(31, 2), 'checksum-mismatch');
  assert.equal(changed(25, 0, true), 'bad-option');
  assert.equal(changed(25, 2, true), 'bad-option');
});

test('random bytes are a value or a reason in every decoder', () => {
  for (const bytes of randomBytes(826, 5_000, 120)) {
    decodeEthernet(bytes);
    decodeArp(bytes);
    if (bytes.length > 0) bytes[0] = 0x45;
    decodeIpv4(bytes);
    if (bytes.length > 0) bytes[0] = 0x60;
    decodeIpv6(bytes);
    if (bytes.length > 1) bytes.set([136, 0]);
    const result = decodeNeighbourAdvertisement(bytes, address('fe80::1'), ALL_NODES);
    if (!result.ok) assert.notEqual(result.error.detail, '');
  }
});
