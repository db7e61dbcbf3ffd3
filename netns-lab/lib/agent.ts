/** A VRRP agent on a node: ours as built, or the real keepalived. Both take the same command line and signals. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PATIENCE } from './eventually.js';
import { inside } from './namespaces.js';
import { processTree, signalAll } from './process-tree.js';

export type AgentKind = 'holdfast' | 'keepalived';

export interface AgentPlace {
  readonly node: string;
  readonly namespace: string;
  /** Scratch directory of the node: configuration, pid files, dumps. */
  readonly directory: string;
  readonly logPath: string;
}

export interface AgentOptions {
  /** Further command line options. */
  readonly extra?: readonly string[];
  /** A command and its options that the agent is started by: `setpriv` to take capabilities away, for example. */
  readonly under?: readonly string[];
  /** Without `-D`: for measurements, where a line per announcement would be measured, too. */
  readonly quiet?: boolean;
  /** Descriptor that stands for standard output and error instead of the log file. */
  readonly output?: number;
}

export interface AgentExit {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Which program stands for which end. `HOLDFAST_LAB_ENDS=keepalived` proves the lab itself with the real one only;
 * `HOLDFAST_LAB_PROGRAM` names another build of ours than `dist/main.js`.
 */
export function commandOf(kind: AgentKind): string[] {
  if (kind === 'keepalived' || process.env.HOLDFAST_LAB_ENDS === 'keepalived') return ['keepalived'];
  const program = resolve(import.meta.dirname, '../..', process.env.HOLDFAST_LAB_PROGRAM ?? 'dist/main.js');
  if (!existsSync(program)) throw new Error(`${program} is missing: build first (npm run build)`);
  return [process.execPath, program];
}

export class Agent {
  readonly kind: AgentKind;
  readonly place: AgentPlace;
  readonly logPath: string;
  readonly configPath: string;
  readonly #child: ChildProcess;
  readonly #exit: Promise<AgentExit>;
  #ended = false;

  /** Starts the agent in the foreground. */
  constructor(kind: AgentKind, place: AgentPlace, config: string, options: AgentOptions = {}) {
    this.kind = kind;
    this.place = place;
    mkdirSync(place.directory, { recursive: true });
    this.logPath = place.logPath;
    this.configPath = join(place.directory, 'keepalived.conf');
    writeFileSync(this.configPath, config);
    const pids = ['-p', 'parent.pid', '-r', 'vrrp.pid', '-c', 'checkers.pid'].map(word =>
      word.startsWith('-') ? word : join(place.directory, word),
    );
    const detail = options.quiet === true ? [] : ['-D'];
    // As the unit does: on a machine busy with the rest of the lab, an advert every 100 ms must still be on time.
    const command = ['nice', '-n', '-10', ...(options.under ?? []), ...commandOf(kind)];
    const argv = [...command, '-n', '-l', ...detail, '-f', this.configPath, ...pids, ...(options.extra ?? [])];
    const [file, ...args] = inside(place.namespace, argv) as [string, ...string[]];
    const log = openSync(this.logPath, 'a');
    this.#child = spawn(file, args, {
      stdio: ['ignore', options.output ?? log, options.output ?? log],
      // Dumps go to the node's own directory, so that two agents never write one file.
      env: { ...process.env, TMPDIR: place.directory, NODE_OPTIONS: '', NO_COLOR: '1' },
      cwd: place.directory,
    });
    closeSync(log);
    this.#exit = new Promise(done => {
      this.#child.on('error', () => done({ status: null, signal: null }));
      this.#child.on('exit', (status, signal) => {
        this.#ended = true;
        done({ status, signal });
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get isRunning(): boolean {
    return !this.#ended;
  }

  /** All it has logged so far (both streams). */
  log(): string {
    return readFileSync(this.logPath, 'utf8');
  }

  /** The state its log last spoke of: `MASTER`, `BACKUP`, `FAULT`; empty before the first. */
  state(instance = 'VI_1'): string {
    return this.states(instance).at(-1) ?? '';
  }

  /** All states its log spoke of, in order, repetitions left out. Both programs use keepalived's words for it. */
  states(instance = 'VI_1'): string[] {
    const lines = this.log().matchAll(new RegExp(`\\(${instance}\\) Entering (\\w+) STATE`, 'gi'));
    const states = [...lines].map(match => (match[1] ?? '').toUpperCase());
    return states.filter((state, i) => state !== states[i - 1]);
  }

  signal(name: NodeJS.Signals): void {
    if (!this.#ended) this.#child.kill(name);
  }

  /** Changes the configuration and asks for it to be read. */
  reload(config: string): void {
    writeFileSync(this.configPath, config);
    this.signal('SIGHUP');
  }

  /** SIGTERM, and the end it comes to. */
  stop(): Promise<AgentExit> {
    this.signal('SIGTERM');
    return this.#exit;
  }

  /** What becomes of it when left alone: for configurations that must be refused. */
  exit(): Promise<AgentExit> {
    return this.#exit;
  }

  /** SIGKILL to the agent and all it has spawned, at once: nothing is tidied up. Resolves when all are gone. */
  async crash(): Promise<AgentExit> {
    const tree = processTree(this.pid);
    signalAll(tree, 'SIGSTOP'); // so that a parent neither restarts nor tidies up after its child
    signalAll(tree, 'SIGKILL');
    const exit = await this.#exit;
    // An orphan answers to its pid until it is reaped, and a new agent would find its pid file still valid.
    while (tree.some(pid => existsSync(`/proc/${pid}`))) await new Promise(next => setTimeout(next, 5));
    return exit;
  }

  /** Counters by label path (`Packet Errors/TTL`) of an instance, as SIGUSR2 has them written. */
  async statistics(instance: string): Promise<Record<string, number>> {
    // The file is whole when the last label of the last instance has its number.
    const whole = /Priority Zero:\n\s+Received: \d+\n\s+Sent: \d+\n$/;
    return parseStatistics(await this.#dump('SIGUSR2', 'keepalived.stats', whole), instance);
  }

  /** What SIGUSR1 has written about the only instance: its lines, without their indentation. */
  async data(): Promise<string[]> {
    const text = await this.#dump('SIGUSR1', 'keepalived.data', /^ {3}Total priority = \d+\n/m);
    const [, rest = ''] = text.split(/^ VRRP Instance = .*\n/m);
    const [instance = ''] = rest.split(/^------</m); // the next heading
    return instance.split('\n').map(line => line.trim());
  }

  /** The file a signal has written, once it is `whole`. */
  async #dump(signal: NodeJS.Signals, name: string, whole: RegExp): Promise<string> {
    const path = join(this.place.directory, name);
    rmSync(path, { force: true });
    this.signal(signal);
    const deadline = performance.now() + 3_000 * PATIENCE;
    while (performance.now() < deadline) {
      const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
      if (whole.test(text)) return text;
      await new Promise(next => setTimeout(next, 10));
    }
    throw new Error(`${this.kind} on ${this.place.node} has not written ${path} after ${signal}`);
  }
}

/** Reads keepalived's statistics text: indentation makes the path. */
export function parseStatistics(text: string, instance: string): Record<string, number> {
  const counters: Record<string, number> = {};
  let reading = false;
  let section = '';
  for (const line of text.split('\n')) {
    const head = /^VRRP Instance: (.*)$/.exec(line);
    if (head !== null) reading = head[1] === instance;
    const row = /^( +)([^:]+):(?: (\d+))?$/.exec(line);
    if (row === null || !reading) continue;
    const [, indent, label, value] = row as unknown as [string, string, string, string | undefined];
    if (value === undefined) section = label;
    else counters[indent.length > 2 ? `${section}/${label}` : label] = Number(value);
  }
  return counters;
}
