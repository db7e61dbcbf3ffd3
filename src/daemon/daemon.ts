/**
 * The daemon's life: capabilities, the two threads, pid files, signals, and an end that leaves nothing behind. The
 * VRRP thread is the process's main thread; this file only acts at its start, on signals and at its end.
 */
import { toMilliseconds } from '../base/duration.js';
import type { LogLine } from '../base/log.js';
import { unreachable } from '../base/unreachable.js';
import type { ProcessSettings } from '../config/settings.js';
import { describeLacking, lackingCapabilities } from '../sys/capabilities.js';
import { allowCoreDumps, type CoreDumps } from '../sys/core-dump.js';
import type { StartReport } from '../sys/daemonize.js';
import { nameProcess } from '../sys/process-name.js';
import { takeRealTimeSignals } from '../sys/signals.js';
import { serviceManager } from '../sys/systemd-notify.js';
import type { VrrpSettings } from '../vrrp/settings.js';
import type { Options } from './command/cli.js';
import { SIGNAL_NUMBERS } from './command/cli-options.js';
import { showsOnConsole } from './director/log-outputs.js';
import { DirectorLink } from './director-link.js';
import type { FromLink, ToDirector, ToVrrp } from './messages.js';
import { PidFiles } from './pid-files.js';
import { ServiceReport } from './service-report.js';
import { applyDifference } from './settings-difference.js';
import { nextTurn } from './turns.js';
import type { VrrpScheduling } from './vrrp/scheduling.js';
import { openScheduling } from './vrrp/scheduling-ports.js';
import { VrrpThread } from './vrrp/vrrp-thread.js';

/** keepalived's daemon exit statuses that we use. */
const ExitStatus = { ok: 0, failed: 1, noPermission: 4, internal: 70 } as const;

const PROGRAM = 'holdfast';

/** keepalived's default: files it writes are for root alone. */
const DEFAULT_UMASK = 0o177;

/**
 * `child_wait_time`, how long the parts of the program may take to end, is keepalived's as long as there is no
 * configuration. Addresses are gone within milliseconds, but a kernel that does not answer must not hold up the end; stop
 * scripts have a second, then TERM, and the log is flushed behind them, so less than two seconds would be unkind. A
 * shutdown script has its own time besides, and another two seconds to heed TERM.
 */
const END_PATIENCE_MS = 5_000;
const LEAST_PATIENCE_MS = 2_000;
const SCRIPT_END_MS = 2_000;

interface Starter {
  report(report: StartReport): Promise<void>;
}

export class Daemon {
  readonly #options: Options;
  readonly #starter: Starter | undefined;
  readonly #director: DirectorLink;
  readonly #scheduling: VrrpScheduling;
  #thread: VrrpThread | undefined;
  #opening: Promise<VrrpThread> | undefined;
  readonly #pidFiles: PidFiles;
  /** As the director has told them last. */
  #settings: VrrpSettings | undefined;
  #coreDumps: CoreDumps | undefined;
  #stopping = false;
  /** What systemd is told, if it listens. */
  readonly #service: ServiceReport | undefined;
  /** How long each part may take to end. */
  #patienceMs = END_PATIENCE_MS;
  /** How long the shutdown script may take. */
  #shutdownMs = 0;
  /** The messages of the director taken so far. */
  #handled: Promise<void> = Promise.resolve();
  #drained: () => void = () => {};
  readonly #untilDrained = new Promise<void>(resolve => {
    this.#drained = resolve;
  });

  constructor(options: Options, starter: Starter | undefined) {
    this.#options = options;
    this.#starter = starter;
    this.#pidFiles = new PidFiles(options);
    const manager = serviceManager();
    this.#service = manager && new ServiceReport(manager, () => this.#thread?.views() ?? []);
    this.#director = new DirectorLink(options, message => this.#queue(message));
    this.#scheduling = openScheduling(line => this.#director.log(line));
  }

  /** Starts everything; settles when the threads run. The process then lives until a signal ends it. */
  async run(): Promise<void> {
    const lacking = lackingCapabilities();
    if (lacking.length > 0) return this.#fail(ExitStatus.noPermission, describeLacking(lacking));
    if (!this.#options.runsVrrp) {
      return this.#fail(
        ExitStatus.failed,
        '-C asks for the health checker alone, which this version does not have yet',
      );
    }
    process.umask(this.#options.umask ?? DEFAULT_UMASK);
    nameProcess(PROGRAM, PROGRAM);
    const { coreDumps } = this.#options;
    if (coreDumps !== undefined) this.#coreDumps = allowCoreDumps(coreDumps.pattern);
    const unheard = this.#takeSignalsByNumber();
    this.#opening = VrrpThread.open({
      post: message => this.#post(message),
      log: line => this.#director.log(line),
      late: by => this.#scheduling.late(by),
      detail: this.#options.detail > 0,
      monitorsAddresses: this.#options.monitorsAddresses,
    });
    this.#director.start();
    for (const text of this.#coreDumps?.refused ?? []) {
      this.#director.log({ level: 'warn', text, fields: { code: 'core-dump' } });
    }
    for (const number of unheard) {
      const text = `signal ${number} cannot be listened to with this Node, and is ignored`;
      this.#director.log({ level: 'warn', text, fields: { code: 'signal-ignored' } });
    }
    this.#listen();
    try {
      this.#thread = await this.#opening;
    } catch (error) {
      await this.#fail(ExitStatus.failed, error instanceof Error ? error.message : String(error));
    }
  }

  #listen(): void {
    process.on('SIGTERM', () => void this.#stop(ExitStatus.ok, 'SIGTERM'));
    process.on('SIGINT', () => {
      if (!this.#options.ignoresInterrupt) void this.#stop(ExitStatus.ok, 'SIGINT');
    });
    process.on('SIGHUP', () => {
      this.#service?.reloading();
      this.#director.post({ kind: 'reload' });
    });
    process.on('SIGUSR1', () => this.#dump('data'));
    process.on('SIGUSR2', () => this.#dump('stats'));
    // Half a daemon would hold addresses and send no adverts: say what happened, leave the network, end.
    const collapse = (reason: unknown) => {
      const text = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
      process.stderr.write(`holdfast: internal error: ${text}\n`);
      this.#log({ level: 'error', text: `internal error, stopping: ${text}`, fields: { code: 'internal-error' } });
      void this.#stop(ExitStatus.internal, 'an internal error');
    };
    process.on('uncaughtException', collapse);
    process.on('unhandledRejection', collapse);
  }

  /** Answers with those that cannot be heard. */
  #takeSignalsByNumber(): readonly number[] {
    const jobs = { JSON: () => this.#dump('json'), STATS_CLEAR: () => this.#dump('stats', true) };
    const handlers = new Map(Object.entries(jobs).map(([name, job]) => [SIGNAL_NUMBERS.get(name) ?? 0, job]));
    return takeRealTimeSignals(handlers);
  }

  #post(message: Exclude<ToDirector, { kind: 'log' }>): void {
    if (message.kind === 'notify') this.#service?.changed();
    this.#director.post(message);
  }

  /** One message after the other, for some take time; but whoever waits for the end may be one of them. */
  #queue(message: FromLink): void {
    if (message.kind === 'drained') this.#drained();
    else this.#handled = this.#handled.then(() => this.#receive(message));
  }

  async #receive(message: Exclude<FromLink, { kind: 'drained' }>): Promise<void> {
    const thread = await this.#opening?.catch(() => undefined);
    if (thread === undefined) return;
    switch (message.kind) {
      case 'configure':
        await this.#configure(thread, message);
        return;
      case 'director-ended':
        this.#drained(); // there is nobody who would
        await this.#stop(ExitStatus.internal, 'the director thread ended, and -R wants no other');
        return;
      case 'claim':
        await this.#claim(message.process);
        return;
      case 'reload-refused':
        this.#service?.ready();
        return;
      case 'script':
        if (!this.#stopping) thread.script(message.name, message.verdict);
        return;
      case 'file':
        if (!this.#stopping) thread.file(message.name, message.value);
        return;
      case 'link-beat':
        if (!this.#stopping) thread.linkBeat(message.interface, message.verdict);
        return;
      case 'process':
        if (!this.#stopping) thread.process(message.name, message.verdict);
        return;
      case 'give-up':
        // A director that was started anew finds a configuration broken meanwhile: what runs, runs on.
        // The director has logged why.
        if (!thread.isConfigured)
          await this.#giveUp(message.status, message.text ?? 'the configuration cannot be used');
        return;
      default:
        unreachable(message);
    }
  }

  async #configure(thread: VrrpThread, message: Extract<ToVrrp, { kind: 'configure' }>): Promise<void> {
    if (this.#stopping) return;
    const isFirst = !thread.isConfigured;
    const { umask, shutdown, childWaitTime } = message.process;
    this.#patienceMs = Math.max(toMilliseconds(childWaitTime), LEAST_PATIENCE_MS);
    if (umask !== undefined && this.#options.umask === undefined) process.umask(umask);
    this.#shutdownMs = shutdown === undefined ? 0 : toMilliseconds(shutdown.timeout) + SCRIPT_END_MS;
    if (isFirst) {
      const refusal = this.#takePidFiles(message.process);
      if (refusal !== undefined) return this.#fail(refusal.status, refusal.text);
    }
    const settings = await applyDifference(this.#settings, message.settings, nextTurn);
    this.#settings = settings;
    if (isFirst) await thread.rehearse(settings);
    if (this.#stopping) return;
    thread.sizeBuffers(message.process.buffers);
    await thread.configure(settings, message.tracked, message.process, message.process.virtualMac);
    if (this.#stopping) return;
    this.#scheduling.configure(message.process.scheduling);
    nameProcess(PROGRAM, processName(message.process));
    if (message.reload) this.#director.post({ kind: 'reloaded' });
    this.#service?.ready();
    if (!isFirst) return;
    const { length } = settings.instances;
    this.#log({
      level: 'info',
      text: `Holdfast started: ${length} VRRP instance${length === 1 ? '' : 's'}, pid ${process.pid}`,
      fields: { code: 'started' },
    });
    await this.#starter?.report({ kind: 'started', pidFile: this.#pidFiles.main ?? '' });
  }

  /** What is done before the start is done once the pid files are ours. */
  async #claim(settings: ProcessSettings): Promise<void> {
    if (this.#stopping) return;
    const refusal = this.#takePidFiles(settings);
    if (refusal !== undefined) await this.#fail(refusal.status, refusal.text);
    else this.#director.post({ kind: 'claimed' });
  }

  /** Why the pid files cannot be ours; undefined when they are. */
  #takePidFiles(settings: ProcessSettings): { readonly status: number; readonly text: string } | undefined {
    const refusal = this.#pidFiles.take(settings);
    // keepalived ends with 0 where another one runs, so that starting twice is no failure of an init script.
    return refusal && { status: refusal.kind === 'running' ? ExitStatus.ok : ExitStatus.failed, text: refusal.text };
  }

  #dump(what: 'data' | 'stats' | 'json', clears = false): void {
    const thread = this.#thread;
    if (thread === undefined) return;
    this.#director.post({ kind: 'dump', what, views: thread.views(), foreignVrids: thread.foreignVrids() });
    if (clears) thread.clearStatistics();
  }

  /** Leaves the network in order: adverts of priority 0, addresses, notifications, log, pid files. */
  async #stop(status: number, why: string): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#service?.stopping();
    this.#log({ level: 'info', text: `Stopping (${why})`, fields: { code: 'stopping' } });
    const { releasesVrrp } = this.#options;
    const released = this.#thread?.stop(releasesVrrp).catch((error: unknown) => {
      this.#log({ level: 'error', text: `while stopping: ${String(error)}`, fields: { code: 'stop-failed' } });
    });
    await within(this.#patienceMs, released);
    this.#director.post({ kind: 'stop' });
    await within(this.#patienceMs + this.#shutdownMs, this.#untilDrained);
    await this.#end(status);
  }

  /** The daemon cannot run. */
  async #fail(status: number, text: string): Promise<void> {
    this.#log({ level: 'error', text, fields: { code: 'start-failed' } });
    await this.#giveUp(status, text);
  }

  /** Whoever started the daemon learns why it cannot run; then it ends. */
  async #giveUp(status: number, text: string): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    const isLogged = this.#opening !== undefined && showsOnConsole(this.#options);
    if (this.#starter !== undefined) await this.#starter.report({ kind: 'failed', status, text });
    else if (!isLogged) process.stderr.write(`holdfast: ${text}\n`);
    this.#director.post({ kind: 'stop' });
    if (this.#opening !== undefined) await within(END_PATIENCE_MS, this.#untilDrained);
    await this.#end(status);
  }

  async #end(status: number): Promise<void> {
    this.#pidFiles.remove();
    this.#coreDumps?.restore();
    await this.#director.close();
    process.exit(status);
  }

  #log(line: LogLine): void {
    this.#director.log(line);
  }
}

/** keepalived names several processes; here one takes all signals, which is what its parent is for. */
function processName({ names }: ProcessSettings): string {
  return names.parent ?? names.vrrp ?? PROGRAM;
}

/** Waits for `done`, but no longer than `patienceMs`. */
async function within(patienceMs: number, done: Promise<unknown> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>(resolve => {
    timer = setTimeout(resolve, patienceMs);
  });
  await Promise.race([done, patience]);
  clearTimeout(timer);
}
