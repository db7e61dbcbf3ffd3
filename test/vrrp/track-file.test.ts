import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseTrackedNumber } from '../../src/vrrp/track-file.js';

const NUMBERS: readonly (readonly [text: string, value: number])[] = [
  ['', 0],
  ['\n', 0],
  ['5\n', 5],
  ['8\n9\n', 8],
  ['  7 abc', 7],
  ['\t\n 12', 12],
  ['5abc', 5],
  ['junk', 0],
  ['- 5', 0],
  ['--5', 0],
  ['-1', -1],
  ['+6', 6],
  ['-0', 0],
  ['0x10', 16],
  ['0X1F', 31],
  ['-0x10', -16],
  ['0x', 0],
  ['0xg', 0],
  ['010', 8],
  ['08', 0],
  ['0179', 15],
  ['2147483647', 2_147_483_647],
  ['-2147483648', -2_147_483_648],
  ['1.9', 1],
  ['1e3', 1],
];

for (const [text, value] of NUMBERS) {
  test(`${JSON.stringify(text)} is ${value}`, () => assert.deepEqual(parseTrackedNumber(text), { ok: true, value }));
}

for (const text of ['2147483648', '-2147483649', '99999999999', '0xffffffffffffffffffffffff', '9'.repeat(120)]) {
  test(`${text.slice(0, 30)} is beyond an int`, () =>
    assert.deepEqual(parseTrackedNumber(` ${text}\n`), { ok: false, error: text }));
}

test('every int is read back, in any of the three notations', () => {
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom('', ' ', '\n'), fc.string(), (value, before, tail) => {
      const sign = value < 0 ? '-' : '';
      const size = Math.abs(value);
      const behind = `\n${tail}`;
      const texts = [`${size}`, `0x${size.toString(16)}`, `0${size.toString(8)}`];
      for (const text of texts) {
        assert.deepEqual(parseTrackedNumber(before + sign + text + behind), { ok: true, value });
      }
    }),
  );
});

test('no text makes it throw', () => {
  fc.assert(fc.property(fc.string(), text => void parseTrackedNumber(text)));
});
