import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeFile } from '../../src/health/file.js';

// [weight, reverse, number in the file, what is added or down]
const ROWS: readonly (readonly [number, boolean, number, number | 'down'])[] = [
  [2, false, 3, 6],
  [2, false, -7, -14],
  [-1, true, 3, 3],
  [-1, true, -7, -7],
  [-1, true, 0, 0],
  [0, false, 0, 0],
  [0, false, 5, 'down'],
  [0, true, 0, 'down'],
  [0, true, 5, 0],
  [2_147_483_647, false, -2, 'down'],
  [1, false, -2_147_483_648, 'down'],
  [1, false, -2_147_483_647, -2_147_483_647],
  [2_147_483_647, false, 2, 2_147_483_647],
];

for (const [weight, reverse, value, expected] of ROWS) {
  test(`weight ${weight}${reverse ? ' reverse' : ''} and ${value} in the file: ${expected}`, () => {
    const verdict = judgeFile({ weight, reverse }, value);
    assert.equal(verdict.up ? verdict.weight : 'down', expected);
  });
}
