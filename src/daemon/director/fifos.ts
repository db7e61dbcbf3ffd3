/** The notification FIFOs at work, and the programs that were started to read them. */
import type { Log } from '../../base/log.js';
import type { Result } from '../../base/result.js';
import type { NotifyFifo, NotifyFifos } from '../../notify/settings.js';
import type { Fifo, FifoRequest } from '../../sys/fifo.js';
import type { ProcessRequest, RunningProcess } from '../../sys/process.js';
import { outcome } from './scripts.js';

/** What a director that died could not tidy up. Plain data: it waits with the VRRP thread. */
export interface LeftBehind {
  /** Paths of FIFOs that were made here. */
  readonly fifos: readonly string[];
  /** Programs that read them. */
  readonly readers: readonly number[];
}

export interface FifoPorts {
  /** Of the predecessor, if there was one. */
  readonly leftBehind: LeftBehind;
  /** What would be left behind from now on. */
  leaves(behind: LeftBehind): void;
  /** TERM to a program that the predecessor started. */
  endLeftBehind(pid: number): void;
  openFifo(request: FifoRequest): Result<Fifo, string>;
  run(request: ProcessRequest): RunningProcess;
  readonly log: Log;
}

/** keepalived's mode, of which the umask takes its part. */
const MODE = 0o644;

export class Fifos {
  readonly #ports: FifoPorts;
  #open: WatchedFifo[] = [];
  readonly #readers = new Set<RunningProcess>();
  #leftBehind: LeftBehind;

  constructor(ports: FifoPorts) {
    this.#ports = ports;
    this.#leftBehind = ports.leftBehind;
  }

  /**
   * Opens what the settings ask for and starts the readers. At a reload everything is made anew, as keepalived does: other
   * readers come to the end and have to open it again, readers of ours are ended and started.
   */
  configure({ all, vrrp }: NotifyFifos, umask: number): void {
    for (const pid of this.#leftBehind.readers) this.#ports.endLeftBehind(pid);
    for (const reader of this.#readers) reader.terminate();
    this.close();
    for (const settings of [all, vrrp]) if (settings !== undefined) this.#openOne(settings, umask);
    this.#leftBehind = { fifos: [], readers: [] };
    this.#tell();
  }

  /** Every FIFO gets the line, unless it is full. */
  write(line: string): void {
    for (const each of this.#open) each.write(line);
  }

  /** Readers come to the end of what was written. */
  close(): void {
    for (const each of this.#open) each.close();
    this.#open = [];
  }

  /** The readers have ended of their own accord; with nothing to read, they should. */
  async readersEnded(): Promise<void> {
    await Promise.all([...this.#readers].map(reader => reader.result));
  }

  /** TERM to the readers that are left. */
  terminateReaders(): void {
    for (const reader of this.#readers) reader.terminate();
  }

  #openOne({ path, owner, script }: NotifyFifo, umask: number): void {
    const opened = this.#ports.openFifo({
      path,
      owner,
      mode: MODE & ~umask,
      wasMadeHere: this.#leftBehind.fifos.includes(path),
    });
    if (!opened.ok) {
      const text = `FIFO: ${opened.error}; nothing is written to it`;
      this.#ports.log({ level: 'error', text, fields: { code: 'fifo-unusable', path } });
      return;
    }
    this.#open.push(new WatchedFifo(opened.value, this.#ports.log));
    if (script !== undefined) this.#startReader(script.command, script.user, path);
  }

  #tell(): void {
    this.#ports.leaves({
      fifos: this.#open.flatMap(({ isOurs, path }) => (isOurs ? [path] : [])),
      readers: [...this.#readers].flatMap(({ pid }) => (pid === undefined ? [] : [pid])),
    });
  }

  #startReader(command: readonly string[], user: NonNullable<ProcessRequest['user']>, path: string): void {
    const reader = this.#ports.run({ command: [...command, path], user });
    this.#readers.add(reader);
    void reader.result.then(result => {
      this.#readers.delete(reader);
      this.#tell();
      if (reader.isEnding || this.#open.every(each => each.path !== path)) return;
      const text = `FIFO: the reader ${command[0]} of ${path} ${outcome(result)}; lines wait for another one`;
      this.#ports.log({ level: 'warn', text, fields: { code: 'fifo-reader-ended', path } });
    });
  }
}

/** A FIFO that says when lines are lost, and how many when it goes on. */
class WatchedFifo {
  readonly #fifo: Fifo;
  readonly #log: Log;
  #lost = 0;

  constructor(fifo: Fifo, log: Log) {
    this.#fifo = fifo;
    this.#log = log;
  }

  get path(): string {
    return this.#fifo.path;
  }

  get isOurs(): boolean {
    return this.#fifo.isOurs;
  }

  write(line: string): void {
    const refusal = this.#fifo.write(line);
    const { path } = this.#fifo;
    if (refusal === undefined) {
      if (this.#lost === 0) return;
      const text = `FIFO: ${path} takes lines again; ${this.#lost} were lost`;
      this.#lost = 0;
      this.#log({ level: 'warn', text, fields: { code: 'fifo-recovered', path } });
      return;
    }
    this.#lost++;
    if (this.#lost > 1) return;
    const why = refusal === 'EAGAIN' ? 'it is full, nobody reads it' : refusal;
    this.#log({ level: 'warn', text: `FIFO: lines to ${path} are lost: ${why}`, fields: { code: 'fifo-lost', path } });
  }

  close(): void {
    this.#fifo.close();
  }
}
