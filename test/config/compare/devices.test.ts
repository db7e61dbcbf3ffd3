import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceText } from '../../support/fake-machine.js';
import { compare } from '../../support/lint.js';

const pair = (first: string, second: string) =>
  compare(instanceText(`priority 150\n${first}`), instanceText(second)).diagnostics.map(
    ({ severity, code, text }) => `${severity} ${code}: ${text}`,
  );

test('a MAC that changes with the MASTER', () => {
  const [found, ...more] = pair('use_vmac', '');
  assert.deepEqual(more, []);
  assert.match(found!, /^warning compare-vmac: .* a\.conf:5 says the standard one, in b\.conf it is none/);
  assert.deepEqual(pair('use_vmac vrrp.a', 'use_vmac vrrp.b'), [], 'its name is its own');
  assert.match(
    pair('use_vmac 02:00:00:00:00:05', 'use_vmac')[0]!,
    /says 02:00:00:00:00:05, b\.conf:4 says the standard one/,
  );
});

test('addresses that answer on one node only', () => {
  assert.match(
    pair('no_accept', '')[0]!,
    /^warning compare-accept: .* a\.conf:5 says no_accept, in b\.conf it is accept/,
  );
  assert.match(pair('', 'no_accept')[0]!, /in a\.conf it is accept, b\.conf:4 says no_accept/);
  assert.deepEqual(pair('no_accept', 'no_accept'), []);
});
