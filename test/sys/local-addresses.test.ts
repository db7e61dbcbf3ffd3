import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localAddresses } from '../../src/sys/local-addresses.js';

test('loopback has its address, with the length of its network', () => {
  const loopback = localAddresses().filter(({ device }) => device === 'lo');
  assert.ok(loopback.some(({ address, prefixLength }) => address === '127.0.0.1' && prefixLength === 8));
});
