/** A FIFO for an agent to tell its changes through (`vrrp_notify_fifo`), and what has come out of it, in order. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Lab } from './lab.js';
import { run } from './run.js';

export interface Notebook {
  readonly path: string;
  /** Every line so far. */
  lines(): string[];
  /** When a line was read, ms since the epoch. */
  cameAt(index: number): number;
}

/** Makes the FIFO in the node's directory and reads it until the lab closes. */
export async function notebook(lab: Lab, node: string, name = 'notify.fifo'): Promise<Notebook> {
  const path = join(lab.directoryOf(node), name);
  await run(['mkfifo', '-m', '600', path]);
  // Opened for writing, too: a reload closes the agent's end, and that shall not end the reading.
  const reader = spawn('sh', ['-c', 'exec cat 0<>"$0"', path], { stdio: ['ignore', 'pipe', 'inherit'] });
  lab.onClose(() => reader.kill('SIGKILL'));
  let rest = '';
  const lines: string[] = [];
  const times: number[] = [];
  reader.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const whole = (rest + chunk).split('\n');
    rest = whole.pop() ?? '';
    lines.push(...whole);
    times.push(...whole.map(() => Date.now()));
  });
  return { path, lines: () => [...lines], cameAt: index => times[index] ?? 0 };
}
