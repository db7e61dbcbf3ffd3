import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAttributes, writeAttribute } from '../../../src/wire/netlink/attribute.js';
import { readHost32 } from '../../../src/wire/netlink/host-order.js';
import {
  askForAck,
  decodeMessages,
  decodeVerdict,
  encodeRequest,
  MessageFlag,
  MessageType,
  setSequence,
  textOf,
  zeroTerminated,
} from '../../../src/wire/netlink/message.js';
import { hex, randomBytes, soiled, toHex, truncations } from '../hex.js';

test('a request carries header, fixed part and padded attributes, and takes its sequence later', () => {
  const message = encodeRequest(20, MessageFlag.create, Uint8Array.of(2, 24, 0, 0, 3, 0, 0, 0), [
    { type: 3, value: zeroTerminated('d0') },
    { type: 2, value: Uint8Array.of(10, 0, 0, 1) },
  ]);
  setSequence(message, 0x6b0175a4);
  askForAck(message);
  assert.equal(
    toHex(message),
    toHex(hex('28000000 1400 0504 a475016b 00000000  02180000 03000000  0700 0300 64300000  0800 0200 0a000001')),
  );
});

test('one datagram gives all its messages, and a dump ends with DONE', () => {
  const datagram = hex(`
    14000000 1400 0200 01000000 3c2b0000 aabbccdd
    13000000 1400 0200 01000000 3c2b0000 aabbcc 00
    14000000 0300 0200 01000000 3c2b0000 00000000`);
  const messages = decodeMessages(datagram);
  assert.deepEqual(
    messages.map(m => [m.type, m.flags, m.sequence, m.port, toHex(m.payload)]),
    [
      [20, 2, 1, 0x2b3c, 'aabbccdd'],
      [20, 2, 1, 0x2b3c, 'aabbcc'],
      [MessageType.done, 2, 1, 0x2b3c, '00000000'],
    ],
  );
});

test('a datagram cut anywhere gives the whole messages before the cut', () => {
  const datagram = hex('14000000 1400 0200 01000000 00000000 aabbccdd 14000000 0300 0200 01000000 00000000 00000000');
  for (const part of truncations(datagram)) {
    assert.equal(decodeMessages(part).length, part.length < 20 ? 0 : 1);
  }
});

test('a length below the header ends the list instead of looping', () => {
  assert.deepEqual(decodeMessages(hex('00000000 1400 0200 01000000 00000000')), []);
  assert.deepEqual(decodeMessages(hex('0f000000 1400 0200 01000000 00000000')), []);
});

test('an acknowledgement has errno 0, a refusal its errno', () => {
  const [ack] = decodeMessages(hex('24000000 0200 0001 05000000 00000000 00000000 20000000140005000500000000000000'));
  assert.deepEqual(decodeVerdict(ack!), { errno: 0 });
  const [refusal] = decodeMessages(
    hex('24000000 0200 0001 05000000 00000000 edffffff 20000000140005000500000000000000'),
  );
  assert.deepEqual(decodeVerdict(refusal!), { errno: 19 });
});

test('the words of the kernel are read behind a capped request and behind a whole one', () => {
  const quoted = '14000000140005000500000000000000';
  const words = '0c000100 4e6f7065 2e000000';
  const [capped] = decodeMessages(hex(`30000000 0200 0003 05000000 00000000 eaffffff ${quoted} ${words}`));
  assert.deepEqual(decodeVerdict(capped!), { errno: 22, reason: 'Nope.' });
  const [whole] = decodeMessages(hex(`34000000 0200 0002 05000000 00000000 eaffffff ${quoted} 01020304 ${words}`));
  assert.deepEqual(decodeVerdict(whole!), { errno: 22, reason: 'Nope.' });
});

test('a verdict without a number counts as none', () => {
  assert.deepEqual(decodeVerdict({ type: 3, flags: 2, sequence: 1, port: 0, payload: new Uint8Array(0) }), {
    errno: 0,
  });
});

test('attributes are written over whatever the buffer held, padding included', () => {
  const out = soiled(20);
  let at = writeAttribute(out, 0, { type: 3, value: Uint8Array.of(1, 2, 3, 4, 5) });
  at = writeAttribute(out, at, { type: 1, value: Uint8Array.of(9) });
  assert.equal(at, 20);
  assert.equal(toHex(out), toHex(hex('0900 0300 0102030405 000000  0500 0100 09 000000')));
  assert.deepEqual(
    [...readAttributes(out)],
    [
      [3, Uint8Array.of(1, 2, 3, 4, 5)],
      [1, Uint8Array.of(9)],
    ],
  );
});

test('the flag bits of an attribute type are not part of its number', () => {
  assert.deepEqual([...readAttributes(hex('0400 3e80 0500 4140 01 000000')).keys()], [0x3e, 0x141 & 0xff]);
});

test('attributes cut short are left out and never loop', () => {
  const whole = hex('0800 0100 01020304 0800 0200 05060708');
  for (const part of truncations(whole)) assert.ok(readAttributes(part).size <= 1);
  assert.equal(readAttributes(hex('0000 0100 01020304')).size, 0);
});

test('text ends at its zero and survives bytes that are no text', () => {
  assert.equal(textOf(zeroTerminated('eth0')), 'eth0');
  assert.equal(textOf(Uint8Array.of(0x65, 0xff, 0, 0x66)), 'e\ufffd');
});

test('random datagrams are read without a throw, views staying inside', () => {
  for (const bytes of randomBytes(3549, 5_000, 200)) {
    if (bytes.length > 4) bytes.fill(0, 1, 4); // or every length is too long
    for (const message of decodeMessages(bytes)) {
      assert.ok(message.payload.length <= bytes.length - 16);
      decodeVerdict({ ...message, type: MessageType.error, flags: 0x300 });
      decodeVerdict({ ...message, type: MessageType.error, flags: 0x200 });
      readAttributes(message.payload);
    }
  }
  assert.equal(readHost32(hex('01000000'), 0), 1);
});
