/**
 * Going to a network namespace, as a whole process. setns(2) and unshare(2) move one thread, and Node has several by the
 * time anything of ours runs. So the main thread moves, and then replaces the process by itself (execve(2)): what starts
 * anew has the same pid, and all of its threads and scripts are there from the first.
 *
 * A mount namespace comes along, as keepalived has it: `/run/keepalived/NAME` is `/run/keepalived` to the process and its
 * scripts, and its pid files have their usual names there.
 */
import { mkdirSync, openSync, readFileSync, rmdirSync } from 'node:fs';
import { KernelError } from './kernel-error.js';
import {
  addressOf,
  bindMount,
  enterNetNamespace,
  execute,
  keepOnExec,
  makeMountsSlaves,
  unmount,
  unshareMounts,
} from './libc.js';

const PID_DIRECTORY = '/run/keepalived';

/** True in a process that went there with `restartInNetNamespace`: its pid directory is its own. */
export function hasPrivatePidDirectory(name: string): boolean {
  return mountInfo().some(({ root, point }) => point === PID_DIRECTORY && root.endsWith(`/keepalived/${name}`));
}

/**
 * Replaces this process by itself, started with the same words in the network namespace `name` of ip-netns(8). To be
 * called in the main thread. Does not return when it succeeds; otherwise the reason, as the end of a sentence, and the
 * thread is in the network it was in.
 */
export function restartInNetNamespace(name: string): string {
  try {
    const home = openNamespace('/proc/thread-self/ns/net');
    const there = openNamespace(`/run/netns/${name}`);
    makePidDirectoryPrivate(name);
    const argv = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
    // Node closes them to whatever is executed; one that is closed already is nobody's.
    for (const stdio of [0, 1, 2]) keepOnExec(stdio);
    check(`setns(/run/netns/${name})`, enterNetNamespace(there));
    const refused = execute(process.execPath, stringArray(argv), stringArray(environment()));
    check('setns', enterNetNamespace(home));
    check(`execve(${process.execPath})`, refused);
    return 'nothing was executed';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** At the end: the pid directory of the network namespace goes when it is empty, and so does the one it is in. */
export function removePidDirectory(name: string): void {
  if (hasPrivatePidDirectory(name)) unmount(PID_DIRECTORY);
  for (const directory of [`${PID_DIRECTORY}/${name}`, PID_DIRECTORY]) {
    try {
      rmdirSync(directory);
    } catch {
      return; // another daemon's files are in it
    }
  }
}

/** Closed with the process: what replaces it does not have it. */
function openNamespace(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw new Error(`${path} cannot be opened: ${(error as NodeJS.ErrnoException).code ?? error}`);
  }
}

function makePidDirectoryPrivate(name: string): void {
  check('unshare(CLONE_NEWNS)', unshareMounts());
  check('mount(/, MS_SLAVE)', makeMountsSlaves());
  const directory = `${PID_DIRECTORY}/${name}`;
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  check(`mount(${directory}, MS_BIND)`, bindMount(directory, PID_DIRECTORY));
}

function check(request: string, returned: number): void {
  if (returned < 0) throw new KernelError(request, -returned);
}

function environment(): string[] {
  return Object.entries(process.env).map(([name, value]) => `${name}=${value}`);
}

/** `char *[]` with its NULL; the strings are kept as long as the array is. */
function stringArray(words: readonly string[]): Uint8Array {
  const strings = Buffer.from(words.map(word => `${word}\0`).join(''));
  const memory = new Uint8Array(new ArrayBuffer(8 * (words.length + 1) + strings.length));
  const pointers = new BigUint64Array(memory.buffer, 0, words.length + 1);
  let at = 8 * (words.length + 1);
  memory.set(strings, at);
  for (const [i, word] of words.entries()) {
    pointers[i] = addressOf(memory) + BigInt(at);
    at += Buffer.byteLength(word) + 1;
  }
  return memory;
}

function mountInfo(): { readonly root: string; readonly point: string }[] {
  // mountinfo of proc(5): id, parent, device, root, mount point, ...
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').trimEnd().split('\n');
  return lines.map(line => {
    const [, , , root = '', point = ''] = line.split(' ');
    return { root, point };
  });
}
