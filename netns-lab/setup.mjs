/**
 * Installs what is missing for `npm test` and `npm run demo`, and says what it does. Plain JavaScript without imports
 * from npm, because it runs before anything is installed.
 *
 *   node netns-lab/setup.mjs          npm packages, and as root Debian's packages for the lab
 *   node netns-lab/setup.mjs --unit   npm packages only; needs no root
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const root = new URL('..', import.meta.url).pathname;
const unitOnly = process.argv.includes('--unit');

/** Debian package -> a file that shows it is there. */
const BUILD_PACKAGES = { 'g++': '/usr/bin/g++', make: '/usr/bin/make', python3: '/usr/bin/python3' };
const LAB_PACKAGES = {
  iproute2: '/usr/sbin/ip',
  'nginx-light': '/usr/sbin/nginx',
  keepalived: '/usr/sbin/keepalived',
  ipvsadm: '/usr/sbin/ipvsadm',
  tcpdump: '/usr/bin/tcpdump',
  curl: '/usr/bin/curl',
  'user-mode-linux': '/usr/bin/linux.uml',
  frr: '/usr/lib/frr/vrrpd',
  kmod: '/usr/sbin/modprobe',
  nftables: '/usr/sbin/nft',
};

function say(text) {
  console.log(`setup: ${text}`);
}

function fail(text) {
  throw new SetupFailure(text);
}

class SetupFailure extends Error {}

function run(command, args, env = {}) {
  const done = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  if (done.error) fail(`${command} could not be started: ${done.error.message}`);
  if (done.status !== 0) fail(`${command} ${args.join(' ')} ended with status ${done.status}; see above`);
}

function onPath(name) {
  return (process.env.PATH ?? '').split(':').some(folder => existsSync(`${folder}/${name}`));
}

function missing(packages) {
  return Object.entries(packages)
    .filter(([, file]) => !existsSync(file) && !onPath(file.split('/').at(-1)))
    .map(([name]) => name);
}

/** What a package manager tells of every file it unpacks is only worth reading when it fails. */
function runQuietly(command, args, env = {}) {
  const done = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  if (done.error) fail(`${command} could not be started: ${done.error.message}`);
  if (done.status === 0) return;
  process.stderr.write(done.stdout + done.stderr);
  fail(`${command} ${args.join(' ')} ended with status ${done.status}; see above`);
}

function installDebian(names) {
  if (names.length === 0) return;
  if (!existsSync('/usr/bin/apt-get')) fail(`please install ${names.join(', ')}: this system has no apt-get`);
  say(`installing Debian packages, which may take some minutes: ${names.join(' ')}`);
  runQuietly('apt-get', ['update', '-qq']);
  // The packages' services must not start on this host: the lab runs its own in namespaces. Debian's way to say so is
  // a policy-rc.d that answers 101; one that is already there is the administrator's, and stays.
  const policy = '/usr/sbin/policy-rc.d';
  const text = '#!/bin/sh\n# For the set-up of Holdfast only; remove it if that is not running.\nexit 101\n';
  const ours = !existsSync(policy) || readFileSync(policy, 'utf8') === text;
  // Left behind it would keep every service from starting for good: a signal ends apt-get, and we still tidy up.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
  if (ours) writeFileSync(policy, text, { mode: 0o755 });
  try {
    // A machine that has just booted updates its packages by itself: wait for its lock.
    const install = ['install', '-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', ...names];
    runQuietly('apt-get', install, { DEBIAN_FRONTEND: 'noninteractive' });
  } finally {
    if (ours) rmSync(policy, { force: true });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal);
  }
}

function npmInstalled() {
  const marker = `${root}node_modules/.package-lock.json`;
  if (!existsSync(marker)) return false;
  if (statSync(marker).mtimeMs < statSync(`${root}package-lock.json`).mtimeMs) return false;
  try {
    createRequire(import.meta.url)('raw-socket');
    return true;
  } catch {
    return false; // built for another Node, or not built
  }
}

function main() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Node ${process.versions.node} is too old: 20.19 or newer is needed`);

  const isRoot = process.getuid() === 0;
  if (!unitOnly && !isRoot) {
    fail(
      [
        'this command needs root: it makes network namespaces, opens raw sockets and starts nginx and keepalived in them,',
        '       and installs the Debian packages it lacks. Run it with sudo; or run `npm run test:unit`, which needs no root.',
      ].join('\n'),
    );
  }

  if (!npmInstalled()) {
    const lacking = missing(BUILD_PACKAGES);
    if (lacking.length > 0) {
      if (!isRoot)
        fail(
          `the raw-socket addon is compiled here and needs ${lacking.join(', ')}: apt-get install ${lacking.join(' ')}`,
        );
      installDebian(lacking);
    }
    say('installing npm packages (npm ci)');
    run('npm', ['ci', '--no-audit', '--no-fund']);
  }
  if (!unitOnly) {
    installDebian(missing(LAB_PACKAGES));
    const version = spawnSync('keepalived', ['--version'], { encoding: 'utf8' });
    say(`ready: Node ${process.versions.node}, ${(version.stderr || version.stdout).split('\n')[0]}`);
  } else {
    say(`ready for the unit tests: Node ${process.versions.node}`);
  }
}

try {
  main();
} catch (error) {
  if (!(error instanceof SetupFailure)) throw error;
  console.error(`setup: ${error.message}`);
  process.exitCode = 1;
}
