/**
 * Pid files under keepalived's names, so that scripts and monitoring find the daemon where they look for it.
 *
 * A pid file left by a crash is common, and its number may since have gone to another program (in a container, often
 * to ourselves). It counts as taken only when that process is alive and is one of ours, or keepalived.
 */
import { closeSync, constants, mkdirSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { err, ok, type Result } from '../base/result.js';
import { hasPrivatePidDirectory } from './enter-namespace.js';

export interface PidPaths {
  readonly parent: string;
  readonly vrrp: string;
}

export interface PidFault {
  readonly code: 'already-running' | 'not-writable';
  readonly text: string;
  /** The daemon that is in the way. */
  readonly pid?: number;
}

/** keepalived's defaults: `use_pid_dir` and a network namespace move the files to /run/keepalived, `instance` names them. */
export function pidPaths(wish: {
  readonly pidFile?: string | undefined;
  readonly vrrpPidFile?: string | undefined;
  readonly usesPidDirectory?: boolean;
  readonly instanceName?: string | undefined;
  readonly netNamespace?: string | undefined;
}): PidPaths {
  const named = wish.instanceName !== undefined;
  // This directory looks like /run/keepalived to who went to the namespace by itself; all others see it here.
  const { netNamespace } = wish;
  const ofNamespace = netNamespace === undefined || hasPrivatePidDirectory(netNamespace) ? '' : `/${netNamespace}`;
  const hasDirectory = wish.usesPidDirectory || named || netNamespace !== undefined;
  const directory = hasDirectory ? `/run/keepalived${ofNamespace}` : '/run';
  const suffix = named ? `_${wish.instanceName}` : '';
  return {
    parent: wish.pidFile ?? `${directory}/keepalived${suffix}.pid`,
    vrrp: wish.vrrpPidFile ?? `${directory}/vrrp${suffix}.pid`,
  };
}

/** keepalived's file of a reload under way, unless it is given a path: beside the pid file as it is by default. */
export function reloadFilePath(settings: {
  readonly usesPidDirectory: boolean;
  readonly instanceName?: string;
  readonly netNamespace?: string;
}): string {
  const { usesPidDirectory, instanceName, netNamespace } = settings;
  return pidPaths({ usesPidDirectory, instanceName, netNamespace }).parent.replace(/\.pid$/, '.reload');
}

/**
 * The pid of the daemon that holds this file; undefined when it is free: absent, empty, not a number, our own number, or
 * left by a process that is gone or is some other program.
 */
export function pidFileHolder(path: string, isDaemon: (argv: readonly string[]) => boolean = looksLikeUs) {
  let text: string;
  try {
    text = readFileSync(path, 'latin1').slice(0, 32);
  } catch {
    return undefined;
  }
  const pid = /^\s*([1-9]\d{0,8})\s*$/.exec(text)?.[1];
  if (pid === undefined || Number(pid) === process.pid) return undefined;
  try {
    const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
    return argv.length > 0 && isDaemon(argv) ? Number(pid) : undefined;
  } catch {
    return undefined;
  }
}

/** keepalived itself, or Node (or a titled process) running this very program. */
function looksLikeUs(argv: readonly string[]): boolean {
  const name = basename(argv[0] ?? '').split(/[\s:]/)[0];
  if (name === 'keepalived' || name === 'holdfast') return true;
  const own = process.argv[1];
  return own !== undefined && argv.includes(own);
}

/** Writes our pid (or `pid`) with mode 0644 whatever the umask. Never follows a symbolic link, never writes into an old file. */
export function writePidFile(path: string, pid: number = process.pid): Result<void, PidFault> {
  const holder = pidFileHolder(path);
  if (holder !== undefined) {
    return err({
      code: 'already-running',
      text: `daemon is already running: pid ${holder} holds ${path}`,
      pid: holder,
    });
  }
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const umask = process.umask(0o022);
  try {
    mkdirSync(dirname(path), { recursive: true });
    removePath(path);
    const file = openSync(path, flags, 0o644);
    try {
      writeSync(file, `${pid}\n`);
    } catch (reason) {
      removePath(path); // an empty one, for want of room, would say nothing to anybody
      throw reason;
    } finally {
      closeSync(file);
    }
    return ok(undefined);
  } catch (reason) {
    const code = (reason as NodeJS.ErrnoException).code ?? String(reason);
    return err({ code: 'not-writable', text: `cannot write the pid file ${path}: ${code}` });
  } finally {
    process.umask(umask);
  }
}

/** Removes the file at the end, unless another daemon has taken it over meanwhile. */
export function removePidFile(path: string, pid: number = process.pid): void {
  try {
    if (readFileSync(path, 'latin1').trim() === String(pid)) unlinkSync(path);
  } catch {
    // Gone, or no longer ours to remove: either way there is nothing left to do.
  }
}

function removePath(path: string): void {
  try {
    unlinkSync(path);
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code !== 'ENOENT') throw reason;
  }
}
