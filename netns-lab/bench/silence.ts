/**
 * From a master's last advert to the measured agent's first one, beside the theoretical moment. The master is a fake
 * that keeps good time and then stops; both adverts are stamped by the kernel on the bridge.
 */
import type { AgentKind } from '../lib/agent.js';
import { conf } from '../lib/conf-text.js';
import { forgeAdvert } from '../lib/forge.js';
import { withLab } from '../lib/lab.js';
import { ALPHA, single, VIP } from '../topology/pair.js';
import { median, ms, printTable, quantile } from './statistics.js';

const PRIORITY = 100;
const FAKE = '10.77.0.8';

interface Pace {
  readonly version: 2 | 3;
  /** ms */
  readonly interval: number;
  readonly silences: number;
}

const PACES: readonly Pace[] = [
  { version: 2, interval: 1_000, silences: 2 },
  { version: 3, interval: 100, silences: 8 },
  { version: 3, interval: 10, silences: 20 },
];

export async function benchSilence(kinds: readonly AgentKind[], rounds: number): Promise<void> {
  const rows: string[][] = [];
  for (const pace of PACES) {
    const measured = new Map(kinds.map(kind => [kind, [] as number[]]));
    for (let round = 0; round < rounds; round++) {
      for (const kind of kinds) measured.get(kind)?.push(...(await silences(kind, pace)));
    }
    const theory = masterDown(pace);
    for (const [kind, values] of measured) {
      const late = values.map(value => value - theory);
      rows.push([
        `v${pace.version}, ${pace.interval} ms, ${kind}`,
        String(values.length),
        ms(theory),
        ms(median(values)),
        ms(median(late)),
        ms(quantile(late, 0)),
        ms(quantile(late, 1)),
      ]);
    }
  }
  const headings = ['silence to first advert', 'runs', 'theory', 'median', 'late, median', 'late, min', 'late, max'];
  printTable('After the master falls silent (priority 100, RFC 9568 6.1)', headings, rows);
}

/** 3 intervals and the skew; in v2 the skew counts in seconds whatever the interval. */
function masterDown({ version, interval }: Pace): number {
  return 3 * interval + ((256 - PRIORITY) * (version === 2 ? 1_000 : interval)) / 256;
}

function silences(kind: AgentKind, pace: Pace): Promise<number[]> {
  const { version, interval } = pace;
  return withLab(single, async lab => {
    lab.agent('alpha', kind, conf({ version, advertInt: interval / 1_000, priority: PRIORITY }), { quiet: true });
    const forger = await lab.injector('forger');
    const advert = forgeAdvert({ source: FAKE, version, vrid: 51, priority: 200, interval, addresses: [VIP] });
    await lab.heldBy(VIP, ['alpha'], 15_000);
    const lengths: number[] = [];
    for (let i = 0; i < pace.silences; i++) {
      await forger.repeat(advert, interval, 3);
      const last = await lab.eventually(
        'the last fake advert',
        () => lab.sniffer.adverts(FAKE)[3 * i + 2]?.at ?? 0,
        at => at > 0,
        2_000,
      );
      const mine = () => lab.sniffer.adverts(ALPHA.address).find(({ at }) => at > last)?.at ?? 0;
      lengths.push((await lab.eventually("the agent's first advert", mine, at => at > 0, 10_000)) - last);
    }
    return lengths;
  });
}
