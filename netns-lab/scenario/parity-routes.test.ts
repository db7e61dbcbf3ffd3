/**
 * Virtual routes and rules, and static addresses, routes and rules: one configuration, the same events for keepalived
 * and for us, and the kernel's tables must look the same after each.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Agent, AgentKind } from '../lib/agent.js';
import { conf } from '../lib/conf-text.js';
import { type Lab, withLab } from '../lib/lab.js';
import { ALPHA, pair, single, VIP } from '../topology/pair.js';

const KINDS = ['keepalived', 'holdfast'] as const;
const fast = { version: 3 as const, advertInt: 0.2, priority: 100 };

const STATIC = `static_ipaddress {
    10.88.0.1/24 dev eth0
    10.88.0.2/24 dev eth0 no_track
    fd88::1/64 dev eth0
}
static_routes {
    192.0.2.0/24 via 10.77.0.254 dev eth0
    198.51.100.0/24 via 10.88.0.254 dev eth0 no_track protocol static
    2001:db8:1::/48 via fd88::254 dev eth0
}
static_rules {
    from 192.0.2.0/24 table 100 preference 500
    to 2001:db8:1::/48 blackhole preference 501
}`;

const VIRTUAL = `virtual_ipaddress_excluded {
    fd77::100/64
}
virtual_routes {
    203.0.113.0/24 via 10.77.0.254 dev eth0
    203.0.114.0/24 via 10.77.0.254
    blackhole 203.0.115.0/24
    2001:db8:2::/48 via fd77::254 dev eth0 metric 1024
}
virtual_rules {
    from 203.0.113.0/24 table 101 preference 600
    from 2001:db8:2::/48 iif eth0 table 1001 preference 601
}`;

/** Every option that a kernel without further modules takes, and some that it refuses. */
const EVERYTHING = `virtual_routes {
    unreachable 203.0.116.0/24
    append 203.0.117.0/24 via 10.77.0.254 dev eth0
    add 203.0.118.0/24 via 10.77.0.254 dev eth0
    203.0.119.0/24 nexthop via 10.77.0.254 dev eth0 weight 3 nexthop via 10.77.0.253 dev eth0 onlink realms 3/4
    203.0.120.0/24 dev eth0 src 10.77.0.1 tos 0x10 table 77 scope link metric 9 mtu lock 1400 advmss 1300 rtt 300ms rttvar 50 rto_min 2s congctl lock cubic window 5000 features ecn quickack 1 hoplimit 9 initcwnd 4 initrwnd 5 cwnd 6 ssthresh 7 reordering 8 realms 7 fastopen_no_cookie 1 ttl-propagate disabled
    203.0.121.0/24 via 10.77.0.254 dev eth0 onlink encap ip id 5 dst 1.2.3.4 src 10.77.0.1 tos 4 ttl 9
    203.0.123.0/24 dev eth0 encap ip6 id 5 dst fd77::9 src fd77::1 tc 4 hoplimit 9
    203.0.124.0/24 via 10.99.0.254 dev eth0
    203.0.126.0/24 dev eth0 table 1000 protocol 44 no_track
    2001:db8:3::/48 via fd77::254 dev eth0 from 2001:db8:9::/48 pref high metric 7
    2001:db8:4::/48 nexthop via fd77::254 dev eth0 weight 2 nexthop via fd77::253 dev eth0
    blackhole 2001:db8:5::/48
    unicast 203.0.127.0/24 via 10.77.0.254 dev eth0
}
virtual_rules {
    not from 203.0.113.0/24 to 10.0.0.0/8 table 101 preference 600 tos 0x10 fwmark 5/0xff iif eth0 realms 1/2 suppress_prefixlength 8 suppress_ifgroup 3
    from 203.0.113.0/24 table 1001 preference 601 oif eth0 tunnel-id 77 uidrange 5-9 ipproto tcp sport 10-20 dport 30-30
    from 10.0.0.0/8 l3mdev preference 602
    to 10.0.0.0/8 goto 700 preference 603
    from 10.0.0.1 nop preference 604
    from 10.0.0.2 blackhole preference 605
    to 2001:db8::/32 prohibit preference 606
    from 10.0.0.3 unreachable preference 607 no_track protocol 40
    from 10.0.0.4 table 5 preference 608 no_track
}`;

/** Routes, rules and addresses as ip(8) lists them; what the kernel makes of addresses by itself is left out. */
async function tables(lab: Lab, node = 'alpha'): Promise<string[]> {
  const lines = await Promise.all([
    lab.run(node, ['ip', '-d', '-o', 'route', 'show', 'table', 'all']),
    lab.run(node, ['ip', '-d', '-o', 'rule', 'show']),
    lab.run(node, ['ip', '-d', '-o', '-6', 'rule', 'show']),
    lab.run(node, ['ip', '-o', 'addr', 'show', 'dev', 'eth0']),
  ]);
  return lines
    .flatMap(text => text.split('\n'))
    .map(line => line.trim())
    .filter(line => line !== '' && !/table local|fe80::|ff00::|proto kernel/.test(line))
    .sort();
}

const has = async (lab: Lab, part: string) => (await tables(lab)).some(line => line.includes(part));

/** What both programs make of the same events; each tells its story and answers what it saw at each stage. */
async function sameStory(
  topology: Parameters<typeof withLab>[0],
  story: (lab: Lab, kind: AgentKind) => Promise<Readonly<Record<string, unknown>>>,
): Promise<Readonly<Record<string, unknown>>> {
  const [theirs, ours] = await Promise.all(KINDS.map(kind => withLab(topology, lab => story(lab, kind))));
  assert.deepEqual(ours, theirs);
  return ours!;
}

async function untilMaster(lab: Lab, last: string): Promise<void> {
  await lab.heldBy(VIP, ['alpha'], 8_000);
  await lab.eventually(`${last} is there`, () => has(lab, last), true, 4_000);
}

async function stopped(lab: Lab, agent: Agent): Promise<string[]> {
  assert.deepEqual(await agent.stop(), { status: 0, signal: null });
  return tables(lab);
}

describe('routes, rules and static entries are what keepalived makes of them', { concurrency: 2 }, () => {
  test('from the start to the stop', async () => {
    const seen = await sameStory(single, async (lab, kind) => {
      const before = await tables(lab);
      const agent = lab.agent('alpha', kind, conf({ ...fast, blocks: STATIC, instance: VIRTUAL }));
      await untilMaster(lab, '601:');
      const master = await tables(lab);
      const after = await stopped(lab, agent);
      assert.deepEqual(after, before);
      return { master };
    });
    assert.equal((seen.master as string[]).filter(line => line.includes('proto keepalived')).length, 10);
  });

  test('with every option of routes and rules', async () => {
    await sameStory(single, async (lab, kind) => {
      const before = await tables(lab);
      const agent = lab.agent('alpha', kind, conf({ ...fast, instance: EVERYTHING }));
      await untilMaster(lab, '606:');
      await lab.eventually('the last rule', () => has(lab, '608:'), true, 4_000);
      const master = await tables(lab);
      assert.deepEqual(await stopped(lab, agent), before);
      return { master };
    });
  });

  for (const [what, command, isBackup] of [
    ['a virtual route', 'route del 203.0.113.0/24', true],
    ['a virtual IPv6 route', '-6 route del 2001:db8:2::/48', true],
    ['a virtual rule', 'rule del preference 600', true],
    ['a virtual route without a device of its own', 'route del 203.0.114.0/24', false],
    ['a static route', 'route del 192.0.2.0/24', false],
    ['a static rule', 'rule del preference 500', false],
    ['a static address', 'addr del 10.88.0.1/24 dev eth0', false],
    ['a static address that is not tracked', 'addr del 10.88.0.2/24 dev eth0', false],
  ] as const) {
    test(`when someone else removes ${what}`, async () => {
      await sameStory(single, async (lab, kind) => {
        lab.agent('alpha', kind, conf({ ...fast, blocks: STATIC, instance: VIRTUAL }));
        await untilMaster(lab, '601:');
        const removedAt = lab.sniffer.adverts(ALPHA.address).length;
        await lab.run('alpha', ['ip', ...command.split(' ')]);
        const since = () => lab.sniffer.adverts(ALPHA.address).slice(removedAt);
        // Ten adverts later everything that is to happen has happened.
        await lab.eventually(
          'ten adverts',
          () => since().filter(({ priority }) => priority > 0).length >= 10,
          true,
          8_000,
        );
        await untilMaster(lab, '601:');
        const farewells = since().filter(({ priority }) => priority === 0).length;
        assert.equal(farewells, isBackup ? 1 : 0);
        return { tables: await tables(lab) };
      });
    });
  }

  test('when the link goes and comes back', async () => {
    await sameStory(single, async (lab, kind) => {
      lab.agent('alpha', kind, conf({ ...fast, blocks: STATIC, instance: VIRTUAL }));
      await untilMaster(lab, '601:');
      await lab.network.unplug('alpha');
      await lab.eventually('the last virtual route goes', () => has(lab, '203.0.113.0'), false, 4_000);
      await lab.heldBy(VIP, [], 4_000);
      await lab.network.plug('alpha');
      await untilMaster(lab, '601:');
      const afterCarrier = await tables(lab);
      // The interface itself is taken down: the kernel forgets its routes and its IPv6 addresses.
      await lab.network.ip('alpha', 'link set eth0 down\n');
      await lab.heldBy(VIP, [], 4_000);
      await lab.network.ip('alpha', 'link set eth0 up\n');
      await untilMaster(lab, '601:');
      await lab.eventually('the static route is back', () => has(lab, '192.0.2.0/24'), true, 4_000);
      await lab.eventually('the static IPv6 route is back', () => has(lab, '2001:db8:1::/48'), true, 4_000);
      return { afterCarrier, afterDown: await tables(lab) };
    });
  });

  test('after reloads', async () => {
    const first = { ...fast, blocks: STATIC, instance: VIRTUAL };
    const virtual = VIRTUAL.replace('203.0.113.0/24 via 10.77.0.254', '203.0.113.0/24 via 10.77.0.253')
      .replace('    blackhole 203.0.115.0/24\n', '')
      .replace('203.0.114.0', '203.0.214.0')
      .replace('preference 600', 'preference 650');
    const statics = STATIC.replace('    10.88.0.2/24 dev eth0 no_track\n', '')
      .replace('10.88.0.254 dev eth0 no_track', '10.88.0.253 dev eth0 no_track')
      .replace('preference 500', 'preference 550')
      .replace('fd88::1/64', 'fd88::2/64');
    await sameStory(single, async (lab, kind) => {
      const before = await tables(lab);
      const agent = lab.agent('alpha', kind, conf(first));
      await untilMaster(lab, '601:');
      agent.reload(conf({ ...first, instance: virtual }));
      await lab.eventually('the new virtual rule', () => has(lab, '650:'), true, 4_000);
      const afterVirtual = await tables(lab);
      agent.reload(conf({ ...first, instance: virtual, blocks: statics }));
      await lab.eventually('the new static rule', () => has(lab, '550:'), true, 4_000);
      await lab.eventually('the new static address', () => has(lab, 'fd88::2'), true, 4_000);
      const afterStatic = await tables(lab);
      agent.reload(conf(fast));
      await lab.eventually('all rules are gone', () => has(lab, 'lookup 101'), false, 4_000);
      await lab.eventually('all static addresses are gone', () => has(lab, '10.88.'), false, 4_000);
      const afterAll = await tables(lab);
      assert.deepEqual(await stopped(lab, agent), before);
      assert.ok(
        lab.sniffer
          .adverts(ALPHA.address)
          .slice(0, -1)
          .every(({ priority }) => priority === 100),
      );
      return { afterVirtual, afterStatic, afterAll };
    });
  });

  test('with --dont-release-vrrp: what is virtual stays, what is static goes', async () => {
    const seen = await sameStory(single, async (lab, kind) => {
      const options = { extra: ['--dont-release-vrrp'] };
      const agent = lab.agent('alpha', kind, conf({ ...fast, blocks: STATIC, instance: VIRTUAL }), options);
      await untilMaster(lab, '601:');
      return { after: await stopped(lab, agent) };
    });
    const after = seen.after as string[];
    assert.ok(after.some(line => line.includes('203.0.113.0/24')));
    assert.ok(!after.some(line => line.includes('192.0.2.0/24')));
  });

  test('an instance follows the devices of its routes and rules, and of static entries by its track group', async () => {
    for (const [blocks, instance] of [
      ['', 'virtual_routes {\n192.0.2.0/24 dev eth7\n}'],
      ['', 'virtual_rules {\niif eth7 table 100 preference 600\n}'],
      [
        'track_group TG {\ngroup {\nVI_1\n}\n}\nstatic_rules {\niif eth7 table 100 preference 600 track_group TG\n}',
        '',
      ],
    ] as const) {
      await sameStory(single, async (lab, kind) => {
        await lab.network.addInterface('alpha', {
          name: 'eth7',
          mac: '02:00:00:00:07:01',
          addresses: ['10.66.0.1/24'],
        });
        const agent = lab.agent('alpha', kind, conf({ ...fast, blocks, instance }));
        await lab.heldBy(VIP, ['alpha'], 8_000);
        await lab.network.unplug('alpha', 'eth7');
        await lab.heldBy(VIP, [], 4_000);
        await lab.network.plug('alpha', 'eth7');
        await lab.heldBy(VIP, ['alpha'], 8_000);
        const expected = ['BACKUP', 'MASTER', 'FAULT', 'BACKUP', 'MASTER'];
        await lab.eventually('it says so', () => agent.states(), expected, 4_000);
        return { tables: await tables(lab) };
      });
    }
  });
});

for (const [first, second] of [
  ['keepalived', 'holdfast'],
  ['holdfast', 'keepalived'],
] as const) {
  test(`routes and rules move from ${first} to ${second} and back with the addresses`, () =>
    withLab(pair, async lab => {
      const routes = { ...fast, instance: VIRTUAL };
      const alpha = lab.agent('alpha', first, conf({ ...routes, priority: 150 }));
      await untilMaster(lab, '601:');
      lab.agent('bravo', second, conf(routes));
      const hasRule = async (node: string) => (await tables(lab, node)).some(line => line.startsWith('601:'));
      await alpha.stop();
      await lab.heldBy(VIP, ['bravo'], 8_000);
      await lab.eventually('bravo has the rules', () => hasRule('bravo'), true, 4_000);
      assert.equal(await hasRule('alpha'), false);
      lab.agent('alpha', first, conf({ ...routes, priority: 150 }));
      await lab.heldBy(VIP, ['alpha'], 8_000);
      await lab.eventually('bravo has no rules', () => hasRule('bravo'), false, 4_000);
      assert.ok(!(await tables(lab, 'bravo')).some(line => line.includes('proto keepalived')));
    }));
}

test('a removed IPv6 route is noticed without a metric of its own, which keepalived 2.2.7 is not able to do', () =>
  withLab(single, async lab => {
    lab.agent('alpha', 'holdfast', conf({ ...fast, instance: VIRTUAL.replace(' metric 1024', '') }));
    await untilMaster(lab, '601:');
    const farewell = lab.sniffer.nextAdvert('an advert of priority 0', ({ priority }) => priority === 0, 4_000);
    await lab.run('alpha', ['ip', '-6', 'route', 'del', '2001:db8:2::/48']);
    await farewell;
    await lab.eventually('it is back', () => has(lab, '2001:db8:2::/48'), true, 4_000);
  }));

test('what a killed agent left of its routes and rules goes before the next one is elected', () =>
  withLab(single, async lab => {
    const agent = lab.agent('alpha', 'holdfast', conf({ ...fast, instance: VIRTUAL }));
    await untilMaster(lab, '601:');
    await agent.crash();
    await lab.run('alpha', ['ip', 'route', 'add', '198.18.0.0/24', 'dev', 'eth0', 'proto', '18']);
    // 3.6 s in which to see the clean tables.
    lab.agent('alpha', 'holdfast', conf({ version: 2, priority: 100, instance: VIRTUAL }));
    const left = async () => (await tables(lab)).filter(line => line.includes('proto keepalived')).length;
    await lab.eventually('all but the route of somebody else', left, 1, 3_500);
    await untilMaster(lab, '601:');
  }));

test('a thousand routes come and go, and no neighbour would think that the master is gone', () =>
  withLab(single, async lab => {
    const each = Array.from(
      { length: 1_000 },
      (_, i) => `10.${100 + (i >> 8)}.${i & 255}.0/24 via 10.77.0.254 dev eth0`,
    );
    const instance = `virtual_routes {\n${each.join('\n')}\n}`;
    const agent = lab.agent('alpha', 'holdfast', conf({ ...fast, instance }));
    const count = async () => (await tables(lab)).filter(line => line.includes('via 10.77.0.254')).length;
    await lab.eventually('all routes', count, 1_000, 8_000);
    const seen = lab.sniffer.adverts(ALPHA.address).length;
    await lab.eventually('more adverts', () => lab.sniffer.adverts(ALPHA.address).length > seen + 2, true, 4_000);
    assert.deepEqual(await agent.stop(), { status: 0, signal: null });
    assert.equal(await count(), 0);
    const times = lab.sniffer.adverts(ALPHA.address).map(({ at }) => at);
    const gaps = times.slice(1).map((at, i) => at - times[i]!);
    assert.ok(Math.max(...gaps) < 600, `the longest pause between two adverts was ${Math.max(...gaps)} ms`);
  }));
