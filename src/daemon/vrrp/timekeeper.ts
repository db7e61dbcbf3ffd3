/**
 * When the instances want to be woken. One alarm for all of them, set to the earliest deadline; and before a backup
 * concludes anything from silence, what has come is heard.
 */
import type { Instant } from '../../base/duration.js';
import { type Alarm, now, openAlarm } from '../../sys/clock.js';
import { Deadlines } from '../deadlines.js';
import type { InstanceRunner } from './instance-runner.js';

export class Timekeeper {
  readonly #alarm: Alarm;
  readonly #read: () => void;
  /** What the alarm is set to. */
  #armed: Instant | undefined;
  readonly #deadlines = new Deadlines<InstanceRunner>(runner => runner.deadline());

  /** `read` delivers every packet that has come by now. */
  constructor(read: () => void) {
    this.#read = read;
    this.#alarm = openAlarm(() => this.#ring());
  }

  /** Forgets an instance. */
  remove(runner: InstanceRunner): void {
    this.#deadlines.remove(runner);
  }

  close(): void {
    this.#alarm.close();
  }

  /**
   * Takes note that an instance's deadline may have changed. One that moved later leaves the alarm as it is: it rings for nothing then, a few times a second, where
   * setting it anew with every advert heard would cost a system call each.
   */
  reschedule(runner: InstanceRunner): void {
    this.#deadlines.update(runner);
    const at = runner.deadline();
    if (at !== undefined && (this.#armed === undefined || at < this.#armed)) this.#arm(at);
  }

  #ring(): void {
    let hasRead = false;
    // What falls due meanwhile has to wait for the next ring: more work than time must not shut out all other work.
    const moment = now();
    for (let due = this.#deadlines.takeDue(moment); due !== undefined; due = this.#deadlines.takeDue(moment)) {
      if (due.isListening && !hasRead) {
        // Before a backup concludes from silence, what has come must be heard: this process may have been kept from
        // running, and the adverts of a living master then wait in the socket.
        hasRead = true;
        this.#read();
        const at = due.deadline();
        if (at === undefined || at > moment) {
          this.#deadlines.update(due);
          continue;
        }
      }
      due.handle({ kind: 'deadline' });
    }
    this.#arm(this.#deadlines.earliest());
  }

  #arm(at: Instant | undefined): void {
    this.#armed = at;
    this.#alarm.set(at);
  }
}
