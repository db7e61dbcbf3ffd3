/**
 * A neighbour gone mad: ten thousand packets a second of every kind that reaches a VRRP router. The adverts of a master
 * stay so regular, and its backup so attentive, that nobody takes over; logs stay readable, and memory where it was. With
 * keepalived for the backup there would be two masters: its buffer is full of the flood, and it waits in vain.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { Agent } from '../lib/agent.js';
import { conf } from '../lib/conf-text.js';
import { Flood } from '../lib/flood.js';
import { bytesOf, forgeAdvert } from '../lib/forge.js';
import { type Lab, withLab } from '../lib/lab.js';
import { BRAVO, pairAndClient, VIP } from '../topology/pair.js';

const RATE = 10_000;
/** Seconds of the flood, by what its sender has sent. */
const LENGTH = 6;
const FAST = { version: 3, advertInt: 0.2 } as const;

const forged = { version: 3, source: '10.77.0.9', vrid: 51, priority: 50, interval: 200, addresses: [VIP] } as const;

/** A gratuitous ARP request for an address, as an Ethernet frame (RFC 826, RFC 5944 4.6). */
function gratuitousArp(address: string, mac: string): Buffer {
  const sender = Buffer.from(mac.replaceAll(':', ''), 'hex');
  const ip = bytesOf(address);
  const head = Buffer.from([0x08, 0x06, 0, 1, 0x08, 0, 6, 4, 0, 1]);
  return Buffer.concat([Buffer.alloc(6, 0xff), sender, head, sender, ip, Buffer.alloc(6), ip]);
}

/** Resident memory in MiB. */
const memory = ({ pid }: Agent) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;

const other = (n: number) => (n === 50 ? 255 : n + 1);

interface Kind {
  readonly what: string;
  readonly frames: readonly Buffer[];
  /** Lines the log may have of it. */
  readonly lines: number;
  readonly globals?: string;
}

const KINDS: readonly Kind[] = [
  {
    what: 'adverts for virtual routers that nobody has',
    frames: Array.from({ length: 100 }, (_, n) => forgeAdvert({ ...forged, vrid: other(n) })),
    lines: 6, // at 1, 10, 100 …
  },
  {
    what: 'adverts with a wrong checksum',
    frames: [forgeAdvert({ ...forged, checksumError: 1 })],
    lines: 20,
  },
  { what: 'adverts of a lower priority', frames: [forgeAdvert(forged)], lines: 20 },
  {
    what: 'adverts of other addresses, TTLs and intervals in turn',
    frames: [
      forgeAdvert({ ...forged, addresses: ['10.77.0.7'] }),
      forgeAdvert({ ...forged, ttl: 7 }),
      forgeAdvert({ ...forged, interval: 990 }),
      forgeAdvert({ ...forged, cut: 3 }),
      forgeAdvert({ ...forged, version: 2, interval: 1_000 }),
    ],
    lines: 60,
  },
  {
    what: 'gratuitous ARPs for the virtual address and for others',
    frames: [gratuitousArp(VIP, '02:00:00:00:00:09'), gratuitousArp('10.77.0.50', '02:00:00:00:00:09')],
    lines: 5,
  },
];

/** Floods the wire of a master and its backup for a while; answers the master, and how many lines it logged meanwhile. */
async function flood(lab: Lab, frames: readonly Buffer[]): Promise<{ master: Agent; backup: Agent; lines: string[] }> {
  const master = lab.agent('bravo', 'holdfast', conf({ ...FAST, priority: 150 }));
  await lab.heldBy(VIP, ['bravo'], 8_000);
  const backup = lab.agent('alpha', 'holdfast', conf({ ...FAST, priority: 100 }));
  await lab.eventually('alpha is backup', () => backup.state(), 'BACKUP', 8_000);
  const said = () => lab.sniffer.adverts(BRAVO.address).length;
  await lab.eventually('the master is settled', said, count => count >= 10, 8_000);
  const before = { lines: master.log().split('\n').length, memory: memory(master) };
  const source = Flood.start(lab.network.namespace('client'), 'eth0', RATE, frames);
  lab.onClose(() => source.stop());
  await lab.eventually(
    'the flood',
    () => source.sent,
    sent => sent >= RATE * LENGTH,
    2_000 * LENGTH,
  );
  source.stop();
  const lines = master
    .log()
    .split('\n')
    .slice(before.lines - 1);
  assert.ok(memory(master) < before.memory + 64, `memory: ${before.memory} MiB, then ${memory(master)} MiB`);
  return { master, backup, lines };
}

describe('ten thousand packets a second of', { concurrency: 1 }, () => {
  for (const { what, frames, lines: most } of KINDS) {
    test(`${what}: a backup hears its master all the while, and the log stays readable`, () =>
      withLab(pairAndClient, async lab => {
        const { master, backup, lines } = await flood(lab, frames);
        assert.deepEqual(backup.states(), ['BACKUP']);
        assert.deepEqual(master.states(), ['BACKUP', 'MASTER']);
        assert.ok(lines.length <= most, `${lines.length} lines:\n${lines.slice(0, 30).join('\n')}`);
        assert.deepEqual(await master.stop(), { status: 0, signal: null });
      }));
  }
});
