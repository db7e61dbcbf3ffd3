import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../../src/base/address.js';
import { askForAck, decodeMessages, setSequence } from '../../../src/wire/netlink/message.js';
import {
  AddressFlag,
  type AddressRequest,
  decodeAddress,
  decodeLink,
  encodeAddressDump,
  encodeAddressRequest,
  encodeLinkDump,
  LinkFlag,
  PROTOCOL_KEEPALIVED,
} from '../../../src/wire/netlink/rtnetlink.js';
import { hex, randomBytes, toHex, truncations } from '../hex.js';

const SEQUENCE = 0x6b0175a4;

function encoded(deed: 'add' | 'remove', request: AddressRequest): string {
  const message = encodeAddressRequest(deed, request);
  setSequence(message, SEQUENCE);
  askForAck(message);
  return toHex(message);
}

function vector(text: string): string {
  return toHex(hex(text));
}

test('an IPv6 address is added as ip(8) does it: ip addr add fd99::60/64 nodad preferred_lft 0', () => {
  const request: AddressRequest = {
    ifindex: 3,
    address: address('fd99::60'),
    prefixLength: 64,
    scope: 0,
    flags: AddressFlag.noDad,
    preferredLifetime: 0,
  };
  assert.equal(
    encoded('add', request),
    vector(`54000000 1400 0506 a475016b 00000000  0a400200 03000000
      1400 0200 fd990000000000000000000000000060  1400 0100 fd990000000000000000000000000060
      1400 0600 00000000 ffffffff 00000000 00000000`),
  );
});

test('an IPv6 address is removed as ip(8) does it: ip addr del fd99::60/64', () => {
  const request: AddressRequest = {
    ifindex: 3,
    address: address('fd99::60'),
    prefixLength: 64,
    scope: 0,
    flags: 0,
    preferredLifetime: 0,
    protocol: PROTOCOL_KEEPALIVED,
  };
  assert.equal(
    encoded('remove', request),
    vector(`40000000 1500 0500 a475016b 00000000  0a400000 03000000
      1400 0200 fd990000000000000000000000000060  1400 0100 fd990000000000000000000000000060`),
  );
});

test('a peer stands in IFA_ADDRESS: ip addr add 10.0.0.1 peer 10.0.0.2', () => {
  const request: AddressRequest = {
    ifindex: 3,
    address: address('10.0.0.1'),
    peer: address('10.0.0.2'),
    prefixLength: 32,
    scope: 0,
    flags: 0,
  };
  assert.equal(
    encoded('add', request),
    vector(`28000000 1400 0506 a475016b 00000000  02200000 03000000  0800 0200 0a000001  0800 0100 0a000002`),
  );
});

test('label, broadcast, wide flags and protocol are attributes; a removal names none of them', () => {
  const request: AddressRequest = {
    ifindex: 3,
    address: address('10.99.0.50'),
    prefixLength: 24,
    scope: 253,
    flags: AddressFlag.noPrefixRoute | AddressFlag.noDad,
    broadcast: address('10.99.0.255'),
    label: 'd0:1',
    protocol: PROTOCOL_KEEPALIVED,
  };
  const fixed = '021802fd 03000000';
  const ends = '0800 0200 0a630032  0800 0100 0a630032';
  assert.equal(
    encoded('add', request),
    vector(`4c000000 1400 0506 a475016b 00000000 ${fixed} ${ends}
      0900 0300 64303a3100 000000  0800 0400 0a6300ff  0800 0800 02020000  0500 0b00 12 000000`),
  );
  assert.equal(encoded('remove', request), vector(`28000000 1500 0500 a475016b 00000000 ${fixed} ${ends}`));
});

test('replacing asks for NLM_F_REPLACE instead of NLM_F_EXCL', () => {
  const request = { ifindex: 3, address: address('10.0.0.1'), prefixLength: 32, scope: 0, flags: 0 };
  const [message] = decodeMessages(encodeAddressRequest('add', request, true));
  assert.equal(message?.flags, 0x501);
});

test('dumps ask for the whole table', () => {
  assert.equal(toHex(encodeLinkDump()), vector(`20000000 1200 0103 00000000 00000000 ${'00'.repeat(16)}`));
  assert.equal(toHex(encodeAddressDump()), vector('18000000 1600 0103 00000000 00000000 00000000 00000000'));
  assert.equal(toHex(encodeAddressDump(6)), vector('18000000 1600 0103 00000000 00000000 0a000000 00000000'));
});

/** Captured from the kernel, as answers to `ip addr show dev d0`. */
const ADDRESSES = hex(`
  4c000000 1400 2200 a575016b 3c2b0000  02208000 03000000  0800 0100 0a000002  0800 0200 0a000001
    0700 0300 64300000  0800 0800 80000000  1400 0600 ffffffff ffffffff 20470200 20470200
  50000000 1400 2200 a575016b 3c2b0000  0a40c0fd 03000000  1400 0100 fe800000000000000000 00fffe000001
    1400 0600 ffffffff ffffffff 1a470200 1a470200  0800 0800 c0000000  0500 0b00 03 000000`);

test('addresses are read as the kernel reports them', () => {
  const found = decodeMessages(ADDRESSES).map(message => decodeAddress(message.payload));
  assert.deepEqual(found, [
    {
      ok: true,
      value: {
        ifindex: 3,
        address: address('10.0.0.1'),
        peer: address('10.0.0.2'),
        prefixLength: 32,
        flags: AddressFlag.permanent,
        scope: 0,
        label: 'd0',
      },
    },
    {
      ok: true,
      value: {
        ifindex: 3,
        address: address('fe80::ff:fe00:1'),
        prefixLength: 64,
        flags: AddressFlag.permanent | AddressFlag.tentative,
        scope: 253,
        protocol: 3,
      },
    },
  ]);
});

/** Captured likewise: a veth, with the attributes left out that nobody reads here. */
const LINK = hex(`
  00000100 03000000 43100100 00000000  0700 0300 64300000  0800 0d00 e8030000  0500 1000 06 000000
  0800 0400 dc050000  0a00 0100 020000000001 0000  0a00 0200 ffffffffffff 0000  0800 0500 02000000
  1000 1200 0900 0100 7665746800 000000  0400 3e80`);

test('a link is read as the kernel reports it', () => {
  assert.deepEqual(decodeLink(LINK), {
    ok: true,
    value: {
      index: 3,
      name: 'd0',
      hardwareType: 1,
      flags: LinkFlag.up | 0x2 | LinkFlag.running | LinkFlag.multicast | 0x10000,
      mtu: 1500,
      mac: hex('020000000001'),
      kind: 'veth',
      lowerIndex: 2,
    },
  });
});

test('what is read owns its bytes', () => {
  const bytes = Uint8Array.from(LINK);
  const link = decodeLink(bytes);
  bytes.fill(0);
  assert.equal(link.ok && toHex(link.value.mac ?? hex('')), '020000000001');
});

test('a link message of another family, as of a bridge port that leaves, is not about the link', () => {
  const bytes = Uint8Array.from(LINK);
  bytes[0] = 7; // AF_BRIDGE
  const result = decodeLink(bytes);
  assert.equal(result.ok ? 'ok' : result.error.code, 'other-family');
});

test('a link message that does not tell all leaves MTU and MAC open', () => {
  assert.deepEqual(decodeLink(LINK.slice(0, 24)), {
    ok: true,
    value: { index: 3, name: 'd0', hardwareType: 1, flags: 0x11043 },
  });
});

test('a family that is not IP is a fault, and an address of the wrong size', () => {
  const code = (text: string) => {
    const result = decodeAddress(hex(text));
    return result.ok ? 'ok' : result.error.code;
  };
  assert.equal(code('1c200000 03000000 0800 0200 0a000001'), 'family-unknown');
  assert.equal(code('02200000 03000000 0700 0200 0a000000'), 'no-address');
  assert.equal(code('0a200000 03000000 0800 0200 0a000001'), 'no-address');
});

test('messages cut anywhere and random ones are a value or a reason', () => {
  for (const part of truncations(LINK)) assert.equal(typeof decodeLink(part).ok, 'boolean');
  for (const { payload } of decodeMessages(ADDRESSES)) {
    for (const part of truncations(payload)) assert.equal(typeof decodeAddress(part).ok, 'boolean');
  }
  for (const bytes of randomBytes(3, 5_000, 80)) {
    if (bytes.length > 0) bytes[0] = 2;
    for (let at = 9; at < bytes.length; at += 8) bytes[at] = 0;
    assert.equal(typeof decodeAddress(bytes).ok, 'boolean');
    assert.equal(typeof decodeLink(bytes).ok, 'boolean');
  }
});
