import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FakeMachine } from '../../../support/fake-machine.js';
import { load, mistakes } from '../../../support/fake-machine.js';

function block(lines: string, name = 'f'): string {
  return `track_file ${name} {\n${lines}\n}\n`;
}

const files = (text: string, test = true) => load(text, {}, { test }).settings?.vrrp.trackFiles;

test('a file is tracked with weight 1 unless its block says otherwise, once', () => {
  const weightOf = (lines: string, test = true) => files(block(`file /var/x\n${lines}`), test)?.[0]?.weight;
  assert.deepEqual(weightOf(''), { weight: 1, reverse: false });
  assert.deepEqual(weightOf('weight -254 reverse'), { weight: -254, reverse: true });
  assert.deepEqual(weightOf('weight 5\nweight 6'), { weight: 5, reverse: false });
  assert.deepEqual(weightOf('weight 1\nweight 6'), { weight: 6, reverse: false });
  assert.deepEqual(weightOf('weight 255'), { weight: 1, reverse: false });
  assert.deepEqual([weightOf('weight 5x')?.weight, weightOf('weight 5x', false)?.weight], [1, 5]);
});

test('a file may be created at the start', () => {
  const initial = (words: string) => files(block(`file /var/x\ninit_file ${words}`))?.[0]?.initial;
  assert.deepEqual(initial(''), { value: 0, overwrites: false });
  assert.deepEqual(initial('overwrite -5'), { value: -5, overwrites: true });
  assert.deepEqual(initial('300'), { value: 300, overwrites: false }, 'said to make no sense, and used');
  assert.deepEqual(initial('5x'), { value: 0, overwrites: false });
  assert.equal(files(block('file /var/x'))?.[0]?.initial, undefined);
});

test('the first file of a block and the first block of a name count', () => {
  const loaded = load(`${block('file /var/a\nfile /var/b')}${block('file /var/c')}${block('weight 1', 'g')}`);
  assert.deepEqual(
    loaded.settings?.vrrp.trackFiles.map(({ name, path }) => [name, path]),
    [['f', '/var/a']],
  );
  assert.deepEqual(mistakes(loaded), ['3 track-file-twice', '10 track-file-missing']);
});

test('the old name is the same, and said to be old', () => {
  const { settings, diagnostics, exitStatus } = load(block('file /var/x').replace('track_file', 'vrrp_track_file'));
  assert.deepEqual([settings?.vrrp.trackFiles.length, exitStatus], [1, 0]);
  assert.ok(diagnostics.some(({ code }) => code === 'keyword-deprecated'));
});

test('a file that cannot be watched is named with the reason, and keepalived counts none', () => {
  const mounts =
    '/dev/sda / ext4 rw 0 0\nproc /proc proc rw 0 0\nhost:/x /mnt/my\\040share nfs4 rw 0 0\n/dev/sr0 /cd iso9660 ro 0 0\n';
  const machine: FakeMachine = {
    files: {
      '/proc/self/mounts': mounts,
      '/mnt/my share/y': '',
      '/cd/z': '',
      '/var/lib/x': '',
      '/here': { target: '/proc/self' },
    },
  };
  const reason = (path: string) => {
    const { diagnostics, exitStatus } = load(block(`file "${path}"`), machine);
    assert.equal(exitStatus, 0);
    return diagnostics.find(({ code }) => code === 'track-file-path')?.text.split('watched: ')[1];
  };
  assert.equal(reason('/var/lib/state'), undefined);
  assert.equal(reason('state'), '`state` is not an absolute path');
  assert.equal(reason('/var/lib'), '/var/lib is a directory');
  assert.equal(reason('/no/such/state'), 'there is no directory /no/such; 0 counts until there is');
  assert.match(reason('/proc/self/x') ?? '', /type proc/);
  assert.match(reason('/here/x') ?? '', /\/proc\/self is on a file system of type proc/);
  assert.match(reason('/mnt/my share/x') ?? '', /type nfs4/);
  assert.match(reason('/cd/x') ?? '', /read-only/);
});

test('a file that can never be watched is not tracked, one whose directory may come is', () => {
  const machine: FakeMachine = {
    files: { '/proc/self/mounts': 'proc /proc proc rw 0 0\n', '/proc/x': '', '/var/lib/x': '' },
  };
  const names = (path: string) => load(block(`file "${path}"`), machine).settings?.vrrp.trackFiles.length;
  assert.deepEqual(['/var/lib/y', '/no/such/y', 'y', '/var/lib', '/proc/x'].map(names), [1, 1, 0, 0, 0]);
});
