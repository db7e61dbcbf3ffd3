/**
 * FRR's vrrpd as the other router: written from the RFCs by people who had neither keepalived nor us in mind, so what
 * both of us might misread alike would show here. Adverts every 100 ms, so that the stories are short.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Agent, AgentKind } from '../lib/agent.js';
import { complaints } from '../lib/complaints.js';
import { conf } from '../lib/conf-text.js';
import { bytesOf, checksum } from '../lib/forge.js';
import { Frr, type FrrOptions, VIRTUAL_MAC } from '../lib/frr.js';
import { type Lab, withLab } from '../lib/lab.js';
import type { NodeSpec } from '../lib/network.js';
import { ALPHA, BRAVO, pair, pairAndClient, VIP, VIP6 } from '../topology/pair.js';

const INTERVAL = 100;
const FAMILIES = [4, 6] as const;
type Family = (typeof FAMILIES)[number];

/** That a farewell, not silence, made a master, in our words and in keepalived's. */
const DEPARTURE = /Entering MASTER STATE: the master left|Backup received priority 0 advertisement/;

/** Ours on bravo unless another is named; FRR is always on alpha. */
function ours(lab: Lab, family: Family, priority: number, lines = '', interval = INTERVAL, node = 'bravo'): Agent {
  return agentOn(lab, 'holdfast', node, family, priority, lines, interval);
}

function agentOn(
  lab: Lab,
  kind: AgentKind,
  node: string,
  family: Family,
  priority: number,
  lines = '',
  interval = INTERVAL,
): Agent {
  const text = conf({ version: 3, family, advertInt: interval / 1_000, priority, instance: lines });
  return lab.agent(node, kind, text);
}

function frrOn(lab: Lab, family: Family, priority: number, more: Partial<FrrOptions> = {}): Promise<Frr> {
  return Frr.start(lab, 'alpha', { family, priority, interval: INTERVAL, ...more });
}

const isState = (lab: Lab, agent: Agent, state: string) =>
  lab.eventually(`${agent.kind} on ${agent.place.node} is ${state}`, () => agent.state(), state, 8_000);

/** Waits until `count` more adverts have come from a MAC. */
async function adverts(lab: Lab, mac: string, count: number) {
  const before = lab.sniffer.adverts(mac).length;
  const sent = () => lab.sniffer.adverts(mac).length >= before + count;
  await lab.eventually(`${count} more adverts from ${mac}`, sent, true, 4_000 + count * INTERVAL * 4);
}

/** The MAC the wire was told last for the address that clients use. */
const announcedAt = (lab: Lab, family: Family) =>
  lab.sniffer.announcements(family === 4 ? VIP : VIP6).at(-1)?.sourceMac;

const announcersSince = (lab: Lab, family: Family, since: number) =>
  new Set(lab.sniffer.announcements(family === 4 ? VIP : VIP6, since).map(packet => packet.sourceMac));

const isAnnouncedAt = (lab: Lab, family: Family, mac: string) =>
  lab.eventually(`the address is announced at ${mac}`, () => announcedAt(lab, family), mac, 4_000);

for (const family of FAMILIES) {
  describe(`FRR, version 3 over IPv${family}`, { concurrency: 3 }, () => {
    const frrMac = VIRTUAL_MAC[family];

    test('a master that crashes is replaced by us after the master-down interval, and preempts us when it is back', () =>
      withLab(pair, async lab => {
        const frr = await frrOn(lab, family, 150);
        await frr.becomes('Master', 8_000);
        const agent = ours(lab, family, 100);
        await isState(lab, agent, 'BACKUP');
        await adverts(lab, frrMac, 10);
        assert.deepEqual(lab.sniffer.adverts(BRAVO.mac), [], 'we believe its adverts');

        await frr.crash();
        await isState(lab, agent, 'MASTER');
        await lab.eventually('our advert', () => lab.sniffer.adverts(BRAVO.mac).length > 0, true, 4_000);
        const entrance = lab.sniffer.adverts(BRAVO.mac)[0]!;
        const silence = entrance.at - lab.sniffer.adverts(frrMac).findLast(advert => advert.at < entrance.at)!.at;
        const down = 3 * INTERVAL + ((256 - 100) * INTERVAL) / 256; // RFC 9568 6.1
        assert.ok(silence > down - 1, `we took over after ${silence} ms, the master-down interval is ${down} ms`);
        await isAnnouncedAt(lab, family, BRAVO.mac);

        await frr.restart({ family, priority: 150, interval: INTERVAL });
        await frr.becomes('Master', 8_000);
        await isState(lab, agent, 'BACKUP');
        await isAnnouncedAt(lab, family, frrMac);
      }));

    test('a master that leaves says so, and we follow at once', () =>
      withLab(pairAndClient, async lab => {
        const frr = await frrOn(lab, family, 150);
        await frr.becomes('Master', 8_000);
        const agent = ours(lab, family, 100);
        await isState(lab, agent, 'BACKUP');
        await adverts(lab, frrMac, 5);
        const farewell = lab.sniffer.nextAdvert('its farewell', seen => seen.priority === 0, 4_000);
        await frr.stop();
        assert.equal((await farewell).sourceMac, frrMac);
        await isState(lab, agent, 'MASTER');
        assert.match(agent.log(), DEPARTURE);
        await isAnnouncedAt(lab, family, BRAVO.mac);
        await reachable(lab, family, BRAVO.mac);

        await frr.restart({ family, priority: 50, interval: INTERVAL }); // weaker than we are now
        await adverts(lab, BRAVO.mac, 15);
        assert.equal(await frr.state(), 'Backup');
        assert.equal(agent.state(), 'MASTER');
      }));

    test('when we leave it follows at once, long before it would miss us', () =>
      withLab(pair, async lab => {
        // 15 s it would have to wait for our silence, which is more than `becomes` waits. As address owner we are
        // master without waiting, and FRR, at most 254, never preempts us.
        const interval = 5_000;
        const agent = ours(lab, family, 255, '', interval);
        await isState(lab, agent, 'MASTER');
        const frr = await frrOn(lab, family, 254, { interval });
        const heard = async () => ((await frr.view())?.advertsReceived ?? 0) > 0;
        await lab.eventually('FRR has heard us', heard, true, 4_000);
        await agent.stop();
        await frr.becomes('Master', 3_000);
        assert.equal(lab.sniffer.adverts(BRAVO.mac).at(-1)?.priority, 0);
      }));

    test('a weaker master is preempted by us; cut in two there are two masters, and healed it yields', () =>
      withLab(pairAndClient, async lab => {
        const frr = await frrOn(lab, family, 50);
        await frr.becomes('Master', 8_000);
        const agent = ours(lab, family, 200);
        await isState(lab, agent, 'MASTER');
        assert.match(agent.log(), /received lower priority \(50\) advert from \S+ - discarding/);
        await frr.becomes('Backup', 4_000);
        await lab.network.isolate('alpha');
        await frr.becomes('Master', 4_000);
        assert.equal(agent.state(), 'MASTER');
        await lab.network.rejoin('alpha');
        await frr.becomes('Backup', 4_000);
        await adverts(lab, BRAVO.mac, 5);
        assert.equal(agent.state(), 'MASTER');
        await isAnnouncedAt(lab, family, BRAVO.mac);
        await reachable(lab, family, BRAVO.mac);
      }));

    test('a stronger one that was cut off takes over from us when it hears us again', () =>
      withLab(pair, async lab => {
        const frr = await frrOn(lab, family, 200);
        await frr.becomes('Master', 8_000);
        const agent = ours(lab, family, 100);
        await isState(lab, agent, 'BACKUP');
        await lab.network.isolate('alpha');
        await isState(lab, agent, 'MASTER');
        assert.equal(await frr.state(), 'Master');
        await lab.network.rejoin('alpha');
        await isState(lab, agent, 'BACKUP');
        assert.match(agent.log(), /higher priority 200, ours (is )?100/);
        assert.equal(await frr.state(), 'Master');
      }));

    test('without preemption each leaves the other in office', () =>
      withLab(pair, async lab => {
        const frr = await frrOn(lab, family, 50);
        await frr.becomes('Master', 8_000);
        const agent = ours(lab, family, 200, 'nopreempt');
        await isState(lab, agent, 'BACKUP');
        await adverts(lab, frrMac, 15);
        assert.deepEqual(agent.states(), ['BACKUP']);
        await frr.stop();
        await isState(lab, agent, 'MASTER');
        await frr.restart({ family, priority: 250, interval: INTERVAL, preempts: false });
        await adverts(lab, BRAVO.mac, 15);
        assert.equal(await frr.state(), 'Backup');
        assert.equal(agent.state(), 'MASTER');
      }));

    test('of two with the same priority, cut apart and healed, the higher address stays master', () =>
      withLab(pair, async lab => {
        const frr = await frrOn(lab, family, 100);
        await frr.becomes('Master', 8_000);
        const agent = ours(lab, family, 100);
        await isState(lab, agent, 'BACKUP');
        await adverts(lab, frrMac, 5);
        await lab.network.isolate('alpha');
        await isState(lab, agent, 'MASTER');
        await lab.network.rejoin('alpha');
        // Over IPv6 FRR speaks from an address made up by chance, so the winner is another one from run to run.
        const theirs = bytesOf(lab.sniffer.adverts(frrMac)[0]!.source);
        const own = bytesOf(family === 4 ? BRAVO.address : BRAVO.linkLocal);
        if (Buffer.compare(own, theirs) > 0) {
          await frr.becomes('Backup', 4_000);
          assert.equal(agent.state(), 'MASTER');
        } else {
          await isState(lab, agent, 'BACKUP');
          assert.equal(await frr.state(), 'Master');
        }
      }));

    test('we learn the interval of a slower master, and it learns ours', () =>
      withLab(pair, async lab => {
        const frr = await frrOn(lab, family, 150, { interval: 300 });
        await frr.becomes('Master', 8_000);
        const agent = ours(lab, family, 100);
        await isState(lab, agent, 'BACKUP');
        await adverts(lab, frrMac, 6); // each of our own intervals would have been over long ago
        assert.deepEqual(agent.states(), ['BACKUP']);
        await frr.stop();
        await isState(lab, agent, 'MASTER');
        await frr.restart({ family, priority: 50, interval: 300 });
        const learnt = async () => (await frr.view())?.masterInterval;
        await lab.eventually('FRR has learnt our interval', learnt, INTERVAL, 4_000);
      }));

    test('the adverts of both are alike on the wire: TTL, TOS, protocol, group, addresses and checksum', () =>
      withLab(pair, async lab => {
        const frr = await frrOn(lab, family, 150);
        await frr.becomes('Master', 8_000);
        const agent = ours(lab, family, 100);
        await isState(lab, agent, 'BACKUP');
        const counted = () => agent.statistics('VI_1');
        const hasHeard = (counters: Record<string, number>) => counters['Advertisements/Received']! >= 3;
        const received = await lab.eventually('it has counted three adverts', counted, hasHeard, 4_000);
        await frr.stop();
        await isState(lab, agent, 'MASTER');
        await frr.restart({ family, priority: 50, interval: INTERVAL });
        await adverts(lab, BRAVO.mac, 5);
        assert.equal(await frr.state(), 'Backup', 'FRR believes our checksum');

        const errors = Object.entries(received).filter(([name, count]) => name.includes('Errors') && count > 0);
        assert.deepEqual(errors, []);
        const [theirs, own] = [frrMac, BRAVO.mac].map(mac => onTheWire(lab, mac, family));
        assert.deepEqual(own, { ...theirs, priority: 100 });
        assert.deepEqual([theirs?.ttl, theirs?.tos, theirs?.checksumOver], [255, 0xc0, 'pseudo header']);
      }));
  });
}

/** A client knocks at the address: nobody listens there, but to be refused it has to find out who has it. */
async function reachable(lab: Lab, family: Family, mac: string) {
  const address = family === 4 ? VIP : VIP6;
  const neighbour = async () => {
    await lab
      .run('client', ['curl', '-s', '-m', '1', `http://${family === 4 ? address : `[${address}]`}:9/`])
      .catch(() => '');
    const text = await lab.run('client', ['ip', '-j', 'neigh', 'show', 'to', address]);
    const [entry] = JSON.parse(text) as { lladdr?: string }[];
    return entry?.lladdr;
  };
  await lab.eventually(`the client reaches ${address}`, neighbour, mac, 4_000);
}

/** What the headers of a sender's last advert with a priority say, and what its checksum covers. */
function onTheWire(lab: Lab, mac: string, family: Family) {
  const advert = lab.sniffer.adverts(mac).findLast(seen => seen.priority > 0)!;
  const frame = lab.sniffer.frameOf(advert);
  const [at, protocolAt, ends, size] = family === 4 ? [34, 23, 34, 4] : [54, 20, 54, 16];
  const pdu = frame.subarray(at, at + 8 + size * advert.addresses.length);
  const pseudo = Buffer.concat([
    frame.subarray(ends - 2 * size, ends),
    Buffer.from([0, frame.readUInt8(protocolAt), 0, pdu.length]),
  ]);
  const isWhole = (bytes: Buffer) => checksum(bytes) === 0;
  return {
    protocol: frame.readUInt8(protocolAt),
    ttl: advert.ttl,
    tos: family === 4 ? frame.readUInt8(15) : (frame.readUInt16BE(14) >> 4) & 0xff,
    destination: advert.destination,
    destinationMac: advert.destinationMac,
    version: advert.version,
    vrid: advert.vrid,
    priority: advert.priority,
    interval: advert.interval,
    addresses: advert.addresses,
    checksumOver: isWhole(Buffer.concat([pseudo, pdu])) ? 'pseudo header' : isWhole(pdu) ? 'advert' : 'nothing known',
  };
}

const CHARLIE_MAC = '02:00:00:00:00:03';
const trio: readonly NodeSpec[] = [
  ...pair,
  { name: 'charlie', interfaces: [{ name: 'eth0', mac: CHARLIE_MAC, addresses: ['10.77.0.3/24', 'fd77::3/64'] }] },
];

/** One of three routers, whichever program it is. */
interface Router {
  readonly name: string;
  readonly mac: string;
  isMaster(): Promise<boolean>;
  crash(): Promise<unknown>;
}

const asRouter = (agent: Agent, mac: string): Router => ({
  name: agent.kind,
  mac,
  isMaster: async () => agent.state() === 'MASTER',
  crash: () => agent.crash(),
});

const asFrr = (frr: Frr, mac: string): Router => ({
  name: 'frr',
  mac,
  isMaster: async () => (await frr.state()) === 'Master',
  crash: () => frr.crash(),
});

/** Each of the three is the strongest once, and the weakest once; far apart, so that a busy machine finds the next. */
const RANKS = [
  { frr: 240, keepalived: 130, holdfast: 20 },
  { frr: 20, keepalived: 240, holdfast: 130 },
  { frr: 130, keepalived: 20, holdfast: 240 },
] as const;

describe('FRR, keepalived and we on one wire', { concurrency: 2 }, () => {
  for (const family of FAMILIES) {
    for (const rank of RANKS) {
      const order = Object.entries(rank).sort(([, a], [, b]) => b - a);
      const names = order.map(([name]) => name);
      test(`over IPv${family} they elect one, and its crash leaves it to the next: ${names.join(', ')}`, () =>
        withLab(trio, async lab => {
          const frr = await frrOn(lab, family, rank.frr);
          const keepalived = agentOn(lab, 'keepalived', 'bravo', family, rank.keepalived);
          const holdfast = ours(lab, family, rank.holdfast, '', INTERVAL, 'charlie');
          const routers = [
            asFrr(frr, VIRTUAL_MAC[family]),
            asRouter(keepalived, BRAVO.mac),
            asRouter(holdfast, CHARLIE_MAC),
          ];
          const living = names.map(name => routers.find(router => router.name === name)!);
          let since = 0;
          while (living.length > 0) {
            const [strongest, ...others] = living;
            await mastersAre(lab, living, [strongest!.name]);
            await adverts(lab, strongest!.mac, 5);
            await mastersAre(lab, living, [strongest!.name]);
            const announcers = () => announcersSince(lab, family, since);
            await lab.eventually('it announced the address', announcers, seen => seen.has(strongest!.mac), 4_000);
            since = lab.sniffer.packets.at(-1)!.at;
            await strongest!.crash();
            living.splice(0, living.length, ...others);
          }
          assert.deepEqual(complaints(keepalived), []);
        }));
    }
  }
});

async function mastersAre(lab: Lab, routers: readonly Router[], names: readonly string[]) {
  const masters = async () => {
    const answers = await Promise.all(routers.map(router => router.isMaster()));
    return routers.filter((_, i) => answers[i]).map(router => router.name);
  };
  await lab.eventually(`the only master is ${names.join(', ')}`, masters, [...names], 8_000);
}

test('FRR, version 2: it believes our adverts and we its, and each follows the other when it leaves', () =>
  withLab(pair, async lab => {
    const options = { family: 4, version: 2, interval: 1_000 } as const;
    const frr = await Frr.start(lab, 'alpha', { ...options, priority: 254 });
    await frr.becomes('Master', 8_000);
    const agent = lab.agent('bravo', 'holdfast', conf({ version: 2, priority: 253 }));
    await isState(lab, agent, 'BACKUP');
    await adverts(lab, VIRTUAL_MAC[4], 5);
    assert.deepEqual(lab.sniffer.adverts(BRAVO.mac), []);
    await frr.stop();
    await isState(lab, agent, 'MASTER');
    assert.match(agent.log(), DEPARTURE);
    await frr.restart({ ...options, priority: 252 });
    await adverts(lab, BRAVO.mac, 5);
    assert.equal(await frr.state(), 'Backup');
    await agent.stop();
    await frr.becomes('Master', 4_000);
    assert.equal(lab.sniffer.adverts(ALPHA.address).at(-1)?.priority, 252);
  }));
