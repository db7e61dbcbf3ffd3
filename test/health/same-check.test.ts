import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../src/base/address.js';
import { seconds } from '../../src/base/duration.js';
import { isSameCheck } from '../../src/health/same-check.js';
import { dnsCheck, httpCheck, miscCheck, TARGET, tcpCheck } from '../support/check-run.js';

test('how often and how patiently a check asks does not make another check of it', () => {
  assert.equal(isSameCheck(tcpCheck(), tcpCheck({ interval: 1, retries: 9, alpha: true })), true);
  const hasty = { ...tcpCheck(), target: { ...TARGET, timeout: seconds(1) } };
  assert.equal(isSameCheck(tcpCheck(), hasty), true);
  assert.equal(isSameCheck(miscCheck(), { ...miscCheck(), timeout: seconds(1) }), true);
});

test('what is asked, and of whom, does', () => {
  const tcp = tcpCheck();
  assert.equal(isSameCheck(tcp, { ...tcp, target: { ...TARGET, address: address('10.77.1.2') } }), false);
  assert.equal(isSameCheck(tcp, { ...tcp, target: { ...TARGET, port: 1 } }), false);
  assert.equal(isSameCheck(tcp, { ...tcp, target: { ...TARGET, mark: 1 } }), false);
  assert.equal(isSameCheck(tcp, { kind: 'ping', schedule: tcp.schedule, target: TARGET }), false);
  assert.equal(isSameCheck(httpCheck({}, '/a'), httpCheck({}, '/a', '/b')), false);
  assert.equal(isSameCheck(dnsCheck(), { ...dnsCheck(), name: 'a' }), false);
  assert.equal(isSameCheck(miscCheck(), { ...miscCheck(), command: ['/other'] }), false);
});

test('a file and a BFD session are known by their names', () => {
  const file = { kind: 'file', file: 'f', weight: 1, reverse: false } as const;
  assert.equal(isSameCheck(file, { ...file, weight: 2, reverse: true }), true);
  assert.equal(isSameCheck(file, { ...file, file: 'g' }), false);
  const bfd = { kind: 'bfd', session: 's', alpha: false } as const;
  assert.equal(isSameCheck(bfd, { ...bfd, alpha: true }), true);
  assert.equal(isSameCheck(bfd, { ...bfd, session: 't' }), false);
});
