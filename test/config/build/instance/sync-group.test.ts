import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceText, load, mistakes } from '../../../support/fake-machine.js';

const V = instanceText('', { name: 'V', vrid: 1 });
const W = instanceText('', { name: 'W', vrid: 2, addresses: '10.0.0.2' });
const X = instanceText('', { name: 'X', vrid: 3, addresses: '10.0.0.3' });

function group(members: string, lines = '', name = 'G'): string {
  return `vrrp_sync_group ${name} {\ngroup {\n${members}\n}\n${lines}\n}\n`;
}

test('a sync group has its members in the order of the list, wherever they are defined', () => {
  const { settings, exitStatus } = load(`${group('W\nV')}${V}${W}`);
  assert.equal(exitStatus, 0);
  assert.deepEqual(settings?.vrrp.syncGroups, [{ name: 'G', members: ['W', 'V'] }]);
});

test('an instance belongs to the first group that lists it', () => {
  const loaded = load(`${group('V\nW')}${group('V\nX\nX', '', 'H')}${V}${W}${X}`);
  assert.deepEqual(loaded.settings?.vrrp.syncGroups, [
    { name: 'G', members: ['V', 'W'] },
    { name: 'H', members: ['X'] },
  ]);
  assert.deepEqual(mistakes(loaded), [
    '8 sync-group-single',
    '10 sync-group-member-taken',
    '12 sync-group-member-taken',
  ]);
});

test('members that do not exist are named, with what may have been meant', () => {
  const loaded = load(`${group('VI_1\nVI_2\nVI_22')}${V.replace(' V ', ' VI_1 ')}${W.replace(' W ', ' VI_2 ')}`);
  assert.deepEqual(mistakes(loaded), ['5 group-member-unknown']);
  const [unknown] = loaded.diagnostics.filter(({ code }) => code === 'group-member-unknown');
  assert.match(unknown?.hint ?? '', /VI_/);
});

test('a group without members is dropped, and the rest goes on', () => {
  for (const text of [group(''), group('Y\nZ'), 'vrrp_sync_group G {\n}\n']) {
    const { settings, exitStatus } = load(text + V);
    assert.deepEqual([settings?.vrrp.syncGroups, settings?.vrrp.instances.length, exitStatus], [[], 1, 5]);
  }
});

test('a second list, a second group of the name and a group without a name are ignored', () => {
  const loaded = load(
    `${group('V\nW', 'group {\nX\n}')}${group('X')}${group('X', '', '')}${group('X', '', 'A B')}${V}${W}${X}`,
  );
  assert.deepEqual(loaded.settings?.vrrp.syncGroups, [{ name: 'G', members: ['V', 'W'] }]);
  assert.deepEqual(mistakes(loaded), ['6 group-list-twice', '10 block-twice', '16 block-name', '22 block-name']);
});

test('a group has scripts of its own', () => {
  const globals = 'global_defs {\nenable_script_security\nscript_user root\n}\n';
  const lines = 'notify_master "/bin/check up"\nnotify /bin/check\nnotify /usr/bin/tool';
  const loaded = load(`${globals}${group('V\nW', lines)}${V}${W}`);
  const user = { name: 'root', uid: 0, gid: 0 };
  assert.deepEqual(loaded.settings?.groupNotify, [
    { group: 'G', master: { command: ['/bin/check', 'up'], user }, generic: { command: ['/bin/check'], user } },
  ]);
  assert.deepEqual(mistakes(loaded), ['12 notify-twice']);
});
