import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { CommandPorts } from '../../../src/daemon/command/command.js';
import { CONVERT_USAGE, runConvert } from '../../../src/daemon/command/convert-command.js';
import { type FakeFile, fakePorts } from '../../support/fake-machine.js';

const CONF = 'vrrp_script chk {\n    interval 5\n}\n';
const YAML = 'vrrp_script:\n  chk:\n    interval: 5\n';

function convert(line: string, files: Readonly<Record<string, string | FakeFile>> = {}, stdin?: string) {
  const ports: CommandPorts = {
    machine: fakePorts({ files }),
    isTerminal: false,
    readStandardInput: () => {
      if (stdin === undefined) throw new Error('EAGAIN');
      return Buffer.from(stdin);
    },
  };
  return runConvert(line.split(' ').filter(Boolean), ports);
}

test('the name of the file says which form it has, and the other one is written', () => {
  assert.deepEqual(convert('a.conf', { '/etc/keepalived/a.conf': CONF }), { status: 0, stdout: YAML, stderr: '' });
  assert.deepEqual(convert('/x/a.yml', { '/x/a.yml': YAML }), { status: 0, stdout: CONF, stderr: '' });
});

test('standard input has the form that is not to be written', () => {
  assert.equal(convert('-', {}, CONF).stdout, YAML);
  assert.equal(convert('--to keepalived -', {}, YAML).stdout, CONF);
  assert.deepEqual(convert('-'), {
    status: 2,
    stdout: '',
    stderr: 'holdfast convert: standard input cannot be read: EAGAIN\n',
  });
});

test('mistakes are shown and left out, with status 1', () => {
  const { status, stdout, stderr } = convert('/a.conf', { '/a.conf': `nope 1\n${CONF}` });
  assert.deepEqual([status, stdout], [1, YAML]);
  assert.match(stderr, /^\/a\.conf:1:1: error.*unknown keyword `nope`/);
  assert.match(stderr, /\nholdfast convert: note: what is reported as a mistake is not carried over\n$/);
});

test('what cannot be read or is no YAML writes nothing, with status 2', () => {
  assert.deepEqual([convert('/none.conf').status, convert('/none.conf').stdout], [2, '']);
  const broken = convert('/a.yaml', { '/a.yaml': 'a: [' });
  assert.deepEqual([broken.status, broken.stdout], [2, '']);
  assert.match(broken.stderr, /^\/a\.yaml:/);
});

test('a wrong command line is explained', () => {
  const status = (line: string) => convert(line).status;
  assert.deepEqual(['', 'a b', '--to json a', '--nope a'].map(status), [2, 2, 2, 2]);
  assert.equal(
    convert('--to json a').stderr,
    "holdfast convert: --to is yaml or keepalived, not 'json'\nTry 'holdfast convert --help'.\n",
  );
  assert.deepEqual(convert('--help'), { status: 0, stdout: CONVERT_USAGE, stderr: '' });
});

test('-i says which conditional lines stay', () => {
  const text = '@one use_pid_dir\n@two instance a\n';
  assert.equal(convert('-i two /a.conf', { '/a.conf': text }).stdout, 'instance: a\n');
});

test('a file is written with the rights of the source, and replaced only when told so', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-convert-'));
  try {
    const out = join(folder, 'out.yaml');
    const files = { '/a.conf': { text: CONF, mode: 0o600 } };
    assert.deepEqual(convert(`-o ${out} /a.conf`, files), { status: 0, stdout: '', stderr: '' });
    assert.equal(readFileSync(out, 'utf8'), YAML);
    assert.equal(statSync(out).mode & 0o777, 0o600);
    writeFileSync(out, 'mine');
    const again = convert(`-o ${out} /a.conf`, files);
    assert.deepEqual(again, {
      status: 2,
      stdout: '',
      stderr: `holdfast convert: ${out} exists already; -f replaces it\n`,
    });
    assert.equal(readFileSync(out, 'utf8'), 'mine');
    chmodSync(out, 0o644);
    assert.equal(convert(`-f -o ${out} /a.conf`, files).status, 0);
    assert.equal(readFileSync(out, 'utf8'), YAML);
    assert.equal(statSync(out).mode & 0o777, 0o600);
    assert.match(convert(`-o ${folder}/none/out.yaml /a.conf`, files).stderr, /cannot be written: ENOENT/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('bytes that are no UTF-8 go to a file, not to standard output', () => {
  const yaml = 'net_namespace: !!binary "/w=="\n';
  const { status, stdout, stderr } = convert('/a.yaml', { '/a.yaml': yaml });
  assert.deepEqual([status, stdout], [2, '']);
  assert.match(stderr, /use -o OUT/);
});
