import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeLacking, lackingIn } from '../../src/sys/capabilities.js';

const status = (effective: string) => `Name:\tnode\nCapPrm:\t000001ffffffffff\nCapEff:\t${effective}\nCapBnd:\t0\n`;

test('root lacks nothing', () => {
  assert.deepEqual(lackingIn(status('000001ffffffffff')), []);
});

test('what is missing from the effective set is named', () => {
  const names = (effective: string) => lackingIn(status(effective)).map(({ name }) => name);
  assert.deepEqual(names('0000000000000000'), ['CAP_NET_ADMIN', 'CAP_NET_RAW']);
  assert.deepEqual(names('0000000000001000'), ['CAP_NET_RAW']);
  assert.deepEqual(names('0000000000002000'), ['CAP_NET_ADMIN']);
  assert.deepEqual(names('0000000000003000'), []);
});

test('a status without the line counts as lacking all', () => {
  assert.equal(lackingIn('').length, 2);
});

test('the sentence says what for, and how to grant it', () => {
  assert.equal(
    describeLacking(lackingIn(status('0000000000000000'))),
    'CAP_NET_ADMIN and CAP_NET_RAW are missing, needed to add and remove addresses and to send and receive adverts and ' +
      'gratuitous ARP: start as root, or in a systemd unit set AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW, or in a ' +
      'container --cap-add NET_ADMIN --cap-add NET_RAW',
  );
  assert.match(describeLacking(lackingIn(status('0000000000001000'))), /^CAP_NET_RAW is missing, needed to send/);
});
