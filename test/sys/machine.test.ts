import assert from 'node:assert/strict';
import { test } from 'node:test';
import { thisMachine } from '../../src/sys/machine.js';

test('the interfaces of this network namespace are known by name', () => {
  const machine = thisMachine();
  assert.equal(machine.interfaceExists('lo'), true);
  assert.equal(machine.interfaceFacts('lo')?.loopback, true);
  assert.equal(machine.interfaceFacts('lo')?.ethernet, false);
  assert.equal(machine.interfaceExists('no-such-if'), false);
  assert.equal(machine.interfaceExists('lo:1'), false, 'the label of an address is no interface');
  assert.equal(machine.interfaceKind('no-such-if'), undefined);
});

test('a network namespace that does not exist is not the one we are in', () => {
  assert.equal(thisMachine().isInNetNamespace('no-such-namespace'), false);
  assert.equal(thisMachine().isInNetNamespace('a\0b'), false);
});
