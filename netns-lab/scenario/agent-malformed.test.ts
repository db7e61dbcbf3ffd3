/** Broken, forged and foreign adverts: each is dropped and counted, and none moves the state. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Agent } from '../lib/agent.js';
import { conf } from '../lib/conf-text.js';
import { type Forgery, forgeAdvert } from '../lib/forge.js';
import type { Injector } from '../lib/injector.js';
import { type Lab, withLab } from '../lib/lab.js';
import { ALPHA, single, VIP, VIP_LINK_LOCAL, VIP6 } from '../topology/pair.js';

const FORGER = '10.77.0.8';

/** A rival that would win if it were believed. */
const v2: Forgery = {
  source: FORGER,
  version: 2,
  vrid: 51,
  priority: 200,
  interval: 1_000,
  addresses: [VIP],
  authType: 1,
  password: 'secret',
};
const v3: Forgery = { source: FORGER, version: 3, vrid: 51, priority: 200, interval: 100, addresses: [VIP] };

const v6: Forgery = { ...v3, source: 'fe80::ff:fe00:8', addresses: [VIP_LINK_LOCAL, VIP6] };

interface Row {
  readonly what: string;
  readonly change: Partial<Forgery>;
  /** The counter of the statistics file that rises by one; undefined: none does. */
  readonly counter?: string;
  /** This one may rise or not: keepalived does not, and there is no harm in telling. */
  readonly tolerated?: string;
}

const ALWAYS: readonly Row[] = [
  { what: 'a TTL below 255 (it came through a router)', change: { ttl: 254 }, counter: 'Packet Errors/TTL' },
  { what: 'a wrong checksum', change: { checksumError: 1 } },
  { what: 'an address cut in half', change: { cut: 2 }, counter: 'Packet Errors/Length' },
  {
    what: 'half a header',
    change: { version: 3, interval: 100, addresses: [], cut: 4 },
    tolerated: 'Packet Errors/Length',
  },
  {
    what: 'more addresses than it counts',
    change: { addresses: [VIP, VIP, VIP], cut: 4 },
    counter: 'Packet Errors/Length',
  },
  { what: 'another VRID', change: { vrid: 52 } },
  { what: 'an unknown type', change: { type: 2 }, counter: 'Packet Errors/Invalid Type' },
];

const V2_ROWS: readonly Row[] = [
  ...ALWAYS,
  { what: 'a wrong password', change: { password: 'guessed' }, counter: 'Authentication Errors/Failure' },
  { what: 'no authentication', change: { authType: 0, password: '' }, counter: 'Authentication Errors/Type Mismatch' },
  {
    what: 'an authentication type nobody defined',
    change: { authType: 9 },
    counter: 'Authentication Errors/Invalid Type',
  },
  // keepalived drops this one, too, but has never counted it.
  { what: 'another interval', change: { interval: 5_000 }, tolerated: 'Packet Errors/Advertisement Interval' },
];

const V6_ROWS: readonly Row[] = [
  { what: 'a hop limit below 255', change: { ttl: 254 }, counter: 'Packet Errors/TTL' },
  { what: 'a wrong checksum', change: { checksumError: 1 } },
  { what: 'an address cut in half', change: { cut: 8 }, counter: 'Packet Errors/Length' },
  { what: 'another VRID', change: { vrid: 52 } },
  { what: 'an unknown type', change: { type: 2 }, counter: 'Packet Errors/Invalid Type' },
];

const V3_ROWS: readonly Row[] = [...ALWAYS, { what: 'version 2', change: { version: 2, interval: 1_000 } }];

const delta = (before: Record<string, number>, after: Record<string, number>) =>
  Object.fromEntries(
    Object.entries(after)
      .map(([name, value]) => [name, value - (before[name] ?? 0)] as const)
      .filter(([name, change]) => change !== 0 && /Errors|Received/.test(name)),
  );

/**
 * Sends a forgery and tells the counters it moved. A right advert of priority 0 goes after it: a master answers that
 * and stays, and once its counter has risen the forgery before it has certainly been read.
 */
async function moved(lab: Lab, agent: Agent, forger: Injector, forgery: Forgery, right: Forgery) {
  const mark = 'Priority Zero/Received';
  const before = await agent.statistics('VI_1');
  await forger.send(forgeAdvert(forgery));
  await forger.send(forgeAdvert({ ...right, priority: 0 }));
  let after = before;
  const read = async () => {
    after = await agent.statistics('VI_1');
    return (after[mark] ?? 0) - (before[mark] ?? 0);
  };
  await lab.eventually('the agent has read both', read, 1, 3_000);
  const { [mark]: _marker, 'Advertisements/Received': received = 0, ...rest } = delta(before, after);
  const believed: Record<string, number> = received > 1 ? { 'Advertisements/Received': received - 1 } : {};
  return { ...rest, ...believed };
}

describe('adverts that are not right', { concurrency: 3 }, () => {
  for (const [name, right, rows, instance] of [
    ['v2 with PASS', v2, V2_ROWS, 'authentication {\nauth_type PASS\nauth_pass secret\n}'],
    ['v3', v3, V3_ROWS, ''],
    ['v3 IPv6', v6, V6_ROWS, ''],
  ] as const) {
    test(`a ${name} master drops them, counts them under keepalived's names and stays`, () =>
      withLab(single, async lab => {
        const { version } = right;
        const family = right.source.includes(':') ? 6 : 4;
        const [vip] = right.addresses as [string];
        const advertInt = right.interval / 1_000;
        const agent = lab.agent('alpha', 'holdfast', conf({ version, family, advertInt, priority: 100, instance }));
        const forger = await lab.injector('forger');
        await lab.heldBy(vip, ['alpha'], 10_000);
        for (const row of rows) {
          const seen = await moved(lab, agent, forger, { ...right, ...row.change }, right);
          if (row.tolerated !== undefined) delete seen[row.tolerated];
          assert.deepEqual(seen, row.counter === undefined ? {} : { [row.counter]: 1 }, row.what);
        }
        assert.deepEqual(agent.states(), ['BACKUP', 'MASTER']);
        assert.deepEqual(await lab.holders(vip), ['alpha']);
        // The same advert without a fault is believed, so it was the faults that kept the others out.
        await forger.send(forgeAdvert(right));
        await lab.eventually(
          'the agent yields to a right one',
          () => agent.states().slice(0, 3),
          ['BACKUP', 'MASTER', 'BACKUP'],
          3_000,
        );
      }));
  }

  test('a backup is not kept waiting by broken adverts of a dead master', () =>
    withLab(single, async lab => {
      const agent = lab.agent('alpha', 'holdfast', conf({ version: 3, advertInt: 0.1, priority: 100 }));
      const forger = await lab.injector('forger');
      await lab.eventually('a backup', () => agent.state() !== '', true, 8_000);
      await forger.repeat(forgeAdvert(v3), 50, 20); // a master for a second
      await lab.eventually('it follows', () => agent.state(), 'BACKUP', 2_000);
      const broken = forger.repeat(forgeAdvert({ ...v3, checksumError: 1 }), 20, 100);
      await lab.eventually('it takes over from the silent master', () => agent.state(), 'MASTER', 2_000);
      await broken;
      assert.equal(agent.state(), 'MASTER');
      assert.ok(lab.sniffer.adverts(ALPHA.address).length > 0);
    }));
});
