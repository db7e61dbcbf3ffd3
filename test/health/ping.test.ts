import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeEchoRequest, judgeEchoReply, nextSequence } from '../../src/health/ping.js';
import { addToSum, finishSum } from '../../src/wire/checksum.js';
import { seededRandom } from '../support/random.js';

const TEXT = 'keepalived check - '.repeat(7).slice(0, 128);

test('an IPv4 echo request: type, checksum, id, sequence, and 128 bytes of text', () => {
  const message = encodeEchoRequest(4, 0x1234, 1);
  assert.equal(Buffer.from(message.subarray(0, 2)).toString('hex'), '0800');
  assert.equal(Buffer.from(message.subarray(4, 8)).toString('hex'), '12340001');
  assert.equal(Buffer.from(message.subarray(8)).toString('latin1'), TEXT);
  assert.equal(finishSum(addToSum(0, message)), 0);
});

test('an IPv6 echo request leaves the checksum to the kernel', () => {
  const message = encodeEchoRequest(6, 0, 2);
  assert.equal(Buffer.from(message.subarray(0, 8)).toString('hex'), '8000000000000002');
  assert.equal(message.length, 136);
});

test('the reply to this request is good; anything else is ignored', () => {
  for (const [family, type] of [
    [4, 0],
    [6, 129],
  ] as const) {
    const reply = encodeEchoRequest(family, 0x1234, 7);
    reply[0] = type;
    assert.equal(judgeEchoReply(family, 7, reply)?.ok, true);
    assert.equal(judgeEchoReply(family, 8, reply), undefined, 'a reply that comes too late');
    assert.equal(judgeEchoReply(family, 7, encodeEchoRequest(family, 0x1234, 7)), undefined, 'a request');
    for (let length = 0; length < 8; length++) {
      assert.equal(judgeEchoReply(family, 7, reply.subarray(0, length)), undefined);
    }
    reply[1] = 1;
    assert.equal(judgeEchoReply(family, 7, reply), undefined, 'another code');
  }
  const random = seededRandom(9);
  for (let i = 0; i < 200; i++) {
    const noise = Uint8Array.from({ length: 16 }, () => 1 + Math.floor(random() * 100));
    assert.equal(judgeEchoReply(4, 7, noise), undefined);
  }
});

test('the sequence counts up from 1 in 16 bits', () => {
  assert.equal(nextSequence(0), 1);
  assert.equal(nextSequence(1), 2);
  assert.equal(nextSequence(65_535), 0);
});
