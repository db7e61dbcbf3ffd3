import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../../src/base/address.js';
import { chooseSource } from '../../../src/daemon/vrrp/source-address.js';

const on = (...texts: string[]) => texts.map(text => ({ address: address(text), flags: 0 }));

test('the first IPv4 address of the interface that is not virtual is the source', () => {
  const found = chooseSource(
    { family: 4 },
    on('fe80::1', '10.0.0.100', '10.0.0.2', '10.0.0.3'),
    new Set(['10.0.0.100']),
  );
  assert.equal(found?.text, '10.0.0.2');
});

test('IPv6 adverts come from the link-local address', () => {
  const found = chooseSource({ family: 6 }, on('2001:db8::1', 'fe80::99', 'fe80::1'), new Set(['fe80::99']));
  assert.equal(found?.text, 'fe80::1');
});

test('an interface without a usable address gives none', () => {
  assert.equal(chooseSource({ family: 4 }, on('10.0.0.100', 'fe80::1'), new Set(['10.0.0.100'])), undefined);
  assert.equal(chooseSource({ family: 6 }, on('10.0.0.1', '2001:db8::1'), new Set()), undefined);
});

test('a configured source is used whether or not the interface has it', () => {
  const found = chooseSource({ family: 4, source: address('10.9.9.9') }, on('10.0.0.2'), new Set());
  assert.equal(found?.text, '10.9.9.9');
});

test('an address whose uniqueness is still being checked is not used yet', () => {
  const tentative = { address: address('fe80::1'), flags: 0x40 };
  assert.equal(chooseSource({ family: 6 }, [tentative], new Set()), undefined);
  assert.equal(chooseSource({ family: 6 }, [{ ...tentative, flags: 0 }], new Set())?.text, 'fe80::1');
});
