/**
 * Reading at a pace. Waking the process costs several times what reading an advert costs, so where packets come by the
 * thousand a second (a backup of hundreds of instances) the socket is not watched but looked at every few milliseconds,
 * as a network card moderates its interrupts. Below that rate every packet wakes the process at once.
 *
 * Whoever decides on silence must read first (`VrrpSocket.read`): a packet that came in time must not be late for it.
 */

/** Wake-ups that are counted together, and the time they must not take less than. */
const WINDOW = 64;
const DENSE_MS = 64;
/** From one look to the next, unless told otherwise. */
const PACE_MS = 2;
/** Looks that are counted together, and the packets a millisecond they must find for the pace to pay. */
const LOOKS = 64;
const SPARSE = 0.5;

export interface ModerationPorts {
  /** Stops and resumes watching the socket. */
  watch(on: boolean): void;
  /** Reads what is there; answers how many packets that was. */
  read(): number;
}

export class Moderation {
  readonly #ports: ModerationPorts;
  #wakeUps = 0;
  #since = 0;
  #timer: NodeJS.Timeout | undefined;
  #paceMs = PACE_MS;
  #looks = 0;
  #found = 0;

  constructor(ports: ModerationPorts) {
    this.#ports = ports;
  }

  /** The socket woke the process. */
  wokeUp(): void {
    if (++this.#wakeUps < WINDOW) return;
    const now = performance.now();
    const isDense = now - this.#since < DENSE_MS;
    this.#wakeUps = 0;
    this.#since = now;
    if (!isDense || this.#timer !== undefined) return;
    this.#ports.watch(false);
    this.#looks = 0;
    this.#found = 0;
    this.#timer = setInterval(() => this.#look(), this.#paceMs);
  }

  /** Whole milliseconds from one look to the next. */
  setPace(milliseconds: number): void {
    if (milliseconds === this.#paceMs) return;
    this.#paceMs = milliseconds;
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#look(), milliseconds);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    this.#found += this.#ports.read();
    if (++this.#looks < LOOKS) return;
    const isSparse = this.#found < LOOKS * this.#paceMs * SPARSE;
    this.#looks = 0;
    this.#found = 0;
    if (!isSparse) return;
    this.close();
    this.#ports.watch(true);
  }
}
