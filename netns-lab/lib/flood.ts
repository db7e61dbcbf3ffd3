/** A flood of frames from one interface, thousands a second, until it is stopped: the neighbour gone mad. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inside } from './namespaces.js';

export class Flood {
  readonly #child: ChildProcess;
  #sent = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    if (child.stdout) {
      createInterface({ input: child.stdout }).on('line', line => {
        this.#sent = Number(line);
      });
    }
  }

  /** Sends the frames in turn, `rate` a second altogether; a frame that shall come more often may be given twice. */
  static start(namespace: string, device: string, rate: number, frames: readonly Uint8Array[]): Flood {
    const program = join(import.meta.dirname, 'flood-child.mjs');
    const words = frames.map(frame => Buffer.from(frame).toString('hex'));
    const argv = inside(namespace, [process.execPath, program, device, String(rate), ...words]);
    const [file, ...args] = argv as [string, ...string[]];
    return new Flood(spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] }));
  }

  /** Frames the kernel has taken, as far as it was told; ten times a second. */
  get sent(): number {
    return this.#sent;
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }
}
