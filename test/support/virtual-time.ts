/** Time that passes when a test says so, and processes that end when a test says so. */
import { after, type Duration, type Instant, instant } from '../../src/base/duration.js';
import type { ProcessRequest, ProcessResult, RunningProcess } from '../../src/sys/process.js';

export class VirtualTime {
  #now: Instant = instant(1_000_000);
  #timers: { readonly at: Instant; readonly action: () => void }[] = [];

  now(): Instant {
    return this.#now;
  }

  after(wait: Duration, action: () => void): () => void {
    const timer = { at: after(this.#now, wait), action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter(each => each !== timer);
    };
  }

  /** Fires what falls due, in order, and lets promises settle after each. */
  async advance(by: Duration): Promise<void> {
    const end = after(this.#now, by);
    for (;;) {
      const next = this.#timers.filter(each => each.at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter(each => each !== next);
      this.#now = next.at;
      next.action();
      await settled();
    }
    this.#now = end;
  }

  /** The machine sleeps: the clock moves on and no timer fires until the next `advance`. */
  sleep(by: Duration): void {
    this.#now = after(this.#now, by);
  }
}

/** Lets everything that waits for a settled promise have its turn. */
export function settled(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}

export interface FakeProcess {
  readonly request: ProcessRequest;
  readonly startedAt: Instant;
  /** TERM came. */
  isTold: boolean;
  isKilled: boolean;
  end(result: Partial<ProcessResult>): Promise<void>;
}

/** Starts nothing; remembers every request. */
export class FakeProcesses {
  readonly all: FakeProcess[] = [];
  readonly #time: VirtualTime;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  get last(): FakeProcess {
    const last = this.all.at(-1);
    if (last === undefined) throw new Error('no process was started');
    return last;
  }

  readonly run = (request: ProcessRequest): RunningProcess => {
    let settle: (result: ProcessResult) => void = () => {};
    const result = new Promise<ProcessResult>(resolve => {
      settle = resolve;
    });
    const fake: FakeProcess = {
      request,
      startedAt: this.#time.now(),
      isTold: false,
      isKilled: false,
      end(given) {
        settle({ timedOut: false, ...given });
        return settled();
      },
    };
    this.all.push(fake);
    return {
      pid: 1_000 + this.all.length,
      get isEnding() {
        return fake.isTold;
      },
      result,
      terminate: () => {
        fake.isTold = true;
      },
      kill: () => {
        fake.isKilled = true;
      },
    };
  };
}
