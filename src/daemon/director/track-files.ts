/** Watches the files of `track_file` and reports the number in each. */
import type { Log } from '../../base/log.js';
import type { ShownTrackers } from '../../control/data.js';
import type { FileWatch, FileWatchPorts } from '../../sys/file-watch.js';
import type { TrackFileSettings } from '../../vrrp/settings.js';
import { NUMBER_BYTES, parseTrackedNumber } from '../../vrrp/track-file.js';

export interface TrackFilePorts {
  /** Throws when files cannot be watched. */
  watchFiles(ports: FileWatchPorts): FileWatch;
  /** The beginning of a file; undefined: there is none. */
  readBeginning(path: string, size: number): string | undefined;
  /** Throws the system's error. */
  writeFile(path: string, text: string): void;
  exists(path: string): boolean;
}

export class TrackFiles {
  readonly #ports: TrackFilePorts;
  readonly #log: Log;
  readonly #report: (name: string, value: number) => void;
  #watch: FileWatch | undefined;
  #files: readonly TrackFileSettings[] = [];
  readonly #values = new Map<string, number>();

  constructor(ports: TrackFilePorts, log: Log, report: (name: string, value: number) => void) {
    this.#ports = ports;
    this.#log = log;
    this.#report = report;
  }

  /** `init_file`. A reload creates what is missing as well, but never undoes what was written since the start. */
  initialise(files: readonly TrackFileSettings[], isReload: boolean): void {
    for (const { name, path, initial } of files) {
      if (initial === undefined) continue;
      const mayOverwrite = initial.overwrites && !isReload;
      if (!mayOverwrite && this.#ports.exists(path)) continue;
      try {
        this.#ports.writeFile(path, `${initial.value}\n`);
      } catch (reason) {
        const text = `track_file ${name}: cannot write ${path}: ${reason instanceof Error ? reason.message : reason}`;
        this.#log({ level: 'error', text, fields: { code: 'track-file-write' } });
      }
    }
  }

  /** Takes a configuration, the first or a reload's; answers the number of each file, by name. */
  configure(files: readonly TrackFileSettings[]): ReadonlyMap<string, number> {
    const before = new Map(this.#files.map(({ name, path }) => [name, path]));
    this.#files = files;
    for (const [name, path] of before) {
      if (!files.some(file => file.name === name && file.path === path)) this.#values.delete(name);
    }
    // The watch comes first: what is written after the reading must not be missed.
    this.#expect(new Set(files.map(({ path }) => path)));
    for (const file of files) this.#read(file);
    return new Map(this.#values);
  }

  /** For the state dump. */
  shown(): ShownTrackers['files'] {
    return this.#files.map(settings => ({ settings, value: this.#values.get(settings.name) ?? 0 }));
  }

  close(): void {
    this.#watch?.close();
    this.#watch = undefined;
  }

  #expect(paths: ReadonlySet<string>): void {
    if (this.#watch === undefined && paths.size === 0) return;
    try {
      this.#watch ??= this.#ports.watchFiles({
        changed: path => this.#onChange(path),
        refused: (path, error) => this.#sayUnwatched(path, error.message),
      });
      this.#watch.expect(paths);
    } catch (reason) {
      this.#sayUnwatched('tracked files', reason instanceof Error ? reason.message : String(reason));
    }
  }

  #sayUnwatched(what: string, why: string): void {
    const text = `${what} cannot be watched, changes will be seen at the next reload only: ${why}`;
    this.#log({ level: 'error', text, fields: { code: 'track-file-unwatched' } });
  }

  #onChange(path: string): void {
    for (const file of this.#files) {
      if (file.path !== path) continue;
      const before = this.#values.get(file.name);
      const value = this.#read(file);
      if (value !== before) this.#report(file.name, value);
    }
  }

  #read({ name, path }: TrackFileSettings): number {
    const number = parseTrackedNumber(this.#ports.readBeginning(path, NUMBER_BYTES) ?? '');
    if (!number.ok) {
      const text = `track_file ${name}: ${number.error} in ${path} is out of range and ignored`;
      this.#log({ level: 'warn', text, fields: { code: 'track-file-range' } });
    }
    const value = number.ok ? number.value : (this.#values.get(name) ?? 0);
    this.#values.set(name, value);
    return value;
  }
}
