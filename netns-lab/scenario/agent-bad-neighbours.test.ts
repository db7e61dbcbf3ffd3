/**
 * Two that should be a pair and are configured differently, or were apart: who is master in the end, which counters rise,
 * and that the log says it once. The neighbour is always keepalived, whose own adverts become rare when it hears what it
 * drops (each puts its next one off); ours go on.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Agent, AgentKind } from '../lib/agent.js';
import { type ConfOptions, conf } from '../lib/conf-text.js';
import { type Lab, withLab } from '../lib/lab.js';
import { ALPHA, BRAVO, pair } from '../topology/pair.js';

const V3 = { version: 3, advertInt: 0.3 } as const;
const V2 = { version: 2, advertInt: 1 } as const;
const pass = (word: string) => `authentication {\nauth_type PASS\nauth_pass ${word}\n}`;

interface Row {
  readonly what: string;
  readonly both: Omit<ConfOptions, 'priority'>;
  /** Of bravo alone, which would be master if it were heard. */
  readonly other: Omit<ConfOptions, 'priority'>;
  readonly alpha: 'MASTER' | 'BACKUP';
  /** What alpha counts, as keepalived does. */
  readonly counted: readonly string[];
  /** What our log says, once. */
  readonly said?: RegExp;
}

const ROWS: readonly Row[] = [
  {
    what: 'another address',
    both: V3,
    other: { vips: ['10.77.0.101/24'] },
    alpha: 'BACKUP',
    counted: ['Packet Errors/Address List'],
    said: /carries other addresses than ours/g,
  },
  {
    what: 'one address more',
    both: V3,
    other: { vips: ['10.77.0.100/24', '10.77.0.101/24'] },
    alpha: 'BACKUP',
    counted: ['Packet Errors/Address List'],
    said: /carries 2 addresses, ours 1/g,
  },
  {
    what: 'another interval in version 3',
    both: V3,
    other: { advertInt: 0.5 },
    alpha: 'BACKUP',
    counted: [],
    said: /has an interval of 500 ms, ours is 300 ms/g,
  },
  {
    what: 'another interval in version 2',
    both: V2,
    other: { advertInt: 2 },
    alpha: 'MASTER',
    counted: ['Packet Errors/Advertisement Interval'],
    said: /Dropped an advert from 10\.77\.0\.2: interval 2000 ms, ours is 1000 ms/g,
  },
  {
    what: 'another password',
    both: { ...V2, instance: pass('one') },
    other: { instance: pass('two') },
    alpha: 'MASTER',
    counted: ['Authentication Errors/Failure'],
    said: /Dropped an advert from 10\.77\.0\.2: .*password/g,
  },
  {
    what: 'no password',
    both: { ...V2, instance: pass('one') },
    other: { instance: '' },
    alpha: 'MASTER',
    counted: ['Authentication Errors/Type Mismatch'],
    said: /Dropped an advert from 10\.77\.0\.2: .*auth/g,
  },
  {
    what: 'another version',
    both: V2,
    other: V3,
    alpha: 'MASTER',
    counted: [],
    said: /Dropped an advert from 10\.77\.0\.2: .*version/g,
  },
  { what: 'another family', both: V3, other: { family: 6 }, alpha: 'MASTER', counted: [] },
];

async function more(lab: Lab, senders: readonly string[], count: number) {
  const said = () => senders.map(sender => lab.sniffer.adverts(sender).length);
  const from = said();
  const enough = (now: readonly number[]) => now.every((seen, i) => seen >= from[i]! + count);
  await lab.eventually(`${count} more adverts of ${senders.join(' and ')}`, said, enough, 20_000);
}

/** Names of the error counters that have risen. */
async function errors(agent: Agent): Promise<string[]> {
  const all = Object.entries(await agent.statistics('VI_1'));
  return all.filter(([name, count]) => name.includes('Errors/') && count > 0).map(([name]) => name);
}

const KINDS: readonly AgentKind[] = ['keepalived', 'holdfast'];

describe('a neighbour of higher priority with', { concurrency: 3 }, () => {
  for (const row of ROWS) {
    const verdict = row.alpha === 'MASTER' ? 'is not listened to' : 'is yielded to';
    test(`${row.what} ${verdict}, and the log says so once`, () =>
      withLab(pair, async lab => {
        const alpha = lab.agent('alpha', 'holdfast', conf({ ...row.both, priority: 100 }));
        await lab.eventually('alpha is master', () => alpha.state(), 'MASTER', 12_000);
        const bravo = lab.agent('bravo', 'keepalived', conf({ ...row.both, ...row.other, priority: 150 }));
        await lab.eventually('bravo is master', () => bravo.state(), 'MASTER', 12_000);
        await lab.eventually('alpha has decided', () => alpha.state(), row.alpha, 8_000);
        await more(lab, [row.alpha === 'MASTER' ? ALPHA.address : BRAVO.address], 10);
        assert.equal(alpha.state(), row.alpha);
        assert.deepEqual(await errors(alpha), row.counted);
        if (row.said === undefined) return;
        const times = alpha.log().match(row.said)?.length ?? 0;
        // Once as a master, and once more as the backup that it became by it.
        assert.ok(times >= 1 && times <= 2, `said ${times} times`);
      }));
  }
});

describe('two masters that were apart', { concurrency: 2 }, () => {
  for (const kind of KINDS) {
    for (const [priority, winner] of [
      [100, 'bravo'], // the higher address decides (RFC 9568 6.4.3)
      [101, 'alpha'],
    ] as const) {
      test(`${kind}: with priority ${priority} against 100, ${winner} stays, and is the only one`, () =>
        withLab(pair, async lab => {
          const alpha = lab.agent('alpha', kind, conf({ ...V3, priority }));
          const bravo = lab.agent('bravo', 'keepalived', conf({ ...V3, priority: 100 }));
          const states = () => [alpha.state(), bravo.state()];
          const one = (seen: readonly string[]) => [...seen].sort().join() === 'BACKUP,MASTER';
          await lab.eventually('one is master', states, one, 12_000);
          await lab.network.isolate('bravo');
          await lab.eventually('both are', states, ['MASTER', 'MASTER'], 12_000);
          await lab.network.rejoin('bravo');
          await lab.eventually(
            'one is again',
            states,
            winner === 'alpha' ? ['MASTER', 'BACKUP'] : ['BACKUP', 'MASTER'],
            12_000,
          );
          await more(lab, [winner === 'alpha' ? ALPHA.address : BRAVO.address], 10);
          await lab.heldBy('10.77.0.100', [winner], 4_000);
        }));
    }

    test(`${kind}: with one address for both of them, each stays master: the kernel gives neither what comes from its own address`, () =>
      withLab(pair, async lab => {
        await lab.network.ip('bravo', 'addr flush dev eth0\naddr add 10.77.0.1/24 dev eth0\n');
        const alpha = lab.agent('alpha', kind, conf({ ...V3, priority: 100 }));
        await lab.eventually('alpha is master', () => alpha.state(), 'MASTER', 12_000);
        const bravo = lab.agent('bravo', 'keepalived', conf({ ...V3, priority: 150 }));
        await lab.eventually('bravo is master', () => bravo.state(), 'MASTER', 12_000);
        await more(lab, [ALPHA.mac, BRAVO.mac], 10);
        assert.equal(alpha.state(), 'MASTER');
        assert.equal(bravo.state(), 'MASTER');
      }));
  }
});
