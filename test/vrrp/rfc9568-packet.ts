/** RFC 9568, sections 5 and 7: what stands in an advert, which ones are sent, and which are believed. */
import assert from 'node:assert/strict';
import { address } from '../../src/base/address.js';
import { milliseconds, seconds } from '../../src/base/duration.js';
import { chooseSource } from '../../src/daemon/vrrp/source-address.js';
import { AddressFlag } from '../../src/wire/netlink/rtnetlink.js';
import { virtualAddress } from '../support/instance-settings.js';
import { password, unicastTo } from '../support/vrrp-settings.js';
import type { Rule } from './ledger.js';
import {
  advertBytes,
  backupOf,
  checksumCovers,
  configured,
  GROUP,
  hear,
  ipv4Packet,
  ipv6Message,
  isRefused,
  masterOf,
  NEIGHBOUR,
  OWN,
  remarks,
  sent,
  sentToGroup,
  V2,
  V3,
  V3_IPV6,
  VIP,
  verdict,
} from './ledger-bench.js';

const IPV6 = { family: 6 } as const;

/** The source chosen on an interface with these addresses, of which some are virtual. */
function sourceOf(family: 4 | 6, onInterface: readonly string[], virtual: readonly string[] = [], flags = 0) {
  const entries = onInterface.map(text => ({ address: address(text), flags }));
  return chooseSource({ family, tracksSource: false }, entries, new Set(virtual), () => true)?.text;
}

const sourceRules: readonly Rule[] = [
  {
    section: '5.1.1.1',
    level: 'defines',
    says: 'the source is the primary IPv4 address of the interface',
    holds: () => assert.equal(sourceOf(4, ['fe80::1', '10.99.0.5', '10.99.0.6']), '10.99.0.5'),
    otherwise() {
      assert.equal(sourceOf(4, ['10.99.0.50', '10.99.0.5'], ['10.99.0.50']), '10.99.0.5', 'never a virtual one');
      assert.equal(sourceOf(4, ['fe80::1']), undefined);
    },
  },
  {
    section: '5.1.2.1',
    level: 'defines',
    says: 'the source is the link-local IPv6 address of the interface',
    holds: () => assert.equal(sourceOf(6, ['10.99.0.5', '2001:db8::5', 'fe80::5']), 'fe80::5'),
    otherwise() {
      assert.equal(sourceOf(6, ['2001:db8::5']), undefined, 'a global one is none');
      assert.equal(sourceOf(6, ['fe80::50', 'fe80::5'], ['fe80::50']), 'fe80::5', 'never a virtual one');
      assert.equal(sourceOf(6, ['fe80::5'], [], AddressFlag.tentative), undefined, 'not before it is ours for sure');
    },
  },
  {
    section: '7.2',
    level: 'MUST',
    says: 'the source address of an advert is that of the interface, IPv4 or link-local',
    holds() {
      assert.deepEqual([...ipv4Packet(V3).subarray(12, 16)], [...address(OWN[4]).bytes]);
      assert.equal(ipv6Message(V3_IPV6).source, Buffer.from(address(OWN[6]).bytes).toString('hex'));
    },
    otherwise() {
      const homeless = backupOf(V3);
      homeless.give({ kind: 'source', address: undefined });
      assert.equal(homeless.state, 'FAULT', 'without one nothing is sent');
      assert.deepEqual(homeless.advance(seconds(10)), []);
    },
  },
];

const headerRules: readonly Rule[] = [
  {
    section: '5.1.1.2',
    level: 'defines',
    says: 'adverts go to 224.0.0.18',
    holds() {
      assert.equal(configured('version 3').multicastGroup.text, GROUP[4]);
      assert.deepEqual([...ipv4Packet(V3).subarray(16, 20)], [224, 0, 0, 18]);
    },
    otherwise() {
      const peers = { ...V3, unicast: unicastTo(['10.99.0.9', '10.99.0.8']) };
      const destinations = sent(peers).map(copy => copy.destination);
      assert.deepEqual(destinations, ['10.99.0.9', '10.99.0.8'], 'with unicast peers, to those and not to the group');
    },
  },
  {
    section: '5.1.1.2',
    level: 'MUST NOT',
    says: 'a datagram to this group is forwarded',
    apart: 'The kernel never forwards 224.0.0.0/24, and nothing here turns multicast routing on.',
  },
  {
    section: '5.1.1.3',
    level: 'MUST',
    says: 'the TTL is set to 255',
    holds: () => assert.equal(ipv4Packet(V3)[8], 255),
    otherwise() {
      const near = { ...V3, unicast: { ...unicastTo(['10.99.0.9']), ttl: 64 } };
      assert.equal(sentToGroup(near).ttl, 64, 'only unicast peers can be given another one (`unicast_ttl`)');
    },
  },
  {
    section: '5.1.1.3',
    level: 'MUST',
    says: 'a packet with another TTL than 255 is discarded',
    deviation: 'shared with keepalived: not between unicast peers',
    holds() {
      for (const ttl of [0, 1, 64, 254]) assert.equal(verdict(V3, advertBytes(), { ttl }), 'discarded');
    },
    otherwise() {
      assert.equal(verdict(V3, advertBytes(), { ttl: 255 }), 'believed');
      const peers = { ...V3, unicast: unicastTo([NEIGHBOUR[4]]) };
      assert.equal(verdict(peers, advertBytes({ to: OWN[4] }), { ttl: 64, to: OWN[4] }), 'believed');
    },
  },
  {
    section: '5.1.1.4',
    level: 'defines',
    says: 'the IPv4 protocol number is 112',
    holds: () => assert.equal(ipv4Packet(V3)[9], 112),
    otherwise() {
      const { pdu } = sentToGroup(V3);
      const summed = checksumCovers(pdu, 4, OWN[4], GROUP[4]);
      assert.equal(summed, 'pseudo-header', 'the sum knows it, too: with another number it would come to something');
    },
  },
  {
    section: '5.1.2.2',
    level: 'defines',
    says: 'adverts over IPv6 go to ff02::12',
    holds() {
      assert.equal(configured('version 3', { addresses: 'fe80::50/64' }).multicastGroup.text, GROUP[6]);
      assert.equal(ipv6Message(V3_IPV6).destination, 'ff020000000000000000000000000012');
    },
    otherwise() {
      const peers = { ...V3_IPV6, unicast: unicastTo(['fe80::9']) };
      assert.deepEqual(
        sent(peers).map(copy => copy.destination),
        ['fe80::9'],
      );
    },
  },
  {
    section: '5.1.2.2',
    level: 'MUST NOT',
    says: 'a datagram to this group is forwarded',
    apart: 'The kernel never forwards link-local groups, and nothing here turns multicast routing on.',
  },
  {
    section: '5.1.2.3',
    level: 'MUST',
    says: 'the hop limit is set to 255',
    // struct cmsghdr: level IPPROTO_IPV6 41, type IPV6_HOPLIMIT 52 (RFC 3542 6.3).
    holds: () => assert.deepEqual(ipv6Message(V3_IPV6).hopLimit, [41, 52, 255]),
    otherwise() {
      const { ttl: _, ...unicast } = unicastTo(['fe80::9']);
      assert.equal(sentToGroup({ ...V3_IPV6, unicast }).ttl, undefined, 'a unicast peer gets what the kernel says');
    },
  },
  {
    section: '5.1.2.3',
    level: 'MUST',
    says: 'a packet with another hop limit than 255 is discarded',
    holds() {
      for (const ttl of [0, 1, 64, 254]) assert.equal(verdict(V3_IPV6, advertBytes(IPV6), { ttl }), 'discarded');
    },
    otherwise: () => assert.equal(verdict(V3_IPV6, advertBytes(IPV6), { ttl: 255 }), 'believed'),
  },
  {
    section: '5.1.2.4',
    level: 'defines',
    says: 'the IPv6 next header is 112',
    holds() {
      const { pdu } = sentToGroup(V3_IPV6);
      assert.equal(checksumCovers(pdu, 6, OWN[6], GROUP[6]), 'pseudo-header', 'which has the next header in it');
    },
    otherwise() {
      const { pdu } = sentToGroup(V3_IPV6);
      assert.equal(checksumCovers(pdu, 6, OWN[6], 'ff02::1'), 'nothing');
    },
  },
];

const fieldRules: readonly Rule[] = [
  {
    section: '5.2.1',
    level: 'defines',
    says: 'the version is 3',
    holds: () => assert.equal(sentToGroup(V3).pdu[0]! >> 4, 3),
    otherwise: () => assert.equal(sentToGroup(V2).pdu[0]! >> 4, 2, 'an instance of version 2 says so'),
  },
  {
    section: '5.2.2',
    level: 'MUST',
    says: 'a packet of unknown type is discarded',
    holds() {
      for (const type of [0, 2, 15]) assert.equal(verdict(V3, advertBytes({ type })), 'discarded');
      assert.match(remarks(V3, advertBytes({ type: 2 })).join(), /type 2, must be 1/);
    },
    otherwise() {
      assert.equal(verdict(V3, advertBytes({ type: 1 })), 'believed');
      assert.equal(sentToGroup(V3).pdu[0]! & 0x0f, 1, 'and 1 is what we send');
    },
  },
  {
    section: '5.2.3',
    level: 'defines',
    says: 'the VRID says which virtual router is spoken of',
    holds: () => assert.equal(sentToGroup({ ...V3, vrid: 255 }).pdu[1], 255),
    otherwise: () => assert.equal(verdict(V3, advertBytes({ vrid: 52 })), 'discarded', 'another one is not ours'),
  },
  {
    section: '5.2.4',
    level: 'MUST',
    says: 'the priority of the address owner is 255',
    deviation: 'shared with keepalived: the owner is who is configured with 255, not who has the address',
    holds() {
      assert.equal(configured('state MASTER').priority, 255);
      const owner = masterOf({ ...V3, priority: 255, trackScripts: [{ name: 'chk', weight: -50, reverse: false }] });
      owner.give({ kind: 'script', name: 'chk', verdict: 'down' });
      assert.equal(owner.view().effectivePriority, 255, 'whatever a tracker says');
    },
    otherwise: () => assert.equal(configured('priority 254').initialState, 'BACKUP', '254 is nobody’s owner'),
  },
  {
    section: '5.2.4',
    level: 'MUST',
    says: 'a router that backs up has a priority from 1 to 254',
    holds() {
      const weighed = (priority: number, weight: number) => {
        const solo = backupOf({ ...V3, priority, trackScripts: [{ name: 'chk', weight, reverse: false }] });
        solo.give({ kind: 'script', name: 'chk', verdict: weight < 0 ? 'down' : 'up' });
        return solo.view().effectivePriority;
      };
      assert.equal(weighed(10, -100), 1);
      assert.equal(weighed(200, 100), 254, 'a weight makes nobody an owner');
    },
    otherwise() {
      assert.ok(isRefused('priority 0'));
      assert.ok(isRefused('priority 256'));
      assert.equal(configured('priority 1').priority, 1);
    },
  },
  {
    section: '5.2.4',
    level: 'defines',
    says: 'priority 0 says that the active router has stopped taking part',
    holds() {
      const solo = masterOf();
      assert.equal(solo.give({ kind: 'stop', releases: true })[0], 'advert 0');
    },
    otherwise() {
      const solo = backupOf();
      const words = solo.give({ kind: 'stop', releases: true });
      assert.deepEqual(words, ['notify STOP 100'], 'a backup had nothing to give up');
    },
  },
  {
    section: '5.2.4',
    level: 'defines',
    says: 'the default priority of a router that backs up is 100',
    holds: () => assert.equal(configured('version 3').priority, 100),
    otherwise: () => assert.equal(configured('version 3\npriority 7').priority, 7),
  },
  {
    section: '5.2.5',
    level: 'defines',
    says: 'the count is the number of addresses that follow',
    holds() {
      const two = [virtualAddress('10.99.0.50/24'), virtualAddress('10.99.0.51/24')];
      const { pdu } = sentToGroup({ ...V3, addresses: two });
      assert.deepEqual([pdu[3], pdu.length], [2, 8 + 2 * 4]);
    },
    otherwise() {
      for (const count of [0, 2]) assert.equal(verdict(V3, advertBytes({ count })), 'discarded');
    },
  },
  {
    section: '5.2.5',
    level: 'MUST',
    says: 'an advert whose count is 0 is ignored',
    holds() {
      assert.equal(verdict(V3, advertBytes({ addresses: [] })), 'discarded');
      assert.equal(verdict(V3_IPV6, advertBytes({ ...IPV6, addresses: [] })), 'discarded');
      const backup = backupOf();
      hear(backup, advertBytes({ addresses: [], priority: 0 }));
      assert.equal(backup.remaining, 2_609_375, 'not even as a farewell');
      assert.match(remarks(V3, advertBytes({ addresses: [] })).join(), /carries no address/);
    },
    otherwise: () => assert.equal(verdict(V3, advertBytes({ addresses: [VIP[4]] })), 'believed'),
  },
  {
    section: '5.2.6',
    level: 'MUST',
    says: 'the reserved bits are 0 on transmission and ignored on reception',
    holds() {
      const { pdu } = sentToGroup({ ...V3, advertInterval: milliseconds(40_950) });
      assert.equal(pdu[4]! >> 4, 0);
    },
    otherwise() {
      const backup = backupOf();
      hear(backup, advertBytes({ reserved: 15, interval: 200 }));
      assert.equal(backup.view().masterAdvertInterval, seconds(2), 'whatever stands there is no part of the interval');
    },
  },
  {
    section: '5.2.7',
    level: 'defines',
    says: 'the interval is 12 bits of centiseconds, 1 s by default',
    holds() {
      const interval = (ms: number) => [...sentToGroup({ ...V3, advertInterval: milliseconds(ms) }).pdu.subarray(4, 6)];
      assert.deepEqual([interval(10), interval(1_000), interval(40_950)].flat(), [0, 1, 0, 100, 0x0f, 0xff]);
      assert.equal(configured('version 3').advertInterval, seconds(1));
    },
    otherwise() {
      assert.equal(configured('version 3\nadvert_int 50').advertInterval, milliseconds(40_950));
      const { pdu } = sentToGroup({ ...V3, advertInterval: seconds(50) });
      assert.deepEqual([...pdu.subarray(4, 6)], [0x0f, 0xff], 'what does not fit never runs into the bits before it');
    },
  },
  {
    section: '5.2.8',
    level: 'defines',
    says: 'over IPv4 the checksum covers the VRRP message alone',
    deviation: 'shared with keepalived and FRR: as RFC 5798 has it we send it with a pseudo header, and believe both',
    holds() {
      const { pdu } = sentToGroup(V3);
      assert.equal(checksumCovers(pdu, 4, OWN[4], GROUP[4]), 'pseudo-header');
      assert.equal(verdict(V3, advertBytes({ checksum: 'pseudo-header' })), 'believed');
    },
    otherwise() {
      const asked = sentToGroup({ ...V3, checksumAsV2: true });
      assert.equal(
        checksumCovers(asked.pdu, 4, OWN[4], GROUP[4]),
        'message',
        '`v3_checksum_as_v2` is what the RFC says',
      );
      assert.equal(verdict(V3, advertBytes({ checksum: 'message' })), 'believed');
      assert.match(remarks(V3, advertBytes({ checksum: 'message' })).join(), /checksum without pseudo header/);
    },
  },
  {
    section: '5.2.8',
    level: 'defines',
    says: 'over IPv6 the checksum covers a pseudo header, too',
    holds() {
      const { pdu } = sentToGroup(V3_IPV6);
      assert.equal(checksumCovers(pdu, 6, OWN[6], GROUP[6]), 'pseudo-header');
      assert.equal(verdict(V3_IPV6, advertBytes(IPV6)), 'believed');
    },
    otherwise: () => assert.equal(verdict(V3_IPV6, advertBytes({ ...IPV6, checksum: 'message' })), 'discarded'),
  },
  {
    section: '5.2.9',
    level: 'MUST',
    says: 'the addresses are all of the family the advert travels on',
    holds() {
      assert.ok(isRefused('version 3', { addresses: '10.0.0.1/24\nfd00::1/64' }));
      const { pdu } = sentToGroup(V3);
      assert.deepEqual([...pdu.subarray(8)], [...address(VIP[4]).bytes]);
    },
    otherwise() {
      const mixed = advertBytes({ ...IPV6, addresses: [VIP[4]] });
      assert.equal(verdict(V3_IPV6, mixed), 'discarded', 'an IPv4 address has not the length of an IPv6 one');
    },
  },
  {
    section: '5.2.9',
    level: 'MUST',
    says: 'the first IPv6 address is a link-local one',
    deviation: 'shared with keepalived: only asked for, in strict mode, and believed either way',
    holds() {
      const strict = 'version 3\nstrict_mode on';
      assert.ok(isRefused(strict, { addresses: 'fd00::1/64\nfe80::1/64' }));
      assert.ok(!isRefused(strict, { addresses: 'fe80::1/64\nfd00::1/64' }));
    },
    otherwise() {
      const global = { ...V3_IPV6, addresses: [virtualAddress('fd00::1/64')] };
      assert.equal(verdict(global, advertBytes({ ...IPV6, addresses: ['fd00::1'] })), 'believed');
    },
  },
];

const receptionRules: readonly Rule[] = [
  {
    section: '7.1',
    level: 'MUST',
    says: 'the version of a received advert is verified',
    holds() {
      assert.equal(verdict(V3, advertBytes({ version: 2, checksum: 'message' })), 'discarded');
      const unknown = masterOf();
      hear(unknown, advertBytes({ version: 4 }));
      assert.deepEqual([unknown.state, unknown.view().counters.versionErrors], ['MASTER', 1]);
      assert.match(unknown.log.at(-1)!, /version 4, known are 2 and 3/);
    },
    otherwise: () => assert.equal(verdict(V3, advertBytes({ version: 3 })), 'believed'),
  },
  {
    section: '7.1',
    level: 'MUST',
    says: 'a received advert is complete: fixed fields and all addresses',
    holds() {
      const whole = advertBytes({ addresses: [VIP[4], '10.99.0.51'] });
      for (let length = 0; length < whole.length; length++) {
        const solo = masterOf();
        hear(solo, whole.subarray(0, length));
        assert.deepEqual([solo.state, solo.view().counters.lengthErrors], ['MASTER', 1], `${length} bytes`);
      }
    },
    otherwise: () => assert.equal(verdict(V3, advertBytes({ addresses: [VIP[4], '10.99.0.51'] })), 'believed'),
  },
  {
    section: '7.1',
    level: 'MUST',
    says: 'the checksum of a received advert is verified',
    holds() {
      assert.equal(verdict(V3, advertBytes({ checksum: 'wrong' })), 'discarded');
      assert.equal(verdict(V3_IPV6, advertBytes({ ...IPV6, checksum: 'wrong' })), 'discarded');
      const diverted = advertBytes({ to: '224.0.0.5' });
      assert.equal(verdict(V3, diverted), 'discarded', 'a sum over another destination is none');
    },
    otherwise: () => assert.equal(verdict(V3, advertBytes()), 'believed'),
  },
  {
    section: '7.1',
    level: 'MUST',
    says: 'the VRID is one configured on the receiving interface',
    holds: () => assert.equal(verdict({ ...V3, vrid: 7 }, advertBytes({ vrid: 51 })), 'discarded'),
    otherwise: () => assert.equal(verdict({ ...V3, vrid: 7 }, advertBytes({ vrid: 7 })), 'believed'),
  },
  {
    section: '7.1',
    level: 'MUST',
    says: 'the interval of a received advert is not 0 (erratum 8301)',
    deviation: 'ours: the advert counts, the 0 does not; keepalived believes it and its backup changes state each time',
    holds() {
      const backup = backupOf();
      hear(backup, advertBytes({ interval: 0 }));
      assert.equal(backup.view().masterAdvertInterval, seconds(1));
      assert.equal(backup.remaining, 3_609_375);
    },
    otherwise() {
      const backup = backupOf();
      hear(backup, advertBytes({ interval: 1 }));
      assert.equal(backup.view().masterAdvertInterval, milliseconds(10));
    },
  },
  {
    section: '7.1',
    level: 'SHOULD',
    says: 'a discarded advert is logged, not each time it comes again',
    holds() {
      const lines = remarks(V3, advertBytes({ type: 2 }), advertBytes({ type: 2 }), advertBytes({ type: 2 }));
      assert.deepEqual(lines.length, 1);
      const short = advertBytes().subarray(0, 10);
      assert.equal(remarks(V3, short, short, short).length, 1);
    },
    otherwise() {
      const lines = remarks(V3, advertBytes({ type: 2 }), advertBytes({ checksum: 'wrong' }));
      assert.equal(lines.length, 2, 'another fault is another line');
    },
  },
  {
    section: '7.1',
    level: 'MAY',
    says: 'errors are shown to network management',
    holds() {
      const solo = masterOf();
      for (let i = 0; i < 3; i++) hear(solo, advertBytes({ checksum: 'wrong' }));
      assert.equal(solo.view().counters.checksumErrors, 3, 'each is counted, for the statistics');
    },
    otherwise() {
      const solo = masterOf();
      hear(solo, advertBytes({ priority: 50 }));
      assert.equal(solo.view().counters.checksumErrors, 0);
    },
  },
  {
    section: '7.1',
    level: 'SHOULD',
    says: 'an interval other than ours is logged, and the advert believed',
    holds() {
      assert.equal(verdict(V3, advertBytes({ interval: 200 })), 'believed');
      const lines = remarks(V3, advertBytes({ interval: 200 }));
      assert.ok(lines.some(line => /interval of 2000 ms, ours is 1000 ms/.test(line)));
    },
    otherwise: () => assert.ok(!remarks(V3, advertBytes()).some(line => /interval/.test(line))),
  },
  {
    section: '7.1',
    level: 'MAY',
    says: 'count and list of addresses are compared with ours; a difference is logged, and the advert believed',
    holds() {
      for (const addresses of [['10.99.0.99'], [VIP[4], '10.99.0.99']]) {
        assert.equal(verdict(V3, advertBytes({ addresses })), 'believed');
        assert.ok(remarks(V3, advertBytes({ addresses })).some(line => /addresses/.test(line)));
      }
    },
    otherwise() {
      const two = { ...V3, addresses: [virtualAddress('10.99.0.50/24'), virtualAddress('10.99.0.51/24')] };
      const swapped = advertBytes({ addresses: ['10.99.0.51', '10.99.0.50'] });
      assert.ok(!remarks(two, swapped).some(line => /addresses/.test(line)), 'their order is nobody’s business');
    },
  },
  {
    section: '7.1',
    level: 'SHOULD',
    says: 'an address owner that hears another one logs it (erratum 8298)',
    holds() {
      const owner = masterOf({ ...V3, priority: 255 });
      const lower = { from: '10.99.0.4' }; // to which it does not yield
      for (let i = 0; i < 3; i++) hear(owner, advertBytes({ priority: 255, ...lower }), lower);
      assert.equal(owner.log.filter(line => /both have priority 255/.test(line)).length, 1);
    },
    otherwise: () => assert.ok(!remarks(V3, advertBytes({ priority: 255 })).some(line => /both have/.test(line))),
  },
];

const transmissionRules: readonly Rule[] = [
  {
    section: '7.2',
    level: 'MUST',
    says: 'the fields of an advert are those of the virtual router',
    holds() {
      const settings = { ...V3, vrid: 9, advertInterval: milliseconds(250) };
      const expected = advertBytes({ vrid: 9, priority: 77, interval: 25, from: OWN[4] });
      assert.deepEqual(sentToGroup(settings, 77).pdu, expected);
      const expected6 = advertBytes({ ...IPV6, vrid: 9, priority: 77, interval: 25, from: OWN[6] });
      assert.deepEqual(sentToGroup({ ...settings, ...V3_IPV6 }, 77).pdu, expected6);
    },
    otherwise() {
      const { pdu } = sentToGroup({ ...V3, authentication: { kind: 'pass', password: password('secret12') } });
      assert.equal(pdu.length, 12, 'version 3 has no authentication, whatever was configured for version 2');
    },
  },
  {
    section: '7.2',
    level: 'MUST',
    says: 'the checksum is computed',
    holds: () => assert.notEqual(checksumCovers(sentToGroup(V3).pdu, 4, OWN[4], GROUP[4]), 'nothing'),
    otherwise() {
      const pdu = sentToGroup(V3).pdu.slice();
      pdu[2]! ^= 1;
      assert.equal(checksumCovers(pdu, 4, OWN[4], GROUP[4]), 'nothing');
    },
  },
  {
    section: '7.2',
    level: 'MUST',
    says: 'the source MAC of an advert is that of the virtual router',
    apart: 'Only with `use_vmac`, as in keepalived: by default routers speak with their own. Proved in the lab.',
  },
  {
    section: '7.4',
    level: 'MUST NOT',
    says: 'an interface identifier is made of the virtual MAC',
    apart: 'Only with `use_vmac` there is a device with that MAC; its addresses are proved in the lab.',
  },
];

export const packetRules: readonly Rule[] = [
  ...sourceRules,
  ...headerRules,
  ...fieldRules,
  ...receptionRules,
  ...transmissionRules,
];
