/**
 * `npm run bench`: ours beside the real keepalived on this machine, in one run and interleaved, so that both meet the
 * same weather. Numbers are reported, never asserted.
 *
 *     node --import tsx netns-lab/bench/bench.ts [--part NAME]... [--agent KIND]... [--rounds N]
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { AgentKind } from '../lib/agent.js';
import { benchAddresses } from './addresses.js';
import { benchConfiguration } from './configuration.js';
import { benchCrowd, benchRush, benchWires } from './crowd.js';
import { benchReload } from './reload.js';
import { benchSilence } from './silence.js';

const PARTS = {
  silence: benchSilence,
  addresses: benchAddresses,
  crowd: benchCrowd,
  rush: benchRush,
  wires: benchWires,
  reload: benchReload,
  configuration: benchConfiguration,
} as const;

const { values } = parseArgs({
  options: {
    part: { type: 'string', multiple: true, default: Object.keys(PARTS) },
    agent: { type: 'string', multiple: true, default: ['keepalived', 'holdfast'] },
    rounds: { type: 'string', default: '3' },
  },
});

const isPart = (name: string): name is keyof typeof PARTS => name in PARTS;
const isKind = (name: string): name is AgentKind => name === 'keepalived' || name === 'holdfast';
const unknown = [...values.part.filter(name => !isPart(name)), ...values.agent.filter(name => !isKind(name))];
const rounds = Number(values.rounds);

if (unknown.length > 0 || !(rounds >= 1)) {
  console.error(
    `unknown: ${unknown.join(' ') || `--rounds ${values.rounds}`}; parts are ${Object.keys(PARTS).join(', ')}`,
  );
  process.exitCode = 1;
} else {
  console.log(`${cpus().length} x ${cpus()[0]?.model ?? 'CPU'}, Node ${process.version}, ${rounds} rounds`);
  for (const part of values.part.filter(isPart)) await PARTS[part](values.agent.filter(isKind), rounds);
}
