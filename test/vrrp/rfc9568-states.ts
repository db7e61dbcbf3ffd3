/** RFC 9568, section 6: parameters, timers, and what a router does in each state. */
import assert from 'node:assert/strict';
import { address } from '../../src/base/address.js';
import { milliseconds, seconds } from '../../src/base/duration.js';
import type { InstanceSettings } from '../../src/vrrp/settings.js';
import { masterDownInterval, skewTime } from '../../src/vrrp/timers.js';
import { decodeArp, encodeGratuitousArp } from '../../src/wire/arp.js';
import { decodeEthernet } from '../../src/wire/ethernet.js';
import { decodeIpv6 } from '../../src/wire/ipv6.js';
import { decodeNeighbourAdvertisement, encodeUnsolicitedAdvertisement } from '../../src/wire/ndisc.js';
import { virtualAddress } from '../support/instance-settings.js';
import { Solo, soloIn } from '../support/solo.js';
import type { Rule } from './ledger.js';
import { advertBytes, backupOf, configured, hear, isRefused, masterOf, V3, V3_IPV6, VIP } from './ledger-bench.js';

/** Priority 100 at 1 s: the skew is 156/256 of the interval. */
const SKEW = 609_375;
const DOWN = 3 * 1_000_000 + SKEW;

const TWO: Partial<InstanceSettings> = {
  ...V3,
  addresses: [virtualAddress('10.99.0.50/24'), virtualAddress('10.99.0.51/24')],
};
const OWNER: Partial<InstanceSettings> = { ...V3, priority: 255 };
const MAC = Uint8Array.of(0x02, 0, 0, 0, 0, 1);

/** An instance with link and address, about to start. */
const connected = (settings: Partial<InstanceSettings>) => new Solo(settings).connect();

const v3 = (priority: number, interval: number, adverts = 3) => ({
  version: 3 as const,
  priority,
  masterInterval: milliseconds(interval),
  adverts,
});

const parameterRules: readonly Rule[] = [
  {
    section: '6.1',
    level: 'defines',
    says: 'a VRID is 1 to 255 and has no default',
    holds() {
      assert.equal(configured('', { vrid: 1 }).vrid, 1);
      assert.equal(configured('', { vrid: 255 }).vrid, 255);
    },
    otherwise() {
      assert.ok(isRefused('', { vrid: 0 }));
      assert.ok(isRefused('', { vrid: 256 }));
    },
  },
  {
    section: '6.1',
    level: 'defines',
    says: 'Active_Adver_Interval begins as our own interval, then is what the active router advertises',
    holds() {
      const solo = backupOf({ ...V3, advertInterval: milliseconds(500) });
      assert.equal(solo.view().masterAdvertInterval, milliseconds(500));
      hear(solo, advertBytes({ interval: 200 }));
      assert.equal(solo.view().masterAdvertInterval, seconds(2));
    },
    otherwise() {
      const solo = masterOf();
      hear(solo, advertBytes({ priority: 50, interval: 200 }));
      assert.equal(solo.view().masterAdvertInterval, seconds(1), 'a weaker one that we answer teaches us nothing');
    },
  },
  {
    section: '6.1',
    level: 'defines',
    says: 'Skew_Time is (256 - Priority) * Active_Adver_Interval / 256',
    deviation: 'shared with keepalived: in whole centiseconds of the interval, then microseconds rounded down',
    holds() {
      assert.equal(skewTime(v3(100, 1_000)), SKEW);
      assert.equal(skewTime(v3(255, 1_000)), 3_906);
      assert.equal(skewTime(v3(1, 40_950)), 40_790_039);
      assert.equal(skewTime(v3(100, 10)), 6_093);
    },
    otherwise() {
      const of2 = { ...v3(100, 100), version: 2 as const };
      assert.equal(skewTime(of2), SKEW, 'in version 2 it does not know the interval');
    },
  },
  {
    section: '6.1',
    level: 'defines',
    says: 'Active_Down_Interval is 3 * Active_Adver_Interval + Skew_Time',
    holds() {
      assert.equal(masterDownInterval(v3(100, 1_000)), DOWN);
      assert.equal(masterDownInterval(v3(200, 100)), 300_000 + 21_875);
    },
    otherwise: () => assert.equal(masterDownInterval(v3(100, 1_000, 5)), 5_000_000 + SKEW, '`down_timer_adverts` 5'),
  },
  {
    section: '6.1',
    level: 'defines',
    says: 'Preempt_Mode is True by default',
    holds: () => assert.equal(configured('version 3').preempts, true),
    otherwise: () => assert.equal(configured('version 3\nnopreempt').preempts, false),
  },
  {
    section: '6.1',
    level: 'defines',
    says: 'an address owner preempts always, whatever the flag says',
    holds: () => assert.equal(configured('version 3\nnopreempt\npriority 255').preempts, true),
    otherwise: () => assert.equal(configured('version 3\nnopreempt\npriority 254').preempts, false),
  },
  {
    section: '6.1',
    level: 'defines',
    says: 'Accept_Mode is False by default',
    deviation: 'shared with keepalived: True, but in strict mode',
    holds() {
      assert.equal(configured('version 3\nstrict_mode on').accepts, false);
      assert.equal(configured('version 3').accepts, true);
    },
    otherwise() {
      assert.equal(configured('version 3\nno_accept').accepts, false);
      assert.equal(configured('version 3\nstrict_mode on\npriority 255').accepts, true, 'an owner accepts always');
    },
  },
  {
    section: '6.1',
    level: 'MUST NOT',
    says: 'Neighbour Solicitations and Advertisements are dropped when Accept_Mode is False',
    apart: 'What is dropped is a rule in the kernel; the lab looks at it with keepalived’s beside it.',
  },
  {
    section: '6.2',
    level: 'defines',
    says: 'Active_Down_Timer ends when no advert was heard for Active_Down_Interval',
    holds() {
      const solo = backupOf(); // one second into it
      assert.deepEqual(solo.advance(milliseconds(2_609)), []);
      assert.equal(solo.state, 'BACKUP');
      solo.advance(milliseconds(1));
      assert.equal(solo.state, 'MASTER');
    },
    otherwise() {
      const solo = backupOf();
      for (let i = 0; i < 10; i++) {
        hear(solo, advertBytes());
        solo.advance(milliseconds(3_609));
      }
      assert.equal(solo.state, 'BACKUP');
    },
  },
  {
    section: '6.2',
    level: 'defines',
    says: 'Adver_Timer ends each Advertisement_Interval',
    holds() {
      const solo = masterOf({ ...V3, advertInterval: milliseconds(100) });
      const words = solo.advance(milliseconds(1_000));
      assert.equal(words.filter(word => word === 'advert 100').length, 10);
    },
    otherwise: () => assert.deepEqual(backupOf().advance(seconds(2)), [], 'a backup advertises nothing'),
  },
  {
    section: '6.3',
    level: 'defines',
    says: 'a router is in Initialize, Backup or Active',
    deviation: 'shared with keepalived: FAULT beside them, in which it neither hears nor sends, and Backup after it',
    holds() {
      const faulty = soloIn('FAULT', V3);
      assert.deepEqual(hear(faulty, advertBytes({ priority: 0 })), []);
      assert.deepEqual(faulty.advance(seconds(60)), []);
      faulty.give({ kind: 'link', interface: 'eth0', state: 'up' });
      assert.deepEqual([faulty.state, faulty.remaining], ['BACKUP', DOWN]);
    },
    otherwise() {
      const owner = soloIn('FAULT', OWNER);
      owner.give({ kind: 'link', interface: 'eth0', state: 'up' });
      assert.equal(owner.state, 'BACKUP', 'even an owner listens first');
    },
  },
];

const initializeRules: readonly Rule[] = [
  {
    section: '6.4.1',
    level: 'MUST',
    says: 'an address owner that starts advertises, announces its addresses and is Active',
    holds() {
      const solo = connected({ ...OWNER, addresses: TWO.addresses! });
      assert.deepEqual(solo.give({ kind: 'start' }), [
        'advert 255',
        'add 10.99.0.50 10.99.0.51',
        'announce 10.99.0.50 10.99.0.51 x5',
        'notify MASTER 255',
      ]);
      assert.deepEqual([solo.state, solo.remaining], ['MASTER', 1_000_000]);
    },
    otherwise() {
      const solo = connected({ ...V3, priority: 254 });
      assert.deepEqual(solo.give({ kind: 'start' }), ['notify BACKUP 254']);
    },
  },
  {
    section: '6.4.1',
    level: 'MUST',
    says: 'any other that starts is Backup, for Active_Down_Interval of its own interval',
    holds() {
      const solo = connected({ ...V3, advertInterval: milliseconds(500) });
      solo.give({ kind: 'start' });
      assert.deepEqual([solo.state, solo.remaining], ['BACKUP', 1_500_000 + 304_687]);
    },
    otherwise() {
      const solo = connected(V3);
      hear(solo, advertBytes({ priority: 0 }));
      assert.deepEqual([solo.state, solo.remaining], ['INIT', undefined], 'not before it starts');
    },
  },
];

const backupRules: readonly Rule[] = [
  {
    section: '6.4.2',
    level: 'MUST NOT',
    says: 'a backup answers ARP for the IPv4 addresses of the virtual router, or accepts packets to them',
    holds() {
      const solo = connected(TWO);
      const words = [...solo.give({ kind: 'start' }), ...solo.advance(seconds(3))];
      assert.ok(!words.some(word => word.startsWith('add ')), 'it has not got them');
    },
    otherwise() {
      const solo = masterOf(TWO);
      const words = hear(solo, advertBytes());
      assert.ok(words.includes('remove 10.99.0.50 10.99.0.51'), 'it gives up those it had');
    },
  },
  {
    section: '6.4.2',
    level: 'MUST NOT',
    says: 'a backup answers Neighbour Solicitations for the IPv6 addresses of the virtual router',
    holds() {
      const solo = connected(V3_IPV6);
      assert.ok(!solo.give({ kind: 'start' }).some(word => word.startsWith('add ')));
    },
    otherwise() {
      const solo = masterOf(V3_IPV6);
      assert.ok(hear(solo, advertBytes({ family: 6 })).includes(`remove ${VIP[6]}`));
    },
  },
  {
    section: '6.4.2',
    level: 'MUST NOT',
    says: 'a backup sends Router Advertisements for the virtual router',
    apart: 'Nothing here sends any, in whatever state; like keepalived we leave that to radvd and its like.',
  },
  {
    section: '6.4.2',
    level: 'MUST',
    says: 'a backup discards what is sent to the virtual MAC',
    apart: 'Only with `use_vmac` there is a device with that MAC; without one the kernel drops it like any stranger’s.',
  },
  {
    section: '6.4.2',
    level: 'MUST',
    says: 'a shutdown cancels Active_Down_Timer and ends in Initialize, without a word',
    holds() {
      const solo = backupOf();
      assert.deepEqual(solo.give({ kind: 'stop', releases: true }), ['notify STOP 100']);
      assert.deepEqual([solo.state, solo.remaining], ['INIT', undefined]);
    },
    otherwise() {
      const solo = backupOf();
      solo.give({ kind: 'stop', releases: true });
      hear(solo, advertBytes({ priority: 0 }));
      assert.deepEqual(solo.advance(seconds(60)), [], 'nothing wakes it again');
    },
  },
  {
    section: '6.4.2',
    level: 'MUST',
    says: 'when Active_Down_Timer ends it advertises, announces each address, sets Adver_Timer and is Active',
    holds() {
      const solo = backupOf(TWO);
      const words = solo.advance(milliseconds(2_610));
      assert.deepEqual(words.slice(0, 3), [
        'advert 100',
        'add 10.99.0.50 10.99.0.51',
        'announce 10.99.0.50 10.99.0.51 x5',
      ]);
      assert.equal(solo.state, 'MASTER');
      assert.equal(solo.remaining, 1_000_000 - 625, 'counted from the end of the timer');
    },
    otherwise() {
      const solo = backupOf(TWO);
      hear(solo, advertBytes());
      assert.deepEqual(solo.advance(milliseconds(2_610)), []);
    },
  },
  {
    section: '6.4.2',
    level: 'MUST',
    says: 'the gratuitous ARP has the address as sender and target, broadcast',
    deviation: 'shared with keepalived: target hardware is broadcast, and several are sent for each address',
    holds() {
      const frame = encodeGratuitousArp(MAC, address(VIP[4]));
      const ethernet = decodeEthernet(frame);
      assert.ok(ethernet.ok);
      assert.deepEqual([...ethernet.value.destination], [255, 255, 255, 255, 255, 255]);
      const arp = decodeArp(ethernet.value.payload);
      assert.ok(arp.ok);
      const { operation, sender, senderMac, target } = arp.value;
      assert.deepEqual([operation, sender.text, target.text, senderMac], [1, VIP[4], VIP[4], MAC]);
    },
    otherwise() {
      const once = backupOf({ ...V3, garp: { ...configured('garp_master_repeat 1').garp } });
      assert.ok(once.advance(seconds(3)).includes('announce 10.99.0.50 x1'), 'one, when that is asked for');
    },
  },
  {
    section: '6.4.2',
    level: 'MUST',
    says: 'the unsolicited Neighbour Advertisement has Router and Override set, Solicited clear, and target and its MAC',
    deviation: 'shared with keepalived: Router is set where the interface forwards, as RFC 4861 4.4 has it',
    holds() {
      const { from, to, told } = neighbourAdvertisement(true);
      assert.deepEqual([from, to], [VIP[6], 'ff02::1']);
      assert.deepEqual(
        [told.target.text, told.router, told.solicited, told.override, told.mac],
        [VIP[6], true, false, true, MAC],
      );
    },
    otherwise: () => assert.equal(neighbourAdvertisement(false).told.router, false),
  },
  {
    section: '6.4.2',
    level: 'MUST',
    says: 'it joins the Solicited-Node group of its IPv6 addresses',
    apart: 'The kernel does, with the address; RFC 4861 7.2.1 asks it of every node.',
  },
  {
    section: '6.4.2',
    level: 'MUST',
    says: 'an advert of priority 0 sets Active_Down_Timer to Skew_Time',
    holds() {
      const solo = backupOf();
      hear(solo, advertBytes({ priority: 0 }));
      assert.deepEqual([solo.state, solo.remaining], ['BACKUP', SKEW]);
    },
    otherwise() {
      const slow = backupOf();
      hear(slow, advertBytes({ interval: 300 }));
      hear(slow, advertBytes({ priority: 0, interval: 300 }));
      assert.equal(slow.remaining, 3 * SKEW, 'that of the interval it had learnt');
    },
  },
  {
    section: '6.4.2',
    level: 'MUST',
    says: 'an advert of at least our priority is taken: its interval, and a new Active_Down_Timer',
    holds() {
      for (const priority of [100, 101, 255]) {
        const solo = backupOf();
        hear(solo, advertBytes({ priority, interval: 50 }));
        assert.equal(solo.remaining, 1_500_000 + 304_687);
        assert.equal(solo.view().master?.priority, priority);
      }
    },
    otherwise() {
      const solo = backupOf({ ...V3, preempts: false });
      hear(solo, advertBytes({ priority: 1, interval: 50 }));
      assert.equal(solo.remaining, 1_500_000 + 304_687, 'without Preempt_Mode a weaker one, too');
    },
  },
  {
    section: '6.4.2',
    level: 'MUST',
    says: 'with Preempt_Mode an advert of lower priority is discarded: the timer runs on',
    holds() {
      const solo = backupOf();
      assert.deepEqual(hear(solo, advertBytes({ priority: 99, interval: 50 })), []);
      assert.deepEqual([solo.remaining, solo.view().masterAdvertInterval], [DOWN - 1_000_000, seconds(1)]);
      solo.advance(milliseconds(2_610));
      assert.equal(solo.state, 'MASTER', 'and ends its reign');
    },
    otherwise() {
      const owner = soloIn('FAULT', OWNER);
      owner.give({ kind: 'link', interface: 'eth0', state: 'up' });
      hear(owner, advertBytes({ priority: 254 }));
      assert.equal(owner.remaining, 3_003_906, 'to an owner everyone is weaker');
    },
  },
];

function neighbourAdvertisement(forwards: boolean) {
  const ethernet = decodeEthernet(encodeUnsolicitedAdvertisement(MAC, address(VIP[6]), forwards));
  assert.ok(ethernet.ok);
  const packet = decodeIpv6(ethernet.value.payload);
  assert.ok(packet.ok);
  const { source, destination, payload, hopLimit } = packet.value;
  assert.equal(hopLimit, 255);
  const told = decodeNeighbourAdvertisement(payload, source, destination);
  assert.ok(told.ok);
  return { from: source.text, to: destination.text, told: told.value };
}

const activeRules: readonly Rule[] = [
  {
    section: '6.4.3',
    level: 'MUST',
    says: 'the active router answers for the addresses and is in their groups',
    holds() {
      const solo = connected({ ...OWNER, ...V3_IPV6, priority: 255 });
      assert.ok(solo.give({ kind: 'start' }).includes(`add ${VIP[6]}`), 'it has them; the kernel answers');
    },
    otherwise() {
      const solo = masterOf();
      assert.ok(solo.give({ kind: 'stop', releases: true }).includes(`remove ${VIP[4]}`));
    },
  },
  {
    section: '6.4.3',
    level: 'MUST',
    says: 'the active router sends Router Advertisements for the virtual router',
    apart: 'Like keepalived we leave that to radvd and its like, which notify scripts start and stop.',
  },
  {
    section: '6.4.3',
    level: 'MUST',
    says: 'packets to the virtual MAC are forwarded',
    apart: 'The kernel forwards; the virtual MAC is on a device of its own with `use_vmac`, proved in the lab.',
  },
  {
    section: '6.4.3',
    level: 'MUST',
    says: 'packets to the addresses are accepted by an owner and with Accept_Mode, and by no other',
    apart: 'Without Accept_Mode a rule of the kernel drops them; the lab looks at it with keepalived’s beside it.',
  },
  {
    section: '6.4.3',
    level: 'MUST',
    says: 'a shutdown cancels Adver_Timer, sends priority 0 and ends in Initialize',
    holds() {
      const solo = masterOf();
      const words = solo.give({ kind: 'stop', releases: true });
      assert.deepEqual(words, ['advert 0', `remove ${VIP[4]}`, 'notify STOP 100']);
      assert.deepEqual([solo.state, solo.remaining], ['INIT', undefined]);
    },
    otherwise() {
      const solo = masterOf();
      const words = solo.give({ kind: 'stop', releases: false });
      assert.deepEqual(words, ['notify STOP 100'], '`--dont-release-vrrp` leaves without a word');
      assert.deepEqual([solo.state, solo.remaining], ['INIT', undefined]);
    },
  },
  {
    section: '6.4.3',
    level: 'MUST',
    says: 'when Adver_Timer ends it advertises and sets the timer to Advertisement_Interval',
    holds() {
      const solo = masterOf();
      assert.deepEqual(solo.advance(milliseconds(500)), ['advert 100']);
      assert.equal(solo.remaining, 1_000_000);
    },
    otherwise: () => assert.deepEqual(masterOf().advance(milliseconds(499)), [], 'and not before'),
  },
  {
    section: '6.4.3',
    level: 'MUST',
    says: 'an advert of priority 0 is answered by one of ours, and Adver_Timer set anew',
    holds() {
      const solo = masterOf();
      assert.deepEqual(hear(solo, advertBytes({ priority: 0 })), ['advert 100']);
      assert.deepEqual([solo.state, solo.remaining], ['MASTER', 1_000_000]);
    },
    otherwise() {
      const solo = masterOf();
      assert.deepEqual(hear(solo, advertBytes({ priority: 0, type: 2 })), []);
      assert.equal(solo.remaining, 500_000);
    },
  },
  {
    section: '6.4.3',
    level: 'MUST',
    says: 'a higher priority makes it Backup: no more adverts, the other one’s interval, a new Active_Down_Timer',
    holds() {
      const solo = masterOf();
      assert.deepEqual(hear(solo, advertBytes({ priority: 101, interval: 50 })), [
        `remove ${VIP[4]}`,
        'notify BACKUP 100',
      ]);
      assert.deepEqual([solo.state, solo.remaining], ['BACKUP', 1_500_000 + 304_687]);
    },
    otherwise() {
      const solo = masterOf({ ...V3, preempts: false });
      hear(solo, advertBytes({ priority: 101 }));
      assert.equal(solo.state, 'BACKUP', 'Preempt_Mode of its own has no say in it');
    },
  },
  {
    section: '6.4.3',
    level: 'MUST',
    says: 'of two with the same priority the lower address yields, compared as unsigned numbers in network byte order',
    holds() {
      const low = masterOf();
      hear(low, advertBytes({ priority: 100, from: '10.99.0.200' }), { from: '10.99.0.200' });
      assert.equal(low.state, 'BACKUP', '.200 is above .5');
      const low6 = masterOf(V3_IPV6);
      hear(low6, advertBytes({ family: 6, priority: 100, from: 'fe80::a' }), { from: 'fe80::a' });
      assert.equal(low6.state, 'BACKUP', 'fe80::a is above fe80::5');
    },
    otherwise() {
      const high = masterOf();
      hear(high, advertBytes({ priority: 100, from: '10.99.0.4' }), { from: '10.99.0.4' });
      assert.equal(high.state, 'MASTER');
      const near = masterOf();
      near.give({ kind: 'source', address: address('10.99.1.1') });
      hear(near, advertBytes({ priority: 100, from: '10.99.0.200' }), { from: '10.99.0.200' });
      assert.equal(near.state, 'MASTER', 'the first octet that differs decides');
    },
  },
  {
    section: '6.4.3',
    level: 'MUST',
    says: 'any other advert is discarded and answered by one of ours at once',
    deviation:
      'shared with keepalived: the addresses are announced anew, too; strict mode does as RFC 5798, which is silent',
    holds() {
      const solo = masterOf();
      const words = hear(solo, advertBytes({ priority: 99 }));
      assert.deepEqual(words, ['advert 100', `announce ${VIP[4]} x5`, 'notify MASTER_RX_LOWER_PRI 100']);
      assert.deepEqual([solo.state, solo.remaining], ['MASTER', 1_000_000]);
    },
    otherwise() {
      const silent = masterOf({ ...V3, answersLowerPriority: false });
      assert.ok(!hear(silent, advertBytes({ priority: 99 })).includes('advert 100'));
      assert.equal(silent.remaining, 500_000);
      assert.equal(configured('version 3\nstrict_mode on').answersLowerPriority, false);
      assert.equal(configured('version 3').answersLowerPriority, true);
    },
  },
];

export const stateRules: readonly Rule[] = [...parameterRules, ...initializeRules, ...backupRules, ...activeRules];
