/**
 * When addresses are announced, and by which interface: one configuration, real keepalived and ours each in a lab of its
 * own, and what a bystander hears.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Packet } from '../lib/frames.js';
import { type Lab, withLab } from '../lib/lab.js';
import { FEET, threeFeet } from '../topology/three-feet.js';

const KINDS = ['keepalived', 'holdfast'] as const;
const WITHIN = 12_000;

const VIPS = ['10.77.0.11/24', '10.77.0.12/24', '10.78.0.13/24 dev eth1', '10.78.0.14/24 dev eth1'];
const FURTHER = ['10.79.0.15/24 dev eth2', '10.79.0.16/24 dev eth2'];
const VIPS6 = ['fd77::11/64', 'fd78::12/64 dev eth1', 'fd77::13/64'];
const textOf = (entry: string) => entry.slice(0, entry.indexOf('/'));

function configuration(globals: string, blocks: string, instance = ''): string {
  return `global_defs {
    vrrp_version 3
    vrrp_garp_master_delay 0
    ${globals}
}
${blocks}
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    priority 200
    advert_int 0.2
    ${instance}
    virtual_ipaddress {
        ${[...VIPS, ...FURTHER].join('\n        ')}
    }
    virtual_ipaddress_excluded {
        ${VIPS6.join('\n        ')}
    }
}
`;
}

interface Announced {
  readonly at: number;
  readonly address: string;
  readonly foot: string;
}

function announced(lab: Lab): Announced[] {
  const address = (packet: Packet) =>
    packet.kind === 'na' ? packet.address : packet.kind === 'arp' && packet.gratuitous ? packet.sender : undefined;
  const ours = new Set([...VIPS, ...FURTHER, ...VIPS6].map(textOf));
  return lab.sniffer.packets.flatMap(packet => {
    const text = address(packet);
    const foot = FEET.find(({ mac }) => mac === packet.sourceMac)?.name;
    return text === undefined || foot === undefined || !ours.has(text) ? [] : [{ at: packet.at, address: text, foot }];
  });
}

/**
 * That none leaves before its turn: counted from the first advert as master, the second after one gap, the third after
 * two, and so on. Two of them may still come closer together than that where the first was late. 2 ms are for the clock
 * that stamps packets.
 */
function assertPace(lab: Lab, some: readonly Announced[], gap: number, firstTurn = 0): void {
  const since = lab.sniffer.adverts()[0]!.at;
  assert.ok(some.length > 1, 'several announcements');
  const early = some.filter(({ at }, i) => at - since < (firstTurn + i) * gap - 2);
  assert.deepEqual(early, [], `a gap of ${gap} ms since ${since} in ${JSON.stringify(some)}`);
}

const isIpv6 = ({ address }: Announced) => address.includes(':');

describe('announcements', { concurrency: 2 }, () => {
  for (const kind of KINDS) {
    test(`${kind}: the interfaces of a garp_group share its gaps, and the others have those of all`, () =>
      withLab(threeFeet, async lab => {
        const globals = 'vrrp_garp_interval 0.02\nvrrp_gna_interval 0.02\nvrrp_garp_master_repeat 2';
        const group = 'garp_group {\ngarp_interval 0.1\ngna_interval 0.15\ninterfaces {\neth0\neth1\n}\n}';
        lab.agent('alpha', kind, configuration(globals, group));
        const everybody = [...VIPS, ...FURTHER, ...VIPS6].map(textOf).sort();
        const seen = () => [...new Set(announced(lab).map(({ address }) => address))].sort();
        await lab.eventually('every address was announced', seen, everybody, WITHIN);
        const all = announced(lab);
        const shared = all.filter(({ foot }) => foot !== 'eth2');
        const alone = all.filter(({ foot }) => foot === 'eth2');
        const arps = shared.filter(each => !isIpv6(each));
        const advertisements = shared.filter(isIpv6);
        assertPace(lab, arps, 100);
        assertPace(lab, advertisements, 150);
        assertPace(lab, alone, 20);
        assert.ok(advertisements[0]!.at < arps.at(-1)!.at, 'advertisements do not wait for ARPs');
        assert.ok(alone.at(-1)!.at < arps.at(-1)!.at, 'the interface outside the group is not held up');
      }));

    test(`${kind}: a group with a gap for ARPs alone has none for advertisements`, () =>
      withLab(threeFeet, async lab => {
        const globals = 'vrrp_gna_interval 2\nvrrp_garp_master_repeat 1';
        const group = 'garp_group {\ngarp_interval 0.2\ninterface eth0\ninterface eth1\n}';
        lab.agent('alpha', kind, configuration(globals, group));
        const count = VIPS.length + FURTHER.length + VIPS6.length;
        await lab.eventually('every address was announced', () => announced(lab).length, count, WITHIN);
        const all = announced(lab);
        const ofGroup = all.filter(each => !isIpv6(each) && each.foot !== 'eth2');
        assertPace(lab, ofGroup, 200);
        const advertisements = all.filter(isIpv6);
        assert.ok(advertisements.at(-1)!.at < ofGroup.at(-1)!.at, JSON.stringify(all));
      }));

    test(`${kind}: garp_extra_if all reminds switches of the first address of each further interface`, () =>
      withLab(threeFeet, async lab => {
        const globals = 'vrrp_garp_master_repeat 1\nvrrp_garp_extra_if all 1';
        lab.agent('alpha', kind, configuration(globals, ''));
        const burst = VIPS.length + FURTHER.length + VIPS6.length;
        await lab.eventually('three reminders', () => announced(lab).length >= burst + 3 * 2, true, WITHIN);
        const all = announced(lab);
        const reminders = all.slice(burst);
        const pairs = reminders.map(({ address, foot }) => `${address} ${foot}`);
        assert.deepEqual([...new Set(pairs)].sort(), ['10.78.0.13 eth1', '10.79.0.15 eth2']);
        for (const foot of ['eth1', 'eth2']) {
          const own = reminders.filter(each => each.foot === foot);
          assertPace(lab, own, 1_000, 1);
        }
      }));

    test(`${kind}: garp_extra_if without all reminds of nothing where there is no virtual MAC`, () =>
      withLab(threeFeet, async lab => {
        lab.agent('alpha', kind, configuration('vrrp_garp_master_repeat 1', '', 'garp_extra_if 1'));
        const burst = VIPS.length + FURTHER.length + VIPS6.length;
        await lab.eventually('the burst', () => announced(lab).length >= burst, true, WITHIN);
        const last = announced(lab).at(-1)!.at;
        await lab.sniffer.nextAdvert('an advert three seconds later', ({ at }) => at > last + 3_000, 5_000);
        assert.equal(announced(lab).length, burst);
      }));

    for (const [where, expected] of [
      ['', ['10.78.0.13']],
      ['vmac_xmit_base', ['10.77.0.11', '10.78.0.13']],
    ] as const) {
      test(`${kind}: garp_extra_if reminds of virtual MACs that no advert shows, ${where || 'without vmac_xmit_base'}`, () =>
        withLab(threeFeet, async lab => {
          const instance = `use_vmac\n${where}\ngarp_extra_if 1`;
          const config = configuration('vrrp_garp_master_repeat 1', '', instance);
          lab.agent('alpha', kind, config.replaceAll('dev eth1', 'dev eth1 use_vmac'));
          const since = (await lab.sniffer.nextAdvert('the first advert', () => true, WITHIN)).at;
          // The burst is over long before the first reminder.
          const reminders = () =>
            lab.sniffer.packets.flatMap(packet =>
              packet.kind === 'arp' && packet.gratuitous && packet.at > since + 900 ? [packet] : [],
            );
          await lab.eventually('reminders', () => reminders().length >= 2 * expected.length + 1, true, WITHIN);
          assert.deepEqual([...new Set(reminders().map(({ sender }) => sender))].sort(), [...expected]);
          assert.deepEqual([...new Set(reminders().map(({ sourceMac }) => sourceMac))], ['00:00:5e:00:01:33']);
        }));
    }
  }

  test('holdfast: each address is announced as often as it should be, the first time before anybody’s second', () =>
    withLab(threeFeet, async lab => {
      // keepalived 2.2.7 forgets how often: what waits for the gap is said once.
      const group = 'garp_group {\ngarp_interval 0.05\ngna_interval 0.05\ninterfaces {\neth0\neth1\n}\n}';
      lab.agent('alpha', 'holdfast', configuration('vrrp_garp_master_repeat 3', group));
      const everybody = [...VIPS, ...FURTHER, ...VIPS6].map(textOf);
      await lab.eventually('all of them', () => announced(lab).length, 3 * everybody.length, WITHIN);
      const shared = announced(lab).filter(each => each.foot !== 'eth2' && !isIpv6(each));
      const order = shared.map(({ address }) => address);
      const round = VIPS.map(textOf);
      assert.deepEqual(order, [...round, ...round, ...round]);
    }));
});
