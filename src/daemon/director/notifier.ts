/**
 * Tells the world of events: scripts first, then FIFOs, then mail, as keepalived orders them. Nothing waits for anything
 * else; a script that hangs keeps no line from a FIFO.
 */
import type { Log } from '../../base/log.js';
import type { Settings } from '../../config/settings.js';
import { type NotifyEvent, nameOf } from '../../notify/event.js';
import { fifoLine } from '../../notify/fifo.js';
import { NotifyLedger } from '../../notify/ledger.js';
import { letterOf } from '../../notify/mail.js';
import { NotifyQueue, type QueuedCommand } from '../../notify/queue.js';
import type { ProcessRequest, RunningProcess } from '../../sys/process.js';
import { type FifoPorts, Fifos } from './fifos.js';
import { Mailer, type MailerPorts } from './mailer.js';
import { outcome } from './scripts.js';

export interface NotifierPorts extends FifoPorts, MailerPorts {
  run(request: ProcessRequest): RunningProcess;
  /** Calls `action` after other waiting work of the thread. */
  soon(action: () => void): void;
  readonly log: Log;
}

/** The settings that decide who is told what, and by what means. */
export type NotifierSettings = Pick<Settings, 'notify' | 'groupNotify' | 'fifos' | 'mail' | 'process'>;

export class Notifier {
  readonly #ports: NotifierPorts;
  readonly #ledger = new NotifyLedger();
  readonly #queue = new NotifyQueue();
  readonly #fifos: Fifos;
  readonly #mailer: Mailer;
  readonly #running = new Set<RunningProcess>();
  #settings: NotifierSettings | undefined;
  #isStarting = false;
  #whenQuiet: (() => void) | undefined;

  constructor(ports: NotifierPorts) {
    this.#ports = ports;
    this.#fifos = new Fifos(ports);
    this.#mailer = new Mailer(ports);
  }

  /** Holds for events from now on; `umask` is that of the files this process makes. */
  configure(settings: NotifierSettings, umask: number): void {
    this.#settings = settings;
    const { notify, groupNotify, mail, fifos } = settings;
    this.#ledger.configure({ notify, groupNotify, mailsFaults: mail.mailsFaults });
    this.#mailer.configure(mail);
    this.#fifos.configure(fifos, umask);
  }

  tell(given: NotifyEvent): void {
    const telling = this.#ledger.take(given);
    if (telling === undefined) return;
    const { event, commands, toFifos, toMail } = telling;
    if (this.#queue.add(event, commands) > 0 && !this.#isStarting) {
      this.#isStarting = true;
      this.#startNext();
    }
    if (toFifos) this.#fifos.write(fifoLine(event));
    if (toMail && this.#settings !== undefined) this.#mailer.send(letterOf(event, this.#settings.process.routerId));
  }

  /** A reload is through: FIFOs get the states that it left alone, if that is wished. */
  reloaded(): void {
    if (this.#settings?.fifos.writesStatesOnReload !== true) return;
    for (const event of this.#ledger.states()) this.#fifos.write(fifoLine(event));
  }

  /**
   * The last event was told. Settles when all scripts have started and ended, all mail is away and the readers of FIFOs,
   * which come to the end now, are gone.
   */
  async end(): Promise<void> {
    this.#fifos.close();
    await Promise.all([this.#scriptsEnded(), this.#mailer.settled(), this.#fifos.readersEnded()]);
  }

  /** TERM to what is still there. */
  terminate(): void {
    for (const running of this.#running) running.terminate();
    this.#fifos.terminateReaders();
  }

  /** One process a turn: starting one takes milliseconds, and the thread has scripts and logs to serve between. */
  #startNext(): void {
    const next = this.#queue.next();
    if (next === undefined) {
      this.#isStarting = false;
      this.#noteQuiet();
      return;
    }
    this.#start(next);
    this.#ports.soon(() => this.#startNext());
  }

  #start({ event, command: { command, user } }: QueuedCommand): void {
    const running = this.#ports.run({ command, user });
    this.#running.add(running);
    void running.result.then(result => {
      this.#running.delete(running);
      if (result.exit !== 0) {
        const name = nameOf(event);
        this.#ports.log({
          level: result.error === undefined ? 'info' : 'error',
          text: `(${name}) notify script ${command[0]} for ${event.state} ${outcome(result)}`,
          fields: {
            code: 'notify-failed',
            state: event.state,
            ...('group' in event ? { group: name } : { instance: name }),
          },
        });
      }
      this.#noteQuiet();
    });
  }

  /** Every notification was started and has ended. */
  #scriptsEnded(): Promise<void> {
    return new Promise(resolve => {
      this.#whenQuiet = resolve;
      this.#noteQuiet();
    });
  }

  #noteQuiet(): void {
    if (!this.#isStarting && this.#queue.isEmpty && this.#running.size === 0) this.#whenQuiet?.();
  }
}
