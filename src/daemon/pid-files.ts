/** The pid files of the daemon: taken once, before anything is done in its name, and gone with it. */
import type { ProcessSettings } from '../config/settings.js';
import { removePidDirectory } from '../sys/enter-namespace.js';
import { pidFileHolder, pidPaths, removePidFile, writePidFile } from '../sys/pid-file.js';
import type { Options } from './command/cli.js';

/** Why they cannot be ours. */
export interface PidRefusal {
  readonly kind: 'running' | 'not-writable';
  readonly text: string;
}

export class PidFiles {
  readonly #options: Pick<Options, 'pidFile' | 'vrrpPidFile'>;
  #files: readonly string[] = [];
  /** Its pid files have a directory of their own. */
  #netNamespace: string | undefined;

  constructor(options: Pick<Options, 'pidFile' | 'vrrpPidFile'>) {
    this.#options = options;
  }

  /** The one that every signal goes to; undefined before they are taken. */
  get main(): string | undefined {
    return this.#files[0];
  }

  /** Takes them, or says why they cannot be ours. Harmless when they are. */
  take({ usesPidDirectory, instanceName, netNamespace }: ProcessSettings): PidRefusal | undefined {
    if (this.#files.length > 0) return undefined;
    this.#netNamespace = netNamespace;
    const { pidFile, vrrpPidFile } = this.#options;
    const paths = pidPaths({ pidFile, vrrpPidFile, usesPidDirectory, instanceName, netNamespace });
    // keepalived has a process for each; here both name the one that takes every signal.
    const files = [paths.parent, paths.vrrp];
    for (const file of files) {
      const holder = pidFileHolder(file);
      if (holder !== undefined) {
        return { kind: 'running', text: `daemon is already running: pid ${holder} holds ${file}` };
      }
    }
    for (const file of files) {
      const written = writePidFile(file);
      if (!written.ok) {
        this.#removeFiles();
        return { kind: 'not-writable', text: written.error.text };
      }
      this.#files = [...this.#files, file];
    }
    return undefined;
  }

  /** To be called at the end, whether they were taken or not. */
  remove(): void {
    this.#removeFiles();
    if (this.#netNamespace !== undefined) removePidDirectory(this.#netNamespace);
  }

  #removeFiles(): void {
    for (const file of this.#files) removePidFile(file);
    this.#files = [];
  }
}
