/**
 * Whole configurations to both programs, each in a network namespace with the interfaces the file names: the samples
 * that Debian ships with keepalived, ours in `conf/`, and a collection of good and deliberately broken ones. The exit
 * status must be the same, and so must the line of the first mistake that keepalived gives a line for.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

const HOLDFAST = new URL('../../dist/main.js', import.meta.url).pathname;
const SHIPPED = '/usr/share/doc/keepalived/samples';

const OURS = new URL('../../conf', import.meta.url).pathname;
const COLLECTION = new URL('collection', import.meta.url).pathname;

/** Files of ours that use what keepalived 2.2.7 does not know yet; unit tests parse them. */
const TOO_NEW: ReadonlySet<string> = new Set(['auth-hmac.conf', 'start-delay.conf']);

/** The line of the first mistake differs, and why. */
const PLACED_ELSEWHERE: Readonly<Record<string, string>> = {
  'broken-includes.conf': 'an include that finds nothing and need not is no mistake to us, only a note without a class',
};

const directory = mkdtempSync(join(tmpdir(), 'holdfast-files-'));
after(() => rmSync(directory, { recursive: true, force: true }));

/** Minimal systems leave documentation out: then the package itself has the samples. */
function shippedSamples(): string {
  if (existsSync(SHIPPED)) return SHIPPED;
  const step = 'apt-get download -qq keepalived && dpkg-deb -x keepalived_*.deb unpacked';
  const run = spawnSync('sh', ['-c', step], { cwd: directory, encoding: 'utf8' });
  assert.equal(run.status, 0, `keepalived's samples are neither in ${SHIPPED} nor to be had: ${run.stderr}`);
  return join(directory, 'unpacked', SHIPPED);
}

/** keepalived 2.2.7 sometimes ends its own test by SIGTERM over a script user that is not root. */
function withRootScripts(folder: string, name: string): string {
  cpSync(folder, join(directory, name), { recursive: true });
  const files = readdirSync(join(directory, name), { recursive: true, encoding: 'utf8' });
  for (const file of files.filter(one => /\.(?:conf|part)$/.test(one) || name === 'shipped')) {
    const path = join(directory, name, file);
    writeFileSync(
      path,
      readFileSync(path, 'latin1').replace(/(script_user|^\s*user|") nobody$/gm, '$1 root'),
      'latin1',
    );
  }
  return join(directory, name);
}

/** Names that look like interfaces of this file. */
function interfacesOf(text: string): readonly string[] {
  const named = text.matchAll(
    /(?:^|\s)(?:interface|dev|oif|iif|lvs_sync_daemon(?:_interface)?|bind_if)\s+([a-z][\w.-]{0,14})/gm,
  );
  const listed = [...text.matchAll(/(?:track_interface|interfaces|_delays|linkbeat_interfaces)\s*\{([^}]*)\}/g)];
  const first = listed.flatMap(match => match[1]!.split('\n').map(line => /^\s*([a-z][\w.-]{0,14})/.exec(line)?.[1]));
  const names = [...[...named].map(match => match[1]), ...first].flatMap(name => name ?? []);
  return [...new Set(names)].filter(name => name !== 'lo' && !name.startsWith('missing'));
}

interface Verdict {
  readonly status: number | null;
  readonly said: string;
  readonly lines: readonly number[];
}

function judge(command: readonly string[], path: string): Verdict {
  const links = interfacesOf(readFileSync(path, 'latin1')).map(
    (name, i) =>
      `ip link add ${name} type veth peer name zp${i} && ip link set ${name} up && ip addr add 10.77.0.${i + 1}/24 dev ${name}`,
  );
  const steps = ['ip link set lo up', ...links, 'exec "$@"'].join('\n');
  const run = spawnSync('unshare', ['-n', '-m', 'sh', '-ec', steps, 'sh', ...command, '-t', '-f', path], {
    encoding: 'utf8',
    cwd: directory,
  });
  const said = run.stdout + run.stderr;
  const places = [...said.matchAll(/Line (\d+)\)/g), ...said.matchAll(/^[^\s:]+:(\d+):\d+: (?:error|warning)/gm)];
  return { status: run.status, said, lines: places.map(match => Number(match[1])) };
}

function compare(folder: string, file: string): void {
  const path = join(folder, file);
  const real = judge(['keepalived'], path);
  const own = judge([process.execPath, HOLDFAST], path);
  assert.equal(own.status, real.status, `keepalived said:\n${real.said}\nours:\n${own.said}`);
  if (real.status === 0 || real.lines.length === 0) return;
  const sameLine = own.lines.includes(Math.min(...real.lines));
  assert.equal(sameLine, PLACED_ELSEWHERE[file] === undefined, `keepalived said:\n${real.said}\nours:\n${own.said}`);
}

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => /keepalived\.conf\.|\.conf$/.test(name))
    .sort();
}

let shipped: string;
before(() => {
  shipped = withRootScripts(shippedSamples(), 'shipped');
});

test("keepalived -t and ours agree about the samples of Debian's package", async t => {
  const files = filesOf(shipped);
  assert.ok(files.length >= 20, files.join(' '));
  for (const file of files) await t.test(file, () => compare(shipped, file));
});

test('keepalived -t and ours agree about every sample of ours', async t => {
  const folder = withRootScripts(OURS, 'ours');
  for (const file of filesOf(folder)) if (!TOO_NEW.has(file)) await t.test(file, () => compare(folder, file));
});

test('keepalived -t and ours agree about good and broken configurations', async t => {
  const folder = withRootScripts(COLLECTION, 'collection');
  for (const file of filesOf(folder)) await t.test(file, () => compare(folder, file));
});
