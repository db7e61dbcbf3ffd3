/**
 * A FIFO that is written without ever waiting (fifo(7)): opened for reading, too, so that it needs no reader, and a
 * line that finds it full is lost.
 */
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  lstatSync,
  openSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { getSystemErrorName } from 'node:util';
import { err, ok, type Result } from '../base/result.js';
import { makeFifo } from './libc.js';

export interface FifoRequest {
  readonly path: string;
  /** Whose it is when it is made here, and may be when it is not. */
  readonly owner: { readonly uid: number; readonly gid: number };
  /** Permissions when it is made here; the process's umask does not count. */
  readonly mode: number;
  /** It was made here before, by somebody who could not remove it: it is ours as if it were made now. */
  readonly wasMadeHere?: boolean;
}

export interface Fifo {
  readonly path: string;
  /** It was made here. */
  readonly isOurs: boolean;
  /** Undefined when all of the line went in; otherwise the errno's name, `EAGAIN` when it is full. */
  write(line: string): string | undefined;
  /** Readers come to its end. One that was made here is removed. */
  close(): void;
}

/** Makes the FIFO unless it is there, and opens it. The error is a sentence. */
export function openFifo(request: FifoRequest): Result<Fifo, string> {
  const { path, owner, mode } = request;
  const made = makeFifo(path, 0o600);
  if (made < 0 && getSystemErrorName(made) !== 'EEXIST') return err(`cannot make ${path}: ${getSystemErrorName(made)}`);
  const isOurs = made >= 0 || request.wasMadeHere === true;
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  } catch (reason) {
    return err(`cannot open ${path}: ${codeOf(reason)}`);
  }
  try {
    // Others may write to the directory: what was opened must be what was meant.
    const found = fstatSync(fd);
    if (!found.isFIFO()) throw new Refusal(`${path} is there, and no FIFO`);
    const mayOwn = made >= 0 ? [process.geteuid?.()] : [process.geteuid?.(), owner.uid];
    if (!mayOwn.includes(found.uid)) throw new Refusal(`${path} belongs to user ${found.uid}`);
    if (made >= 0) {
      fchownSync(fd, owner.uid, owner.gid);
      fchmodSync(fd, mode);
    }
  } catch (reason) {
    closeSync(fd);
    return err(reason instanceof Refusal ? reason.message : `cannot set up ${path}: ${codeOf(reason)}`);
  }
  return ok(new OpenFifo(path, fd, isOurs));
}

/** Why a path is not taken. */
class Refusal extends Error {}

class OpenFifo implements Fifo {
  readonly path: string;
  readonly isOurs: boolean;
  readonly #fd: number;
  #isClosed = false;

  constructor(path: string, fd: number, isOurs: boolean) {
    this.path = path;
    this.#fd = fd;
    this.isOurs = isOurs;
  }

  write(line: string): string | undefined {
    if (this.#isClosed) return 'EBADF';
    try {
      // Up to PIPE_BUF bytes go in whole or not at all (pipe(7)), and no line is that long.
      writeSync(this.#fd, line);
      return undefined;
    } catch (reason) {
      return codeOf(reason);
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.isOurs && this.#isInPlace()) {
      try {
        unlinkSync(this.path);
      } catch {
        // gone meanwhile
      }
    }
    closeSync(this.#fd);
  }

  /** What is there by that name is still what was made. */
  #isInPlace(): boolean {
    const mine = fstatSync(this.#fd);
    const there = lstatSync(this.path, { throwIfNoEntry: false });
    return there !== undefined && there.ino === mine.ino && there.dev === mine.dev;
  }
}

function codeOf(reason: unknown): string {
  return (reason as NodeJS.ErrnoException).code ?? String(reason);
}
