/** Files about reloads: the one that is there while one goes on, and the one that says what a test found. */
import type { Log } from '../../base/log.js';
import type { ProcessSettings } from '../../config/settings.js';

export interface ReloadFilePorts {
  /** Writes a file anew, mode 0666 less the umask; throws the system's error. */
  writeFile(path: string, text: string): void;
  /** Harmless when there is none. */
  removeFile(path: string): void;
  /** Where `reload_file` without a path stands. */
  standardReloadFile(settings: ProcessSettings): string;
}

export class ReloadFiles {
  readonly #ports: ReloadFilePorts;
  readonly #log: Log;
  #marker: string | undefined;

  constructor(ports: ReloadFilePorts, log: Log) {
    this.#ports = ports;
    this.#log = log;
  }

  /** A reload begins: `reload_file` of the running configuration comes to be. */
  begin(settings: ProcessSettings): void {
    const { marker } = settings.reload;
    if (marker === undefined) return;
    this.#marker = marker.kind === 'path' ? marker.path : this.#ports.standardReloadFile(settings);
    this.#write(this.#marker, '');
  }

  /** What the test of the new configuration found, for the file of `reload_check_config`. */
  tested({ reload: { testLog } }: ProcessSettings, findings: readonly string[]): void {
    if (testLog !== undefined && testLog !== '/dev/null')
      this.#write(testLog, findings.map(each => `${each}\n`).join(''));
  }

  /** The reload is over, however it ended. */
  end(): void {
    if (this.#marker !== undefined) this.#ports.removeFile(this.#marker);
    this.#marker = undefined;
  }

  #write(path: string, text: string): void {
    try {
      this.#ports.writeFile(path, text);
    } catch (reason) {
      const why = reason instanceof Error ? reason.message : String(reason);
      this.#log({ level: 'error', text: `Cannot write ${path}: ${why}`, fields: { code: 'reload-file' } });
    }
  }
}
