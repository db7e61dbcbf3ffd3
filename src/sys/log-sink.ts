/**
 * Where log text goes, without ever holding anyone up.
 *
 * A descriptor that was inherited usually blocks: a pipe nobody reads would stop a thread of libuv's pool for good, and
 * the process could not even exit. So a pipe or terminal is opened anew (a description of our own, which alone becomes
 * non-blocking), and a socket is handed to libuv's stream code. What does not fit into a bounded buffer is dropped and
 * counted, and the count is told once there is room again.
 */
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { isatty } from 'node:tty';
import { pino } from 'pino';

/** A bounded, non-blocking receiver of whole lines. */
export interface LogSink {
  /** Takes one line (with its newline where the medium wants one), or drops and counts it. Never throws. */
  write(line: string): void;
  /** Lines dropped and not yet told by `onRoom`. */
  readonly lost: number;
  /** Called with the number of lines dropped, once, when there is room again. */
  onRoom(report: (lost: number) => void): void;
  /** Settles when everything taken has been handed to the kernel; a stuck sink never settles. */
  flush(): Promise<void>;
  /** Gives up whatever is still pending. */
  close(): void;
}

/** Bytes one sink may hold: a few thousand lines. */
export const SINK_LIMIT = 1 << 20;

/** The accounting all sinks share: bytes taken and not yet written, lines lost, and who waits for either to be nil. */
export class Backlog {
  readonly #limit: number;
  #pending = 0;
  #lost = 0;
  #report: ((lost: number) => void) | undefined;
  #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get lost(): number {
    return this.#lost;
  }

  get pending(): number {
    return this.#pending;
  }

  onRoom(report: (lost: number) => void): void {
    this.#report = report;
  }

  /** False when the line does not fit: it is then counted as lost. */
  admit(bytes: number): boolean {
    if (this.#pending + bytes > this.#limit) {
      this.#lost++;
      return false;
    }
    this.#pending += bytes;
    return true;
  }

  /** A line that was admitted cannot be delivered at all. It is told with the next one that can. */
  discard(bytes: number): void {
    this.#lost++;
    this.#pending = Math.max(0, this.#pending - bytes);
    this.#wake();
  }

  /** So many bytes have gone out. */
  settle(bytes: number): void {
    this.#pending = Math.max(0, this.#pending - bytes);
    if (this.#pending > 0) return;
    if (this.#lost > 0 && this.#report !== undefined) {
      const lost = this.#lost;
      this.#lost = 0;
      this.#report(lost);
    }
    this.#wake();
  }

  #wake(): void {
    if (this.#pending > 0) return;
    for (const done of this.#waiting.splice(0)) done();
  }

  empty(): Promise<void> {
    return this.#pending === 0 ? Promise.resolve() : new Promise(resolve => this.#waiting.push(resolve));
  }
}

/** True when the descriptor is a terminal: an operator reads along. */
export function isTerminal(descriptor: number): boolean {
  return isatty(descriptor);
}

/** A sink over an open descriptor (1 for the console). A descriptor that cannot be written gives a sink that only counts. */
export function openDescriptorSink(descriptor: number, limit = SINK_LIMIT): LogSink {
  let kind: ReturnType<typeof fstatSync>;
  try {
    kind = fstatSync(descriptor);
  } catch {
    return closedSink();
  }
  if (kind.isSocket()) {
    try {
      return socketSink(descriptor, limit);
    } catch {
      // libuv takes no descriptor it watches already: then it is non-blocking too, and plain writes will do.
      return fileSink(descriptor, limit, () => {});
    }
  }
  // A file never makes a writer wait for a reader, and its position is shared with whoever else was given it.
  if (kind.isFile()) return fileSink(descriptor, limit, () => {});
  let own: number;
  try {
    const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_NONBLOCK | constants.O_NOCTTY;
    own = openSync(`/proc/self/fd/${descriptor}`, flags);
  } catch (reason) {
    // A terminal of another user (after su) may be written but not opened. A pipe without a reader is no use at all.
    if ((reason as NodeJS.ErrnoException).code === 'ENXIO') return closedSink();
    return fileSink(descriptor, limit, () => {});
  }
  return fileSink(own, limit, () => closeSync(own));
}

function fileSink(descriptor: number, limit: number, release: () => void): LogSink {
  const backlog = new Backlog(limit);
  const stream = pino.destination({ fd: descriptor, sync: false, minLength: 0 });
  let isBroken = false;
  stream.on('write', (bytes: number) => {
    isBroken = false;
    backlog.settle(bytes);
  });
  // EPIPE, ENOSPC, EIO: what is pending is tried again with the next line; until then lines pile up and are dropped.
  stream.on('error', () => {
    isBroken = true;
  });
  return {
    write(line) {
      if (backlog.admit(Buffer.byteLength(line))) stream.write(line);
    },
    get lost() {
      return backlog.lost;
    },
    onRoom: report => backlog.onRoom(report),
    flush: () => (isBroken ? Promise.resolve() : backlog.empty()),
    close() {
      // `destroy` of a stream that waits for a full pipe would wait with it: the descriptor goes with the process.
      if (backlog.pending === 0) release();
    },
  };
}

function socketSink(descriptor: number, limit: number): LogSink {
  const backlog = new Backlog(limit);
  const socket = new Socket({ fd: descriptor, readable: false, writable: true });
  let isOpen = true;
  const gone = () => {
    isOpen = false;
    backlog.settle(backlog.pending);
  };
  socket.on('error', gone);
  socket.on('close', gone);
  socket.unref();
  return {
    write(line) {
      const bytes = Buffer.byteLength(line);
      if (isOpen && backlog.admit(bytes)) socket.write(line, () => backlog.settle(bytes));
    },
    get lost() {
      return backlog.lost;
    },
    onRoom: report => backlog.onRoom(report),
    flush: () => (isOpen ? backlog.empty() : Promise.resolve()),
    close: () => socket.unref(),
  };
}

function closedSink(): LogSink {
  const backlog = new Backlog(0);
  return {
    write: line => void backlog.admit(Buffer.byteLength(line)),
    get lost() {
      return backlog.lost;
    },
    onRoom: report => backlog.onRoom(report),
    flush: () => Promise.resolve(),
    close: () => {},
  };
}
