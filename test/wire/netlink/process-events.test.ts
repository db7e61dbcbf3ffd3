import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeProcessEvent, encodeListen } from '../../../src/wire/netlink/process-events.js';
import { hex } from '../hex.js';

// Captured on x86-64, Linux 6.18.
const event = (what: string, data: string) =>
  hex(
    `4c000000030000000000000000000000 0100000001000000010000000000000028000000 ${what} 01000000 38378843ae0f0000 ${data}`,
  );

test('the request to listen is the one libc headers make', () => {
  assert.deepEqual(
    encodeListen(),
    hex('28000000030000000000000000000000 0100000001000000000000000000000004000000 01000000'),
  );
});

for (const [title, packet, expected] of [
  ['a fork', event('01000000', '9b7c00009b7c0000ee7c0000ee7c0000'), { kind: 'fork', pid: 0x7cee, parent: 0x7c9b }],
  ['a new thread', event('01000000', '9b7c00009b7c0000ef7c0000ee7c0000'), undefined],
  ['an exec', event('02000000', 'ee7c0000ee7c00000000000000000000'), { kind: 'changed', pid: 0x7cee }],
  ['a new name', event('00020000', 'ee7c0000ee7c00006e67696e78000000'), { kind: 'changed', pid: 0x7cee }],
  ['a thread with a new name', event('00020000', 'ef7c0000ee7c00006e67696e78000000'), undefined],
  ['an exit', event('00000080', 'ee7c0000ee7c00000000000011000000'), { kind: 'exit', pid: 0x7cee }],
  ['the end of a thread', event('00000080', 'ef7c0000ee7c00000000000011000000'), undefined],
  ['another user', event('04000000', 'ee7c0000ee7c00000000000000000000'), undefined],
  ['the answer to the request', event('00000000', '00000000000000000000000000000000'), undefined],
] as const) {
  test(`${title} is ${expected === undefined ? 'left out' : expected.kind}`, () =>
    assert.deepEqual(decodeProcessEvent(packet), expected));
}

test('no truncation and no bytes at all make it throw', () => {
  const whole = event('01000000', '9b7c00009b7c0000ee7c0000ee7c0000');
  for (let length = 0; length < whole.length; length++) {
    assert.equal(decodeProcessEvent(whole.subarray(0, length)), undefined);
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 120 }), random => void decodeProcessEvent(random)));
});
