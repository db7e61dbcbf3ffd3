/**
 * A shell that starts commands for this process. In a guest of netns-lab/uml it takes Node a tenth of a second to start
 * one, because the kernel maps all of Node's memory anew each time; it takes a shell a hundredth.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** How a command ended, and what it has said. */
export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export class Shell {
  readonly #child: ChildProcess;
  readonly #answers: Socket;
  /** Standard input and output of each command, by its number. */
  readonly #directory = mkdtempSync(join(tmpdir(), 'holdfast-shell-'));
  readonly #waiting = new Map<number, { resolve(status: number): void; reject(error: Error): void }>();
  #count = 0;

  constructor() {
    const child = spawn('sh', [], { stdio: ['pipe', 'pipe', 'inherit'] });
    if (!(child.stdout instanceof Socket)) throw new Error('the shell has no standard output to answer on');
    this.#child = child;
    this.#answers = child.stdout;
    createInterface({ input: child.stdout }).on('line', line => {
      const [number, status] = line.split(' ').map(Number) as [number, number];
      this.#waiting.get(number)?.resolve(status);
    });
    child.on('exit', (status, signal) => {
      const error = new Error(`the shell that starts the commands of the lab ended with ${status ?? signal}`);
      for (const { reject } of this.#waiting.values()) reject(error);
    });
    // It ends with this process, whose end it must not keep away.
    child.unref();
    process.on('exit', () => rmSync(this.#directory, { recursive: true, force: true }));
  }

  /** Runs a command to its end, beside others. */
  async run(argv: readonly string[], input: string): Promise<Ended> {
    const number = ++this.#count;
    const [given, out, err] = ['in', 'out', 'err'].map(name => join(this.#directory, `${number}.${name}`)) as [
      string,
      string,
      string,
    ];
    writeFileSync(given, input);
    const ended = new Promise<number>((resolve, reject) => this.#waiting.set(number, { resolve, reject }));
    this.#answers.ref();
    this.#child.stdin?.write(`(${argv.map(quoted).join(' ')} <${given} >${out} 2>${err}; echo ${number} $?) &\n`);
    const status = await ended;
    this.#waiting.delete(number);
    if (this.#waiting.size === 0) this.#answers.unref();
    const said = { status, stdout: readFileSync(out, 'utf8'), stderr: readFileSync(err, 'utf8') };
    for (const file of [given, out, err]) rmSync(file);
    return said;
  }
}

/** A word of a shell's command line. */
export const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
