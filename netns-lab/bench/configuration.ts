/** How long a configuration test takes as directors grow, start of the program included, and what memory it needs. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentKind } from '../lib/agent.js';
import { median, ms, printTable, quantile } from './statistics.js';

/** Virtual servers; each has 4 real servers with a TCP_CHECK, 34 lines together. */
const SIZES = [1_000, 3_000, 10_000] as const;
const REAL_SERVERS = 4;

const PROGRAMS: Readonly<Record<AgentKind, readonly [string, ...string[]]>> = {
  keepalived: ['keepalived'],
  holdfast: [process.execPath, new URL('../../dist/main.js', import.meta.url).pathname],
};

const dotted = (high: string, n: number) => `${high}.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;

function director(count: number): string {
  const servers = Array.from({ length: count }, (_, i) => {
    const real = Array.from({ length: REAL_SERVERS }, (_unused, j) => {
      const head = `    real_server ${dotted('172', i * REAL_SERVERS + j)} 8080 {\n        weight 1\n`;
      return `${head}        TCP_CHECK {\n            connect_timeout 3\n            delay_before_retry 3\n        }\n    }\n`;
    });
    const head = `virtual_server ${dotted('10', i)} 80 {\n    delay_loop 6\n    lb_algo rr\n    lb_kind NAT\n    protocol TCP\n`;
    return `${head}${real.join('')}}\n`;
  });
  return `global_defs {\n    router_id bench\n}\n${servers.join('')}`;
}

interface Run {
  readonly milliseconds: number;
  readonly mebibytes: number;
}

/** Runs one test in a network namespace of its own; the memory is the high-water mark of the program itself. */
function testOnce(kind: AgentKind, file: string): Promise<Run> {
  const [program, ...words] = PROGRAMS[kind];
  const started = performance.now();
  const child = spawn('unshare', ['-n', program, ...words, '-t', '-f', file], { stdio: 'ignore' });
  let peak = 0;
  const look = () => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    } catch {
      // It has just ended.
    }
  };
  const timer = setInterval(look, 10);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', status => {
      clearInterval(timer);
      const milliseconds = performance.now() - started;
      if (status === 0 || status === 5) resolve({ milliseconds, mebibytes: peak / 1024 });
      else reject(new Error(`${kind} -t ended with status ${status}`));
    });
  });
}

export async function benchConfiguration(kinds: readonly AgentKind[], rounds: number): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
  try {
    const rows: string[][] = [];
    for (const size of SIZES) {
      const file = join(directory, `${size}.conf`);
      const text = director(size);
      writeFileSync(file, text);
      const measured = new Map(kinds.map(kind => [kind, [] as Run[]]));
      for (let round = 0; round < rounds; round++) {
        for (const kind of kinds) measured.get(kind)?.push(await testOnce(kind, file));
      }
      const lines = text.split('\n').length - 1;
      for (const [kind, runs] of measured) {
        const times = runs.map(run => run.milliseconds);
        const memory = median(runs.map(run => run.mebibytes));
        const perLine = `${((median(times) * 1_000) / lines).toFixed(2)} µs`;
        const range = `${ms(quantile(times, 0), 0)} - ${ms(quantile(times, 1), 0)}`;
        rows.push([`${size} (${lines} lines)`, kind, ms(median(times), 0), range, perLine, `${memory.toFixed(0)} MiB`]);
      }
    }
    const headings = ['virtual servers', 'agent', 'median', 'min - max', 'a line', 'memory'];
    printTable(
      `-t of a director, ${REAL_SERVERS} real servers with a TCP_CHECK each, start-up included`,
      headings,
      rows,
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
