import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeLink, LinkFlag, MacvlanMode } from '../../../src/wire/netlink/link.js';
import {
  encodeDeleteLink,
  encodeLinkGroup,
  encodeLinkUp,
  encodeNewLink,
  encodeNoAutomaticAddress,
} from '../../../src/wire/netlink/link-request.js';
import { askForAck, decodeMessages } from '../../../src/wire/netlink/message.js';
import { hex, toHex } from '../hex.js';

function encoded(message: Uint8Array): string {
  askForAck(message);
  return toHex(message);
}

const vector = (text: string) => toHex(hex(text));

test('a private macvlan is asked for as ip link add link eth0 name vrrp.51 address … type macvlan mode private', () => {
  const message = encodeNewLink({
    name: 'vrrp.51',
    lowerIndex: 2,
    group: 0,
    device: { kind: 'macvlan', mac: Uint8Array.of(0, 0, 0x5e, 0, 1, 0x33) },
  });
  assert.equal(
    encoded(message),
    vector(`5c000000 1000 0506 00000000 00000000  00000000 00000000 00000000 00000000
      1c00 1200  0c00 0100 6d6163766c616e00  0c00 0200 0800 0100 01000000
      0800 0500 02000000  0c00 0300 767272702e353100  0a00 0100 00005e000133 0000`),
  );
});

test('a link is made in a group and in a VRF', () => {
  const device = { kind: 'macvlan', mac: Uint8Array.of(2, 0xaa, 0xbb, 0xcc, 0xdd, 0x33) } as const;
  const message = encodeNewLink({ name: 'v', lowerIndex: 7, group: 9, masterIndex: 5, device });
  const [request] = decodeMessages(message);
  const link = decodeLink(request!.payload);
  assert.ok(link.ok);
  assert.deepEqual(link.value, {
    index: 0,
    name: 'v',
    hardwareType: 0,
    flags: 0,
    mac: device.mac,
    kind: 'macvlan',
    lowerIndex: 7,
    masterIndex: 5,
    macvlanMode: MacvlanMode.private,
    group: 9,
  });
});

for (const [mode, flags] of [
  ['bridge', '0000'],
  ['private', '0100'],
  ['vepa', '0200'],
] as const) {
  test(`an ipvlan of layer 2 in mode ${mode} carries its flags and no MAC`, () => {
    const message = encodeNewLink({ name: 'ipv1', lowerIndex: 2, group: 0, device: { kind: 'ipvlan', mode } });
    assert.equal(
      encoded(message),
      vector(`58000000 1000 0506 00000000 00000000  00000000 00000000 00000000 00000000
        2400 1200  0b00 0100 6970766c616e00 00  1400 0200 0600 0100 0000 0000 0600 0200 ${flags} 0000
        0800 0500 02000000  0900 0300 6970763100 000000`),
    );
  });
}

test('what is set of a link that exists names it by its index', () => {
  assert.equal(
    encoded(encodeNoAutomaticAddress(4)),
    vector(`30000000 1000 0500 00000000 00000000  00000000 04000000 00000000 00000000
      1000 1a00 0c00 0a00 0500 0800 01 000000`),
  );
  assert.equal(
    encoded(encodeLinkUp(4)),
    vector('20000000 1000 0500 00000000 00000000  00000000 04000000 01000000 01000000'),
  );
  assert.equal(
    encoded(encodeLinkGroup(4, 9)),
    vector('28000000 1000 0500 00000000 00000000  00000000 04000000 00000000 00000000  0800 1b00 09000000'),
  );
  assert.equal(
    encoded(encodeDeleteLink(4)),
    vector('20000000 1100 0500 00000000 00000000  00000000 04000000 00000000 00000000'),
  );
  assert.equal(LinkFlag.up, 1);
});
