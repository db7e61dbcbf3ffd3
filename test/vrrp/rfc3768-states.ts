/** RFC 3768, sections 6, 8 and 9: what a router of version 2 does in each state, and what hosts notice of it. */
import assert from 'node:assert/strict';
import { milliseconds, seconds } from '../../src/base/duration.js';
import type { InstanceSettings } from '../../src/vrrp/settings.js';
import { masterDownInterval, skewTime } from '../../src/vrrp/timers.js';
import { virtualAddress } from '../support/instance-settings.js';
import { Solo } from '../support/solo.js';
import type { Rule } from './ledger.js';
import {
  type AdvertBytes,
  advertBytes,
  backupOf,
  configured,
  hear,
  isRefused,
  masterOf,
  V2,
  VIP,
} from './ledger-bench.js';

const advert = (fields: AdvertBytes = {}) => advertBytes({ version: 2, ...fields });

/** Priority 100. */
const SKEW = 609_375;
const DOWN = 3_000_000 + SKEW;

const TWO: Partial<InstanceSettings> = {
  ...V2,
  addresses: [virtualAddress('10.99.0.50/24'), virtualAddress('10.99.0.51/24')],
};
const SLOW: Partial<InstanceSettings> = { ...V2, advertInterval: seconds(10) };

const v2 = (priority: number, interval: number) => ({
  version: 2 as const,
  priority,
  masterInterval: seconds(interval),
  adverts: 3,
});

const VMAC_ONLY = 'Only with `use_vmac` there is a virtual MAC, as in keepalived; without it routers have their own.';

const parameterRules: readonly Rule[] = [
  {
    section: '6.1',
    level: 'defines',
    says: 'a VRID is 1 to 255',
    holds: () => assert.equal(configured('', { vrid: 255 }).vrid, 255),
    otherwise: () => assert.ok(isRefused('', { vrid: 256 })),
  },
  {
    section: '6.1',
    level: 'defines',
    says: 'Skew_Time is (256 - Priority) / 256 seconds',
    holds() {
      assert.equal(skewTime(v2(100, 1)), SKEW);
      assert.equal(skewTime(v2(255, 1)), 3_906);
      assert.equal(skewTime(v2(1, 1)), 996_093);
    },
    otherwise: () => assert.equal(skewTime(v2(100, 10)), SKEW, 'whatever the interval'),
  },
  {
    section: '6.1',
    level: 'defines',
    says: 'Master_Down_Interval is 3 * Advertisement_Interval + Skew_Time',
    holds: () => assert.equal(masterDownInterval(v2(100, 1)), DOWN),
    otherwise: () => assert.equal(masterDownInterval(v2(100, 10)), 30_000_000 + SKEW),
  },
  {
    section: '6.1',
    level: 'defines',
    says: 'Preempt_Mode is True by default, and an owner preempts always',
    holds() {
      assert.equal(configured('').preempts, true);
      assert.equal(configured('nopreempt\npriority 255').preempts, true);
    },
    otherwise: () => assert.equal(configured('nopreempt').preempts, false),
  },
  {
    section: '6.2',
    level: 'defines',
    says: 'Master_Down_Timer ends when no advert was heard for Master_Down_Interval',
    holds() {
      const solo = backupOf(V2);
      assert.deepEqual(solo.advance(milliseconds(2_609)), []);
      solo.advance(milliseconds(1));
      assert.equal(solo.state, 'MASTER');
    },
    otherwise() {
      const solo = backupOf(V2);
      for (let i = 0; i < 10; i++) {
        hear(solo, advert());
        assert.deepEqual(solo.advance(milliseconds(3_609)), []);
      }
    },
  },
  {
    section: '6.2',
    level: 'defines',
    says: 'Adver_Timer ends each Advertisement_Interval',
    holds() {
      const words = masterOf(V2).advance(seconds(5));
      assert.equal(words.filter(word => word === 'advert 100').length, 5);
    },
    otherwise: () => assert.deepEqual(backupOf(V2).advance(seconds(2)), []),
  },
];

const initializeRules: readonly Rule[] = [
  {
    section: '6.4.1',
    level: 'MUST',
    says: 'an address owner that starts advertises, announces its addresses and is Master',
    holds() {
      const solo = new Solo({ ...TWO, priority: 255 }).connect();
      assert.deepEqual(solo.give({ kind: 'start' }), [
        'advert 255',
        'add 10.99.0.50 10.99.0.51',
        'announce 10.99.0.50 10.99.0.51 x5',
        'notify MASTER 255',
      ]);
      assert.equal(solo.remaining, 1_000_000);
    },
    otherwise() {
      const solo = new Solo({ ...V2, initialState: 'MASTER', priority: 254 }).connect();
      assert.deepEqual(solo.give({ kind: 'start' }), ['notify BACKUP 254'], 'the wish to be MASTER makes no owner');
    },
  },
  {
    section: '6.4.1',
    level: 'MUST',
    says: 'any other that starts is Backup for Master_Down_Interval',
    holds() {
      const solo = new Solo(V2).connect().start();
      assert.deepEqual([solo.state, solo.remaining], ['BACKUP', DOWN]);
    },
    otherwise() {
      const solo = new Solo(V2).connect();
      assert.deepEqual([solo.state, solo.remaining], ['INIT', undefined], 'not before it starts');
    },
  },
];

const backupRules: readonly Rule[] = [
  {
    section: '6.4.2',
    level: 'MUST NOT',
    says: 'a backup answers ARP for the addresses, or accepts packets to them',
    holds() {
      const solo = new Solo(TWO).connect();
      const words = [...solo.give({ kind: 'start' }), ...solo.advance(seconds(3))];
      assert.ok(!words.some(word => word.startsWith('add ')), 'it has not got them');
    },
    otherwise: () => assert.ok(hear(masterOf(TWO), advert()).includes('remove 10.99.0.50 10.99.0.51')),
  },
  { section: '6.4.2', level: 'MUST', says: 'a backup discards what is sent to the virtual MAC', apart: VMAC_ONLY },
  {
    section: '6.4.2',
    level: 'MUST',
    says: 'a shutdown cancels Master_Down_Timer and ends in Initialize',
    holds() {
      const solo = backupOf(V2);
      assert.deepEqual(solo.give({ kind: 'stop', releases: true }), ['notify STOP 100']);
      assert.deepEqual([solo.state, solo.remaining], ['INIT', undefined]);
    },
    otherwise() {
      const solo = backupOf(V2);
      solo.give({ kind: 'stop', releases: true });
      hear(solo, advert({ priority: 0 }));
      assert.deepEqual(solo.advance(seconds(60)), []);
    },
  },
  {
    section: '6.4.2',
    level: 'MUST',
    says: 'when Master_Down_Timer ends it advertises, announces each address, sets Adver_Timer and is Master',
    holds() {
      const solo = backupOf(TWO);
      assert.deepEqual(solo.advance(milliseconds(2_610)), [
        'advert 100',
        'add 10.99.0.50 10.99.0.51',
        'announce 10.99.0.50 10.99.0.51 x5',
        'notify MASTER 100',
      ]);
      assert.equal(solo.remaining, 1_000_000 - 625);
    },
    otherwise() {
      const solo = backupOf(TWO);
      hear(solo, advert({ priority: 100 }));
      assert.deepEqual(solo.advance(milliseconds(2_610)), []);
    },
  },
  {
    section: '6.4.2',
    level: 'MUST',
    says: 'an advert of priority 0 sets Master_Down_Timer to Skew_Time',
    holds() {
      const solo = backupOf(V2);
      hear(solo, advert({ priority: 0 }));
      assert.equal(solo.remaining, SKEW);
    },
    otherwise() {
      const solo = backupOf(SLOW);
      hear(solo, advert({ priority: 0, interval: 10 }));
      assert.equal(solo.remaining, SKEW, 'which is the same for every interval');
    },
  },
  {
    section: '6.4.2',
    level: 'MUST',
    says: 'an advert of at least our priority, or without Preempt_Mode any, sets Master_Down_Timer anew',
    holds() {
      for (const priority of [100, 101, 255]) {
        const solo = backupOf(V2);
        hear(solo, advert({ priority }));
        assert.equal(solo.remaining, DOWN);
      }
    },
    otherwise() {
      const solo = backupOf({ ...V2, preempts: false });
      hear(solo, advert({ priority: 1 }));
      assert.equal(solo.remaining, DOWN);
    },
  },
  {
    section: '6.4.2',
    level: 'MUST',
    says: 'any other advert is discarded: the timer runs on',
    holds() {
      const solo = backupOf(V2);
      assert.deepEqual(hear(solo, advert({ priority: 99 })), []);
      assert.equal(solo.remaining, DOWN - 1_000_000);
    },
    otherwise() {
      const solo = backupOf(V2);
      for (let i = 0; i < 3; i++) {
        hear(solo, advert({ priority: 99 }));
        solo.advance(seconds(1));
      }
      assert.equal(solo.state, 'MASTER', 'and ends its reign');
    },
  },
];

const masterRules: readonly Rule[] = [
  {
    section: '6.4.3',
    level: 'MUST',
    says: 'the master answers ARP for the addresses',
    holds: () =>
      assert.ok(backupOf(V2).advance(seconds(3)).includes(`add ${VIP[4]}`), 'it has them; the kernel answers'),
    otherwise: () => assert.ok(masterOf(V2).give({ kind: 'stop', releases: true }).includes(`remove ${VIP[4]}`)),
  },
  { section: '6.4.3', level: 'MUST', says: 'packets to the virtual MAC are forwarded', apart: VMAC_ONLY },
  {
    section: '6.4.3',
    level: 'MUST NOT',
    says: 'packets to the addresses are accepted by a master that is no owner',
    deviation: 'shared with keepalived: they are, but in strict mode or with `no_accept`',
    holds() {
      assert.equal(configured('strict_mode on').accepts, false);
      assert.equal(configured('no_accept').accepts, false);
    },
    otherwise() {
      assert.equal(configured('').accepts, true);
      assert.equal(configured('strict_mode on\npriority 255').accepts, true, 'an owner does');
    },
  },
  {
    section: '6.4.3',
    level: 'MUST',
    says: 'a shutdown cancels Adver_Timer, sends priority 0 and ends in Initialize',
    holds() {
      const solo = masterOf(V2);
      assert.deepEqual(solo.give({ kind: 'stop', releases: true }), [
        'advert 0',
        `remove ${VIP[4]}`,
        'notify STOP 100',
      ]);
      assert.deepEqual([solo.state, solo.remaining], ['INIT', undefined]);
    },
    otherwise() {
      const solo = masterOf(V2);
      solo.give({ kind: 'stop', releases: true });
      assert.deepEqual(solo.advance(seconds(60)), []);
    },
  },
  {
    section: '6.4.3',
    level: 'MUST',
    says: 'when Adver_Timer ends it advertises and sets the timer anew',
    holds() {
      const solo = masterOf(V2);
      assert.deepEqual(solo.advance(milliseconds(500)), ['advert 100']);
      assert.equal(solo.remaining, 1_000_000);
    },
    otherwise: () => assert.deepEqual(masterOf(V2).advance(milliseconds(499)), []),
  },
  {
    section: '6.4.3',
    level: 'MUST',
    says: 'an advert of priority 0 is answered, and Adver_Timer set anew',
    holds() {
      const solo = masterOf(V2);
      assert.deepEqual(hear(solo, advert({ priority: 0 })), ['advert 100']);
      assert.deepEqual([solo.state, solo.remaining], ['MASTER', 1_000_000]);
    },
    otherwise() {
      const solo = masterOf(V2);
      assert.deepEqual(hear(solo, advert({ priority: 0, interval: 2 })), []);
      assert.equal(solo.remaining, 500_000, 'one that is discarded sets nothing');
    },
  },
  {
    section: '6.4.3',
    level: 'MUST',
    says: 'a higher priority, or the same from a higher address, makes it Backup for Master_Down_Interval',
    holds() {
      const rivals: readonly AdvertBytes[] = [{ priority: 101 }, { priority: 100, from: '10.99.0.200' }];
      for (const rival of rivals) {
        const solo = masterOf(V2);
        const words = hear(solo, advert(rival), rival.from === undefined ? {} : { from: rival.from });
        assert.deepEqual(words, [`remove ${VIP[4]}`, 'notify BACKUP 100']);
        assert.equal(solo.remaining, DOWN);
      }
    },
    otherwise() {
      const solo = masterOf(V2);
      hear(solo, advert({ priority: 100 }), { from: '10.99.0.4' });
      assert.equal(solo.state, 'MASTER');
    },
  },
  {
    section: '6.4.3',
    level: 'MUST',
    says: 'any other advert is discarded',
    deviation: 'shared with keepalived: and answered by an advert and announcements, but in strict mode',
    holds() {
      const solo = masterOf(V2);
      const words = hear(solo, advert({ priority: 99 }));
      assert.deepEqual(words, ['advert 100', `announce ${VIP[4]} x5`, 'notify MASTER_RX_LOWER_PRI 100']);
      assert.equal(solo.state, 'MASTER');
    },
    otherwise() {
      const { answersLowerPriority, garp } = configured('strict_mode on');
      const solo = masterOf({ ...V2, answersLowerPriority, garp });
      assert.deepEqual(hear(solo, advert({ priority: 99 })), ['notify MASTER_RX_LOWER_PRI 100']);
      assert.equal(solo.remaining, 500_000);
    },
  },
];

const hostRules: readonly Rule[] = [
  {
    section: '8.1',
    level: 'MUST',
    says: 'a redirect is for the virtual router the packet was sent to',
    apart: 'The kernel sends redirects; `use_vmac` gives it the address and the MAC they are to come from.',
  },
  { section: '8.2', level: 'MUST NOT', says: 'ARP is answered with the physical MAC', apart: VMAC_ONLY },
  {
    section: '8.2',
    level: 'SHOULD',
    says: 'gratuitous ARP is sent for each address',
    holds: () => assert.ok(backupOf(TWO).advance(seconds(3)).includes('announce 10.99.0.50 10.99.0.51 x5')),
    otherwise() {
      const words = backupOf({ ...TWO, garp: configured('garp_master_repeat 2').garp }).advance(seconds(3));
      assert.ok(words.includes('announce 10.99.0.50 10.99.0.51 x2'), 'as often as one likes');
    },
  },
  {
    section: '8.2',
    level: 'SHOULD',
    says: 'gratuitous ARP waits until the address is configured',
    apart: 'Frames leave as the kernel confirms each address: test/daemon/vrrp/perform/announce.test.ts.',
  },
  { section: '8.3', level: 'MUST', says: 'proxy ARP advertises the virtual MAC', apart: VMAC_ONLY },
  {
    section: '8.4',
    level: 'SHOULD NOT',
    says: 'who is no owner forwards packets to the addresses it has become master for',
    apart: 'It has the addresses, so the kernel delivers such packets, or drops them with `no_accept`.',
  },
  {
    section: '9.1',
    level: 'SHOULD',
    says: 'on FDDI the virtual MAC is a filter beside the hardware MAC',
    apart: 'Linux has had no FDDI adapter for years, and keepalived wants Ethernet for `use_vmac`, too.',
  },
  {
    section: '9.2',
    level: 'MUST',
    says: 'on Token Ring functional addresses are used',
    apart: 'Linux has had no Token Ring since 3.5, and keepalived never spoke it.',
  },
];

export const stateRules: readonly Rule[] = [
  ...parameterRules,
  ...initializeRules,
  ...backupRules,
  ...masterRules,
  ...hostRules,
];
