/** A look into another network namespace. The name is that of this process, so that nobody else has it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { thisMachine } from '../../src/sys/machine.js';
import { fromInsideNetNamespace, isInNetNamespace } from '../../src/sys/net-namespace.js';
import { ip } from './namespace.js';

const name = `hf-look-${process.pid}`;

before(() => {
  ip(`netns add ${name}`);
  ip('link add hfhome type veth peer name hfaway');
  ip(`link set hfaway netns ${name}`);
});

after(() => {
  ip(`netns del ${name}`);
});

test('interfaces of another network namespace are seen, and ours are not among them', () => {
  const there = thisMachine().interfacesIn(name);
  assert.ok(there !== undefined);
  assert.deepEqual(
    ['hfaway', 'hfhome', 'lo'].map(one => there.interfaceExists(one)),
    [true, false, true],
  );
  assert.equal(there.interfaceFacts('lo')?.loopback, true);
});

test('after a look the thread is where it was, even when the look has failed', () => {
  assert.throws(
    () =>
      fromInsideNetNamespace(name, () => {
        assert.ok(isInNetNamespace(name));
        throw new Error('what was seen');
      }),
    /what was seen/,
  );
  assert.ok(!isInNetNamespace(name));
  assert.ok(thisMachine().interfaceExists('hfhome'));
});

test('what is no network namespace is not entered', () => {
  for (const none of ['hf-no-such', '..', '', 'a\0b']) {
    assert.equal(
      fromInsideNetNamespace(none, () => true),
      undefined,
      none,
    );
  }
});
