/**
 * This machine as a configuration sees it: files, names, ids, and which interfaces exist. Synchronous: it runs where
 * nothing waits for it, and a reload is one deed.
 */
import {
  accessSync,
  constants,
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { err, ok, type Result } from '../base/result.js';

/** What stat or lstat says about a path. */
export interface FileFacts {
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  /** Permission bits including set-id and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
}

/** stat, through links; undefined when there is nothing or it may not be seen. */
export function facts(path: string): FileFacts | undefined {
  return factsOf(() => statSync(path, { throwIfNoEntry: false }));
}

/** lstat: a link is a link. */
export function linkFacts(path: string): FileFacts | undefined {
  return factsOf(() => lstatSync(path, { throwIfNoEntry: false }));
}

/** The absolute path without links; undefined when it does not resolve. */
export function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** All bytes of a readable regular file, or why not (errno name). */
export function read(path: string): Result<Uint8Array, string> {
  try {
    accessSync(path, constants.R_OK);
    return ok(readFileSync(path));
  } catch (error) {
    return err(reasonOf(error));
  }
}

/** Names in a directory; undefined when it cannot be read. */
export function list(directory: string): readonly string[] | undefined {
  try {
    return readdirSync(directory);
  } catch {
    return undefined;
  }
}

function factsOf(stat: () => Stats | undefined): FileFacts | undefined {
  try {
    const stats = stat();
    if (stats === undefined) return undefined;
    return { kind: kindOf(stats), mode: stats.mode & 0o7777, uid: stats.uid, gid: stats.gid, size: stats.size };
  } catch {
    // A name with a NUL byte, a component that is no directory, no permission: there is nothing to see.
    return undefined;
  }
}

function kindOf(stats: Stats): FileFacts['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'link' : 'other';
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : String(error);
}

/** A snapshot of the interfaces is taken now; the rest is looked at when asked. */
export function systemPorts() {
  const interfaces = interfaceNames();
  return {
    files: { facts, linkFacts, realPath, read, list },
    workingDirectory: process.cwd(),
    hostName: hostname(),
    environment: process.env,
    processUser: { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 },
    randomSeed: Math.floor(Date.now() / 1_000),
    interfaceExists: (name: string): boolean => interfaces.has(name),
  };
}

/**
 * Names of all interfaces of this network namespace. From /proc, because /sys/class/net shows the namespace it was
 * mounted in; of the thread, because a thread may live in another namespace than its process.
 */
function interfaceNames(): ReadonlySet<string> {
  const lines = readFileSync('/proc/thread-self/net/dev', 'utf8').split('\n').slice(2);
  return new Set(lines.flatMap(line => /^\s*(\S+):/.exec(line)?.[1] ?? []));
}
