import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteStore, quoteBytes } from '../../src/health/byte-store.js';

test('pieces are joined, copied and dropped from the front', () => {
  const store = new ByteStore();
  const piece = Uint8Array.of(1, 2, 3);
  for (let i = 0; i < 1_000; i++) store.append(piece);
  piece.fill(9);
  assert.equal(store.length, 3_000);
  assert.deepEqual([...store.view().subarray(2_997)], [1, 2, 3]);
  store.drop(2_998);
  assert.deepEqual([...store.view()], [2, 3]);
  store.append(Uint8Array.of(4));
  assert.deepEqual([...store.view()], [2, 3, 4]);
});

test('a log line shows the beginning of an answer and no control character', () => {
  assert.equal(quoteBytes(Uint8Array.of(0x41, 0x1b, 0x0a, 0x7f, 0x9b, 0xe4)), '"A\\u001b\\n\\u007f\\u009bä"');
  assert.equal(quoteBytes(new Uint8Array(62).fill(65)), `"${'A'.repeat(60)}" and 2 more bytes`);
});
