import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stateDumpPlace } from '../../../src/daemon/director/dump-names.js';
import { load } from '../../support/fake-machine.js';

/** Where a configuration has the state dump. */
function place(globals: string, before = '') {
  const { settings } = load(`${before}\nglobal_defs {\n${globals}\n}`);
  assert.ok(settings !== undefined);
  return stateDumpPlace(settings.process);
}

test('the state dump has keepalived’s name, in the directory of all dumps', () => {
  assert.deepEqual(place(''), { name: 'keepalived.data' });
  assert.deepEqual(place('', 'instance one'), { name: 'keepalived.data' });
});

test('with data_use_instance the instance stands before the last dot', () => {
  assert.deepEqual(place('data_use_instance', 'instance one'), { name: 'keepalived.one.data' });
  assert.deepEqual(place('data_use_instance'), { name: 'keepalived.data' });
  assert.deepEqual(place('data_use_instance\nstate_dump_file /x/plain', 'instance one'), {
    name: 'plain.one',
    directory: '/x',
  });
});

test('state_dump_file is a file, a directory, or a name in the usual directory', () => {
  assert.deepEqual(place('state_dump_file /var/lib/k.txt'), { name: 'k.txt', directory: '/var/lib' });
  assert.deepEqual(place('state_dump_file /var/lib/'), { name: 'keepalived.data', directory: '/var/lib/' });
  assert.deepEqual(place('state_dump_file k.txt'), { name: 'k.txt' });
});
