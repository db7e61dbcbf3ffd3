/**
 * When the instances want to be woken. One alarm for all of them, set to the earliest deadline; and before a backup
 * concludes anything from silence, or a master that was kept from running speaks again, what has come is heard.
 */
import { after, between, type Duration, type Instant, milliseconds } from '../../base/duration.js';
import { type Alarm, now, openAlarm } from '../../sys/clock.js';
import { MOST_LEEWAY } from '../../vrrp/timers.js';
import { Deadlines } from '../deadlines.js';
import type { InstanceRunner } from './instance-runner.js';

/** Nobody takes over within this time: 10 ms is the shortest interval of adverts there is, and a backup misses three. */
const PUNCTUAL = milliseconds(10);

export class Timekeeper {
  readonly #alarm: Alarm;
  readonly #read: () => void;
  readonly #late: (by: Duration) => void;
  /** What the alarm is set to. */
  #armed: Instant | undefined;
  readonly #deadlines = new Deadlines<InstanceRunner>(runner => runner.deadline());

  /** `read` delivers every packet that has come by now; `late` hears how late the most belated deadline of a ring was. */
  constructor(read: () => void, late: (by: Duration) => void) {
    this.#read = read;
    this.#late = late;
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
    let earliest: Instant | undefined;
    for (let due = this.#deadlines.takeDue(moment); due !== undefined; due = this.#deadlines.takeDue(moment)) {
      const deadline = due.deadline();
      if (deadline !== undefined && (earliest === undefined || deadline < earliest)) earliest = deadline;
      const isLate = deadline !== undefined && between(deadline, moment) > PUNCTUAL;
      if ((due.isListening || isLate) && !hasRead) {
        // This process may have been kept from running, and the adverts of a living master then wait in the socket.
        // Before a backup concludes from silence they must be heard; and before a master speaks again, for meanwhile
        // another one may have taken over.
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
    this.#advertiseWhatIsNearlyDue(moment);
    this.#arm(this.#deadlines.earliest());
    if (earliest !== undefined) this.#late(between(earliest, moment));
  }

  /** To be awake is what costs: the adverts of the next moment leave with those of this one. */
  #advertiseWhatIsNearlyDue(moment: Instant): void {
    const soon = after(moment, MOST_LEEWAY);
    const goes = (runner: InstanceRunner) => runner.mayAdvertise(moment);
    for (;;) {
      const early = this.#deadlines.takeDue(soon, goes);
      if (early === undefined) return;
      early.handle({ kind: 'deadline' });
    }
  }

  #arm(at: Instant | undefined): void {
    this.#armed = at;
    this.#alarm.set(at);
  }
}
