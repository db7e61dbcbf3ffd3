/** Files as a configuration asks for them. Synchronous, and nothing throws: what cannot be seen is not there. */
import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
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

/** The beginning of a regular file, at most `size` bytes; undefined when there is none or it cannot be read. */
export function readBeginning(path: string, size: number): string | undefined {
  let fd: number | undefined;
  try {
    // A FIFO must not hold up the reader.
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!fstatSync(fd).isFile()) return undefined;
    const buffer = Buffer.alloc(size);
    return buffer.toString('latin1', 0, readSync(fd, buffer, 0, size, 0));
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
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

/** Writes a file from its beginning, mode 0666 less the umask; never through a link. Throws the system's error. */
export function writeFileAnew(path: string, text: string): void {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW, O_NONBLOCK } = constants;
  const fd = openSync(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK, 0o666);
  try {
    writeSync(fd, text);
  } finally {
    closeSync(fd);
  }
}

/** Makes a directory for root alone, unless it is there; its parent must be. Throws the system's error. */
export function makeDirectory(path: string): void {
  try {
    mkdirSync(path, 0o700);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Removes a file; one that is not there, or may not be removed, is left at that. */
export function removeFile(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // not ours to remove
  }
}
