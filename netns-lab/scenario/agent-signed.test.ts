/**
 * Signed adverts (`auth_hmac`): pairs of ours in every dialect, the way from unsigned to signed and from one key to the
 * next without a change of master, and the attacker who has recorded what was said.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { conf } from '../lib/conf-text.js';
import { type Forgery, forgeAdvert } from '../lib/forge.js';
import { type Signature, signed } from '../lib/forge-proof.js';
import { type Lab, withLab } from '../lib/lab.js';
import { ALPHA, BRAVO, pair, single, VIP, VIP_LINK_LOCAL, VIP6 } from '../topology/pair.js';

const KEYS = { 1: 'the-first-key-of-the-lab-32-bytes-long', 2: 'the-second-key-of-the-lab-32-bytes-long' };

interface Hmac {
  readonly keys?: readonly (1 | 2)[];
  readonly active?: 1 | 2;
  readonly more?: string;
}

function hmac({ keys = [1], active = 1, more = '' }: Hmac = {}): string {
  return `auth_hmac {\n${keys.map(id => `key ${id} ${KEYS[id]}`).join('\n')}\nactive_key ${active}\n${more}\n}`;
}

const unicast = (own: string, peer: string) => `unicast_src_ip ${own}\nunicast_peer {\n${peer}\n}`;

const DIALECTS = [
  { name: 'v2', version: 2, family: 4, advertInt: 1, lines: () => '' },
  { name: 'v3 over IPv4', version: 3, family: 4, advertInt: 0.1, lines: () => '' },
  { name: 'v3 over IPv6', version: 3, family: 6, advertInt: 0.1, lines: () => '' },
  { name: 'v3 to unicast peers', version: 3, family: 4, advertInt: 0.1, lines: unicast },
  { name: 'v3 to IPv6 unicast peers', version: 3, family: 6, advertInt: 0.1, lines: unicast },
] as const;

const EXTENSION = /^Authentication Extension Errors\//;

/** The counters of signatures that are not 0. */
async function faults(agent: { statistics(name: string): Promise<Record<string, number>> }) {
  const all = Object.entries(await agent.statistics('VI_1'));
  return Object.fromEntries(
    all
      .filter(([name, count]) => EXTENSION.test(name) && count !== 0)
      .map(([name]) => [name.replace(EXTENSION, ''), 1]),
  );
}

/** Waits until a node has sent `count` more adverts. */
async function adverts(lab: Lab, address: string, count: number) {
  const before = lab.sniffer.adverts(address).length;
  const sent = () => lab.sniffer.adverts(address).length >= before + count;
  await lab.eventually(`${count} more adverts from ${address}`, sent, true, 10_000);
}

describe('a pair that signs', { concurrency: 3 }, () => {
  for (const { name, version, family, advertInt, lines } of DIALECTS) {
    test(`${name}: elect, stop gracefully, take over, return and preempt`, () =>
      withLab(pair, async lab => {
        const vip = family === 4 ? VIP : VIP6;
        const vips = family === 4 ? [`${VIP}/24`] : [`${VIP_LINK_LOCAL}/64`, `${VIP6}/64`];
        const [own, peer] = family === 4 ? [ALPHA.address, BRAVO.address] : [ALPHA.linkLocal, BRAVO.linkLocal];
        const config = (priority: number, from: string, to: string) =>
          conf({ version, family, advertInt, priority, vips, instance: `${hmac()}\n${lines(from, to)}` });
        const alpha = lab.agent('alpha', 'holdfast', config(150, own, peer));
        const bravo = lab.agent('bravo', 'holdfast', config(100, peer, own));
        await lab.heldBy(vip, ['alpha'], 10_000);
        await lab.eventually('bravo is a backup', () => bravo.state(), 'BACKUP', 2_000);
        await adverts(lab, own, 3);
        assert.deepEqual(await faults(bravo), {});
        assert.deepEqual(await alpha.stop(), { status: 0, signal: null });
        await lab.heldBy(vip, ['bravo'], 4_000);
        const again = lab.agent('alpha', 'holdfast', config(150, own, peer));
        await lab.heldBy(vip, ['alpha'], 12_000);
        await lab.eventually('bravo yielded', () => bravo.state(), 'BACKUP', 4_000);
        assert.deepEqual([await faults(again), await faults(bravo)], [{}, {}]);
        assert.doesNotMatch(again.log() + (await again.data()).join(), /key-of-the-lab/);
      }));
  }

  test('who does not sign is not believed, and nor is who has another key', () =>
    withLab(pair, async lab => {
      const fast = { version: 3, advertInt: 0.1 } as const;
      const bare = lab.agent('alpha', 'holdfast', conf({ ...fast, priority: 150 }));
      const bravo = lab.agent('bravo', 'holdfast', conf({ ...fast, priority: 100, instance: hmac() }));
      await lab.heldBy(VIP, ['alpha', 'bravo'], 10_000);
      await lab.eventually('bravo tells why', () => faults(bravo), { Missing: 1 }, 4_000);
      // Who knows no signatures takes them for a mistake of length.
      const lengths = async () => (await bare.statistics('VI_1'))['Packet Errors/Length'] ?? 0;
      await lab.eventually('alpha does, too', lengths, count => count > 0, 4_000);
      await bare.stop();
      const other = hmac({ keys: [2], active: 2 });
      const alpha = lab.agent('alpha', 'holdfast', conf({ ...fast, priority: 150, instance: other }));
      await lab.heldBy(VIP, ['alpha', 'bravo'], 10_000);
      await lab.eventually('alpha tells why', () => faults(alpha), { 'Unknown Key': 1 }, 4_000);
      await lab.eventually('bravo, too', () => faults(bravo), { Missing: 1, 'Unknown Key': 1 }, 4_000);
    }));

  test('from unsigned to signed and to another key by reloads, and the master never changes', () =>
    withLab(pair, async lab => {
      const fast = { version: 3, advertInt: 0.1 } as const;
      const config = (priority: number, steps: Hmac) => conf({ ...fast, priority, instance: hmac(steps) });
      const first: Hmac = { more: 'mode receive-only' };
      const alpha = lab.agent('alpha', 'holdfast', config(150, first));
      await lab.heldBy(VIP, ['alpha'], 8_000);
      const bravo = lab.agent('bravo', 'holdfast', config(100, first));
      await lab.eventually('bravo is a backup', () => bravo.state(), 'BACKUP', 8_000);
      const steps: readonly Hmac[] = [
        { more: 'mode permissive' },
        {},
        { keys: [1, 2] },
        { keys: [1, 2], active: 2 },
        { keys: [2], active: 2 },
      ];
      const reloads = (log: string) => log.match(/reload/gi)?.length ?? 0;
      for (const step of steps) {
        for (const [agent, priority] of [
          [bravo, 100],
          [alpha, 150],
        ] as const) {
          const before = reloads(agent.log());
          agent.reload(config(priority, step));
          await lab.eventually('it has read it', () => reloads(agent.log()) > before, true, 6_000);
          await adverts(lab, ALPHA.address, 6); // more than a master-down interval
        }
      }
      assert.deepEqual(lab.sniffer.adverts(BRAVO.address), []);
      const frames = lab.sniffer.adverts(ALPHA.address).map(advert => lab.sniffer.frameOf(advert));
      const keyIds = frames.map(frame => (frame.length > 60 ? frame.at(-27) : undefined));
      assert.deepEqual([...new Set(keyIds)], [undefined, 1, 2], 'unsigned, then the one key, then the other');
      assert.deepEqual([alpha.states(), bravo.states()], [['BACKUP', 'MASTER'], ['BACKUP']]);
      assert.deepEqual([await faults(alpha), await faults(bravo)], [{}, {}]);
    }));

  test('what was recorded of a dead master keeps nobody waiting', () =>
    withLab([...pair, single[1]!], async lab => {
      const config = (priority: number) => conf({ version: 3, advertInt: 0.1, priority, instance: hmac() });
      const alpha = lab.agent('alpha', 'holdfast', config(150));
      await lab.heldBy(VIP, ['alpha'], 8_000);
      const bravo = lab.agent('bravo', 'holdfast', config(100));
      await lab.eventually('bravo is a backup', () => bravo.state(), 'BACKUP', 8_000);
      await adverts(lab, ALPHA.address, 5);
      const recorded = lab.sniffer.frameOf(lab.sniffer.adverts(ALPHA.address).at(-1)!);
      await alpha.crash();
      const thief = await lab.injector('forger');
      const replay = thief.repeat(recorded, 50, 60);
      await lab.eventually('bravo is master', () => bravo.state(), 'MASTER', 2_000);
      await replay;
      assert.equal(bravo.state(), 'MASTER');
      assert.deepEqual(await faults(bravo), { Replay: 1 });
    }));
});

const right: Forgery = {
  source: '10.77.0.8',
  version: 3,
  vrid: 51,
  priority: 50,
  interval: 1_000,
  addresses: [VIP],
};

interface Row {
  readonly what: string;
  readonly forgery?: Partial<Forgery>;
  /** Undefined sends it unsigned. */
  readonly signature: Partial<Signature> | undefined;
  /** Milliseconds from now; 0 is well above what was believed before. */
  readonly skew?: number;
  readonly raises: string;
}

const ROWS: readonly Row[] = [
  { what: 'in order', signature: {}, raises: 'Advertisements/Received' },
  { what: 'no signature', signature: undefined, raises: 'Authentication Extension Errors/Missing' },
  { what: 'an unknown key', signature: { keyId: 3 }, raises: 'Authentication Extension Errors/Unknown Key' },
  { what: 'a wrong key', signature: { key: KEYS[2] }, raises: 'Authentication Extension Errors/Invalid HMAC' },
  { what: 'another type', signature: { type: 2 }, raises: 'Authentication Extension Errors/Malformed' },
  { what: '20 s ago', signature: {}, skew: -20_000, raises: 'Authentication Extension Errors/Stale' },
  { what: '20 s ahead', signature: {}, skew: 20_000, raises: 'Authentication Extension Errors/Stale' },
  { what: '2 s ago', signature: {}, skew: -2_000, raises: 'Authentication Extension Errors/Replay' },
  { what: 'cut', signature: {}, forgery: { cut: 2 }, raises: 'Packet Errors/Length' },
  { what: 'a TTL of 254', signature: {}, forgery: { ttl: 254 }, raises: 'Packet Errors/TTL' },
];

test('a master that signs drops what is forged, stale or replayed, each under its own name', () =>
  withLab(single, async lab => {
    const agent = lab.agent('alpha', 'holdfast', conf({ version: 3, priority: 100, instance: hmac() }));
    const forger = await lab.injector('forger');
    await lab.heldBy(VIP, ['alpha'], 12_000);
    let last = 0;
    const sign = (frame: Buffer, changes: Partial<Signature> = {}, skew = 0) => {
      last = Math.max(last + 1, Date.now()); // each stamp is a later one
      return signed(frame, { keyId: 1, key: KEYS[1], at: last + skew, ...changes });
    };
    for (const row of ROWS) {
      const before = await agent.statistics('VI_1');
      const frame = forgeAdvert({ ...right, ...row.forgery });
      await forger.send(row.signature === undefined ? frame : sign(frame, row.signature, row.skew));
      // A right one goes behind it: when that has been counted, the row has certainly been read.
      await forger.send(sign(forgeAdvert({ ...right, priority: 0 })));
      const risen = async () => {
        const after = Object.entries(await agent.statistics('VI_1'));
        const changes = after.map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
        return Object.fromEntries(changes.filter(([name, by]) => /Errors|Received/.test(name) && by !== 0));
      };
      const seen = await lab.eventually('both were read', risen, all => 'Priority Zero/Received' in all, 3_000);
      const expected: Record<string, number> = { 'Advertisements/Received': 1, 'Priority Zero/Received': 1 };
      expected[row.raises] = (expected[row.raises] ?? 0) + 1;
      assert.deepEqual(seen, expected, row.what);
    }
    assert.deepEqual(agent.states(), ['BACKUP', 'MASTER']);
  }));
