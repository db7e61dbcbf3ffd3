import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { interfaceFacts, interfaceKind } from '../../src/sys/interface-facts.js';
import { cable, ip } from './namespace.js';

before(() => {
  cable('hfa', 'hfb');
  ip('link add hfmac link hfa type macvlan mode private');
  ip('link set hfa mtu 1400');
});

test('an interface says what it is', () => {
  assert.deepEqual(interfaceFacts('hfa'), { loopback: false, multicast: true, mtu: 1400, ethernet: true });
  assert.equal(interfaceFacts('hfc'), undefined);
});

test('an interface says who drives it', () => {
  assert.deepEqual(['hfa', 'hfmac', 'lo', 'hfc'].map(interfaceKind), ['veth', 'macvlan', undefined, undefined]);
});
