import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceText } from '../../support/fake-machine.js';
import { compare } from '../../support/lint.js';

const pair = (first: string, second: string) =>
  compare(instanceText('priority 150', { addresses: first }), instanceText('', { addresses: second })).diagnostics;

test('addresses that only one node has come and go', () => {
  const [found, ...more] = pair('10.0.0.1/24\n10.0.0.2/24', '10.0.0.1/24\n10.0.0.3/24');
  assert.deepEqual(more, []);
  assert.equal(found?.code, 'compare-addresses');
  assert.match(found!.text, /10\.0\.0\.2 only in \(VI\) of a\.conf; 10\.0\.0\.3 only in \(VI\) of b\.conf/);
  assert.equal(found?.at?.line, 5);
});

test('the order of addresses and their devices do not matter', () => {
  assert.deepEqual(pair('10.0.0.1/24\n10.0.0.2/24', '10.0.0.2/24 dev eth1\n10.0.0.1/24'), []);
});

test('a prefix length belongs to the address', () => {
  const [found, ...more] = pair('10.0.0.1/24', '10.0.0.1');
  assert.deepEqual(more, []);
  assert.equal(`${found?.at?.file}:${found?.at?.line} ${found?.code}`, 'b.conf:6 compare-prefix');
  assert.match(found!.text, /10\.0\.0\.1 is \/24 .* and \/32/);
});

test('excluded addresses are compared, too', () => {
  const excluded = 'virtual_ipaddress_excluded {\n10.5.0.1/24\n}';
  const { diagnostics } = compare(instanceText(`priority 150\n${excluded}`), instanceText());
  assert.match(diagnostics[0]!.text, /`virtual_ipaddress_excluded` differs: 10\.5\.0\.1 only in/);
});
