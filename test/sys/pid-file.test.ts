import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pidFileHolder, pidPaths, removePidFile, writePidFile } from '../../src/sys/pid-file.js';
import { eventually } from '../support/eventually.js';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-pid-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

test('the files have keepalived’s names', () => {
  assert.deepEqual(pidPaths({}), { parent: '/run/keepalived.pid', vrrp: '/run/vrrp.pid' });
  assert.deepEqual(pidPaths({ usesPidDirectory: true }), {
    parent: '/run/keepalived/keepalived.pid',
    vrrp: '/run/keepalived/vrrp.pid',
  });
  assert.deepEqual(pidPaths({ instanceName: 'blue' }), {
    parent: '/run/keepalived/keepalived_blue.pid',
    vrrp: '/run/keepalived/vrrp_blue.pid',
  });
  assert.deepEqual(pidPaths({ netNamespace: 'red' }), {
    parent: '/run/keepalived/red/keepalived.pid',
    vrrp: '/run/keepalived/red/vrrp.pid',
  });
  assert.deepEqual(pidPaths({ pidFile: '/x', vrrpPidFile: '/y', instanceName: 'blue' }), { parent: '/x', vrrp: '/y' });
});

test('a pid file is readable for all whatever the umask, and is removed at the end', () => {
  const path = join(folder, 'new', 'x.pid');
  const before = process.umask(0o177);
  try {
    assert.ok(writePidFile(path).ok);
    assert.equal(process.umask(), 0o177);
  } finally {
    process.umask(before);
  }
  assert.equal(readFileSync(path, 'utf8'), `${process.pid}\n`);
  assert.equal(statSync(path).mode & 0o777, 0o644);
  removePidFile(path);
  assert.ok(!existsSync(path));
});

test('a file left by a process that is gone, or is no daemon of ours, is taken over', () => {
  for (const left of ['', 'garbage', '0', '-1', '999999999', '1', String(process.pid), String(process.ppid)]) {
    const path = join(folder, 'stale.pid');
    writeFileSync(path, left);
    assert.ok(writePidFile(path).ok, `'${left}' was not taken over`);
    assert.equal(readFileSync(path, 'utf8'), `${process.pid}\n`);
  }
});

test('a daemon that is alive keeps its file, and the refusal names it', async () => {
  const daemon = spawn('/bin/sleep', ['60'], { argv0: 'keepalived', stdio: 'ignore' });
  const path = join(folder, 'live.pid');
  try {
    writeFileSync(path, `${daemon.pid}\n`);
    await eventually(() => pidFileHolder(path) === daemon.pid, 'the daemon to be seen');
    const written = writePidFile(path);
    assert.ok(!written.ok);
    assert.equal(written.error.code, 'already-running');
    assert.equal(written.error.text, `daemon is already running: pid ${daemon.pid} holds ${path}`);
    removePidFile(path);
    assert.ok(existsSync(path), 'the other daemon’s file was removed');
  } finally {
    daemon.kill('SIGKILL');
  }
});

test('a symbolic link in the way is replaced, never followed', () => {
  const victim = join(folder, 'victim');
  writeFileSync(victim, 'precious');
  const path = join(folder, 'link.pid');
  symlinkSync(victim, path);
  assert.throws(() => readlinkSync(victim));
  assert.ok(writePidFile(path).ok);
  assert.equal(readFileSync(victim, 'utf8'), 'precious');
  assert.equal(readFileSync(path, 'utf8'), `${process.pid}\n`);
});

test('a place that cannot be written is said with its reason', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const written = writePidFile(join(file, 'x.pid'));
  assert.ok(!written.ok);
  assert.equal(written.error.code, 'not-writable');
  assert.match(written.error.text, /cannot write the pid file .*x\.pid: (ENOTDIR|EEXIST)/);
});
