/** Addresses that change hands inside one agent, and agents that are interrupted while they move addresses. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { conf } from '../lib/conf-text.js';
import { withLab } from '../lib/lab.js';
import { single, VIP } from '../topology/pair.js';

const fast = { version: 3 as const, advertInt: 0.1, priority: 100 };
const OTHER = '10.77.0.110';

/** Two instances on eth0 with addresses of their own choice. */
function two(first: readonly string[], second: readonly string[]): string {
  const another = conf({ ...fast, vips: second })
    .replace(/^global_defs \{[^}]*\}\n/, '')
    .replace('VI_1', 'VI_2')
    .replace('virtual_router_id 51', 'virtual_router_id 52');
  return conf({ ...fast, vips: first }) + another;
}

const many = (count: number) => Array.from({ length: count }, (_, i) => `10.78.${i >> 8}.${i & 255}/32`);

describe('addresses change hands', { concurrency: 2 }, () => {
  for (const [what, before, after] of [
    [
      'to a later instance',
      two([`${VIP}/24`, `${OTHER}/24`], ['10.77.0.111/24']),
      two([`${VIP}/24`], ['10.77.0.111/24', `${OTHER}/24`]),
    ],
    [
      'to an earlier instance',
      two([`${VIP}/24`], ['10.77.0.111/24', `${OTHER}/24`]),
      two([`${VIP}/24`, `${OTHER}/24`], ['10.77.0.111/24']),
    ],
  ] as const) {
    test(`a reload moves one ${what} while both stay master`, () =>
      withLab(single, async lab => {
        const agent = lab.agent('alpha', 'holdfast', before);
        for (const vip of [VIP, OTHER, '10.77.0.111']) await lab.heldBy(vip, ['alpha'], 8_000);
        const moved = lab.sniffer.nextAdvert(
          'the address in its new advert',
          advert => advert.addresses.includes(OTHER) && advert.vrid === (what === 'to a later instance' ? 52 : 51),
          5_000,
        );
        agent.reload(after);
        const { at } = await moved;
        await lab.eventually(
          'ten more adverts of both',
          () =>
            [51, 52].every(
              vrid => lab.sniffer.packets.filter(p => p.kind === 'advert' && p.vrid === vrid && p.at > at).length >= 10,
            ),
          true,
          5_000,
        );
        assert.deepEqual(await lab.holders(OTHER), ['alpha']);
        assert.deepEqual(agent.states('VI_1'), ['BACKUP', 'MASTER']);
        assert.deepEqual(agent.states('VI_2'), ['BACKUP', 'MASTER']);
      }));
  }

  test('an address of two masters stays when one of them is removed by a reload', () =>
    withLab(single, async lab => {
      const agent = lab.agent('alpha', 'holdfast', two([`${VIP}/24`], [`${VIP}/24`, `${OTHER}/24`]));
      await lab.heldBy(OTHER, ['alpha'], 8_000);
      await lab.eventually('both are master', () => agent.states('VI_1').at(-1) === 'MASTER', true, 4_000);
      agent.reload(conf({ ...fast, vips: [`${VIP}/24`] }));
      await lab.heldBy(OTHER, [], 4_000);
      assert.deepEqual(await lab.holders(VIP), ['alpha']);
      assert.deepEqual(agent.states('VI_1'), ['BACKUP', 'MASTER']);
    }));

  test('an address of a master is not taken for a leftover when a reload brings another instance with it', () =>
    withLab(single, async lab => {
      const agent = lab.agent('alpha', 'holdfast', conf({ ...fast, vips: [`${VIP}/24`] }));
      await lab.heldBy(VIP, ['alpha'], 8_000);
      agent.reload(two([`${VIP}/24`], [`${VIP}/24`, `${OTHER}/24`]));
      await lab.heldBy(OTHER, ['alpha'], 4_000);
      assert.deepEqual(await lab.holders(VIP), ['alpha']);
      assert.deepEqual(agent.states('VI_1'), ['BACKUP', 'MASTER']);
    }));

  test('a stop right after a reload that removed an instance leaves none of its addresses behind', () =>
    withLab(single, async lab => {
      const agent = lab.agent('alpha', 'holdfast', two([`${VIP}/24`], many(2_000)));
      await lab.heldBy('10.78.7.207', ['alpha'], 10_000);
      agent.reload(conf({ ...fast, vips: [`${VIP}/24`] }));
      await lab.eventually('the reload', () => agent.log().includes('Removed from the configuration'), true, 4_000);
      assert.deepEqual(await agent.stop(), { status: 0, signal: null });
      assert.deepEqual(
        (await lab.addresses('alpha', 'eth0')).filter(text => text.startsWith('10.78.')),
        [],
      );
    }));

  test('a reload that drops one address while the others are still being added loses none of them', () =>
    withLab(single, async lab => {
      const vips = many(4_000);
      const text = (some: readonly string[]) =>
        conf({ ...fast, instance: `virtual_ipaddress_excluded {\n${some.join('\n')}\n}` });
      const agent = lab.agent('alpha', 'holdfast', text(vips));
      await lab.eventually('it is master', () => agent.states().at(-1), 'MASTER', 10_000);
      agent.reload(text(vips.slice(0, -1)));
      const held = async () => (await lab.addresses('alpha', 'eth0')).filter(text => text.startsWith('10.78.')).length;
      await lab.eventually('all but the dropped one', held, vips.length - 1, 10_000);
      assert.deepEqual(agent.states(), ['BACKUP', 'MASTER']);
    }));

  test('an interface renamed under a master takes no address along', () =>
    withLab(single, async lab => {
      const agent = lab.agent('alpha', 'holdfast', conf(fast));
      await lab.heldBy(VIP, ['alpha'], 8_000);
      await lab.network.ip('alpha', 'link set eth0 name wan0\n');
      await lab.eventually('a fault', () => agent.state(), 'FAULT', 3_000);
      await lab.heldBy(VIP, [], 2_000);
      await lab.network.ip('alpha', 'link set wan0 name eth0\n');
      await lab.heldBy(VIP, ['alpha'], 4_000);
    }));

  test('a hundred reloads leave no descriptor open', () =>
    withLab(single, async lab => {
      const texts = [52, 53].map(vrid => conf(fast).replace('virtual_router_id 51', `virtual_router_id ${vrid}`));
      const agent = lab.agent('alpha', 'holdfast', texts[0]!);
      const reloads = () => agent.log().split('Configuration reloaded').length - 1;
      const descriptors = () => readdirSync(`/proc/${agent.pid}/fd`).length;
      await lab.heldBy(VIP, ['alpha'], 8_000);
      const before = descriptors();
      for (let i = 1; i <= 100; i++) {
        agent.reload(texts[i % 2]!);
        await lab.eventually(`reload ${i}`, reloads, i, 4_000);
      }
      await lab.eventually('as many descriptors as before', descriptors, before, 4_000);
    }));

  test('an instance that gets no socket is in fault, and takes part when it gets one', () =>
    withLab(single, async lab => {
      const agent = lab.agent('alpha', 'holdfast', conf(fast));
      await lab.heldBy(VIP, ['alpha'], 8_000);
      const limit = (count: number) => lab.run('alpha', ['prlimit', `--pid=${agent.pid}`, `--nofile=${count}:4096`]);
      const used = new Set(readdirSync(`/proc/${agent.pid}/fd`).map(Number));
      const free = Array.from({ length: used.size + 2 }, (_, fd) => fd).filter(fd => !used.has(fd));
      await limit(free[1]!); // one is left, enough to read the configuration
      const second = conf({ ...fast, family: 6 })
        .replace(/^global_defs \{[^}]*\}\n/, '')
        .replace('VI_1', 'VI_2');
      agent.reload(conf(fast) + second);
      await lab.eventually('a fault', () => agent.state('VI_2'), 'FAULT', 4_000);
      assert.match(agent.log(), /no socket for adverts on eth0/);
      await limit(4_096);
      await lab.eventually('master', () => agent.state('VI_2'), 'MASTER', 6_000);
      assert.deepEqual(agent.states('VI_1'), ['BACKUP', 'MASTER']);
    }));
});
