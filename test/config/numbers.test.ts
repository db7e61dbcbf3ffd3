import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseInteger, parseSeconds } from '../../src/config/numbers.js';

test('a word without a number is 0, where 0 is in range', () => {
  for (const text of ['', ' ', '\t ']) {
    assert.deepEqual(parseInteger(text, [0, 5]), { ok: true, value: 0 });
    assert.deepEqual(parseInteger(text, [-5, 5]), { ok: true, value: 0 });
    assert.deepEqual(parseInteger(text, [1, 5]), { ok: false, error: { kind: 'range' } });
  }
  for (const text of ['', ' ', '.', '+', '+.']) {
    assert.deepEqual(parseSeconds(text, [0, 5]), { ok: true, value: 0 });
    assert.deepEqual(parseSeconds(text, [0.000001, 5]), { ok: false, error: { kind: 'range' } });
  }
});

test('signs and points alone are no whole numbers', () => {
  for (const text of ['+', '-', '.', 'x', '+ 5']) {
    assert.deepEqual(parseInteger(text, [0, 5]), { ok: false, error: { kind: 'junk' } });
  }
});
