import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceText, load, mistakes } from '../../../support/fake-machine.js';

const BLOCKS = [
  'global_defs {\nenable_script_security\nscript_user root\n}',
  'vrrp_script chk {\nscript "/bin/check"\nweight 5 reverse\n}',
  'track_file state {\nfile /var/x\nweight 3\n}',
  'vrrp_track_process web {\nprocess nginx\nweight -7\n}',
  'bfd_instance peer {\nneighbor_ip 10.0.0.9\nweight 9\n}',
].join('\n');

function trackers(lists: string, before = `${BLOCKS}\n`, test = true) {
  const loaded = load(before + instanceText(lists), { files: { '/var/y': '' } }, { test });
  return { loaded, found: loaded.settings?.vrrp.instances[0] };
}

test('a tracker has its own weight where its list says none', () => {
  const lists = 'track_script {\nchk\n}\ntrack_file {\nstate\n}\ntrack_process {\nweb\n}\ntrack_bfd {\npeer\n}';
  const { found, loaded } = trackers(lists);
  assert.deepEqual(mistakes(loaded), []);
  assert.deepEqual(found?.trackScripts, [{ name: 'chk', weight: 5, reverse: true }]);
  assert.deepEqual(found?.trackFiles, [{ name: 'state', weight: 3, reverse: false }]);
  assert.deepEqual(found?.trackProcesses, [{ name: 'web', weight: -7, reverse: false }]);
  assert.deepEqual(found?.trackBfds, [{ name: 'peer', weight: 9, reverse: false }]);
});

test('a list has weights of its own, within the limits of its kind', () => {
  const weightIn = (list: string, name: string, options: string) => {
    const { found, loaded } = trackers(`${list} {\n${name} weight ${options}\n}`);
    const { trackInterfaces, trackScripts, trackFiles, trackProcesses, trackBfds } = found!;
    const [one] = [trackInterfaces, trackScripts, trackFiles, trackProcesses, trackBfds].flat();
    return [one?.weight, one?.reverse, mistakes(loaded).length];
  };
  assert.deepEqual(weightIn('track_interface', 'eth1', '254 reverse'), [253, true, 1]);
  assert.deepEqual(weightIn('track_interface', 'eth1', '5 noreverse'), [5, false, 1]);
  assert.deepEqual(weightIn('track_script', 'chk', '-254 noreverse'), [-253, false, 1]);
  assert.deepEqual(weightIn('track_script', 'chk', '6'), [6, true, 0], 'the direction is still that of the script');
  assert.deepEqual(weightIn('track_file', 'state', '254'), [254, false, 0]);
  assert.deepEqual(weightIn('track_process', 'web', '-254 reverse'), [-254, true, 0]);
  assert.deepEqual(weightIn('track_bfd', 'peer', '254'), [9, false, 1]);
  assert.deepEqual(weightIn('track_bfd', 'peer', '-253 sideways'), [-253, false, 1]);
});

test('a number with something behind it is used up to there, except in a test', () => {
  const lists = 'track_bfd {\npeer weight 12x\n}';
  assert.equal(trackers(lists).found?.trackBfds[0]?.weight, 9);
  const { loaded, found } = trackers(lists, undefined, false);
  assert.equal(found?.trackBfds[0]?.weight, 12);
  assert.ok(loaded.diagnostics.some(({ severity, code }) => severity === 'warning' && code === 'number-invalid'));
  const blocks = BLOCKS.replaceAll('\nweight 9', '\nweight 11x').replace('weight -7', 'weight 8x');
  const all = 'track_bfd {\npeer\n}\ntrack_process {\nweb\n}';
  const own = trackers(all, `${blocks}\n`, false).found;
  assert.deepEqual([own?.trackBfds[0]?.weight, own?.trackProcesses[0]?.weight], [11, 8]);
});

test('what is tracked must stand above, and a wrong name is met with a suggestion', () => {
  const lists = 'track_file {\nstat\n}\ntrack_process {\nwww\n}\ntrack_bfd {\npeers\n}';
  const { loaded } = trackers(lists);
  const said = loaded.diagnostics.filter(({ code }) => code.startsWith('track-') && code.endsWith('-unknown'));
  assert.deepEqual(
    said.map(({ code, hint }) => `${code}: ${hint}`),
    [
      'track-file-unknown: did you mean `state`?',
      'track-process-unknown: a `vrrp_track_process` must be defined before it is tracked',
      'track-bfd-unknown: did you mean `peer`?',
    ],
  );
  const late = load(instanceText('track_file {\nstate\n}') + BLOCKS);
  assert.equal(mistakes(late).filter(one => one.endsWith('track-file-unknown')).length, 1);
});

test('a BFD session that tells only the checker is for no instance', () => {
  const { loaded, found } = trackers('track_bfd {\npeer\n}', `${BLOCKS.replace('weight 9', 'checker')}\n`);
  assert.deepEqual(found?.trackBfds, []);
  const [said] = loaded.diagnostics.filter(({ code }) => code === 'track-bfd-unknown');
  assert.match(said?.hint ?? '', /`checker` without `vrrp`/);
});

test('a hundred thousand entries are read without looking at each for each', () => {
  const entries = Array.from({ length: 100_000 }, (_, i) => `e${i}`);
  const text = instanceText(`track_interface {\n${entries.join('\n')}\n}`);
  const globals = 'global_defs {\ndynamic_interfaces\n}\n';
  assert.equal(load(globals + text).settings?.vrrp.instances[0]?.trackInterfaces.length, 100_000);
});
