/**
 * Tells when files may have changed, through inotify(7) on their directories: an editor replaces a file instead of
 * writing it, and a file or its directory may be missing and appear later. Says nothing while a file is being written,
 * only when its writer has closed it.
 */
import { existsSync, lstatSync, readSync } from 'node:fs';
import { basename, dirname, join } from 'node:path/posix';
import { KernelError } from './kernel-error.js';
import {
  addFileWatch,
  closeDescriptor,
  openFileWatch,
  type ReadableWatch,
  removeFileWatch,
  watchReadable,
} from './libc.js';

export interface FileWatch {
  /** Watches these files (absolute paths) from now on and no others; what was watched before stays watched without a gap. */
  expect(paths: ReadonlySet<string>): void;
  close(): void;
}

export interface FileWatchPorts {
  /** A file was written, created, moved, or removed; or nobody knows, since reports were lost. */
  changed(path: string): void;
  /** A directory cannot be watched: what happens in it goes unseen. */
  refused(path: string, error: KernelError): void;
}

const In = {
  closeWrite: 0x8,
  movedFrom: 0x40,
  movedTo: 0x80,
  create: 0x100,
  delete: 0x200,
  deleteSelf: 0x400,
  moveSelf: 0x800,
  overflow: 0x4000,
  ignored: 0x8000,
  onlyDirectory: 0x100_0000,
} as const;
const MASK =
  In.closeWrite | In.movedFrom | In.movedTo | In.create | In.delete | In.deleteSelf | In.moveSelf | In.onlyDirectory;
const EVENT_HEADER = 16;
const READ_SIZE = 16_384;
/** Directories that come and go faster than this often are left to their next event. */
const MOST_ATTEMPTS = 8;

/** Throws a `KernelError` when there is no inotify instance to be had. */
export function watchFiles(ports: FileWatchPorts): FileWatch {
  return new InotifyWatch(ports);
}

/** One watched directory: which of its names matter, and to which files. */
interface Directory {
  readonly path: string;
  readonly waiting: Map<string, Set<string>>;
}

class InotifyWatch implements FileWatch {
  readonly #ports: FileWatchPorts;
  readonly #fd: number;
  readonly #readable: ReadableWatch;
  readonly #buffer = Buffer.alloc(READ_SIZE);
  readonly #directories = new Map<number, Directory>();
  #paths: ReadonlySet<string> = new Set();

  constructor(ports: FileWatchPorts) {
    this.#ports = ports;
    this.#fd = openFileWatch();
    if (this.#fd < 0) throw new KernelError('inotify_init1', -this.#fd);
    this.#readable = watchReadable(this.#fd, () => this.#read());
    this.#readable.unref();
  }

  expect(paths: ReadonlySet<string>): void {
    const before = this.#paths;
    this.#paths = paths;
    for (const path of before) if (!paths.has(path)) this.#disarm(path);
    for (const path of paths) if (!before.has(path)) this.#arm(path);
  }

  close(): void {
    this.#readable.close();
    closeDescriptor(this.#fd);
  }

  /** Watches the file's directory, or the nearest one above it that is there, for the name that leads to the file. */
  #arm(path: string): void {
    this.#disarm(path);
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const place = this.#watchNearest(path);
      if (place === undefined) return;
      const { wd, directory, name } = place;
      const known = this.#directories.get(wd) ?? { path: directory, waiting: new Map() };
      this.#directories.set(wd, known);
      known.waiting.set(name, (known.waiting.get(name) ?? new Set()).add(path));
      // What was missing a moment ago may have come before the watch was set.
      if (directory === dirname(path) || !existsSync(join(directory, name))) return;
      this.#disarm(path);
    }
  }

  #watchNearest(path: string): { wd: number; directory: string; name: string } | undefined {
    for (let below = path; ; below = dirname(below)) {
      const directory = dirname(below);
      const wd = addFileWatch(this.#fd, directory, MASK);
      if (wd >= 0) return { wd, directory, name: basename(below) };
      const error = new KernelError(`inotify_add_watch ${directory}`, -wd);
      if ((error.code !== 'ENOENT' && error.code !== 'ENOTDIR') || directory === '/') {
        this.#ports.refused(path, error);
        return undefined;
      }
    }
  }

  #disarm(path: string): void {
    for (const [wd, { waiting }] of this.#directories) {
      for (const [name, paths] of waiting) if (paths.delete(path) && paths.size === 0) waiting.delete(name);
      if (waiting.size === 0) this.#forget(wd);
    }
  }

  #forget(wd: number): void {
    this.#directories.delete(wd);
    removeFileWatch(this.#fd, wd);
  }

  #read(): void {
    const changed = new Set<string>();
    const moved = new Set<string>();
    for (let size = this.#fill(); size > 0; size = this.#fill()) this.#collect(size, changed, moved);
    for (const path of moved) if (this.#paths.has(path)) this.#arm(path);
    for (const path of new Set([...moved, ...changed])) if (this.#paths.has(path)) this.#ports.changed(path);
  }

  #fill(): number {
    try {
      return readSync(this.#fd, this.#buffer);
    } catch {
      return 0; // EAGAIN: all was read
    }
  }

  /** `moved`: the way to the file is another one by now. */
  #collect(size: number, changed: Set<string>, moved: Set<string>): void {
    for (let at = 0; at + EVENT_HEADER <= size; ) {
      const wd = this.#buffer.readInt32LE(at);
      const mask = this.#buffer.readUInt32LE(at + 4);
      const length = this.#buffer.readUInt32LE(at + 12);
      const field = this.#buffer.subarray(at + EVENT_HEADER, at + EVENT_HEADER + length);
      const end = field.indexOf(0);
      at += EVENT_HEADER + length;
      if ((mask & In.overflow) !== 0) {
        for (const path of this.#paths) moved.add(path);
        continue;
      }
      const directory = this.#directories.get(wd);
      if (directory === undefined) continue;
      if ((mask & (In.deleteSelf | In.moveSelf | In.ignored)) !== 0) {
        for (const paths of directory.waiting.values()) for (const path of paths) moved.add(path);
        this.#forget(wd);
        continue;
      }
      const name = field.toString('utf8', 0, end < 0 ? length : end);
      for (const path of directory.waiting.get(name) ?? []) {
        if (directory.path !== dirname(path)) moved.add(path);
        else if ((mask & In.create) === 0 || isComplete(path)) changed.add(path);
      }
    }
  }
}

/** A new name of a file that was there before: nobody will close it. One that is being made is read once it is closed. */
function isComplete(path: string): boolean {
  try {
    const found = lstatSync(path);
    return !found.isFile() || found.nlink > 1;
  } catch {
    return false;
  }
}
