/**
 * AH beside real keepalived, both ways round: the pair lives as any other does, a wrong password makes two masters, and
 * what is forged or replayed is dropped and counted as keepalived does.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Agent, AgentKind } from '../lib/agent.js';
import { complaints } from '../lib/complaints.js';
import { conf } from '../lib/conf-text.js';
import { ALL, endsTitle, MIXED } from '../lib/ends.js';
import { type Forgery, forgeAdvert } from '../lib/forge.js';
import { type AhForgery, withAh } from '../lib/forge-proof.js';
import { type Lab, withLab } from '../lib/lab.js';
import { ALPHA, BRAVO, pair, single, VIP } from '../topology/pair.js';

const ah = (password: string) => `authentication {\nauth_type AH\nauth_pass ${password}\n}`;
const unicast = (own: string, peer: string) => `unicast_src_ip ${own}\nunicast_peer {\n${peer}\n}`;

const WAYS = [
  { name: 'to the group', lines: () => '', destination: '224.0.0.18' },
  { name: 'to unicast peers', lines: unicast, destination: BRAVO.address },
] as const;

/** Numbers of a node's adverts so far, in order. A router that was started anew goes on where the others are. */
const numbersOf = (lab: Lab, mac: string) => lab.sniffer.adverts(mac).map(advert => advert.ah?.sequence ?? 0);

/**
 * The old master's advert and the first one of the router that preempts it may cross on the wire. Both have the next
 * number then, and each drops the other's; a second later the matter is settled. Keepalived pairs do the same.
 */
const isNoRace = (line: string) => !/IPSEC-AH : (sequence number \d+ already processed|Syncing seq_num)/.test(line);

describe('AH', { concurrency: 3 }, () => {
  for (const way of WAYS)
    for (const ends of ALL) {
      test(`${endsTitle(ends)}, ${way.name}: elect, stop gracefully, take over, return and preempt`, () =>
        withLab(pair, async lab => {
          const config = (priority: number, own: string, peer: string) =>
            conf({ priority, instance: `${ah('secret12')}\n${way.lines(own, peer)}` });
          const alphaConfig = config(150, ALPHA.address, BRAVO.address);
          const alpha = lab.agent('alpha', ends[0], alphaConfig);
          const bravo = lab.agent('bravo', ends[1], config(100, BRAVO.address, ALPHA.address));
          await lab.heldBy(VIP, ['alpha'], 10_000);
          const advert = await lab.sniffer.nextAdvert('an advert', seen => seen.sourceMac === ALPHA.mac, 4_000);
          const { destination, authType, priority } = advert;
          assert.deepEqual([destination, authType, priority], [way.destination, 2, 150]);
          assert.equal(advert.ah?.spi, ALPHA.address);
          await lab.eventually('bravo is a backup', () => bravo.state(), 'BACKUP', 2_000);

          const farewell = lab.sniffer.nextAdvert("alpha's farewell", seen => seen.priority === 0, 4_000);
          const entrance = lab.sniffer.nextAdvert("bravo's first advert", seen => seen.sourceMac === BRAVO.mac, 8_000);
          assert.deepEqual(await alpha.stop(), { status: 0, signal: null });
          assert.equal((await entrance).ah?.sequence, ((await farewell).ah?.sequence ?? 0) + 1, 'bravo counts on');
          await lab.heldBy(VIP, ['bravo'], 2_000);

          const again = lab.agent('alpha', ends[0], alphaConfig);
          await lab.heldBy(VIP, ['alpha'], 12_000);
          await lab.eventually('bravo yielded', () => bravo.state(), 'BACKUP', 2_000);
          for (const { mac } of [ALPHA, BRAVO]) {
            const runs = numbersOf(lab, mac);
            assert.ok(
              runs.every((number, i) => i === 0 || number > runs[i - 1]!),
              `each of ${mac} is newer than the one before: ${runs}`,
            );
          }
          assert.deepEqual([...complaints(again), ...complaints(bravo)].filter(isNoRace), []);
        }));
    }

  for (const ends of MIXED) {
    test(`${endsTitle(ends)}: different passwords make two masters, who count each other's failures`, () =>
      withLab(pair, async lab => {
        const alpha = lab.agent('alpha', ends[0], conf({ priority: 150, instance: ah('secret12') }));
        const bravo = lab.agent('bravo', ends[1], conf({ priority: 100, instance: ah('secret13') }));
        await lab.heldBy(VIP, ['alpha', 'bravo'], 12_000);
        for (const agent of [alpha, bravo]) {
          const failures = async () => (await agent.statistics('VI_1'))['Authentication Errors/Failure'] ?? 0;
          // One is enough: keepalived sends no second advert as long as foreign ones reach it before its own are due.
          await lab.eventually(`${agent.kind} counts them`, failures, count => count >= 1, 6_000);
          assert.equal((await agent.statistics('VI_1'))['Advertisements/Received'], 0);
          assert.equal(agent.state(), 'MASTER');
        }
      }));
  }
});

const right: Forgery = {
  source: '10.77.0.8',
  version: 2,
  vrid: 51,
  priority: 50,
  interval: 1_000,
  addresses: [VIP],
  authType: 2,
};

interface Row {
  readonly what: string;
  readonly forgery?: Partial<Forgery>;
  readonly ah?: Partial<AhForgery>;
  /** How far its number lies above the last one that was believed. */
  readonly ahead: number;
  readonly raises: string | undefined;
}

const RECEIVED = 'Advertisements/Received';
const FAILURE = 'Authentication Errors/Failure';

/** What each does to the counters of a master, of either program. */
const ROWS: readonly Row[] = [
  { what: 'in order', ahead: 10, raises: RECEIVED },
  { what: 'the same number again', ahead: 0, raises: FAILURE },
  { what: 'an older number', ahead: -3, raises: FAILURE },
  { what: 'a wrong value', ahead: 10, ah: { spoilt: true }, raises: FAILURE },
  { what: 'another password', ahead: 10, ah: { key: 'secret13' }, raises: FAILURE },
  { what: 'another SPI', ahead: 10, ah: { spi: Buffer.from([10, 77, 0, 7]) }, raises: FAILURE },
  { what: 'a TTL below 255', ahead: 10, forgery: { ttl: 254 }, raises: 'Packet Errors/TTL' },
  { what: 'no type', ahead: 10, forgery: { authType: 0 }, raises: 'Authentication Errors/Type Mismatch' },
  { what: 'an unknown type', ahead: 10, forgery: { authType: 7 }, raises: 'Authentication Errors/Invalid Type' },
  { what: 'two bytes short', ahead: 10, forgery: { cut: 2 }, raises: 'Packet Errors/Length' },
  { what: 'another VRID', ahead: 10, forgery: { vrid: 52 }, raises: undefined },
  { what: 'in order again', ahead: 10, raises: RECEIVED },
];

async function deltas(lab: Lab, agent: Agent, deed: () => Promise<void>, settled: (risen: object) => boolean) {
  const before = await agent.statistics('VI_1');
  await deed();
  const risen = async () => {
    const after = await agent.statistics('VI_1');
    const counted = Object.entries(after).filter(([name]) => /Errors|Received/.test(name));
    return Object.fromEntries(
      counted.map(([name, value]) => [name, value - (before[name] ?? 0)] as const).filter(([, by]) => by !== 0),
    );
  };
  return lab.eventually('the counters tell', risen, settled, 3_000);
}

describe('forged and replayed AH', { concurrency: 2 }, () => {
  for (const kind of ['holdfast', 'keepalived'] satisfies AgentKind[]) {
    test(`a ${kind} master believes what is authentic and new, and nothing else`, () =>
      withLab(single, async lab => {
        const agent = lab.agent('alpha', kind, conf({ priority: 100, instance: ah('secret12') }));
        const forger = await lab.injector('forger');
        await lab.heldBy(VIP, ['alpha'], 12_000);
        let believed = 1_000;
        const send = (row: Row) => {
          const header = { key: 'secret12', sequence: believed + row.ahead, ...row.ah };
          return forger.send(withAh(forgeAdvert({ ...right, ...row.forgery }), header));
        };
        for (const row of ROWS) {
          // A right one goes behind it: when that has been counted, the row has certainly been read.
          const seen = await deltas(
            lab,
            agent,
            async () => {
              await send(row);
              if (row.raises === RECEIVED) believed += row.ahead;
              believed += 50;
              await send({ what: 'marker', ahead: 0, forgery: { priority: 0 }, raises: RECEIVED });
            },
            risen => 'Priority Zero/Received' in risen,
          );
          const expected: Record<string, number> = { [RECEIVED]: 1, 'Priority Zero/Received': 1 };
          if (row.raises !== undefined) expected[row.raises] = (expected[row.raises] ?? 0) + 1;
          assert.deepEqual(seen, expected, row.what);
        }
        assert.deepEqual(agent.states(), ['BACKUP', 'MASTER']);
      }));

    test(`a ${kind} backup is not kept waiting by replayed adverts of a dead master`, () =>
      withLab(single, async lab => {
        const agent = lab.agent('alpha', kind, conf({ priority: 100, instance: ah('secret12') }));
        const forger = await lab.injector('forger');
        await lab.eventually('a backup', () => agent.state(), 'BACKUP', 8_000);
        const frames = [1, 2, 3].map(n =>
          withAh(forgeAdvert({ ...right, priority: 200 }), { key: 'secret12', sequence: n }),
        );
        for (const frame of frames) await forger.send(frame);
        const replay = forger.repeat(frames[2]!, 300, 40);
        await lab.heldBy(VIP, ['alpha'], 8_000);
        await lab.eventually('it stays master', () => lab.sniffer.adverts(ALPHA.address).length > 1, true, 6_000);
        await replay;
        assert.equal(agent.state(), 'MASTER');
        const { [FAILURE]: failures = 0, [RECEIVED]: received } = await agent.statistics('VI_1');
        assert.ok(failures >= 30, `${failures} of the replays were counted`);
        assert.equal(received, 3);
      }));
  }
});
