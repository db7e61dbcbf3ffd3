/** How late the machine itself is: on a busy one every timer is, and no program is to blame for it. */

const PERIOD = 10;

export class Lateness {
  #worst = 0;
  #due = performance.now() + PERIOD;
  readonly #timer = setInterval(() => {
    const now = performance.now();
    this.#worst = Math.max(this.#worst, now - this.#due);
    this.#due = now + PERIOD;
  }, PERIOD);

  /** The longest a tick of this process was late so far, ms. */
  worst(): number {
    return this.#worst;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
