/** The program as a whole: which words are ours, and what it loads before it answers. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';

const SOURCE = new URL('../../src', import.meta.url).pathname;

function holdfast(argv: readonly string[], input = '') {
  const command = ['--import', 'tsx', join(SOURCE, 'main.ts'), ...argv];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    input,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '', FORCE_COLOR: '' },
  });
  return { status, stdout, stderr };
}

test('`check` answers on standard output, with its own exit status', () => {
  const { status, stdout, stderr } = holdfast(['check', '--no-system', '-'], 'odd 1\n');
  assert.deepEqual([status, stderr], [1, '']);
  assert.match(stdout, /^<stdin>:1:1: error\[keyword-unknown\]: /);
});

test('`help` answers on standard output', () => {
  const { status, stdout, stderr } = holdfast(['help', 'priority']);
  assert.deepEqual([status, stderr], [0, '']);
  assert.match(stdout, /^`priority`, in `vrrp_instance`$/m);
});

test('a command with a slip of the pen starts no daemon', () => {
  assert.deepEqual(holdfast(['chekc', 'x.conf']), {
    status: 1,
    stdout: '',
    stderr: "holdfast: there is no command 'chekc'; did you mean 'check'?\n",
  });
  assert.match(holdfast(['help', 'check']).stdout, /^Usage: holdfast check/);
});

test('`-t` answers on standard error without colours, with keepalived’s exit status', () => {
  const { status, stdout, stderr } = holdfast(['-t', '-f', '/nonexistent/keepalived.conf', 'word']);
  assert.deepEqual([status, stdout], [0, '']);
  assert.equal(
    stderr,
    'holdfast: Unexpected argument(s): word\n' +
      'error[file-unusable]: there is no configuration file /nonexistent/keepalived.conf\n',
  );
});

/** Every file that is loaded at once when this one is; `import type` loads nothing. */
function loadedWith(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  const text = readFileSync(path, 'utf8');
  const found = text.matchAll(/(?:^|\n)(?:import|export)\s+(?!type\b)(?:[^;'"]*?\sfrom\s+)?'([^']+)'/g);
  for (const [, specifier = ''] of found) {
    if (specifier.startsWith('.')) loadedWith(join(dirname(path), specifier.replace(/\.js$/, '.ts')), seen);
    else seen.add(specifier);
  }
  return seen;
}

for (const entry of [
  'main.ts',
  'daemon/command/test-configuration.ts',
  'daemon/command/check/command.ts',
  'daemon/command/help-command.ts',
]) {
  test(`${entry} loads neither the daemon nor what only the daemon needs`, () => {
    const loaded = loadedWith(join(SOURCE, entry));
    const heavy = ['pino', 'execa', 'raw-socket', 'netlink', 'yaml', 'node:child_process', 'node:worker_threads'];
    assert.deepEqual(
      heavy.filter(name => loaded.has(name)),
      [],
    );
    const files = [...loaded].map(path => relative(SOURCE, path));
    assert.deepEqual(
      files.filter(path => /^(?:daemon\/(?:daemon|director|vrrp)|vrrp\/machine|wire\/vrrp|sys\/raw)/.test(path)),
      [],
    );
    assert.ok(loaded.size > 1);
  });
}
