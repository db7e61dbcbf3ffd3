import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { goToBackground, withAbsolutePaths } from '../../src/daemon/background.js';
import { parseCommandLine } from '../../src/daemon/command/cli.js';
import { eventually } from '../support/eventually.js';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-background-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const daemonize = new URL('../../src/sys/daemonize.ts', import.meta.url).pathname;

/** A little daemon with this body, to be started in the background. */
function program(body: string) {
  const path = join(folder, 'daemon.mts');
  writeFileSync(
    path,
    `import { readlinkSync, writeFileSync } from 'node:fs';
     import { daemonStarter, leaveWorkingDirectory } from '${daemonize}';
     const starter = daemonStarter();
     ${body}`,
  );
  return { file: process.execPath, args: ['--import', 'tsx', path], environment: process.env };
}

test('the one in front ends with 0 once the daemon runs, in its own session, without stdio, in /', async () => {
  const pidFile = join(folder, 'x.pid');
  const facts = join(folder, 'facts');
  const end = await goToBackground(
    program(`
      leaveWorkingDirectory();
      const session = String(process.pid) === (await import('node:fs')).readFileSync('/proc/self/stat', 'utf8').split(' ')[5];
      const stdio = [0, 1, 2].map(fd => readlinkSync('/proc/self/fd/' + fd));
      const mark = Object.keys(process.env).filter(name => /HOLDFAST|NODE_CHANNEL/.test(name));
      writeFileSync('${facts}', JSON.stringify({ cwd: process.cwd(), session, stdio, mark }));
      writeFileSync('${pidFile}', String(process.pid));
      await starter.report({ kind: 'started', pidFile: '${pidFile}' });
      setInterval(() => {}, 1000);
    `),
  );
  const pid = Number(readFileSync(pidFile, 'utf8'));
  try {
    assert.deepEqual(end, { status: 0 });
    assert.doesNotThrow(() => process.kill(pid, 0), 'the daemon lives on');
    assert.deepEqual(JSON.parse(readFileSync(facts, 'utf8')), {
      cwd: '/',
      session: true,
      stdio: ['/dev/null', '/dev/null', '/dev/null'],
      mark: [],
    });
  } finally {
    process.kill(pid, 'SIGKILL');
  }
});

test('a daemon that says why it cannot start gives its status and its words to the one in front', async () => {
  const end = await goToBackground(
    program(`await starter.report({ kind: 'failed', status: 6, text: 'no configuration' }); process.exit(6);`),
  );
  assert.deepEqual(end, { status: 6, message: 'no configuration' });
});

test('a daemon that dies before it has reported is a failure with its status, never 0', async () => {
  assert.deepEqual(await goToBackground(program('process.exit(2);')), {
    status: 2,
    message: 'the daemon ended with status 2 before it had started',
  });
  assert.deepEqual(await goToBackground(program('process.exit(0);')), {
    status: 1,
    message: 'the daemon ended with status 0 before it had started',
  });
  assert.deepEqual(
    await goToBackground(program("process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);")),
    {
      status: 1,
      message: 'the daemon ended by SIGKILL before it had started',
    },
  );
});

test('a daemon that reports without its pid file is not believed', async () => {
  const end = await goToBackground(program(`await starter.report({ kind: 'started', pidFile: '/no/such.pid' });`));
  assert.equal(end.status, 1);
  assert.match(end.message ?? '', /pid file \/no\/such\.pid is not there/);
});

test('a program that cannot be started at all is a failure with a reason', async () => {
  const end = await goToBackground({ file: '/no/such/node', args: [], environment: {} });
  assert.equal(end.status, 1);
  assert.match(end.message ?? '', /ENOENT/);
});

test('without a starter there is nothing to report to', async () => {
  const done = join(folder, 'done');
  const { file, args, environment } = program(`writeFileSync('${done}', String(starter === undefined));`);
  spawn(file, args, { env: environment, stdio: 'ignore' });
  await eventually(() => existsSync(done) && readFileSync(done, 'utf8') !== '', 'the program to end');
  assert.equal(readFileSync(done, 'utf8'), 'true');
});

test('every path of the command line is made absolute before the daemon leaves for /', () => {
  const read = parseCommandLine(['-f', 'conf/x.conf', '-p', 'x.pid', '-r', '/run/y.pid']);
  assert.ok(read.ok);
  const absolute = withAbsolutePaths(read.value, '/home/op');
  assert.equal(absolute.configFile, '/home/op/conf/x.conf');
  assert.equal(absolute.pidFile, '/home/op/x.pid');
  assert.equal(absolute.vrrpPidFile, '/run/y.pid');
});
