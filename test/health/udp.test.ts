import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UdpReply } from '../../src/health/settings.js';
import { judgeUdpReply, judgeUdpSilence } from '../../src/health/udp.js';

/** `x` digits are not compared. */
function reply(digits: string, minLength = 0, maxLength = 255): UdpReply {
  return {
    bytes: Buffer.from(digits.replaceAll('x', '0'), 'hex'),
    mask: Buffer.from(
      digits.replace(/./g, digit => (digit === 'x' ? '0' : 'f')),
      'hex',
    ),
    minLength,
    maxLength,
  };
}

// What keepalived made of each reply; `none`: nothing came.
const ROWS: readonly (readonly [string, UdpReply | undefined, string, boolean])[] = [
  ['no reply is required', undefined, 'none', true],
  ['no reply is required, one comes', undefined, '00', true],
  ['any reply', reply(''), 'none', false],
  ['any reply, whatever its length', reply('', 4), '00', true],
  ['the very bytes', reply('010203'), '010203', true],
  ['a shorter reply', reply('010203'), '0102', true],
  ['a longer reply', reply('010203'), '0102030405', true],
  ['an empty reply', reply('010203'), '', true],
  ['other bytes', reply('010203'), '010204', false],
  ['too short', reply('010203', 4), '010203', false],
  ['too long', reply('0102', 0, 3), '01020304', false],
  ['longer than the usual maximum', reply('0102'), '0102'.padEnd(800, '0'), false],
  ['a byte that is not compared', reply('01xx03'), '01ff03', true],
  ['a digit that is not compared', reply('x1'), 'f1', true],
  ['a digit that is compared', reply('x1'), 'f2', false],
];

for (const [says, wanted, came, expected] of ROWS) {
  test(`${says}: ${expected ? 'up' : 'down'}`, () => {
    const outcome = came === 'none' ? judgeUdpSilence(wanted) : judgeUdpReply(wanted, Buffer.from(came, 'hex'));
    assert.equal(outcome.ok, expected);
  });
}

test('the reason names the byte', () => {
  const outcome = judgeUdpReply(reply('010203'), Buffer.from('010a03', 'hex'));
  assert.equal(outcome.ok ? '' : outcome.fault.detail, 'byte 1 of the reply is 0a, not 02');
});
