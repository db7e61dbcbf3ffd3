import assert from 'node:assert/strict';
import { test } from 'node:test';
import { APPLY_REAL_SERVER } from '../../../src/config/build/lvs/real-server.js';
import { APPLY_SSL } from '../../../src/config/build/lvs/ssl.js';
import { APPLY_VIRTUAL_SERVER } from '../../../src/config/build/lvs/virtual-server.js';
import { REAL_SERVER } from '../../../src/config/keywords/real-server.js';
import { SSL } from '../../../src/config/keywords/ssl.js';
import { VIRTUAL_SERVER } from '../../../src/config/keywords/virtual-server.js';

test('every keyword keepalived has for load balancing is known and does something', () => {
  const blocks = [
    { table: SSL, apply: APPLY_SSL, size: 4 },
    { table: VIRTUAL_SERVER, apply: APPLY_VIRTUAL_SERVER, size: 39 },
    { table: REAL_SERVER, apply: APPLY_REAL_SERVER, size: 16 + 10 },
  ];
  for (const { table, apply, size } of blocks) {
    assert.equal(table.rows.size, size, table.block);
    assert.deepEqual(Object.keys(apply).sort(), [...table.rows.keys()].sort());
  }
});
