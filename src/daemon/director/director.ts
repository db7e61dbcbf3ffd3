/**
 * The director: all that must not delay an advert. It reads the configuration, judges scripts, tells of changes, writes
 * logs and dumps. Nothing in here knows that it lives in a thread of its own; `director-thread.ts` connects it.
 *
 * Order matters in four places. The startup script has ended before anything else happens. A configuration is announced
 * before any verdict about its scripts. Notifications start in the order of their events and nothing waits for them. At
 * the end, track scripts are told to stop first, stop scripts get a moment to finish as keepalived gives them, then
 * comes the shutdown script, and the log is the last to go.
 */
import { type Duration, type Instant, milliseconds } from '../../base/duration.js';
import type { Log, LogLine } from '../../base/log.js';
import { unreachable } from '../../base/unreachable.js';
import type { Diagnostic } from '../../config/diagnostics.js';
import type { LifeScript, Settings } from '../../config/settings.js';
import { renderData } from '../../control/data.js';
import { renderJson } from '../../control/json.js';
import { renderStats } from '../../control/stats.js';
import type { RunningProcess } from '../../sys/process.js';
import type { InstanceView } from '../../vrrp/view.js';
import type { ToDirector, ToVrrp } from '../messages.js';
import { type PackedSettings, packSettings, unpackSettings } from '../packed-settings.js';
import { differenceOf } from '../settings-difference.js';
import { dataDump } from './data-dump.js';
import { type DumpPlace, stateDumpPlace } from './dump-names.js';
import { jsonDump } from './json-dump.js';
import { type LinkBeatPorts, LinkBeats } from './link-beats.js';
import type { LogWriter } from './log-writer.js';
import { Notifier, type NotifierPorts } from './notifier.js';
import { type ReloadFilePorts, ReloadFiles } from './reload-files.js';
import { type ReloadTimePorts, ReloadTimer } from './reload-time.js';
import { type SavedConfigurationPorts, SavedConfigurations } from './saved-configurations.js';
import { outcome, ScriptSchedule } from './scripts.js';
import { type TrackFilePorts, TrackFiles } from './track-files.js';
import { TrackProcesses, type TrackProcessPorts } from './track-processes.js';

/** What reading a configuration gave. */
export interface Loaded {
  readonly settings?: Settings;
  readonly diagnostics: readonly Diagnostic[];
  /** Status the process ends with when it cannot start. */
  readonly exitStatus: number;
  /** Why the daemon must not start with it. */
  readonly unusable?: string;
}

export interface DirectorPorts
  extends Omit<NotifierPorts, 'log'>,
    ReloadFilePorts,
    ReloadTimePorts,
    TrackFilePorts,
    TrackProcessPorts,
    LinkBeatPorts,
    SavedConfigurationPorts {
  post(message: ToVrrp): void;
  load(): Loaded;
  readonly writer: LogWriter;
  /** Writes a dump under its name, in its directory or that of all dumps, and settles with the path. */
  writeDump(place: DumpPlace, text: string): Promise<string>;
  now(): Instant;
  /** Milliseconds since 1970. */
  epoch(): number;
  /** The umask in force now: the configuration may have changed it. */
  umask(): number;
  /** Calls `action` once after `wait`; the answer cancels it. */
  after(wait: Duration, action: () => void): () => void;
}

export interface DirectorSettings {
  /** `-u`: what the configuration says of it does not count. */
  readonly umask?: number;
  /** `-d`: log the configuration at start. */
  readonly dumpsConfiguration: boolean;
}

/** keepalived waits this long for stop scripts before it tells them to end. */
export const STOP_PATIENCE: Duration = milliseconds(1_000);
const FLUSH_PATIENCE: Duration = milliseconds(500);
/** What each dump is called in the log. */
const DUMPED = { data: 'state', stats: 'statistics', json: 'state as JSON' } as const;

export class Director {
  readonly #ports: DirectorPorts;
  readonly #wish: DirectorSettings;
  readonly #scripts: ScriptSchedule;
  readonly #notifier: Notifier;
  readonly #files: TrackFiles;
  readonly #processes: TrackProcesses;
  readonly #beats: LinkBeats;
  readonly #reloadFiles: ReloadFiles;
  readonly #reloadTimer: ReloadTimer;
  readonly #saved: SavedConfigurations;
  #settings: Settings | undefined;
  /** What waits for the pid files and for the startup script. */
  #awaiting: Settings | undefined;
  #lifeScript: RunningProcess | undefined;
  #isReloadAsked = false;
  #stopping: Promise<void> | undefined;

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
    this.#notifier = new Notifier({
      run: request => ports.run(request),
      soon: action => ports.soon(action),
      openFifo: request => ports.openFifo(request),
      leftBehind: ports.leftBehind,
      leaves: behind => ports.leaves(behind),
      endLeftBehind: pid => ports.endLeftBehind(pid),
      sendMail: mail => ports.sendMail(mail),
      log: line => this.log(line),
    });
    this.#reloadFiles = new ReloadFiles(ports, line => this.log(line));
    this.#saved = new SavedConfigurations(ports, line => this.log(line));
    this.#reloadTimer = new ReloadTimer(
      ports,
      line => this.log(line),
      () => this.#askForReload(),
    );
    this.#files = new TrackFiles(
      ports,
      line => this.log(line),
      (name, value) => ports.post({ kind: 'file', name, value }),
    );
    this.#beats = new LinkBeats(
      ports,
      line => this.log(line),
      (name, verdict) => ports.post({ kind: 'link-beat', interface: name, verdict }),
    );
    this.#processes = new TrackProcesses(
      ports,
      line => this.log(line),
      (name, verdict) => ports.post({ kind: 'process', name, verdict }),
    );
  }

  readonly log: Log = (line: LogLine) => this.#ports.writer.log(line);

  /**
   * Reads the configuration for the first time: it is announced, or the process is told to give up. A director that
   * takes the place of one that died is given what is `running` instead: nobody asked for a reload.
   */
  start(running?: PackedSettings): void {
    if (running !== undefined) {
      this.#settings = unpackSettings(running);
      this.#adopt(this.#settings, true);
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
    if (!actsBeforeStart(loaded.settings)) this.#begin(loaded.settings);
    else {
      // Only one who has the pid files may act: a second daemon that is started by mistake must not.
      this.#awaiting = loaded.settings;
      this.#ports.post({ kind: 'claim', process: loaded.settings.process });
    }
  }

  #begin(settings: Settings): void {
    this.#files.initialise(settings.vrrp.trackFiles, false);
    this.#adopt(settings, false);
    if (this.#wish.dumpsConfiguration) this.#logConfiguration();
  }

  /** The pid files are ours: a startup script has its time, then all begins, whatever became of it. */
  async #onClaimed(): Promise<void> {
    const settings = this.#awaiting;
    if (settings === undefined || this.#stopping !== undefined) return;
    const { startup } = settings.process;
    if (startup !== undefined) await this.#runLifeScript('startup', startup);
    this.#awaiting = undefined;
    if (this.#stopping === undefined) this.#begin(settings);
  }

  async #runLifeScript(which: 'startup' | 'shutdown', { command, user, timeout }: LifeScript): Promise<void> {
    const fields = { code: `${which}-script` };
    this.log({ level: 'info', text: `Running ${which} script ${command[0]}`, fields });
    this.#lifeScript = this.#ports.run({ command, user, timeout });
    const result = await this.#lifeScript.result;
    this.#lifeScript = undefined;
    const isGood = result.exit === 0 && !result.timedOut;
    this.log({ level: isGood ? 'info' : 'warn', text: `${which} script ${outcome(result)}`, fields });
  }

  handle(message: ToDirector): void {
    switch (message.kind) {
      case 'log':
        this.#ports.writer.log(message.line, message.at);
        break;
      case 'notify':
        this.#notifier.tell(message);
        break;
      case 'claimed':
        void this.#onClaimed();
        break;
      case 'reload':
        this.#askForReload();
        break;
      case 'reloaded':
        this.#notifier.reloaded();
        this.#reloadFiles.end();
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
      const loaded = this.#ports.load();
      this.#saved.save(loaded.settings?.process.files.savedCopiesDirectory);
      return loaded;
    } catch (reason) {
      // A fault of ours in reading must not take the daemon down: VRRP goes on with what it has.
      return { diagnostics: [], exitStatus: 70, unusable: `internal error while reading: ${errorText(reason)}` };
    }
  }

  #adopt(settings: Settings, reload: boolean): void {
    const told = this.#settings?.vrrp;
    this.#settings = settings;
    this.#notifier.configure(settings, this.#wish.umask ?? settings.process.umask ?? this.#ports.umask());
    this.#ports.post({
      kind: 'configure',
      process: settings.process,
      settings: differenceOf(told, settings.vrrp),
      tracked: {
        files: this.#files.configure(settings.vrrp.trackFiles),
        processes: this.#processes.configure(settings.vrrp.trackProcesses, settings.process.buffers.processMonitor),
        links: this.#beats.configure(settings.vrrp, settings.process.pollsLinks),
        scripts: this.#scripts.configure(settings.scripts),
      },
      reload,
      running: packSettings(settings),
    });
    this.#scripts.begin();
    this.#reloadTimer.configure(settings.process.reload);
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
    // Before the start there is nothing to reload; what is read then is what the files say then.
    if (this.#stopping !== undefined || this.#settings === undefined) return;
    this.#reloadFiles.begin(this.#settings.process);
    const loaded = this.#load();
    this.#say(loaded.diagnostics);
    this.#reloadFiles.tested(this.#settings.process, loaded.diagnostics.map(diagnosticText));
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
      this.#reloadFiles.end();
      this.#ports.post({ kind: 'reload-refused' });
      return;
    }
    this.#files.initialise(loaded.settings.vrrp.trackFiles, true);
    this.#adopt(loaded.settings, true);
    this.log({ level: 'info', text: 'Configuration reloaded', fields: { files: loaded.settings.files.length } });
  }

  #say(diagnostics: readonly Diagnostic[]): void {
    const levels = { error: 'error', warning: 'warn', note: 'info' } as const;
    for (const each of diagnostics) {
      this.log({ level: levels[each.severity], text: diagnosticText(each), fields: { code: each.code } });
    }
  }

  async #dump({ what, views, foreignVrids }: Extract<ToDirector, { kind: 'dump' }>): Promise<void> {
    const settings = this.#settings;
    if (settings === undefined || (what === 'json' && views.length === 0)) return;
    const place = what === 'data' ? stateDumpPlace(settings.process) : { name: `keepalived.${what}` };
    try {
      const path = await this.#ports.writeDump(place, this.#dumpText(what, settings, views, foreignVrids));
      this.log({ level: 'info', text: `Wrote ${DUMPED[what]} to ${path}` });
    } catch (reason) {
      const text = `Cannot write ${place.name}: ${errorText(reason)}`;
      this.log({ level: 'error', text, fields: { code: 'dump-failed' } });
    }
  }

  #dumpText(
    what: keyof typeof DUMPED,
    settings: Settings,
    views: readonly InstanceView[],
    foreignVrids: ReadonlyMap<string, number>,
  ): string {
    switch (what) {
      case 'stats':
        return renderStats(views);
      case 'json':
        return renderJson(jsonDump(settings, views, this.#processes.shown(), this.#clock()));
      default:
        return this.#dataText(views, foreignVrids);
    }
  }

  #clock() {
    return { now: this.#ports.now(), epoch: this.#ports.epoch() };
  }

  #dataText(views: readonly InstanceView[], foreignVrids: ReadonlyMap<string, number>): string {
    if (this.#settings === undefined) return '';
    return renderData(
      dataDump(this.#settings, this.#scripts.status(), views, {
        foreignVrids,
        trackers: { files: this.#files.shown(), processes: this.#processes.shown() },
        umask: this.#ports.umask(),
        clock: this.#clock(),
      }),
    );
  }

  #logConfiguration(): void {
    for (const text of this.#dataText([], new Map()).trimEnd().split('\n')) this.log({ level: 'info', text });
  }

  async #drain(): Promise<void> {
    try {
      this.#reloadTimer.close();
      this.#files.close();
      this.#processes.close();
      this.#beats.close();
      const scriptsEnded = this.#scripts.stop();
      this.#lifeScript?.terminate(); // the startup script: nobody waits for it any more
      await this.#within(STOP_PATIENCE, Promise.all([scriptsEnded, this.#notifier.end()]));
      this.#notifier.terminate();
      this.#scripts.kill();
      const shutdown = this.#settings?.process.shutdown;
      if (shutdown !== undefined) await this.#runLifeScript('shutdown', shutdown);
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
}

/** A startup script and `init_file` change the machine before anything else happens; a FIFO's reader takes its lines. */
function actsBeforeStart({ process, vrrp, fifos: { all, vrrp: ofVrrp } }: Settings): boolean {
  const hasFifo = all !== undefined || ofVrrp !== undefined;
  return process.startup !== undefined || hasFifo || vrrp.trackFiles.some(({ initial }) => initial !== undefined);
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
