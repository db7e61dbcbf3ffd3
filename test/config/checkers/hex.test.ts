import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseHex } from '../../../src/config/build/lvs/check/hex.js';

function read(text: string, wild = false): string | undefined {
  const found = parseHex(text, wild);
  if (found === undefined) return undefined;
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  return `${hex(found.bytes)} ${hex(found.mask)}${found.isPadded ? ' padded' : ''}`;
}

test('hexadecimal digits become bytes', () => {
  assert.equal(read('0102'), '0102 ffff');
  assert.equal(read('01 02\t0aFF'), '01020aff ffffffff');
  assert.equal(read(' 01 '), '01 ff');
  assert.equal(read('0 102'), '001002 ffffff padded');
  assert.equal(read('010'), '0100 ffff padded');
  assert.equal(read(''), undefined);
  assert.equal(read(' '), undefined);
  assert.equal(read('0g'), undefined);
  assert.equal(read('0x01'), undefined);
});

test('an x is a digit of which no bit counts', () => {
  assert.equal(read('x1', true), '01 0f');
  assert.equal(read('1X', true), '10 f0');
  assert.equal(read('xx', true), '00 00');
  assert.equal(read('x', true), '00 f0 padded');
});

test('bytes written in hexadecimal are read back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), bytes => {
      const found = parseHex(Buffer.from(bytes).toString('hex'), true);
      assert.deepEqual(found?.bytes, bytes);
      assert.ok(found?.mask.every(one => one === 0xff));
    }),
  );
});
