/**
 * How long a new master needs for all that moves with it: from its first advert to the first ARP of the last address,
 * and until the last of its routes and rules is there.
 */
import { spawn } from 'node:child_process';
import type { AgentKind } from '../lib/agent.js';
import { conf } from '../lib/conf-text.js';
import { type Lab, withLab } from '../lib/lab.js';
import { ALPHA, single } from '../topology/pair.js';
import { atMost, median, ms, printTable, printVerdict, quantile } from './statistics.js';

const COUNT = 1_000;
/** More do not fit into one advert. */
const ADVERTISED = 250;
const ROUTES = 100;
const RULES = 100;

const address = (i: number) => `10.80.${Math.floor(i / 250)}.${(i % 250) + 1}`;
const route = (i: number) => `10.90.${i}.0/24`;
const rule = (i: number) => `10.91.0.${i + 1}`;

/** Milliseconds after the first advert. */
interface Takeover {
  readonly first: number;
  readonly all: number;
  /** The last route or rule; undefined without them. */
  readonly routing?: number;
}

export async function benchAddresses(kinds: readonly AgentKind[], rounds: number): Promise<void> {
  for (const withRouting of [false, true]) {
    const measured = new Map(kinds.map(kind => [kind, [] as Takeover[]]));
    for (let round = 0; round < rounds; round++) {
      for (const kind of kinds) measured.get(kind)?.push(await takeOver(kind, withRouting));
    }
    const of = (kind: AgentKind, pick: (run: Takeover) => number) => median((measured.get(kind) ?? []).map(pick));
    const rows = [...measured].map(([kind, runs]) => {
      const all = runs.map(run => run.all);
      const times = [of(kind, run => run.first), median(all), quantile(all, 0), quantile(all, 1)];
      const routing = withRouting ? [of(kind, run => run.routing ?? Number.NaN)] : [];
      return [kind, String(runs.length), ...[...times, ...routing].map(time => ms(time))];
    });
    const headings = ['agent', 'runs', 'first ARP', 'last address, median', 'min', 'max'];
    const what = withRouting ? `, ${ROUTES} routes and ${RULES} rules` : '';
    printTable(
      `${COUNT} addresses (${ADVERTISED} advertised)${what}: from the first advert to an ARP for each`,
      withRouting ? [...headings, 'last route or rule'] : headings,
      rows,
    );
    printVerdict([
      atMost(
        'the last address',
        of('holdfast', run => run.all),
        of('keepalived', run => run.all),
        'ms',
      ),
      ...(withRouting ? [routingGoal(of)] : []),
    ]);
  }
}

function routingGoal(of: (kind: AgentKind, pick: (run: Takeover) => number) => number) {
  const last = (run: Takeover) => Math.max(run.all, run.routing ?? Number.NaN);
  return atMost('everything', of('holdfast', last), of('keepalived', last), 'ms');
}

const block = (name: string, lines: readonly string[]) => `${name} {\n${lines.join('\n')}\n}`;

function configuration(all: readonly string[], withRouting: boolean): string {
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
  const routes = numbers(ROUTES).map(i => `${route(i)} dev eth0`);
  const rules = numbers(RULES).map(i => `from ${rule(i)} table 100`);
  const excluded = all.slice(ADVERTISED).map(ip => `${ip}/32`);
  return conf({
    version: 3,
    advertInt: 1,
    priority: 250,
    vips: all.slice(0, ADVERTISED).map(ip => `${ip}/32`),
    instance: [
      block('virtual_ipaddress_excluded', excluded),
      ...(withRouting ? [block('virtual_routes', routes), block('virtual_rules', rules)] : []),
    ].join('\n'),
  });
}

function takeOver(kind: AgentKind, withRouting: boolean): Promise<Takeover> {
  const all = Array.from({ length: COUNT }, (_, i) => address(i));
  return withLab(single, async lab => {
    const routing = withRouting ? await watchRouting(lab, 'alpha') : undefined;
    lab.agent('alpha', kind, configuration(all, withRouting), { quiet: true });
    const announced = () => {
      const first = new Map<string, number>();
      for (const packet of lab.sniffer.packets) {
        if (packet.kind === 'arp' && packet.gratuitous && !first.has(packet.sender))
          first.set(packet.sender, packet.at);
      }
      return first;
    };
    await lab.eventually('every address is announced', () => announced().size, COUNT, 30_000);
    if (routing !== undefined) {
      await lab.eventually('every route and rule is there', () => routing.size, ROUTES + RULES, 30_000);
    }
    const advert = lab.sniffer.adverts(ALPHA.address)[0];
    if (advert === undefined) throw new Error('no advert was seen');
    const seen = announced();
    const times = all.map(ip => seen.get(ip) ?? Number.NaN).map(at => at - advert.at);
    return {
      all: Math.max(...times),
      first: Math.min(...times),
      ...(routing && { routing: Math.max(...routing.values()) - advert.at }),
    };
  });
}

/** What the kernel of a node tells of new routes and rules, as it comes: each of ours, and its moment (ms since the epoch). */
async function watchRouting(lab: Lab, node: string): Promise<ReadonlyMap<string, number>> {
  const [command, ...args] = lab.network.inside(node, ['ip', '-ts', '-o', 'monitor', 'route', 'rule']) as [
    string,
    ...string[],
  ];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TZ: 'UTC' } });
  lab.onClose(() => child.kill('SIGKILL'));
  const seen = new Map<string, number>();
  let isWatching = false;
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      isWatching ||= line.includes('10.92.');
      const [, time, entry] = /^\[(\S+)\]\s.*?\b(10\.9[01]\.\S+)/.exec(line) ?? [];
      if (time === undefined || entry === undefined || seen.has(entry)) continue;
      // Microseconds, of which a Date takes thousands.
      seen.set(entry, Date.parse(`${time.slice(0, 23)}Z`) + Number(time.slice(23)) / 1_000);
    }
  });
  await lab.eventually(
    'the routes are watched',
    async () => {
      await lab.network.ip(node, 'route add 10.92.0.0/24 dev eth0\nroute del 10.92.0.0/24 dev eth0\n');
      return isWatching;
    },
    true,
    5_000,
  );
  return seen;
}
