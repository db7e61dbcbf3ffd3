/**
 * A whole Linux kernel as a process of this host: Debian's User Mode Linux, which has what the host's kernel may lack
 * (IPVS, VLANs, VRF, ipvlan, bonding, netem). It has one CPU, and starts processes about twenty times slower than the
 * host does. See the kernel's Documentation/virt/uml.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processTree, signalAll } from '../lib/process-tree.js';

const PROGRAM = '/usr/bin/linux.uml';
const MEMORY = 1024; // MiB; only what the guest touches is taken from the host
const DIRECTORY = /^holdfast-uml-(\d+)-/;

/** How a guest ended. */
export interface GuestEnd {
  /** Of the command; undefined when the kernel ended before it. */
  readonly status: number | undefined;
  /** Whether the host had to end the kernel, because its time was over. */
  readonly killed: boolean;
  /** What the kernel and the command have said. */
  readonly console: string;
  /** Seconds from the start of the kernel to its end. */
  readonly seconds: number;
}

const living = new Set<Guest>();
let started = 0;

/** A directory of the host that a guest may write to, and the kernel that runs in it. */
export class Guest {
  /** It has the same path in the guest, where all other files of the host are read-only. */
  readonly directory: string;
  #kernel: ChildProcess | undefined;

  constructor() {
    if (!existsSync(PROGRAM)) {
      throw new Error(
        `${PROGRAM} is missing: install Debian's package user-mode-linux (node netns-lab/setup.mjs does)`,
      );
    }
    if (started++ === 0) {
      sweepLeftovers();
      tidyOnTheWayOut();
    }
    this.directory = mkdtempSync(join(tmpdir(), `holdfast-uml-${process.pid}-`));
    living.add(this);
  }

  /** Boots, runs a shell script as root and powers off. `limit` is in seconds; after it the command is ended. */
  async run(script: string, limit: number): Promise<GuestEnd> {
    copyFileSync(join(import.meta.dirname, 'init.sh'), this.file('init'));
    chmodSync(this.file('init'), 0o755);
    writeFileSync(this.file('script'), script);
    writeFileSync(this.file('command'), `exec timeout -k 5 ${limit} sh -e ${this.file('script')}\n`);
    const began = performance.now();
    const kernel = spawn(PROGRAM, this.#arguments(), {
      cwd: this.directory,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TMPDIR: this.#memoryFolder() },
      detached: true, // a process group of its own: it has one process for each of the guest's
    });
    this.#kernel = kernel;
    let said = '';
    for (const stream of [kernel.stdout, kernel.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    let killed = false;
    // The guest ends its command by itself; this is for a kernel that hangs.
    const timer = setTimeout(
      () => {
        killed = true;
        this.#end();
      },
      (limit + 30) * 1_000,
    );
    kernel.on('exit', () => {
      this.#end(); // a kernel that crashed leaves its guest's processes behind
      this.#kernel = undefined;
    });
    await new Promise<void>((resolve, reject) => {
      kernel.on('error', reject);
      kernel.on('close', () => resolve());
    }).finally(() => clearTimeout(timer));
    return {
      status: this.#status(),
      killed,
      console: said.replaceAll('\r', ''),
      seconds: (performance.now() - began) / 1_000,
    };
  }

  /** A file of the directory, by the host's path. */
  file(name: string): string {
    return join(this.directory, name);
  }

  /** Ends the kernel if it still runs, and removes the directory. Safe to call twice. */
  close(): void {
    if (!living.delete(this)) return;
    this.#end();
    rmSync(this.directory, { recursive: true, force: true });
  }

  #arguments(): string[] {
    return [
      `mem=${MEMORY}M`,
      'rootfstype=hostfs',
      'ro',
      `init=${this.file('init')}`,
      `HOLDFAST_GUEST=${this.directory}`,
      'con=null',
      'con0=null,fd:1', // no input, and the console on standard output
      `uml_dir=${this.directory}`,
      'umid=kernel',
      'panic=1',
      'noreboot', // a panic ends the process
      'quiet',
    ];
  }

  /** The guest's memory is a file without a name: in memory where there is room for it, as in few containers. */
  #memoryFolder(): string {
    const shared = existsSync('/dev/shm') ? statfsSync('/dev/shm') : undefined;
    const free = shared === undefined ? 0 : shared.bavail * shared.bsize;
    return free > MEMORY * 2 ** 20 ? '/dev/shm' : this.directory;
  }

  #status(): number | undefined {
    const path = this.file('status');
    return existsSync(path) ? Number(readFileSync(path, 'utf8')) : undefined;
  }

  #end(): void {
    const pid = this.#kernel?.pid;
    if (pid !== undefined) endKernel(pid);
  }
}

/** SIGKILL to the kernel, to its children, and to those that came meanwhile. */
function endKernel(pid: number): void {
  signalAll(processTree(pid), 'SIGKILL');
  signalAll([-pid], 'SIGKILL');
}

/** What a run that was killed has left: its directory, and the kernel, if that has not ended by itself. */
function sweepLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = DIRECTORY.exec(name)?.[1];
    if (owner === undefined || existsSync(`/proc/${owner}`)) continue;
    const directory = join(tmpdir(), name);
    const pidFile = join(directory, 'kernel', 'pid');
    const pid = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : 0;
    if (pid > 0 && commandLine(pid).includes(`uml_dir=${directory}`)) endKernel(pid);
    rmSync(directory, { recursive: true, force: true });
  }
}

function commandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split(/[\0 ]/);
  } catch {
    return []; // it has ended
  }
}

function tidyOnTheWayOut(): void {
  const closeAll = () => {
    for (const guest of [...living]) guest.close();
  };
  process.on('exit', closeAll);
  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => {
      closeAll();
      process.exit(status);
    });
  }
}
