/**
 * Network namespaces with names nobody else uses: `hf-<pid>-<n>-<node>`. The pid is the owner's, so that what a killed
 * run left behind is recognised and swept by the next one, and labs may run side by side.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, runNow } from './run.js';

const NAMESPACE = /^hf-(\d+)-\d+-/;
const DIRECTORY = /^holdfast-lab-(\d+)-\d+$/;

/** Where the kernel's named namespaces stand, as `nsenter --net=` wants them. */
export const namespacePath = (namespace: string) => `/run/netns/${namespace}`;

/** argv that runs a command inside a namespace; nsenter execs, so the pid is the command's own. */
export const inside = (namespace: string, argv: readonly string[]) => [
  'nsenter',
  `--net=${namespacePath(namespace)}`,
  '--',
  ...argv,
];

/** Where labs keep files; logs go to memory, for keepalived misses its timers when its detailed log is a slow file. */
const FILES = tmpdir();
const LOGS = existsSync('/dev/shm') ? '/dev/shm' : FILES;

/** Directories of lab number `n` of this process: one for files, one for logs. */
export const labDirectories = (n: number) => {
  const name = `holdfast-lab-${process.pid}-${n}`;
  return { files: join(FILES, name), logs: join(LOGS, name) };
};

/** Namespace of a node of lab number `n` of this process. */
export const namespaceName = (n: number, node: string) => `hf-${process.pid}-${n}-${node}`;

/** Creates namespaces with loopback up, no duplicate address detection and room for a fast prober's ports. */
export async function createNamespaces(namespaces: readonly string[]): Promise<void> {
  await run(['ip', '-batch', '-'], namespaces.map(name => `netns add ${name}\n`).join(''));
  await Promise.all(namespaces.map(configure));
}

async function configure(namespace: string): Promise<void> {
  // Without DAD an address is usable at once and IPv6 takes part in a failover without a second of silence.
  const settings = ['all', 'default'].flatMap(scope => [
    `echo 0 > /proc/sys/net/ipv6/conf/${scope}/accept_dad`,
    `echo 0 > /proc/sys/net/ipv6/conf/${scope}/dad_transmits`,
    `echo 0 > /proc/sys/net/ipv6/conf/${scope}/router_solicitations`,
  ]);
  settings.push('echo 1024 65535 > /proc/sys/net/ipv4/ip_local_port_range', 'ip link set lo up');
  await run(inside(namespace, ['sh', '-ec', settings.join('\n')]));
}

/** Ends every process still inside the namespaces and removes them. Waits; safe to call twice. */
export function removeNamespaces(namespaces: readonly string[]): void {
  const present = new Set(existing());
  for (const namespace of namespaces.filter(name => present.has(name))) {
    for (const pid of runNow(['ip', 'netns', 'pids', namespace]).split('\n').filter(Boolean)) {
      try {
        process.kill(Number(pid), 'SIGKILL');
      } catch {
        // it ended meanwhile
      }
    }
    runNow(['ip', 'netns', 'del', namespace]);
  }
}

/** As `removeNamespaces`, while other labs of this process go on. */
export async function dismantleNamespaces(namespaces: readonly string[]): Promise<void> {
  await Promise.all(
    namespaces.map(async namespace => {
      const pids = await run(['ip', 'netns', 'pids', namespace]);
      for (const pid of pids.split('\n').filter(Boolean)) {
        try {
          process.kill(Number(pid), 'SIGKILL');
        } catch {
          // it ended meanwhile
        }
      }
      await run(['ip', 'netns', 'del', namespace]);
    }),
  );
}

/** Removes namespaces and directories whose owner no longer lives; called when the first lab of a process starts. */
export function sweepLeftovers(): void {
  removeNamespaces(existing().filter(name => isOrphan(NAMESPACE.exec(name)?.[1])));
  for (const parent of new Set([FILES, LOGS])) {
    for (const name of readdirSync(parent)) {
      if (!isOrphan(DIRECTORY.exec(name)?.[1])) continue;
      const directory = join(parent, name);
      // What is mounted there must not be deleted with it, and would not let it be deleted.
      for (const place of mountsBelow(directory)) runNow(['umount', '--lazy', place]);
      rmSync(directory, { recursive: true, force: true });
    }
  }
}

/** Places below a directory where something is mounted, the latest first (proc_pid_mountinfo(5)). */
function mountsBelow(directory: string): string[] {
  const places = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .flatMap(line => line.split(' ')[4] ?? []);
  return places.filter(place => place.startsWith(`${directory}/`)).reverse();
}

function existing(): string[] {
  try {
    return readdirSync('/run/netns');
  } catch {
    return []; // the first namespace creates the directory
  }
}

function isOrphan(owner: string | undefined): boolean {
  if (owner === undefined) return false;
  try {
    process.kill(Number(owner), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
