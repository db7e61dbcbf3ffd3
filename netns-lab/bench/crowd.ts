/** Many instances at a fast pace: what they cost a master and a backup in CPU, and how punctual the adverts are. */
import type { AgentKind } from '../lib/agent.js';
import { conf } from '../lib/conf-text.js';
import { withLab } from '../lib/lab.js';
import { cpuSeconds, processTree } from '../lib/process-tree.js';
import { ALPHA, BRAVO, pair } from '../topology/pair.js';
import { median, ms, printTable, quantile } from './statistics.js';

const INSTANCES = 200;
const INTERVAL = 100;
const SECONDS = 10;

interface Run {
  /** Share of one CPU, in percent. */
  readonly master: number;
  readonly backup: number;
  /** Adverts counted, in percent of those due. */
  readonly counted: number;
  /** Adverts the backup sent, which should have been none. */
  readonly strays: number;
  /** |gap between two adverts of one instance - interval|, ms. */
  readonly deviations: readonly number[];
}

export async function benchCrowd(kinds: readonly AgentKind[], rounds: number): Promise<void> {
  const measured = new Map(kinds.map(kind => [kind, [] as Run[]]));
  for (let round = 0; round < rounds; round++) for (const kind of kinds) measured.get(kind)?.push(await run(kind));
  const rows = [...measured].map(([kind, runs]) => {
    const of = (pick: (run: Run) => number) => median(runs.map(pick));
    return [
      kind,
      String(runs.length),
      `${of(run => run.master).toFixed(1)} %`,
      `${of(run => run.backup).toFixed(1)} %`,
      `${of(run => run.counted).toFixed(2)} %`,
      String(of(run => run.strays)),
      ...[0.5, 0.99, 0.999].map(q => ms(of(run => quantile(run.deviations, q)))),
    ];
  });
  const headings = ['agent', 'runs', 'CPU master', 'CPU backup', 'adverts', 'strays', 'off p50', 'p99', 'p99.9'];
  printTable(`${INSTANCES} instances at ${INTERVAL} ms for ${SECONDS} s`, headings, rows);
}

function instances(priority: number): string {
  const one = (vrid: number) =>
    conf({ version: 3, advertInt: INTERVAL / 1_000, priority, vips: [`10.81.0.${vrid}/32`] })
      .replace(/^global_defs \{[^}]*\}\n/, '')
      .replace('VI_1', `VI_${vrid}`)
      .replace('virtual_router_id 51', `virtual_router_id ${vrid}`);
  return Array.from({ length: INSTANCES }, (_, i) => one(i + 1)).join('\n');
}

function run(kind: AgentKind): Promise<Run> {
  return withLab(pair, async lab => {
    const master = lab.agent('alpha', kind, instances(150), { quiet: true });
    const backup = lab.agent('bravo', kind, instances(100), { quiet: true });
    const masters = async () => (await lab.addresses('alpha')).filter(address => address.startsWith('10.81.')).length;
    await lab.eventually('alpha is master of all', masters, INSTANCES, 30_000);
    // The announcements of the take-over, and the second round a second later, are not part of the steady state.
    const announced = () => lab.sniffer.announcements(`10.81.0.${INSTANCES}`).length;
    await lab.eventually('the announcements are over', announced, count => count >= 10, 10_000);

    const from = Date.now();
    const trees = [processTree(master.pid), processTree(backup.pid)];
    const before = trees.map(cpuSeconds);
    await new Promise(next => setTimeout(next, SECONDS * 1_000)); // a measuring window, not a wait for something
    const used = trees.map((tree, i) => cpuSeconds(tree) - before[i]!);
    const span = Date.now() - from;
    await lab.sniffer.next('the packet after the window', packet => packet.at > from + span, 5_000);
    const within = lab.sniffer.adverts().filter(({ at }) => at >= from && at < from + span);
    const due = (INSTANCES * span) / INTERVAL;
    return {
      master: (used[0]! / span) * 100_000,
      backup: (used[1]! / span) * 100_000,
      counted: (within.filter(({ source }) => source === ALPHA.address).length / due) * 100,
      strays: within.filter(({ source }) => source === BRAVO.address).length,
      deviations: deviations(within.filter(({ source }) => source === ALPHA.address)),
    };
  });
}

function deviations(adverts: readonly { readonly vrid: number; readonly at: number }[]): number[] {
  const last = new Map<number, number>();
  const found: number[] = [];
  for (const { vrid, at } of adverts) {
    const before = last.get(vrid);
    if (before !== undefined) found.push(Math.abs(at - before - INTERVAL));
    last.set(vrid, at);
  }
  return found;
}
