/**
 * The same small files to both programs: the exit status of the real `keepalived -t` and ours, and the line of the
 * first mistake that keepalived gives a line for. Files of one mistake each, since keepalived's processes report in
 * their own order.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { loadConfiguration } from '../../src/config/load.js';
import { thisMachine } from '../../src/sys/machine.js';

/** Stands before every file, so that scripts are allowed and their user exists. */
export const GLOBALS = 'global_defs {\n  router_id a\n  enable_script_security\n  script_user root\n}\n';

/** The interfaces that exist; `eth0` has the address 10.77.0.1/24. */
const INTERFACES = ['lo', 'eth0', 'eth1'];

export interface ParityOptions {
  /** Text before each file; default `GLOBALS`. */
  readonly globals?: string;
  /** Files that configurations refer to, by name in the same directory. */
  readonly beside?: Readonly<Record<string, string>>;
  /** Titles of files whose mistake we place elsewhere than keepalived does, and why. */
  readonly placedElsewhere?: Readonly<Record<string, string>>;
}

/** Registers one test for each file: a title, and its text after the globals. */
export function testParity(files: Readonly<Record<string, string>>, options: ParityOptions = {}): void {
  let directory: string;

  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'holdfast-parity-'));
    for (const [name, text] of Object.entries(options.beside ?? {})) writeFileSync(join(directory, name), text);
    Object.values(files).forEach((text, i) => {
      writeFileSync(join(directory, `${i}.parity.conf`), (options.globals ?? GLOBALS) + text, 'latin1');
    });
    askKeepalived(directory);
  });

  after(() => rmSync(directory, { recursive: true, force: true }));

  for (const title of Object.keys(options.placedElsewhere ?? {}))
    assert.ok(title in files, `no file is titled ${title}`);

  Object.keys(files).forEach((title, i) => {
    test(`keepalived -t and ours agree about ${title}`, () => {
      const [real, own] = [theirs(join(directory, `${i}.parity.conf`)), ours(join(directory, `${i}.parity.conf`))];
      assert.equal(own.exitStatus, real.exitStatus, real.said);
      if (real.exitStatus !== 0 && real.lines.length > 0) {
        // Checks of the whole configuration have no line there, and often one here.
        const sameLine = own.lines.includes(Math.min(...real.lines));
        const expected = options.placedElsewhere?.[title] === undefined;
        assert.equal(sameLine, expected, `our lines: ${own.lines.join(' ')}\n${real.said}`);
      }
    });
  });
}

/** Has keepalived test every `*.parity.conf` of the directory; `theirs` then knows what it said. */
export function askKeepalived(directory: string): void {
  const steps = [
    'ip link set lo up',
    'ip link add eth0 type veth peer name eth1',
    'ip link set eth0 up; ip link set eth1 up; ip addr add 10.77.0.1/24 dev eth0',
    'for f in *.parity.conf; do timeout 5 keepalived -t -f "$f" >"$f.said" 2>&1; echo $? >"$f.status"; done',
  ];
  const run = spawnSync('unshare', ['-n', 'sh', '-c', steps.join('\n')], { cwd: directory, encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
}

/** Our verdict on a file, and the lines of the mistakes that count. */
export function ours(file: string) {
  const present = new Set(INTERFACES);
  const ports = {
    ...thisMachine(),
    interfaceExists: (name: string) => present.has(name),
    interfaceFacts: () => undefined,
    interfaceKind: () => 'veth',
  };
  const { diagnostics, exitStatus } = loadConfiguration(file, ports, { configId: 'alpha', test: true });
  const lines = diagnostics.flatMap(one => (one.class === undefined || one.at === undefined ? [] : one.at.line));
  return { exitStatus, lines };
}

/** keepalived's verdict on a file that it was asked about, the lines it named, and all that it said. */
export function theirs(file: string) {
  const said = readFileSync(`${file}.said`, 'utf8');
  const lines = [...said.matchAll(/Line (\d+)\)/g)].map(match => Number(match[1]));
  return { exitStatus: Number(readFileSync(`${file}.status`, 'utf8')), lines, said };
}
