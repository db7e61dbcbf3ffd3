import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LvsEvent } from '../../src/ipvs/pool/effect.js';
import { lvsFifoLine } from '../../src/notify/lvs-fifo.js';

const told = { virtualServer: 0, isFarewell: false, isNotified: true };

const ROWS: readonly (readonly [LvsEvent, string])[] = [
  [{ kind: 'quorum', virtualServerName: '[10.77.0.1]:tcp:80', up: true, ...told }, 'VS [10.77.0.1]:tcp:80 UP\n\0'],
  [{ kind: 'quorum', virtualServerName: 'FWM 7', up: false, ...told }, 'VS FWM 7 DOWN\n\0'],
  [
    {
      kind: 'real-server',
      realServer: 0,
      realServerName: '[fd77:1::1]:tcp:8080',
      virtualServerName: '[fd77::1]:tcp:80',
      up: false,
      ...told,
    },
    'RS [fd77:1::1]:tcp:8080 [fd77::1]:tcp:80 DOWN\n\0',
  ],
];

for (const [event, line] of ROWS) {
  test(`the record ${JSON.stringify(line)}, with the NUL that 2.4 writes`, () => {
    assert.equal(lvsFifoLine(event), line);
  });
}
