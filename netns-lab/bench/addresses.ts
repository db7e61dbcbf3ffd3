/** How long a new master needs for many addresses: from its first advert to the first ARP of the last address. */
import type { AgentKind } from '../lib/agent.js';
import { conf } from '../lib/conf-text.js';
import { withLab } from '../lib/lab.js';
import { ALPHA, single } from '../topology/pair.js';
import { median, ms, printTable, quantile } from './statistics.js';

const COUNT = 1_000;
/** More do not fit into one advert. */
const ADVERTISED = 250;

const address = (i: number) => `10.80.${Math.floor(i / 250)}.${(i % 250) + 1}`;

export async function benchAddresses(kinds: readonly AgentKind[], rounds: number): Promise<void> {
  const measured = new Map(kinds.map(kind => [kind, [] as { all: number; first: number }[]]));
  for (let round = 0; round < rounds; round++) {
    for (const kind of kinds) measured.get(kind)?.push(await takeOver(kind));
  }
  const rows = [...measured].map(([kind, runs]) => {
    const all = runs.map(run => run.all);
    const first = median(runs.map(run => run.first));
    return [kind, String(runs.length), ms(first), ms(median(all)), ms(quantile(all, 0)), ms(quantile(all, 1))];
  });
  const headings = ['agent', 'runs', 'first ARP', 'last address, median', 'min', 'max'];
  printTable(`${COUNT} addresses (${ADVERTISED} advertised): from the first advert to an ARP for each`, headings, rows);
}

function takeOver(kind: AgentKind): Promise<{ all: number; first: number }> {
  const all = Array.from({ length: COUNT }, (_, i) => address(i));
  const excluded = all.slice(ADVERTISED).map(ip => `${ip}/32`);
  return withLab(single, async lab => {
    lab.agent(
      'alpha',
      kind,
      conf({
        version: 3,
        advertInt: 1,
        priority: 250,
        vips: all.slice(0, ADVERTISED).map(ip => `${ip}/32`),
        instance: `virtual_ipaddress_excluded {\n${excluded.join('\n')}\n}`,
      }),
      { quiet: true },
    );
    const announced = () => {
      const first = new Map<string, number>();
      for (const packet of lab.sniffer.packets) {
        if (packet.kind === 'arp' && packet.gratuitous && !first.has(packet.sender))
          first.set(packet.sender, packet.at);
      }
      return first;
    };
    await lab.eventually('every address is announced', () => announced().size, COUNT, 30_000);
    const advert = lab.sniffer.adverts(ALPHA.address)[0];
    if (advert === undefined) throw new Error('no advert was seen');
    const seen = announced();
    const times = all.map(ip => seen.get(ip) ?? Number.NaN).map(at => at - advert.at);
    return { all: Math.max(...times), first: Math.min(...times) };
  });
}
