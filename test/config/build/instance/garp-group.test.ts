import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seconds } from '../../../../src/base/duration.js';
import { load, mistakes } from '../../../support/fake-machine.js';

function block(lines: string): string {
  return `garp_group {\n${lines}\n}\n`;
}

test('interfaces of a group share its gaps', () => {
  const first = block('garp_interval 0.1\ngna_interval 2\ninterface eth0\ninterfaces {\neth1\n}');
  const loaded = load(first + block('gna_interval 3\ninterface lo'));
  assert.deepEqual(loaded.settings?.vrrp.garpGroups, [
    { interfaces: ['eth0', 'eth1'], garpInterval: seconds(0.1), gnaInterval: seconds(2) },
    { interfaces: ['lo'], gnaInterval: seconds(3) },
  ]);
  assert.deepEqual(mistakes(loaded), []);
});

test('an interface is in one group, and once', () => {
  const loaded = load(
    block('garp_interval 1\ninterface eth0\ninterfaces {\neth0 eth1\n}') + block('gna_interval 1\ninterface eth1'),
  );
  assert.deepEqual(
    loaded.settings?.vrrp.garpGroups.map(({ interfaces }) => interfaces),
    [['eth0', 'eth1'], []],
  );
  assert.deepEqual(mistakes(loaded), ['5 garp-group-twice', '10 garp-group-twice']);
});

test('a group without an interval is dropped, and a bad one said once', () => {
  assert.deepEqual(load(block('interface eth0')).settings?.vrrp.garpGroups, []);
  assert.deepEqual(mistakes(load(block('interface eth0'))), ['3 garp-group-empty']);
  assert.deepEqual(mistakes(load(block('garp_interval -1\ninterface eth0'))), ['2 number-invalid']);
});

test('an interface must be there', () => {
  assert.match(load(block('garp_interval 1\ninterface nope')).unusable ?? '', /nope/);
});

test('an interface that is made on another one shares no gap of its own', () => {
  const loaded = load(block('garp_interval 1\ninterface eth0\ninterface eth1'), { kinds: { eth0: 'macvlan' } });
  assert.deepEqual(loaded.settings?.vrrp.garpGroups[0]?.interfaces, ['eth1']);
  assert.deepEqual(mistakes(loaded), ['3 garp-group-vmac']);
});
