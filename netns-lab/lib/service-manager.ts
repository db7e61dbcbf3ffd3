/** Plays systemd for one agent: the socket of sd_notify(3), and what came to it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Lab } from './lab.js';

export class ServiceManager {
  readonly path: string;
  readonly #child: ChildProcess;
  #said = '';

  private constructor(path: string) {
    this.path = path;
    const program = join(import.meta.dirname, 'service-manager-child.mjs');
    this.#child = spawn(process.execPath, [program, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child.stdout?.on('data', chunk => {
      this.#said += chunk;
    });
  }

  /** Resolves when the socket is there; ends with the lab. */
  static async start(lab: Lab, node: string): Promise<ServiceManager> {
    const manager = new ServiceManager(join(lab.directoryOf(node), 'notify.sock'));
    lab.onClose(() => manager.#child.kill('SIGKILL'));
    await lab.eventually('the socket of the service manager', () => manager.#said.startsWith('ready\n'), true, 5_000);
    return manager;
  }

  /** A command and its options that an agent is started by, so that it finds the socket. */
  under(watchdogMs?: number): string[] {
    const watchdog = watchdogMs === undefined ? [] : [`WATCHDOG_USEC=${watchdogMs * 1_000}`];
    return ['env', `NOTIFY_SOCKET=${this.path}`, ...watchdog];
  }

  /** Messages so far; the lines of each are joined by a blank. */
  said(): string[] {
    return this.#said.split('\n').slice(1, -1);
  }
}
