import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { milliseconds } from '../../src/base/duration.js';
import { endChildGroup, runProcess, scriptEnvironment } from '../../src/sys/process.js';
import { eventually } from '../support/eventually.js';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-process-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

function shell(text: string): { command: string[] } {
  return { command: ['/bin/sh', '-c', text] };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function pidWrittenTo(path: string): Promise<number> {
  const written = () => existsSync(path) && /^\d+\n$/.test(readFileSync(path, 'utf8'));
  await eventually(written, `a pid in ${path}`);
  return Number(readFileSync(path, 'utf8'));
}

test('a command that succeeds is told from one that fails, by its status', async () => {
  assert.deepEqual(await runProcess(shell('exit 0')).result, { exit: 0, timedOut: false });
  assert.deepEqual(await runProcess(shell('exit 3')).result, { exit: 3, timedOut: false });
});

test('a command ended by a signal names the signal', async () => {
  assert.deepEqual(await runProcess(shell('kill -USR1 $$')).result, { signal: 'SIGUSR1', timedOut: false });
});

test('a command that cannot be started has a result of the same shape', async () => {
  const script = join(folder, 'not-executable');
  writeFileSync(script, '#!/bin/sh\nexit 0\n', { mode: 0o644 });
  const missing = runProcess({ command: ['/no/such/script', 'x'] });
  assert.equal(missing.pid, undefined);
  assert.deepEqual(await missing.result, { error: 'ENOENT', timedOut: false });
  assert.deepEqual(await runProcess({ command: [script] }).result, { error: 'EACCES', timedOut: false });
  missing.terminate();
});

test('arguments arrive as they are, blanks and quotes and all', async () => {
  const out = join(folder, 'arguments');
  const command = ['/bin/sh', '-c', 'printf "[%s]" "$@" > "$0"', out, 'a b', '', "it's", '$HOME'];
  await runProcess({ command }).result;
  assert.equal(readFileSync(out, 'utf8'), "[a b][][it's][$HOME]");
});

test('the command leads a process group of its own, with /dev/null for stdio', async () => {
  const out = join(folder, 'surroundings');
  const links = 'readlink /proc/$$/fd/0 /proc/$$/fd/1 /proc/$$/fd/2';
  const text = `cut -d' ' -f5 /proc/$$/stat > ${out}.group; seen=$(${links}); echo "$seen" > ${out}`;
  const running = runProcess(shell(text));
  await running.result;
  assert.equal(readFileSync(`${out}.group`, 'utf8').trim(), String(running.pid));
  assert.equal(readFileSync(out, 'utf8'), '/dev/null\n/dev/null\n/dev/null\n');
});

test('the environment is ours without IFS, LD_PRELOAD and LD_LIBRARY_PATH', () => {
  const given = { PATH: '/bin', IFS: 'x', LD_PRELOAD: 'y', LD_LIBRARY_PATH: 'z', LD_OTHER: 'kept' };
  assert.deepEqual(scriptEnvironment(given), { PATH: '/bin', LD_OTHER: 'kept' });
});

test('what is withheld from the environment does not reach the command', async () => {
  const out = join(folder, 'environment');
  process.env.LD_LIBRARY_PATH = '/nowhere';
  try {
    await runProcess(shell(`env > ${out}`)).result;
  } finally {
    delete process.env.LD_LIBRARY_PATH;
  }
  assert.doesNotMatch(readFileSync(out, 'utf8'), /LD_LIBRARY_PATH/);
  assert.match(readFileSync(out, 'utf8'), /^PATH=/m);
});

test('a command that floods its output neither stops nor fills our memory', async () => {
  const before = process.memoryUsage().rss;
  const result = await runProcess(shell('head -c 200000000 /dev/zero; head -c 1000000 /dev/zero >&2')).result;
  assert.deepEqual(result, { exit: 0, timedOut: false });
  assert.ok(process.memoryUsage().rss - before < 50_000_000);
});

test('a command that takes too long is told to TERM, with all of its group', async () => {
  const pidFile = join(folder, 'child-of-slow');
  const running = runProcess({
    ...shell(`sleep 60 & echo $! > ${pidFile}; wait`),
    timeout: milliseconds(300),
  });
  const child = await pidWrittenTo(pidFile);
  assert.deepEqual(await running.result, { signal: 'SIGTERM', timedOut: true });
  assert.ok(running.isEnding);
  await eventually(() => !isAlive(child), 'the end of the script’s own child');
});

test('a group that ignores TERM is told to KILL, and the result comes only then', async () => {
  const pidFile = join(folder, 'child-of-deaf');
  const running = runProcess({
    ...shell(`trap '' TERM; sleep 60 & echo $! > ${pidFile}; while :; do sleep 60; done`),
    timeout: milliseconds(300),
    killDelay: milliseconds(200),
  });
  const child = await pidWrittenTo(pidFile);
  assert.deepEqual(await running.result, { signal: 'SIGKILL', timedOut: true });
  await eventually(() => !isAlive(child), 'the end of the script’s own child');
});

test('a script that ends on TERM in its own way is still one that took too long', async () => {
  const ready = join(folder, 'polite');
  const running = runProcess({
    ...shell(`trap 'exit 0' TERM; echo $$ > ${ready}; while :; do sleep 0.05; done`),
    timeout: milliseconds(500),
  });
  await pidWrittenTo(ready);
  assert.deepEqual(await running.result, { exit: 0, timedOut: true });
});

test('a running command can be told to end', async () => {
  const running = runProcess(shell('exec sleep 60'));
  running.terminate();
  assert.deepEqual(await running.result, { signal: 'SIGTERM', timedOut: false });
  running.terminate();
});

test('a command that ignores TERM can be killed with all of its group', async () => {
  const pidFile = join(folder, 'child-of-stubborn');
  const running = runProcess(shell(`trap '' TERM; sleep 60 & echo $! > ${pidFile}; while :; do sleep 60; done`));
  const child = await pidWrittenTo(pidFile);
  running.terminate();
  running.kill();
  assert.deepEqual(await running.result, { signal: 'SIGKILL', timedOut: false });
  await eventually(() => !isAlive(child), 'the end of the script’s own child');
});

test('a child that is in nobody’s hands any more is ended with its group, and a stranger is not', async () => {
  const path = join(folder, 'left-behind');
  const child = runProcess(shell(`sh -c 'echo $$ > ${path}; exec sleep 60' & wait`));
  const grandchild = await pidWrittenTo(path);
  endChildGroup(1);
  endChildGroup(grandchild);
  assert.ok(isAlive(grandchild), 'it is our child’s child');
  endChildGroup(child.pid ?? 0);
  assert.deepEqual(await child.result, { signal: 'SIGTERM', timedOut: false });
  await eventually(() => !isAlive(grandchild), 'its group is gone');
  endChildGroup(child.pid ?? 0);
});
