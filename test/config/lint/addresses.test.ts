import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../../src/base/address.js';
import { endOfNetwork, sameNetwork } from '../../../src/config/lint/networks.js';
import { instanceText } from '../../support/fake-machine.js';
import { lint, places } from '../../support/lint.js';

const of = (addresses: string) => lint(instanceText('', { addresses }));

test('addresses nobody can be reached by', () => {
  const bad = ['224.0.0.5', '127.0.0.1', '0.0.0.0', '255.255.255.255', '::1', 'ff02::1'];
  for (const one of bad) assert.deepEqual(places(of(one)), ['6 lint-address-special'], one);
  assert.deepEqual(of('192.0.2.1/24'), []);
});

test('the ends of a network are no hosts', () => {
  assert.equal(of('10.0.0.0/24')[0]?.code, 'lint-address-network');
  assert.match(of('10.0.0.0/24')[0]!.text, /is the network address/);
  assert.match(of('10.0.0.255/24')[0]!.text, /is the broadcast address/);
  for (const fine of ['10.0.0.255/16', '10.0.0.0/31', '10.0.0.0', '2001:db8::/64'])
    assert.deepEqual(of(fine), [], fine);
});

test('a forgotten prefix length is noted beside one that was not', () => {
  const [found, ...more] = of('10.0.0.1/24\n10.0.0.2');
  assert.deepEqual(more, []);
  assert.equal(found?.code, 'lint-address-prefix');
  assert.equal(found?.hint, 'write 10.0.0.2/24, or /32 if it is meant');
  assert.deepEqual(of('10.0.0.1/24\n10.0.0.2/32'), [], 'somebody meant it');
  assert.deepEqual(of('10.0.0.1\n10.0.0.2'), []);
  assert.deepEqual(of('10.0.0.1/24\n192.0.2.1'), [], 'another network');
});

test('an address of two instances is named in both places', () => {
  const two = (second: string) => instanceText() + instanceText('', { name: 'W', vrid: 52, addresses: second });
  const [found, ...more] = lint(two('10.0.0.1/24'));
  assert.deepEqual(more, []);
  assert.equal(found?.code, 'lint-address-shared');
  assert.equal(found?.at?.line, 14);
  assert.deepEqual(
    found?.related?.map(({ at }) => at.line),
    [6],
  );
  assert.deepEqual(lint(two('10.0.0.1/24 dev eth1')), []);
  assert.deepEqual(lint(`vrrp_sync_group G {\ngroup {\nVI\nW\n}\n}\n${two('10.0.0.1/24')}`), []);
});

test('networks', () => {
  const same = (a: string, b: string, length: number) => sameNetwork(address(a), address(b), length);
  assert.equal(same('10.0.0.1', '10.0.0.200', 24), true);
  assert.equal(same('10.0.0.1', '10.0.0.200', 25), false);
  assert.equal(same('10.0.0.1', '192.0.2.1', 0), true);
  assert.equal(same('2001:db8::1', '2001:db8:0:1::1', 64), false);
  assert.equal(same('2001:db8::1', '2001:db8:0:1::1', 63), true);
  assert.equal(same('10.0.0.1', '::1', 0), false);
  assert.equal(endOfNetwork(address('192.0.2.128'), 25), 'network');
  assert.equal(endOfNetwork(address('192.0.2.127'), 25), 'broadcast');
  assert.equal(endOfNetwork(address('192.0.2.1'), 25), undefined);
});
