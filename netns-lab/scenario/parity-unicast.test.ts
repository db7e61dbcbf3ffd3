/** Unicast: beside keepalived, over both families, with TTLs and sources of its own, and without an interface. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AgentKind } from '../lib/agent.js';
import { type ConfOptions, conf } from '../lib/conf-text.js';
import { ALL, endsTitle, MIXED } from '../lib/ends.js';
import { type Lab, withLab } from '../lib/lab.js';
import { ALPHA, BRAVO, pair, VIP, VIP6 } from '../topology/pair.js';
import { routers } from '../topology/two-wires.js';

/** Slow enough for a machine that is busy with other labs: a backup waits for more than a second. */
const FAST = { version: 3, advertInt: 0.3 } as const;
const SOURCES = { 4: [ALPHA.address, BRAVO.address], 6: ['fd77::1', 'fd77::2'] } as const;

interface Unicast extends Partial<ConfOptions> {
  readonly from: string;
  readonly to: string;
  /** Further lines of the instance. */
  readonly more?: string;
}

function unicast({ from, to, more = '', ...options }: Unicast): string {
  const instance = `unicast_src_ip ${from}\nunicast_peer {\n${to}\n}\n${more}`;
  const vips = [options.family === 6 ? `${VIP6}/64 dev eth0` : `${VIP}/24 dev eth0`];
  return conf({ ...FAST, priority: 100, vips, ...options, instance });
}

/** Without its `interface`, which keepalived 2.2.7 refuses against the word of its manual page. */
const routed = (text: string) => text.replace(/^ *interface eth0\n/m, '');

/** Only Holdfast can be without. */
const configFor = (kind: AgentKind, text: string) => (kind === 'holdfast' ? routed(text) : text);

async function adverts(lab: Lab, address: string, count: number) {
  const before = lab.sniffer.adverts(address).length;
  const sent = () => lab.sniffer.adverts(address).length;
  await lab.eventually(`${count} more adverts from ${address}`, sent, seen => seen >= before + count, count * 1_000);
}

describe('unicast', { concurrency: 3 }, () => {
  for (const family of [4, 6] as const) {
    const [first, second] = SOURCES[family];
    const vip = family === 4 ? VIP : VIP6;
    for (const ends of ALL) {
      test(`IPv${family}, ${endsTitle(ends)}: without \`interface\` the pair elects, fails over and back`, () =>
        withLab(pair, async lab => {
          const start = (node: 'alpha' | 'bravo') => {
            const [from, to] = node === 'alpha' ? [first, second] : [second, first];
            const kind = ends[node === 'alpha' ? 0 : 1];
            const config = unicast({ from, to, family, priority: node === 'alpha' ? 150 : 100 });
            return lab.agent(node, kind, configFor(kind, config));
          };
          const alpha = start('alpha');
          await lab.heldBy(vip, ['alpha'], 8_000);
          const bravo = start('bravo');
          await lab.eventually('bravo is a backup', () => bravo.state(), 'BACKUP', 8_000);
          await adverts(lab, first, 10);
          assert.deepEqual(lab.sniffer.adverts(second), []);
          await alpha.stop();
          await lab.heldBy(vip, ['bravo'], 8_000);
          start('alpha');
          await lab.heldBy(vip, ['alpha'], 8_000);
          await lab.eventually('bravo yielded', () => bravo.state(), 'BACKUP', 8_000);
        }));
    }
  }

  test('without `interface` adverts follow the routes, and their peers are heard wherever they come in', () =>
    withLab(routers, async lab => {
      const loopbacks = { alpha: '10.99.0.1', bravo: '10.99.0.2' };
      const by = (wire: 0 | 1) => {
        const net = `10.${77 + wire}.0`;
        return Promise.all([
          lab.network.ip('alpha', `route replace 10.99.0.2/32 via ${net}.2 src 10.99.0.1\n`),
          lab.network.ip('bravo', `route replace 10.99.0.1/32 via ${net}.1 src 10.99.0.2\n`),
        ]);
      };
      for (const node of ['alpha', 'bravo'] as const) {
        await lab.network.ip(node, `link set lo up\naddr add ${loopbacks[node]}/32 dev lo\n`);
      }
      await by(0);
      // Of the interface with the address nothing depends either.
      const vips = [`${VIP}/24 dev eth0 no_track`];
      const config = (from: string, to: string, priority: number) => routed(unicast({ from, to, priority, vips }));
      const alpha = lab.agent('alpha', 'holdfast', config(loopbacks.alpha, loopbacks.bravo, 150));
      await lab.heldBy(VIP, ['alpha'], 8_000);
      const bravo = lab.agent('bravo', 'holdfast', config(loopbacks.bravo, loopbacks.alpha, 100));
      await lab.eventually('bravo is a backup', () => bravo.state(), 'BACKUP', 8_000);
      await adverts(lab, loopbacks.alpha, 5);
      const onInner = () => lab.sniffer.adverts(loopbacks.alpha).length;
      await by(1); // the lab's sniffer is on the first wire alone
      const received = async () => (await bravo.statistics('VI_1'))['Advertisements/Received'] ?? 0;
      const [left, heard] = [onInner(), await received()];
      await lab.eventually('bravo hears alpha on the other wire', received, count => count >= heard + 15, 8_000);
      assert.ok(onInner() <= left + 2, 'the adverts took the other wire');
      // Not a fault that the first wire is down: no link is the instance's own.
      await lab.network.unplug('alpha');
      const on = await received();
      await lab.eventually('bravo still hears alpha', received, count => count >= on + 10, 8_000);
      assert.deepEqual(bravo.states(), ['BACKUP']);
      assert.deepEqual(alpha.states(), ['BACKUP', 'MASTER']);
    }));

  for (const kind of ['keepalived', 'holdfast'] as const) {
    test(`${kind}: adverts carry the TTL of \`unicast_ttl\`, else 255 over IPv4 and the kernel’s own over IPv6`, () =>
      withLab(pair, async lab => {
        const seen: Record<string, number> = {};
        for (const [family, more] of [
          [4, ''],
          [4, 'unicast_ttl 7'],
          [6, ''],
          [6, 'unicast_ttl 7'],
        ] as const) {
          const [from, to] = SOURCES[family];
          const since = lab.sniffer.packets.length;
          const agent = lab.agent('alpha', kind, unicast({ from, to, family, more }));
          const fresh = () => lab.sniffer.adverts(from).filter(one => lab.sniffer.packets.indexOf(one) >= since);
          await lab.eventually(
            'an advert',
            () => fresh().length,
            count => count > 1,
            8_000,
          );
          seen[`IPv${family} ${more}`] = fresh()[0]!.ttl;
          await agent.stop();
        }
        assert.deepEqual(seen, { 'IPv4 ': 255, 'IPv4 unicast_ttl 7': 7, 'IPv6 ': 64, 'IPv6 unicast_ttl 7': 7 });
      }));

    test(`${kind}: an advert outside \`min_ttl\` and \`max_ttl\` counts, and is not followed`, () =>
      withLab(pair, async lab => {
        const [from, to] = SOURCES[4];
        lab.agent('alpha', kind, unicast({ from, to: `${to} min_ttl 60 max_ttl 70` }));
        await lab.heldBy(VIP, ['alpha'], 8_000);
        // Stronger, but from too near; then as far as it should be.
        const bravo = lab.agent('bravo', 'keepalived', unicast({ from: to, to: from, priority: 200 }));
        await lab.heldBy(VIP, ['alpha', 'bravo'], 8_000);
        await adverts(lab, to, 5);
        const [alpha] = lab.agents;
        assert.equal(alpha?.state(), 'MASTER');
        const counted = await alpha?.statistics('VI_1');
        assert.ok((counted?.['Packet Errors/TTL'] ?? 0) >= 5, JSON.stringify(counted));
        bravo.reload(unicast({ from: to, to: from, priority: 200, more: 'unicast_ttl 64' }));
        await lab.heldBy(VIP, ['bravo'], 8_000);
      }));

    test(`${kind}: of two routers of one number each hears the peer that sends to its own source`, () =>
      withLab(pair, async lab => {
        await lab.network.ip('alpha', 'addr add 10.77.0.11/24 dev eth0\n');
        await lab.network.ip('bravo', 'addr add 10.77.0.12/24 dev eth0\n');
        const one = (from: string, to: string, name: string, vip: string, priority: number) =>
          unicast({ from, to, priority, vips: [vip] })
            .replace('VI_1', name)
            .replace(/^global_defs \{[^}]*\}\n/, '');
        const alpha = lab.agent(
          'alpha',
          kind,
          one('10.77.0.1', '10.77.0.2', 'VI_1', `${VIP}/24`, 100) +
            one('10.77.0.11', '10.77.0.12', 'VI_2', '10.77.0.101/24', 100),
        );
        await lab.eventually(
          'alpha is master of both',
          () => [alpha.state(), alpha.state('VI_2')],
          ['MASTER', 'MASTER'],
          8_000,
        );
        lab.agent('bravo', 'keepalived', one('10.77.0.2', '10.77.0.1', 'VI_1', `${VIP}/24`, 200));
        await lab.heldBy(VIP, ['bravo'], 8_000);
        await adverts(lab, '10.77.0.2', 10);
        assert.deepEqual([alpha.state(), alpha.state('VI_2')], ['BACKUP', 'MASTER']);
      }));

    test(`${kind}: an instance whose \`unicast_src_ip\` is no address of the machine is in FAULT`, () =>
      withLab(pair, async lab => {
        const agent = lab.agent('alpha', kind, unicast({ from: '10.77.0.66', to: BRAVO.address }));
        await lab.eventually('a fault', () => agent.state(), 'FAULT', 8_000);
        assert.deepEqual(lab.sniffer.adverts(), []);
      }));
  }

  test('a source that comes ends the fault, and one that goes makes one', () =>
    withLab(pair, async lab => {
      const agent = lab.agent('alpha', 'holdfast', unicast({ from: '10.77.0.66', to: BRAVO.address }));
      await lab.eventually('a fault', () => agent.state(), 'FAULT', 8_000);
      assert.match(agent.log(), /Entering FAULT STATE: the machine has no address 10\.77\.0\.66/);
      await lab.network.ip('alpha', 'addr add 10.77.0.66/24 dev eth0\n');
      await lab.eventually('master', () => agent.state(), 'MASTER', 8_000);
      await lab.network.ip('alpha', 'addr del 10.77.0.66/24 dev eth0\n');
      await lab.eventually('a fault again', () => agent.state(), 'FAULT', 8_000);
      assert.deepEqual(await lab.holders(VIP), []);
    }));

  test('`track_src_ip` does so for multicast, too, which without it does not care', () =>
    withLab(pair, async lab => {
      const config = (more: string) => conf({ ...FAST, priority: 100, instance: `mcast_src_ip 10.77.0.66\n${more}` });
      const agent = lab.agent('alpha', 'holdfast', config(''));
      await lab.eventually('master', () => agent.state(), 'MASTER', 8_000);
      agent.reload(config('track_src_ip'));
      await lab.eventually('a fault', () => agent.state(), 'FAULT', 8_000);
      await lab.network.ip('alpha', 'addr add 10.77.0.66/32 dev lo\n');
      await lab.eventually('master again', () => agent.state(), 'MASTER', 8_000);
    }));
});

test('mixed pairs have the same source, destination and TTL on the wire', async () => {
  const seen = await Promise.all(
    MIXED.map(ends =>
      withLab(pair, async lab => {
        lab.agent('alpha', ends[0], unicast({ from: ALPHA.address, to: BRAVO.address }));
        const { source, destination, ttl, addresses } = await lab.sniffer.nextAdvert('one', () => true, 8_000);
        return { source, destination, ttl, addresses };
      }),
    ),
  );
  assert.deepEqual(seen[0], seen[1]);
});
