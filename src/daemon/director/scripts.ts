/**
 * When track scripts run. Every script starts at once; the next start is one interval after the previous start, on
 * absolute moments, so that a schedule does not drift. A start that falls due while the script still runs is skipped
 * and said. What a result means (rise, fall, first result) is the VRRP core's to say; this only carries results there.
 */
import { after, between, type Duration, type Instant, instant } from '../../base/duration.js';
import type { Log } from '../../base/log.js';
import type { ScriptStatus } from '../../control/data.js';
import type { ProcessRequest, ProcessResult, RunningProcess } from '../../sys/process.js';
import { judgeScript, type ScriptState, type ScriptVerdict, scriptAfterReload } from '../../vrrp/script.js';
import type { ScriptSettings } from '../../vrrp/settings.js';

export interface ScriptPorts {
  now(): Instant;
  /** Calls `action` once after `wait`; the answer cancels it. */
  after(wait: Duration, action: () => void): () => void;
  run(request: ProcessRequest): RunningProcess;
  readonly log: Log;
  /** The verdict of a script changed. */
  report(name: string, verdict: ScriptVerdict): void;
}

export class ScriptSchedule {
  readonly #ports: ScriptPorts;
  #scripts = new Map<string, Script>();

  constructor(ports: ScriptPorts) {
    this.#ports = ports;
  }

  /**
   * Takes a configuration, the first or a reload's. An unchanged script goes on undisturbed. A changed one starts anew;
   * if it was up it counts as up until it says otherwise, as keepalived has it. Answers the verdicts that are known, since
   * an instance that is new may track a script that is not. To be followed by `begin`.
   */
  configure(settings: readonly ScriptSettings[]): ReadonlyMap<string, ScriptVerdict> {
    const before = this.#scripts;
    this.#scripts = new Map();
    for (const each of settings) {
      const old = before.get(each.name);
      before.delete(each.name);
      if (old !== undefined && sameSettings(old.settings, each)) {
        this.#scripts.set(each.name, old);
      } else {
        old?.stop();
        this.#scripts.set(each.name, new Script(each, this.#ports, old?.state));
      }
    }
    for (const gone of before.values()) gone.stop();
    return new Map([...this.#scripts].flatMap(([name, { verdict }]) => (verdict ? [[name, verdict] as const] : [])));
  }

  /** Those that are new start. */
  begin(): void {
    for (const script of this.#scripts.values()) script.begin();
  }

  status(): ReadonlyMap<string, ScriptStatus> {
    return new Map(
      [...this.#scripts].map(([name, script]) => [
        name,
        { verdict: script.verdict ?? 'undecided', isRunning: script.isRunning },
      ]),
    );
  }

  /** No more starts, and TERM to whatever runs. Settles when all of it has ended. */
  async stop(): Promise<void> {
    const stopped = [...this.#scripts.values()];
    for (const script of stopped) script.stop();
    await Promise.all(stopped.map(script => script.ended));
  }

  /** KILL to what did not heed `stop`: a check has nothing to finish, and nobody will wait for it any more. */
  kill(): void {
    for (const script of this.#scripts.values()) script.kill();
  }
}

function sameSettings(a: ScriptSettings, b: ScriptSettings): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Why fork(2) or execve(2) fail for the sake of the machine and not of the script. */
const SHORTAGES: ReadonlySet<string> = new Set(['EAGAIN', 'ENOMEM', 'EMFILE', 'ENFILE']);

class Script {
  readonly settings: ScriptSettings;
  readonly #ports: ScriptPorts;
  #state: ScriptState;
  #running: RunningProcess | undefined;
  #due: Instant | undefined;
  #cancel: (() => void) | undefined;
  #isStopped = false;
  /** The machine could not start it the last time. */
  #isWanting = false;

  constructor(settings: ScriptSettings, ports: ScriptPorts, before: ScriptState | undefined) {
    this.settings = settings;
    this.#ports = ports;
    this.#state = scriptAfterReload(before);
  }

  get verdict(): ScriptVerdict | undefined {
    return this.#state.verdict;
  }

  get state(): ScriptState {
    return this.#state;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Starts the schedule; harmless when it has begun. */
  begin(): void {
    if (this.#due !== undefined || this.#isStopped) return;
    this.#due = this.#ports.now();
    this.#onDue();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
    this.#running?.terminate();
  }

  kill(): void {
    this.#running?.kill();
  }

  /** The run that is under way, if any, has ended. */
  get ended(): Promise<unknown> {
    return this.#running?.result ?? Promise.resolve();
  }

  #onDue(): void {
    if (this.#isStopped) return;
    this.#plan();
    if (this.#running === undefined) this.#start();
    else {
      const what = this.#running.isEnding ? 'is being timed out' : 'is already running';
      this.#say('info', `Track script ${this.settings.name} ${what}, expect idle - skipping run`);
    }
  }

  /** Missed moments (a suspended machine) are not made up for. */
  #plan(): void {
    const now = this.#ports.now();
    const { interval } = this.settings;
    let next = after(this.#due ?? now, interval);
    if (next <= now) next = instant(next + Math.ceil((now - next + 1) / interval) * interval);
    this.#due = next;
    this.#cancel = this.#ports.after(between(now, next), () => this.#onDue());
  }

  #start(): void {
    const { command, opensFile, user, timeout } = this.settings;
    // keepalived has the shell open the file, as the script's user; `$0` keeps the path out of the shell's reading.
    const argv = opensFile === undefined ? command : ['/bin/sh', '-c', ': < "$0"', opensFile];
    const run = this.#ports.run({ command: argv, user, timeout });
    this.#running = run;
    void run.result.then(result => {
      this.#running = undefined;
      if (!this.#isStopped) this.#onResult(result);
    });
  }

  #onResult(result: ProcessResult): void {
    if (result.error !== undefined && SHORTAGES.has(result.error)) {
      this.#onShortage(result);
      return;
    }
    this.#isWanting = false;
    const succeeded = result.exit === 0 && !result.timedOut;
    const { state, changed } = judgeScript(this.#state, this.settings, succeeded);
    this.#state = state;
    const { name } = this.settings;
    if (changed === undefined) {
      this.#say('debug', `VRRP_Script(${name}) ${outcome(result)}`);
      return;
    }
    this.#say('info', `VRRP_Script(${name}) ${outcome(result)}`);
    this.#ports.report(name, changed);
  }

  /** A machine that has no process left has not looked: that says nothing of what the script is to judge. */
  #onShortage(result: ProcessResult): void {
    const { name } = this.settings;
    const stands = this.verdict === undefined ? 'it is still undecided' : `it counts as ${this.verdict} as before`;
    // Once, not with every interval: whoever is short of processes is so for a while.
    this.#say(this.#isWanting ? 'debug' : 'warn', `VRRP_Script(${name}) ${outcome(result)}: ${stands}`);
    this.#isWanting = true;
  }

  #say(level: 'warn' | 'info' | 'debug', text: string): void {
    this.#ports.log({ level, text, fields: { script: this.settings.name } });
  }
}

/** How a run ended, in keepalived's words where it has them. */
export function outcome(result: ProcessResult): string {
  if (result.error !== undefined) return `could not be started (${result.error})`;
  if (result.timedOut) return 'timed_out';
  if (result.exit === 0) return 'succeeded';
  if (result.exit !== undefined) return `failed (exited with status ${result.exit})`;
  return `failed (due to signal ${result.signal})`;
}
