import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printable, readable } from '../../src/config/printable.js';

const latin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

test('a line of UTF-8 is shown as it was written', () => {
  assert.equal(readable(latin1('router_id Zürich 東京')), 'router_id Zürich 東京');
});

test('a line that was cut inside a character loses only that one', () => {
  assert.equal(readable(latin1('aé').slice(0, -1)), 'a');
  assert.equal(readable(latin1('東京').slice(0, -2)), '東');
  assert.equal(readable(latin1('é😀').slice(0, -1)), 'é');
});

test('bytes that are no UTF-8 become question marks, one for each', () => {
  assert.equal(readable('M\xfcnchen x'), 'M?nchen x');
});

test('nothing that steers a terminal or turns its text around gets through, and columns stay', () => {
  assert.equal(printable('a\x1b[31m\x07\x7f\tb'), 'a?[31m??\tb');
  const hostile = latin1('a\u0085\u202eb\u200b');
  assert.doesNotMatch(readable(hostile), /[\x00-\x08\x0a-\x1f\x7f-\x9f\u200b-\u202e]/);
  assert.equal(Buffer.byteLength(readable(hostile)), hostile.length);
});
