import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceText, load, mistakes } from '../../../support/fake-machine.js';

test('a track group has the members that exist, each once', () => {
  const loaded = load(`track_group T {\ngroup {\nVI VI\nVX\n}\n}\ntrack_group U {\n}\n${instanceText()}`);
  assert.deepEqual(loaded.settings?.vrrp.trackGroups, [{ name: 'T', members: ['VI'] }]);
  assert.deepEqual(mistakes(loaded), [], 'keepalived says it at the start only');
  const said = loaded.diagnostics.filter(({ code }) => code.startsWith('group-'));
  assert.deepEqual(
    said.map(({ code, at }) => `${at?.line} ${code}`),
    ['4 group-member-unknown', '7 group-empty'],
  );
});

test('names and lists are taken once', () => {
  const text = `track_group T {\ngroup {\nVI\n}\ngroup {\nVI\n}\n}\ntrack_group T {\n}\ntrack_group {\n}\n${instanceText()}`;
  assert.deepEqual(mistakes(load(text)), ['5 group-list-twice', '9 block-twice', '11 block-name']);
});

test('members follow the devices of static entries, each once and not their own', () => {
  const items =
    'static_ipaddress {\n10.1.0.1/24 dev eth1 track_group T\n10.1.0.2/24 dev eth0 track_group T\n}\n' +
    'static_rules {\niif eth1 table 5 order 5 track_group T\n}\n';
  const instances = instanceText() + instanceText('', { name: 'W', vrid: 52 });
  const { settings } = load(`track_group T {\ngroup {\nVI\n}\n}\n${items}${instances}`);
  assert.deepEqual(
    settings?.vrrp.instances.map(({ trackInterfaces }) => trackInterfaces),
    [[{ name: 'eth1', weight: 0, reverse: false }], []],
  );
});
