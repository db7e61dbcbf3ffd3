import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InstanceSettings } from '../../../../src/vrrp/settings.js';
import { instanceText, load, mistakes } from '../../../support/fake-machine.js';

const BLOCKS = [
  'global_defs {\nenable_script_security\nscript_user root\n}',
  'vrrp_script chk {\nscript "/bin/check"\n}',
  'track_file state {\nfile /var/x\n}',
  'vrrp_track_process web {\nprocess nginx\n}',
  'bfd_instance peer {\nneighbor_ip 10.0.0.9\n}',
].join('\n');

/** All five lists, each entry with this weight. */
function lists(weight: string): string {
  const pairs = ['interface eth1', 'script chk', 'file state', 'process web', 'bfd peer'];
  return pairs
    .map(pair => pair.split(' '))
    .map(([kind, name]) => `track_${kind} {\n${name} ${weight}\n}`)
    .join('\n');
}

function loadGroup(groupLines: string, memberLines: string, otherLines = '') {
  const group = `vrrp_sync_group G {\ngroup {\nVI\nW\n}\n${groupLines}\n}\n`;
  const other = instanceText(otherLines, { name: 'W', vrid: 2, addresses: '10.0.0.2' });
  return load(`${BLOCKS}\n${group}${instanceText(memberLines)}${other}`);
}

/** `NAME WEIGHT` of every tracker. */
function all(settings: InstanceSettings | undefined): readonly string[] {
  const { trackInterfaces, trackScripts, trackFiles, trackProcesses, trackBfds } = settings!;
  const found = [trackInterfaces, trackScripts, trackFiles, trackProcesses, trackBfds].flat();
  return found.map(({ name, weight, reverse }) => `${name} ${weight}${reverse ? ' reverse' : ''}`);
}

function codes(loaded: ReturnType<typeof load>): readonly string[] {
  return [...new Set(mistakes(loaded).map(one => one.split(' ')[1]!))];
}

test('trackers of a group are those of every member', () => {
  const loaded = loadGroup(lists('weight 5'), '');
  const expected = ['eth1 5', 'chk 5', 'state 5', 'web 5', 'peer 5'];
  assert.deepEqual(loaded.settings?.vrrp.instances.map(all), [expected, expected]);
  assert.deepEqual(codes(loaded), []);
});

test('weights of a member alone do not count, unless its group says so', () => {
  const loaded = loadGroup('', lists('weight 5 '.trim()));
  assert.deepEqual(all(loaded.settings?.vrrp.instances[0]), ['eth1 0', 'web 5']);
  assert.deepEqual(codes(loaded), ['track-group-weight']);
  const file = loadGroup('', 'track_file {\nstate\n}');
  assert.deepEqual(all(file.settings?.vrrp.instances[0]), ['state 0']);
  const kept = loadGroup('sync_group_tracking_weight', lists('weight 5'));
  assert.deepEqual(all(kept.settings?.vrrp.instances[0]), ['eth1 5', 'chk 5', 'state 5', 'web 5', 'peer 5']);
  assert.deepEqual(codes(kept), []);
  const conditions = loadGroup('', lists('weight 0 reverse').replace('eth1 weight 0 reverse', 'eth1'));
  assert.deepEqual(all(conditions.settings?.vrrp.instances[0])[0], 'eth1 0');
  assert.deepEqual(codes(conditions), []);
});

test('with an owner among the members, the weights of the group become conditions', () => {
  const loaded = loadGroup(lists('weight 5'), '', 'priority 255');
  const expected = ['eth1 0', 'chk 0', 'state 0', 'web 0', 'peer 0'];
  assert.deepEqual(loaded.settings?.vrrp.instances.map(all), [expected, expected]);
  assert.deepEqual(codes(loaded), ['track-owner']);
  assert.equal(mistakes(loaded).length, 5, 'said once, not for each member');
});

test('an owner in no group has no weighted trackers', () => {
  const loaded = load(`${BLOCKS}\n${instanceText(`priority 255\n${lists('weight 5')}`)}`);
  assert.deepEqual(all(loaded.settings?.vrrp.instances[0]), ['web 5']);
  const meant = load(`${BLOCKS}\n${instanceText(`state MASTER\n${lists('')}`)}`);
  assert.deepEqual(all(meant.settings?.vrrp.instances[0]), ['eth1 0', 'chk 0', 'state 0', 'web 0', 'peer 0']);
  assert.deepEqual(codes(meant), ['track-owner'], 'a file has weight 1 of its own');
});

test('of what a member and its group both track, the entry of the group counts', () => {
  const loaded = loadGroup(`sync_group_tracking_weight\n${lists('weight 5')}`, lists('weight 9'));
  assert.deepEqual(all(loaded.settings?.vrrp.instances[0]), ['eth1 5', 'chk 5', 'state 5', 'web 5', 'peer 5']);
  assert.deepEqual(codes(loaded), ['track-in-group']);
  assert.equal(mistakes(loaded).length, 1, 'keepalived counts interfaces alone');
  assert.equal(loaded.diagnostics.filter(({ code }) => code === 'track-in-group').length, 5);
});

test('a group cannot track the own interface of a member', () => {
  const loaded = loadGroup('track_interface {\neth0\neth1\n}', '');
  assert.deepEqual(loaded.settings?.vrrp.instances.map(all), [['eth1 0'], ['eth1 0']]);
  assert.deepEqual(codes(loaded), ['track-own-interface']);
});

test('a script that only a group tracks is run', () => {
  const loaded = loadGroup('track_script {\nchk\n}', '');
  assert.deepEqual(
    loaded.settings?.scripts.map(({ name }) => name),
    ['chk'],
  );
});
