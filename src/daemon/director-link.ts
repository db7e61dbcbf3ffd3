/**
 * The VRRP thread's side of the director: starts the worker, posts to it without ever waiting for it, and starts it
 * anew when it dies. VRRP goes on meanwhile with the last verdicts known.
 */
import { Worker } from 'node:worker_threads';
import type { LogLine } from '../base/log.js';
import type { Options } from './command/cli.js';
import type { LeftBehind } from './director/fifos.js';
import { type ProcessStart, processStart } from './director/ordinary.js';
import type { DirectorData, FromLink, ToDirector, ToVrrp } from './messages.js';
import type { PackedSettings } from './packed-settings.js';

/** Log lines the director may be behind before further ones are dropped and counted. */
const LOG_LIMIT = 10_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30_000;
/** EX_SOFTWARE of sysexits.h. */
const INTERNAL_ERROR = 70;
/** A director that ran this long was well: the next pause is short again. */
const WELL_AFTER_MS = 60_000;

export class DirectorLink {
  readonly #options: Options;
  readonly #processStart: ProcessStart = processStart();
  readonly #receive: (message: FromLink) => void;
  readonly #pending = new Int32Array(new SharedArrayBuffer(4));
  #worker: Worker | undefined;
  #dropped = 0;
  #pauseMs = FIRST_PAUSE_MS;
  #closing = false;
  /** The configuration last read, for the next director. */
  #running: PackedSettings | undefined;
  #leftBehind: LeftBehind = { fifos: [], readers: [] };
  /** Events that must not be lost while no director runs: notifications, a reload, the stop. */
  readonly #backlog: ToDirector[] = [];

  /** `receive` gets every message of the director; it must not throw. */
  constructor(options: Options, receive: (message: FromLink) => void) {
    this.#options = options;
    this.#receive = receive;
  }

  start(): void {
    const startedAt = performance.now();
    Atomics.store(this.#pending, 0, 0);
    const running = this.#running;
    const data: DirectorData = {
      options: this.#options,
      pending: this.#pending,
      processStart: this.#processStart,
      leftBehind: this.#leftBehind,
      ...(running && { running }),
    };
    const worker = new Worker(new URL('./director/director-thread.js', import.meta.url), { workerData: data });
    this.#worker = worker;
    worker.on('message', (message: ToVrrp) => {
      if (message.kind === 'configure') this.#running = message.running;
      if (message.kind === 'left-behind') this.#leftBehind = message.behind;
      else this.#receive(message);
    });
    worker.on('error', error => {
      // The log goes through the director, which is gone: stderr is what is left.
      process.stderr.write(`holdfast: the director thread failed: ${error.stack ?? error.message}\n`);
    });
    worker.on('exit', () => {
      if (this.#worker !== worker || this.#closing) return;
      this.#worker = undefined;
      if (this.#running === undefined) {
        const text = 'the director thread ended before it had read a configuration';
        this.#receive({ kind: 'give-up', status: INTERNAL_ERROR, text });
        return;
      }
      if (this.#options.restartsParts) this.#restartLater(performance.now() - startedAt);
      else this.#receive({ kind: 'director-ended' });
    });
    for (const message of this.#backlog.splice(0)) worker.postMessage(message);
  }

  log(line: LogLine): void {
    if (this.#worker === undefined || Atomics.load(this.#pending, 0) >= LOG_LIMIT) {
      this.#dropped++;
      return;
    }
    if (this.#dropped > 0) {
      const text = `${this.#dropped} log lines were dropped: the director did not keep up`;
      this.#dropped = 0;
      this.log({ level: 'warn', text, fields: { code: 'log-dropped' } });
    }
    Atomics.add(this.#pending, 0, 1);
    this.#worker.postMessage({ kind: 'log', line, at: Date.now() } satisfies ToDirector);
  }

  post(message: Exclude<ToDirector, { kind: 'log' }>): void {
    if (this.#worker !== undefined) this.#worker.postMessage(message);
    else if (this.#backlog.length < LOG_LIMIT) this.#backlog.push(message);
  }

  /** No restart from here on; ends the worker if it still runs. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#worker?.terminate();
  }

  #restartLater(ranMs: number): void {
    if (ranMs > WELL_AFTER_MS) this.#pauseMs = FIRST_PAUSE_MS;
    setTimeout(() => {
      if (this.#closing) return;
      this.start();
      this.log({
        level: 'error',
        text: 'the director thread died and was started anew; scripts start over, VRRP was not touched',
        fields: { code: 'director-restarted' },
      });
    }, this.#pauseMs);
    this.#pauseMs = Math.min(2 * this.#pauseMs, LONGEST_PAUSE_MS);
  }
}
