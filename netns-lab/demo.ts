/**
 * `npm run demo`: two nodes with nginx and one virtual address, a client that asks every millisecond, and five things
 * that happen to the master. Ends with what each cost the client beside what the protocol allows.
 *
 *     node --import tsx netns-lab/demo.ts [--agent holdfast|keepalived] [--conf DIRECTORY]
 */
import { parseArgs } from 'node:util';
import { allowances } from './demo/allowance.js';
import { paint, Timeline } from './demo/timeline.js';
import type { AgentKind } from './lib/agent.js';
import { withLab } from './lib/lab.js';
import type { Probe } from './lib/probe.js';
import { pairAndClient } from './topology/pair.js';
import { nginxPair, servedBy } from './topology/pair-nginx.js';

/** What a busy machine may add, in ms: process starts, scheduling, the 1 ms pace of the client. */
const TOLERANCE = 250;

interface Row {
  readonly event: string;
  readonly lost: number;
  readonly requests: number;
  readonly allowed: number;
}

async function play(kind: AgentKind, directory: string | undefined): Promise<Row[]> {
  return withLab(pairAndClient, async lab => {
    const timeline = new Timeline();
    let probe: Probe | undefined;
    timeline.follow(lab, () => probe);
    try {
      timeline.say('event', `two ${kind} agents and nginx on alpha and bravo are started`);
      const pair = await nginxPair(lab, kind, directory);
      probe = pair.probe;
      timeline.say('client', 'is served by alpha');
      const allowed = allowances(pair.masterConf, pair.backupConf);
      const rows: Row[] = [];
      const stage = async (event: string, allowance: number, then: string, act: () => unknown) => {
        const from = Date.now();
        timeline.say('event', event);
        await act();
        await servedBy(lab, pair.probe, then, 20_000);
        const requests = pair.probe.failures(from).length;
        rows.push({ event, lost: pair.probe.lost(from), requests, allowed: allowance });
      };
      await stage('nginx on alpha is killed', allowed.serverDeath, 'bravo', () => pair.nginx.alpha.kill());
      await stage('nginx on alpha is back', allowed.preemption, 'alpha', () => lab.nginx('alpha'));
      await stage("alpha's cable is pulled", allowed.linkCut, 'bravo', () => lab.network.unplug('alpha'));
      await stage("alpha's cable is back", allowed.preemption, 'alpha', () => lab.network.plug('alpha'));
      await stage('alpha is stopped gracefully', allowed.gracefulStop, 'bravo', () => pair.alpha.stop());
      return rows;
    } finally {
      timeline.stop();
    }
  });
}

function report(rows: readonly Row[]): boolean {
  const isFine = ({ lost, allowed }: Row) => lost <= allowed + TOLERANCE;
  const line = (event: string, ...cells: string[]) => event.padEnd(28) + cells.map(cell => cell.padStart(17)).join('');
  console.log(`\n${line('event', 'client lost', 'requests lost', 'protocol allows')}`);
  for (const row of rows) {
    const verdict = isFine(row) ? paint('32', 'OK') : paint('31', 'TOO LONG');
    const [lost, allowed] = [`${row.lost.toFixed(0)} ms`, `${row.allowed.toFixed(0)} ms`] as const;
    console.log(`${line(row.event, lost, String(row.requests), allowed)}  ${verdict}`);
  }
  console.log(`(one request a millisecond; tolerance ${TOLERANCE} ms)`);
  return rows.every(isFine);
}

const { values } = parseArgs({ options: { agent: { type: 'string', default: 'holdfast' }, conf: { type: 'string' } } });
try {
  const started = performance.now();
  const rows = await play(values.agent === 'keepalived' ? 'keepalived' : 'holdfast', values.conf);
  const fine = report(rows);
  console.log(`${((performance.now() - started) / 1_000).toFixed(1)} s in all`);
  process.exitCode = fine ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
