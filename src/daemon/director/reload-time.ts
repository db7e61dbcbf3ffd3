/**
 * `reload_time_file`: nodes that have to change their configuration together do so at a time that is written to a file on
 * each. Afterwards the file is removed, or the same time tomorrow would be the next; `reload_repeat` wants just that.
 */
import { type Duration, milliseconds } from '../../base/duration.js';
import type { Log } from '../../base/log.js';
import type { ReloadSettings } from '../../config/settings.js';
import type { FileWatch, FileWatchPorts } from '../../sys/file-watch.js';
import { parseReloadTime, type ReloadTime, renderReloadTime } from './reload-time-text.js';

export interface ReloadTimePorts {
  /** Milliseconds since 1970. */
  epoch(): number;
  /** Calls `action` once after `wait`; the answer cancels it. */
  after(wait: Duration, action: () => void): () => void;
  /** Throws when files cannot be watched. */
  watchFiles(ports: FileWatchPorts): FileWatch;
  /** The beginning of a file; undefined: there is none. */
  readBeginning(path: string, size: number): string | undefined;
  /** Harmless when there is none. */
  removeFile(path: string): void;
}

/** More than any time takes. */
const LINE_BYTES = 128;
/** The clock may be set while a reload is awaited: it is looked at this often. */
const LONGEST_WAIT_MS = 30_000;

export class ReloadTimer {
  readonly #ports: ReloadTimePorts;
  readonly #log: Log;
  readonly #reload: () => void;
  #settings: ReloadSettings | undefined;
  #watch: FileWatch | undefined;
  #due: ReloadTime | undefined;
  #cancel: (() => void) | undefined;

  constructor(ports: ReloadTimePorts, log: Log, reload: () => void) {
    this.#ports = ports;
    this.#log = log;
    this.#reload = reload;
  }

  /** Takes a configuration, the first or a reload's. The file is read in any case: a time may stand there already. */
  configure(settings: ReloadSettings): void {
    this.#settings = settings;
    const { timeFile } = settings;
    if (timeFile === undefined && this.#watch === undefined) return;
    try {
      this.#watch ??= this.#ports.watchFiles({
        changed: () => this.#read(),
        refused: (path, error) => this.#sayUnwatched(path, error.message),
      });
      // The watch comes first: what is written after the reading must not be missed.
      this.#watch.expect(new Set(timeFile === undefined ? [] : [timeFile]));
    } catch (reason) {
      this.#sayUnwatched('`reload_time_file`', reason instanceof Error ? reason.message : String(reason));
    }
    this.#read();
  }

  close(): void {
    this.#cancel?.();
    this.#watch?.close();
    this.#watch = undefined;
  }

  #read(): void {
    const path = this.#settings?.timeFile;
    const text = path === undefined ? undefined : this.#ports.readBeginning(path, LINE_BYTES);
    if (text === undefined || text === '') {
      this.#expect(undefined);
      return;
    }
    const time = parseReloadTime(text, this.#ports.epoch());
    if (!time.ok) this.#say('error', `${path}: ${time.error}; it is ignored`);
    this.#expect(time.ok ? time.value : undefined);
  }

  #expect(time: ReloadTime | undefined): void {
    const before = this.#due;
    this.#due = time;
    if (time === undefined) {
      this.#cancel?.();
      if (before !== undefined) this.#say('info', `Cancelling reload scheduled for ${renderReloadTime(before.at)}`);
      return;
    }
    if (before?.at !== time.at) {
      const at = renderReloadTime(time.at);
      if (before === undefined) this.#say('info', `Scheduling reload for ${at}`);
      else this.#say('info', `Reload time updated from ${renderReloadTime(before.at)} to ${at}`);
    }
    this.#wait(time);
  }

  #wait(time: ReloadTime): void {
    this.#cancel?.();
    const left = time.at - this.#ports.epoch();
    if (left <= 0) this.#fire(time);
    else this.#cancel = this.#ports.after(milliseconds(Math.min(left, LONGEST_WAIT_MS)), () => this.#wait(time));
  }

  #fire(time: ReloadTime): void {
    this.#due = undefined;
    const { timeFile, repeatsDaily } = this.#settings ?? {};
    this.#say('info', `Reloading, as ${timeFile} asks for ${renderReloadTime(time.at)}`);
    if (repeatsDaily !== true && timeFile !== undefined) this.#ports.removeFile(timeFile);
    this.#reload();
    // Whatever becomes of this one, there is another tomorrow.
    if (repeatsDaily === true && time.isDaily) this.#read();
  }

  #sayUnwatched(what: string, why: string): void {
    this.#say('error', `${what} cannot be watched, it will be read at the next reload only: ${why}`);
  }

  #say(level: 'info' | 'error', text: string): void {
    this.#log({ level, text, fields: { code: 'reload-time' } });
  }
}
