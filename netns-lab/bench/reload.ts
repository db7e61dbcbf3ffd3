/**
 * What reloads cost the adverts of everyone else: a thousand masters, of which each reload changes one, and as long a
 * time without reloads beside it. The masters of one wire are watched; the one that changes is on another.
 */
import { writeFileSync } from 'node:fs';
import type { Agent, AgentKind } from '../lib/agent.js';
import { type Lab, withLab } from '../lib/lab.js';
import type { NodeSpec } from '../lib/network.js';
import { median, ms, printTable, quantile } from './statistics.js';

const WIRES = 8;
const ON_EACH = 125;
const INTERVAL = 1_000;
const RELOADS = 16;
/** No divisor of the interval: reloads meet other adverts each time. */
const PAUSE = 730;

const alpha: NodeSpec = {
  name: 'alpha',
  interfaces: Array.from({ length: WIRES }, (_, wire) => ({
    name: `eth${wire}`,
    mac: `02:00:00:00:0${wire}:01`,
    addresses: [`10.${70 + wire}.0.1/16`],
    bridge: `br${wire}`,
  })),
};

interface Gaps {
  /** How much longer than the interval a master was silent, ms. */
  readonly late: readonly number[];
  /** Gaps of more than one and a half intervals. */
  readonly missed: number;
}

interface Run {
  readonly quiet: Gaps;
  readonly reloading: Gaps;
}

export async function benchReload(kinds: readonly AgentKind[], rounds: number): Promise<void> {
  const measured = new Map(kinds.map(kind => [kind, [] as Run[]]));
  for (let round = 0; round < rounds; round++) for (const kind of kinds) measured.get(kind)?.push(await run(kind));
  const rows = [...measured].flatMap(([kind, runs]) =>
    (['quiet', 'reloading'] as const).map(which => {
      const of = (pick: (gaps: Gaps) => number) => median(runs.map(one => pick(one[which])));
      const late = [0.5, 0.99, 0.999, 1].map(q => ms(of(gaps => quantile(gaps.late, q))));
      return [`${kind}, ${which}`, String(runs.length), ...late, String(of(gaps => gaps.missed))];
    }),
  );
  const headings = ['agent', 'runs', 'late p50', 'p99', 'p99.9', 'max', 'missed'];
  const title = `${WIRES * ON_EACH} masters on ${WIRES} interfaces at ${INTERVAL} ms, ${RELOADS} reloads that change one`;
  printTable(`${title}: adverts of ${ON_EACH} others`, headings, rows);
}

/** `number` makes the one instance that differs from reload to reload. */
function configuration(number: number): string {
  const instances = Array.from({ length: WIRES * ON_EACH }, (_, i) => {
    const wire = i % WIRES;
    const vrid = Math.floor(i / WIRES) + 1;
    const isChanging = i === WIRES * ON_EACH - 1;
    // Skews as different as can be spread the adverts over the interval.
    const priority = isChanging ? 1 + (number % 2) : 1 + vrid * 2;
    return `vrrp_instance VI_${i} {
    interface eth${wire}
    virtual_router_id ${vrid}
    version 3
    priority ${priority}
    garp_master_repeat 1
    garp_master_delay 0
    virtual_ipaddress {
        10.${70 + wire}.1.${vrid}/32
    }
}
`;
  });
  return `global_defs {\n    router_id bench\n}\n${instances.join('')}`;
}

function run(kind: AgentKind): Promise<Run> {
  return withLab([alpha], async lab => {
    const agent = lab.agent('alpha', kind, configuration(0), { quiet: true });
    const masters = async () => (await lab.addresses('alpha')).filter(text => /^10\.\d+\.1\./.test(text)).length;
    await lab.eventually('alpha is master of all', masters, WIRES * ON_EACH, 60_000);
    await lab.sniffer.nextAdvert('a round of adverts', advert => advert.vrid === 1, 10_000);
    const quiet = await watch(lab, async () => pause(RELOADS * PAUSE));
    const reloading = await watch(lab, () => reloadOftenWithOneChanged(agent));
    return { quiet, reloading };
  });
}

async function reloadOftenWithOneChanged(agent: Agent): Promise<void> {
  for (let number = 1; number <= RELOADS; number++) {
    writeFileSync(agent.configPath, configuration(number));
    agent.signal('SIGHUP');
    await pause(PAUSE);
  }
}

/** A measuring window, not a wait for something. */
const pause = (milliseconds: number) => new Promise<void>(next => setTimeout(next, milliseconds));

async function watch(lab: Lab, meanwhile: () => Promise<void>): Promise<Gaps> {
  const from = Date.now();
  await meanwhile();
  const to = Date.now();
  await lab.sniffer.next('the packet after the window', packet => packet.at > to, 5_000);
  const last = new Map<number, number>();
  const late: number[] = [];
  for (const { vrid, at } of lab.sniffer.adverts()) {
    if (at < from || at > to) continue;
    const before = last.get(vrid);
    if (before !== undefined) late.push(at - before - INTERVAL);
    last.set(vrid, at);
  }
  if (last.size !== ON_EACH) throw new Error(`adverts of ${last.size} masters were seen, not of ${ON_EACH}`);
  return { late, missed: late.filter(by => by > INTERVAL / 2).length };
}
