/**
 * The classic pair: nginx on both nodes, one virtual address before them, and a client that asks it every millisecond.
 * The agents' configuration is the sample of the project, as a user would copy it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Agent, AgentKind } from '../lib/agent.js';
import type { Lab } from '../lib/lab.js';
import type { Nginx } from '../lib/nginx.js';
import type { Probe } from '../lib/probe.js';
import { VIP } from './pair.js';

export interface NginxPair {
  readonly masterConf: string;
  readonly backupConf: string;
  readonly alpha: Agent;
  readonly bravo: Agent;
  readonly nginx: { readonly alpha: Nginx; readonly bravo: Nginx };
  readonly probe: Probe;
}

/** Starts all of it on `pairAndClient` nodes and resolves when the client is served by alpha, the master. */
export async function nginxPair(
  lab: Lab,
  kind: AgentKind,
  directory = join(import.meta.dirname, '../../conf/nginx-pair'),
): Promise<NginxPair> {
  const masterConf = readFileSync(join(directory, 'master.conf'), 'utf8');
  const backupConf = readFileSync(join(directory, 'backup.conf'), 'utf8');
  const nginx = { alpha: await lab.nginx('alpha'), bravo: await lab.nginx('bravo') };
  const alpha = lab.agent('alpha', kind, masterConf);
  const bravo = lab.agent('bravo', kind, backupConf);
  const probe = await lab.probe('client', { address: VIP, port: 80, ask: 'http' });
  await servedBy(lab, probe, 'alpha', 15_000);
  await lab.eventually('bravo is a backup', () => bravo.state(), 'BACKUP', 5_000);
  return { masterConf, backupConf, alpha, bravo, nginx, probe };
}

/** More requests than the prober has under way when it waits half a second for each: all that were lost have told. */
const SETTLED = 700;

/** Waits until the client's last requests were all answered by one node. */
export async function servedBy(lab: Lab, probe: Probe, node: string, within: number): Promise<void> {
  const steady = () => {
    const last = probe.attempts.slice(-SETTLED);
    return last.length === SETTLED && last.every(attempt => attempt.outcome === 'answered' && attempt.by === node);
  };
  await lab.eventually(`the client is served by ${node}`, steady, true, within);
}
