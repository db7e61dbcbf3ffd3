/** Sends frames of any content from inside a namespace: the forger, the fake master, the broken neighbour. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inside } from './namespaces.js';

export class Injector {
  readonly #child: ChildProcess;
  readonly #answers: (() => void)[] = [];

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(namespace: string, device: string): Promise<Injector> {
    const program = join(import.meta.dirname, 'injector-child.mjs');
    const [file, ...args] = inside(namespace, [process.execPath, program, device]) as [string, ...string[]];
    const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const injector = new Injector(child);
    const ready = injector.#answer();
    if (child.stdout) createInterface({ input: child.stdout }).on('line', () => injector.#answers.shift()?.());
    const ended = new Promise<never>((_, reject) =>
      child.on('exit', status => reject(new Error(`the injector ended with ${status}`))),
    );
    ended.catch(() => {}); // after the start its end is the lab's doing
    await Promise.race([ready, ended]);
    return injector;
  }

  /** Sends one frame; resolves when the kernel has it. */
  send(frame: Uint8Array): Promise<void> {
    return this.#order(`once ${Buffer.from(frame).toString('hex')}`);
  }

  /** Sends a frame every `interval` ms on absolute deadlines, `count` times; resolves after the last one. */
  repeat(frame: Uint8Array, interval: number, count: number): Promise<void> {
    return this.#order(`repeat ${interval} ${count} ${Buffer.from(frame).toString('hex')}`);
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }

  #order(line: string): Promise<void> {
    const done = this.#answer();
    this.#child.stdin?.write(`${line}\n`);
    return done;
  }

  #answer(): Promise<void> {
    return new Promise(resolve => this.#answers.push(resolve));
  }
}
