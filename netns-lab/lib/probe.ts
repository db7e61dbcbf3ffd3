/**
 * A client's view: a request every millisecond, each with its own stamps, none waiting for another, so that a dead
 * virtual IP does not blind it. What was lost is the silence between two answers, told to the millisecond.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inside } from './namespaces.js';

export interface ProbeTarget {
  readonly address: string;
  readonly port: number;
  /**
   * `http`: a GET must be answered 200; the body says by whom.
   * `kernel`: any TCP answer, a refusal too, proves that somebody carries the address; no server is needed.
   */
  readonly ask: 'http' | 'kernel';
}

export interface Attempt {
  /** ms since the epoch, with fractions. */
  readonly asked: number;
  readonly ended: number;
  readonly outcome: 'answered' | 'refused' | 'timeout' | 'error';
  /** Body of the answer. */
  readonly by: string;
}

export interface Silence {
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

/** A request may be asked this long (ms) before the last answer that got through, and be lost with those after it. */
const UNDER_WAY = 10;

export class Probe {
  readonly attempts: Attempt[] = [];
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(namespace: string, target: ProbeTarget): Promise<Probe> {
    const program = join(import.meta.dirname, 'probe-child.mjs');
    const words = [target.address, String(target.port), target.ask];
    const [file, ...args] = inside(namespace, [process.execPath, program, ...words]) as [string, ...string[]];
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const probe = new Probe(child);
    await new Promise<void>((resolve, reject) => {
      child.on('exit', status => reject(new Error(`the probe ended with ${status}`)));
      if (child.stdout === null) return;
      createInterface({ input: child.stdout }).on('line', line => {
        const [asked, ended, outcome, by = ''] = line.split(' ');
        probe.attempts.push({ asked: Number(asked), ended: Number(ended), outcome: outcome as Attempt['outcome'], by });
        resolve();
      });
    });
    return probe;
  }

  /**
   * Silences between two answers that touch the span (ms since the epoch) and in which a request was lost. A silence
   * without one is slowness: all were answered, only late, and a busy machine does that without any failover.
   */
  silences(from: number, to = Number.POSITIVE_INFINITY): Silence[] {
    const lost = this.failures(from - UNDER_WAY, to);
    const answers = this.attempts.filter(attempt => attempt.outcome === 'answered').map(attempt => attempt.ended);
    answers.sort((a, b) => a - b);
    const silences: Silence[] = [];
    for (const [i, answer] of answers.entries()) {
      const before = answers[i - 1];
      if (before === undefined || answer < from || before > to) continue;
      if (!lost.some(({ asked }) => asked >= before - UNDER_WAY && asked <= answer)) continue;
      silences.push({ from: before, to: answer, length: answer - before });
    }
    return silences.filter(({ length }) => length > UNDER_WAY);
  }

  /** Requests asked in the span that got no answer. */
  failures(from: number, to = Number.POSITIVE_INFINITY): Attempt[] {
    return this.attempts.filter(({ outcome, asked }) => outcome !== 'answered' && asked >= from && asked <= to);
  }

  /** How long service was lost in the span, in ms; 0 when every request was answered. */
  lost(from: number, to = Number.POSITIVE_INFINITY): number {
    const silent = this.silences(from, to).reduce((sum, { length }) => sum + length, 0);
    // Single requests lost among answered ones, too close to make a silence: the pace is one a millisecond.
    return silent || this.failures(from, to).length;
  }

  /** Who answered last, by body; undefined before the first answer. */
  lastAnswerBy(): string | undefined {
    return this.attempts.findLast(attempt => attempt.outcome === 'answered')?.by;
  }

  stop(): void {
    this.#child.removeAllListeners('exit');
    this.#child.kill('SIGKILL');
  }
}
