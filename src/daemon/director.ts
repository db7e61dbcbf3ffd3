/**
 * The director: all that must not delay an advert. It reads the configuration, judges scripts, starts notifications,
 * writes logs and dumps. Nothing in here knows that it lives in a thread of its own; `director-thread.ts` connects it.
 *
 * Order matters in three places. A configuration is announced before any verdict about its scripts. Notifications start
 * in the order of their events and nothing waits for them. At the end, track scripts are told to stop first, stop
 * scripts get a moment to finish as keepalived gives them, and the log is the last to go.
 */
import { type Duration, type Instant, milliseconds } from '../base/duration.js';
import type { Log, LogLine } from '../base/log.js';
import { unreachable } from '../base/unreachable.js';
import type { Diagnostic } from '../config/diagnostics.js';
import type { Settings } from '../config/settings.js';
import { renderData } from '../control/data.js';
import { renderStats } from '../control/stats.js';
import type { NotifyEvent } from '../notify/command.js';
import { NotifyQueue } from '../notify/queue.js';
import type { ProcessRequest, RunningProcess } from '../sys/process.js';
import type { InstanceView } from '../vrrp/view.js';
import { dataDump } from './data-dump.js';
import type { LogWriter } from './log-writer.js';
import type { ToDirector, ToVrrp } from './messages.js';
import { type PackedSettings, packSettings, unpackSettings } from './packed-settings.js';
import { outcome, ScriptSchedule } from './scripts.js';

/** What reading a configuration gave. */
export interface Loaded {
  readonly settings?: Settings;
  readonly diagnostics: readonly Diagnostic[];
  /** Status the process ends with when it cannot start. */
  readonly exitStatus: number;
  /** Why the daemon must not start with it. */
  readonly unusable?: string;
}

export interface DirectorPorts {
  post(message: ToVrrp): void;
  load(): Loaded;
  run(request: ProcessRequest): RunningProcess;
  readonly writer: LogWriter;
  /** Writes a dump under its name and settles with the path. */
  writeDump(name: string, text: string): Promise<string>;
  now(): Instant;
  /** Milliseconds since 1970. */
  epoch(): number;
  /** The umask in force now: the configuration may have changed it. */
  umask(): number;
  /** Calls `action` once after `wait`; the answer cancels it. */
  after(wait: Duration, action: () => void): () => void;
  /** Calls `action` after other waiting work of the thread. */
  soon(action: () => void): void;
}

export interface DirectorSettings {
  /** `-d`: log the configuration at start. */
  readonly dumpsConfiguration: boolean;
}

/** keepalived waits this long for stop scripts before it tells them to end. */
export const STOP_PATIENCE: Duration = milliseconds(1_000);
const FLUSH_PATIENCE: Duration = milliseconds(500);

export class Director {
  readonly #ports: DirectorPorts;
  readonly #wish: DirectorSettings;
  readonly #scripts: ScriptSchedule;
  readonly #queue = new NotifyQueue();
  readonly #notifying = new Set<RunningProcess>();
  #settings: Settings | undefined;
  #isDraining = false;
  #isReloadAsked = false;
  #stopping: Promise<void> | undefined;
  #whenQuiet: (() => void) | undefined;

  constructor(ports: DirectorPorts, wish: DirectorSettings) {
    this.#ports = ports;
    this.#wish = wish;
    this.#scripts = new ScriptSchedule({
      now: () => ports.now(),
      after: (wait, action) => ports.after(wait, action),
      run: request => ports.run(request),
      log: line => this.log(line),
      report: (name, verdict) => ports.post({ kind: 'script', name, verdict }),
    });
  }

  readonly log: Log = (line: LogLine) => this.#ports.writer.log(line);

  /**
   * Reads the configuration for the first time: it is announced, or the process is told to give up. A director that
   * takes the place of one that died is given what is `running` instead: nobody asked for a reload.
   */
  start(running?: PackedSettings): void {
    if (running !== undefined) {
      this.#adopt(unpackSettings(running), true);
      return;
    }
    const loaded = this.#load();
    this.#say(loaded.diagnostics);
    if (loaded.unusable !== undefined || loaded.settings === undefined) {
      const text = unsaidReason(loaded) ?? 'the configuration cannot be used';
      this.log({ level: 'error', text, fields: { code: 'configuration-unusable' } });
      const diagnostics = loaded.diagnostics.filter(each => each.severity === 'error').map(diagnosticText);
      this.#ports.post({ kind: 'give-up', status: loaded.exitStatus, text: [...diagnostics, text].join('\n') });
      return;
    }
    this.#adopt(loaded.settings, false);
    if (this.#wish.dumpsConfiguration) this.#logConfiguration();
  }

  handle(message: ToDirector): void {
    switch (message.kind) {
      case 'log':
        this.#ports.writer.log(message.line, message.at);
        break;
      case 'notify':
        this.#notify(message);
        break;
      case 'reload':
        this.#askForReload();
        break;
      case 'dump':
        void this.#dump(message);
        break;
      case 'stop':
        void this.stop();
        break;
      default:
        unreachable(message);
    }
  }

  /** Ends everything and posts `drained`. Settles then; a second call waits for the first. */
  stop(): Promise<void> {
    this.#stopping ??= this.#drain();
    return this.#stopping;
  }

  #load(): Loaded {
    try {
      return this.#ports.load();
    } catch (reason) {
      // A fault of ours in reading must not take the daemon down: VRRP goes on with what it has.
      return { diagnostics: [], exitStatus: 70, unusable: `internal error while reading: ${errorText(reason)}` };
    }
  }

  #adopt(settings: Settings, reload: boolean): void {
    this.#settings = settings;
    this.#queue.configure(settings.notify);
    this.#ports.post({
      kind: 'configure',
      process: settings.process,
      settings: settings.vrrp,
      reload,
      running: packSettings(settings),
    });
    this.#scripts.configure(settings.scripts);
  }

  /** Several signals that came together are one wish. */
  #askForReload(): void {
    if (this.#isReloadAsked) return;
    this.#isReloadAsked = true;
    this.#ports.soon(() => {
      this.#isReloadAsked = false;
      this.#reload();
    });
  }

  /** keepalived drops what it cannot use and reloads the rest; we change nothing unless all of it is good. */
  #reload(): void {
    if (this.#stopping !== undefined) return;
    const loaded = this.#load();
    this.#say(loaded.diagnostics);
    const errors = loaded.diagnostics.filter(each => each.severity === 'error').length;
    if (loaded.settings === undefined || loaded.unusable !== undefined || errors > 0) {
      const reason = unsaidReason(loaded);
      if (reason !== undefined) this.log({ level: 'error', text: reason });
      const count = `${errors} error${errors === 1 ? '' : 's'}`;
      this.log({
        level: 'error',
        text: `Reload refused, the running configuration stays: ${errors > 0 ? count : 'the new one cannot be used'}`,
        fields: { code: 'reload-refused', errors },
      });
      return;
    }
    this.#adopt(loaded.settings, true);
    this.log({ level: 'info', text: 'Configuration reloaded', fields: { files: loaded.settings.files.length } });
  }

  #say(diagnostics: readonly Diagnostic[]): void {
    const levels = { error: 'error', warning: 'warn', note: 'info' } as const;
    for (const each of diagnostics) {
      this.log({ level: levels[each.severity], text: diagnosticText(each), fields: { code: each.code } });
    }
  }

  #notify(event: NotifyEvent): void {
    if (this.#queue.add(event) === 0 || this.#isDraining) return;
    this.#isDraining = true;
    this.#startNext();
  }

  /** One process a turn: starting one takes milliseconds, and the thread has scripts and logs to serve between. */
  #startNext(): void {
    const next = this.#queue.next();
    if (next === undefined) {
      this.#isDraining = false;
      this.#noteQuiet();
      return;
    }
    const { command, user } = next.command;
    const running = this.#ports.run({ command, user });
    this.#notifying.add(running);
    void running.result.then(result => {
      this.#notifying.delete(running);
      if (result.exit !== 0) {
        const { instance, state } = next.event;
        this.log({
          level: result.error === undefined ? 'info' : 'error',
          text: `(${instance}) notify script ${command[0]} for ${state} ${outcome(result)}`,
          fields: { code: 'notify-failed', instance, state },
        });
      }
      this.#noteQuiet();
    });
    this.#ports.soon(() => this.#startNext());
  }

  async #dump({ what, views, foreignVrids }: Extract<ToDirector, { kind: 'dump' }>): Promise<void> {
    try {
      const text = what === 'stats' ? renderStats(views) : this.#dataText(views, foreignVrids);
      const path = await this.#ports.writeDump(`keepalived.${what}`, text);
      this.log({ level: 'info', text: `Wrote ${what === 'stats' ? 'statistics' : 'state'} to ${path}` });
    } catch (reason) {
      const text = `Cannot write keepalived.${what}: ${errorText(reason)}`;
      this.log({ level: 'error', text, fields: { code: 'dump-failed' } });
    }
  }

  #dataText(views: readonly InstanceView[], foreignVrids: ReadonlyMap<string, number>): string {
    if (this.#settings === undefined) return '';
    return renderData(
      dataDump(this.#settings, this.#scripts.status(), views, {
        foreignVrids,
        umask: this.#ports.umask(),
        clock: { now: this.#ports.now(), epoch: this.#ports.epoch() },
      }),
    );
  }

  #logConfiguration(): void {
    for (const text of this.#dataText([], new Map()).trimEnd().split('\n')) this.log({ level: 'info', text });
  }

  async #drain(): Promise<void> {
    try {
      const scriptsEnded = this.#scripts.stop();
      await this.#within(STOP_PATIENCE, Promise.all([scriptsEnded, this.#notificationsEnded()]));
      for (const running of this.#notifying) running.terminate();
      this.#scripts.kill();
      await this.#ports.writer.flush(FLUSH_PATIENCE);
    } finally {
      this.#ports.post({ kind: 'drained' });
    }
  }

  #within(patience: Duration, done: Promise<unknown>): Promise<void> {
    return new Promise(resolve => {
      const cancel = this.#ports.after(patience, resolve);
      void done.then(() => {
        cancel();
        resolve();
      });
    });
  }

  /** Every notification was started and has ended. */
  #notificationsEnded(): Promise<void> {
    return new Promise(resolve => {
      this.#whenQuiet = resolve;
      this.#noteQuiet();
    });
  }

  #noteQuiet(): void {
    if (!this.#isDraining && this.#queue.isEmpty && this.#notifying.size === 0) this.#whenQuiet?.();
  }
}

/** Why a configuration is unusable, unless one of its mistakes says so. */
function unsaidReason({ unusable, diagnostics }: Loaded): string | undefined {
  return diagnostics.some(each => unusable?.startsWith(each.text)) ? undefined : unusable;
}

/** `FILE:LINE:COL: error: text (hint)`; without a place, the text alone. */
export function diagnosticText(diagnostic: Diagnostic): string {
  const { at, severity, text, hint } = diagnostic;
  const place = at === undefined ? '' : `${at.file}:${at.line}:${at.column}: `;
  return `${place}${severity}: ${text}${hint === undefined ? '' : ` (${hint})`}`;
}

function errorText(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
