/**
 * `config_save_dir`: a copy of every configuration that was read, one file each, without comments and with its includes,
 * definitions and conditions resolved. Whoever looks for a fault sees what the program has seen.
 */
import type { Log } from '../../base/log.js';

export interface SavedConfigurationPorts {
  /** The configuration as one text; undefined when it cannot be written as one. */
  configurationText(): string | undefined;
  /** With its mode 0700; harmless when it is there. Throws the system's error. */
  makeDirectory(path: string): void;
  /** Throws the system's error. */
  writeFile(path: string, text: string): void;
  readonly pid: number;
}

export class SavedConfigurations {
  readonly #ports: SavedConfigurationPorts;
  readonly #log: Log;
  #count = 0;

  constructor(ports: SavedConfigurationPorts, log: Log) {
    this.#ports = ports;
    this.#log = log;
  }

  /** A configuration was read that asks for a copy, or asks for none. They are counted from 0, as keepalived counts them. */
  save(directory: string | undefined): void {
    const number = this.#count++;
    if (directory === undefined) return;
    const path = `${directory}/keepalived.conf.${this.#ports.pid}.${number}`;
    try {
      const text = this.#ports.configurationText();
      if (text === undefined) throw new Error('the files have changed meanwhile, or cannot be put into one');
      this.#ports.makeDirectory(directory);
      this.#ports.writeFile(path, text);
    } catch (reason) {
      const why = reason instanceof Error ? reason.message : String(reason);
      this.#log({ level: 'error', text: `Cannot write ${path}: ${why}`, fields: { code: 'config-save' } });
    }
  }
}
