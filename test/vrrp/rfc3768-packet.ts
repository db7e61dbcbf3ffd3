/** RFC 3768, sections 5 and 7: what stands in an advert of version 2, which ones are sent, and which are believed. */
import assert from 'node:assert/strict';
import { address } from '../../src/base/address.js';
import { milliseconds, seconds } from '../../src/base/duration.js';
import type { InstanceSettings } from '../../src/vrrp/settings.js';
import { virtualAddress } from '../support/instance-settings.js';
import { password } from '../support/vrrp-settings.js';
import type { Rule } from './ledger.js';
import {
  type AdvertBytes,
  advertBytes,
  backupOf,
  checksumCovers,
  configured,
  GROUP,
  hear,
  ipv4Packet,
  isRefused,
  masterOf,
  OWN,
  remarks,
  sentToGroup,
  V2,
  VIP,
  verdict,
} from './ledger-bench.js';

const advert = (fields: AdvertBytes = {}) => advertBytes({ version: 2, ...fields });
const PASS: Partial<InstanceSettings> = {
  ...V2,
  authentication: { kind: 'pass', password: password('secret') },
};

const headerRules: readonly Rule[] = [
  {
    section: '5.2.1',
    level: 'defines',
    says: 'the source is the primary address of the interface',
    holds: () => assert.deepEqual([...ipv4Packet(V2).subarray(12, 16)], [...address(OWN[4]).bytes]),
    otherwise() {
      const homeless = backupOf(V2);
      homeless.give({ kind: 'source', address: undefined });
      assert.equal(homeless.state, 'FAULT');
      assert.deepEqual(homeless.advance(seconds(10)), [], 'without one nothing is sent');
    },
  },
  {
    section: '5.2.2',
    level: 'defines',
    says: 'adverts go to 224.0.0.18',
    holds: () => assert.deepEqual([...ipv4Packet(V2).subarray(16, 20)], [224, 0, 0, 18]),
    otherwise: () => assert.equal(configured('').multicastGroup.text, GROUP[4], 'unless told otherwise'),
  },
  {
    section: '5.2.2',
    level: 'MUST NOT',
    says: 'a datagram to this group is forwarded',
    apart: 'The kernel never forwards 224.0.0.0/24, and nothing here turns multicast routing on.',
  },
  {
    section: '5.2.3',
    level: 'MUST',
    says: 'the TTL is 255',
    holds: () => assert.equal(ipv4Packet(V2)[8], 255),
    otherwise: () => assert.equal(ipv4Packet({ ...V2, vrid: 7 })[8], 255, 'whatever else differs'),
  },
  {
    section: '5.2.3',
    level: 'MUST',
    says: 'a packet with another TTL is discarded',
    holds() {
      for (const ttl of [0, 1, 64, 254]) assert.equal(verdict(V2, advert(), { ttl }), 'discarded');
    },
    otherwise: () => assert.equal(verdict(V2, advert(), { ttl: 255 }), 'believed'),
  },
  {
    section: '5.2.4',
    level: 'defines',
    says: 'the protocol number is 112',
    holds: () => assert.equal(ipv4Packet(V2)[9], 112),
    otherwise: () => assert.equal(ipv4Packet(PASS)[9], 112, 'with a password, too'),
  },
];

const fieldRules: readonly Rule[] = [
  {
    section: '5.3.1',
    level: 'defines',
    says: 'the version is 2',
    holds: () => assert.equal(sentToGroup(V2).pdu[0]! >> 4, 2),
    otherwise: () => assert.equal(configured('').version, 2, 'by default'),
  },
  {
    section: '5.3.2',
    level: 'MUST',
    says: 'a packet of unknown type is discarded',
    holds() {
      for (const type of [0, 2, 15]) assert.equal(verdict(V2, advert({ type })), 'discarded');
    },
    otherwise() {
      assert.equal(verdict(V2, advert({ type: 1 })), 'believed');
      assert.equal(sentToGroup(V2).pdu[0]! & 0x0f, 1);
    },
  },
  {
    section: '5.3.3',
    level: 'defines',
    says: 'the VRID says which virtual router is spoken of',
    holds: () => assert.equal(sentToGroup({ ...V2, vrid: 255 }).pdu[1], 255),
    otherwise: () => assert.equal(verdict(V2, advert({ vrid: 52 })), 'discarded'),
  },
  {
    section: '5.3.4',
    level: 'MUST',
    says: 'the priority of the address owner is 255',
    deviation: 'shared with keepalived: the owner is who is configured with 255, not who has the address',
    holds() {
      const owner = masterOf({ ...V2, priority: 255, trackFiles: [{ name: 'f', weight: 1, reverse: false }] });
      owner.give({ kind: 'file', name: 'f', value: -100 });
      assert.equal(owner.view().effectivePriority, 255);
    },
    otherwise: () => assert.equal(configured('priority 254').initialState, 'BACKUP'),
  },
  {
    section: '5.3.4',
    level: 'MUST',
    says: 'a router that backs up has a priority from 1 to 254, by default 100',
    holds() {
      const solo = backupOf({ ...V2, trackFiles: [{ name: 'f', weight: 1, reverse: false }] });
      const weighed = (value: number) => {
        solo.give({ kind: 'file', name: 'f', value });
        return solo.view().effectivePriority;
      };
      assert.deepEqual([weighed(-200), weighed(0), weighed(253)], [1, 100, 254]);
    },
    otherwise() {
      assert.ok(isRefused('priority 0'));
      assert.equal(configured('').priority, 100);
    },
  },
  {
    section: '5.3.5',
    level: 'defines',
    says: 'the count is the number of addresses that follow',
    holds() {
      const two = [virtualAddress('10.99.0.50/24'), virtualAddress('10.99.0.51/24')];
      const { pdu } = sentToGroup({ ...V2, addresses: two });
      assert.deepEqual([pdu[3], pdu.length], [2, 8 + 2 * 4 + 8]);
    },
    otherwise() {
      for (const count of [0, 2]) assert.equal(verdict(V2, advert({ count })), 'discarded');
      assert.equal(verdict({ ...V2, addresses: [] }, advert({ addresses: [] })), 'believed', 'none are none');
    },
  },
  {
    section: '5.3.6',
    level: 'MUST',
    says: 'an unknown authentication type, or another one than ours, is discarded',
    deviation: 'shared with keepalived: types 1 and 2 of RFC 2338 can be configured',
    holds() {
      for (const authType of [1, 2, 3, 255]) assert.equal(verdict(V2, advert({ authType })), 'discarded');
      for (const authType of [0, 2, 3]) {
        assert.equal(verdict(PASS, advert({ authType, authData: 'secret' })), 'discarded');
      }
    },
    otherwise() {
      assert.equal(verdict(V2, advert({ authType: 0 })), 'believed');
      assert.equal(verdict(PASS, advert({ authType: 1, authData: 'secret' })), 'believed');
      assert.equal(verdict(PASS, advert({ authType: 1, authData: 'guessed' })), 'discarded');
    },
  },
  {
    section: '5.3.7',
    level: 'defines',
    says: 'the interval is one byte of seconds, 1 by default',
    holds() {
      assert.equal(sentToGroup({ ...V2, advertInterval: seconds(255) }).pdu[5], 255);
      assert.equal(configured('').advertInterval, seconds(1));
    },
    otherwise: () => assert.equal(configured('advert_int 0.1').advertInterval, seconds(1), 'nothing below a second'),
  },
  {
    section: '5.3.8',
    level: 'defines',
    says: 'the checksum covers the VRRP message alone, authentication data included',
    holds() {
      for (const settings of [V2, PASS]) {
        assert.equal(checksumCovers(sentToGroup(settings).pdu, 4, OWN[4], GROUP[4]), 'message');
      }
    },
    otherwise: () => assert.equal(verdict(V2, advert({ checksum: 'pseudo-header' })), 'discarded'),
  },
  {
    section: '5.3.9',
    level: 'defines',
    says: 'the addresses stand in the order they are configured',
    holds() {
      const two = configured('', { addresses: '10.0.0.9/24\n10.0.0.1/24' }).addresses;
      const { pdu } = sentToGroup({ ...V2, addresses: two });
      assert.deepEqual([...pdu.subarray(8, 16)], [10, 0, 0, 9, 10, 0, 0, 1]);
    },
    otherwise() {
      const { excludedAddresses } = configured('virtual_ipaddress_excluded {\n10.0.0.7\n}');
      const { pdu } = sentToGroup({ ...V2, excludedAddresses });
      assert.deepEqual([...pdu.subarray(8, 12)], [...address(VIP[4]).bytes], 'excluded ones are not among them');
      assert.equal(pdu[3], 1);
    },
  },
  {
    section: '5.3.10',
    level: 'SHOULD',
    says: 'the authentication data is 8 bytes of zero, ignored on reception',
    deviation: 'shared with keepalived: with `auth_type PASS` it is the password, and compared',
    holds() {
      assert.deepEqual([...sentToGroup(V2).pdu.subarray(12)], [0, 0, 0, 0, 0, 0, 0, 0]);
      assert.equal(verdict(V2, advert({ authData: 'whatever' })), 'believed');
    },
    otherwise() {
      assert.equal(Buffer.from(sentToGroup(PASS).pdu.subarray(12)).toString('latin1'), 'secret\0\0');
      assert.equal(verdict(PASS, advert({ authType: 1, authData: 'secreT' })), 'discarded');
    },
  },
];

const receptionRules: readonly Rule[] = [
  {
    section: '7.1',
    level: 'MUST',
    says: 'the version is verified',
    holds() {
      assert.equal(verdict(V2, advert({ version: 3 })), 'discarded');
      const unknown = masterOf(V2);
      hear(unknown, advert({ version: 1 }));
      assert.deepEqual([unknown.state, unknown.view().counters.versionErrors], ['MASTER', 1]);
    },
    otherwise: () => assert.equal(verdict(V2, advert()), 'believed'),
  },
  {
    section: '7.1',
    level: 'MUST',
    says: 'the packet is complete: fixed fields, addresses and authentication data',
    holds() {
      const whole = advert({ addresses: [VIP[4], '10.99.0.51'] });
      for (let length = 0; length < whole.length; length++) {
        const solo = masterOf(V2);
        hear(solo, whole.subarray(0, length));
        assert.deepEqual([solo.state, solo.view().counters.lengthErrors], ['MASTER', 1], `${length} bytes`);
      }
    },
    otherwise: () => assert.equal(verdict(V2, advert({ addresses: [VIP[4], '10.99.0.51'] })), 'believed'),
  },
  {
    section: '7.1',
    level: 'MUST',
    says: 'the checksum is verified',
    holds: () => assert.equal(verdict(V2, advert({ checksum: 'wrong' })), 'discarded'),
    otherwise: () => assert.equal(verdict(V2, advert()), 'believed'),
  },
  {
    section: '7.1',
    level: 'MUST',
    says: 'the VRID is configured on the receiving interface',
    holds: () => assert.equal(verdict({ ...V2, vrid: 7 }, advert({ vrid: 51 })), 'discarded'),
    otherwise: () => assert.equal(verdict({ ...V2, vrid: 7 }, advert({ vrid: 7 })), 'believed'),
  },
  {
    section: '7.1',
    level: 'MUST',
    says: 'an address owner discards what it hears',
    deviation: 'shared with keepalived: only in strict mode or with `owner_ignore_adverts`',
    holds() {
      const { ownerIgnoresAdverts } = configured('strict_mode on\npriority 255');
      const solo = masterOf({ ...V2, priority: 255, ownerIgnoresAdverts });
      assert.deepEqual(hear(solo, advert({ priority: 255 })), []);
      assert.equal(solo.state, 'MASTER');
    },
    otherwise() {
      const solo = masterOf({ ...V2, priority: 255 });
      assert.ok(hear(solo, advert({ priority: 254 })).includes('advert 255'), 'otherwise it answers');
    },
  },
  {
    section: '7.1',
    level: 'MUST',
    says: 'the authentication is performed',
    holds: () => assert.equal(verdict(PASS, advert({ authType: 1, authData: 'guessed' })), 'discarded'),
    otherwise: () => assert.equal(verdict(PASS, advert({ authType: 1, authData: 'secret' })), 'believed'),
  },
  {
    section: '7.1',
    level: 'MUST',
    says: 'an interval other than ours is discarded, and logged',
    holds() {
      assert.equal(verdict(V2, advert({ interval: 2 })), 'discarded');
      assert.match(remarks(V2, advert({ interval: 2 })).join(), /interval 2000 ms, ours is 1000 ms/);
    },
    otherwise: () => assert.equal(verdict({ ...V2, advertInterval: seconds(2) }, advert({ interval: 2 })), 'believed'),
  },
  {
    section: '7.1',
    level: 'MUST',
    says: 'another list of addresses is dropped unless an owner sent it',
    deviation: 'shared with keepalived 2.4: logged, counted and believed; 2.2.7 drops it',
    holds() {
      const other = advert({ addresses: ['10.99.0.99'] });
      assert.equal(verdict(V2, other), 'believed');
      assert.ok(remarks(V2, other).some(line => /carries other addresses than ours/.test(line)));
      const solo = masterOf(V2);
      hear(solo, other);
      assert.equal(solo.view().counters.addressListErrors, 1);
    },
    otherwise() {
      assert.equal(verdict(V2, advert({ priority: 255, addresses: ['10.99.0.99'] })), 'believed');
      assert.ok(!remarks(V2, advert()).some(line => /addresses/.test(line)));
    },
  },
  {
    section: '7.1',
    level: 'SHOULD',
    says: 'what is discarded is logged, not each time it comes again',
    holds() {
      const wrong = advert({ checksum: 'wrong' });
      assert.deepEqual(remarks(V2, wrong, wrong, wrong).length, 1);
    },
    otherwise: () => assert.deepEqual(remarks(V2, advert({ type: 2 }), advert({ interval: 3 })).length, 2),
  },
  {
    section: '7.1',
    level: 'MAY',
    says: 'errors are shown to network management',
    holds() {
      const solo = masterOf(V2);
      for (const wrong of [{ authType: 9 }, { authType: 1 }, { interval: 2 }, { type: 2 }]) hear(solo, advert(wrong));
      const { authInvalidType, authTypeMismatch, intervalErrors, invalidType } = solo.view().counters;
      assert.deepEqual([authInvalidType, authTypeMismatch, intervalErrors, invalidType], [1, 1, 1, 1]);
    },
    otherwise() {
      const solo = masterOf(V2);
      hear(solo, advert());
      assert.deepEqual([solo.view().counters.advertsReceived, solo.view().counters.intervalErrors], [1, 0]);
    },
  },
];

const transmissionRules: readonly Rule[] = [
  {
    section: '7.2',
    level: 'MUST',
    says: 'the fields are those of the virtual router, and the checksum is computed',
    holds() {
      const settings = { ...V2, vrid: 9, advertInterval: seconds(3) };
      assert.deepEqual(sentToGroup(settings, 77).pdu, advert({ vrid: 9, priority: 77, interval: 3 }));
    },
    otherwise() {
      const odd = sentToGroup({ ...V2, advertInterval: milliseconds(200) });
      assert.equal(odd.pdu[5], 1, 'never an interval of 0');
    },
  },
  {
    section: '7.2',
    level: 'MUST',
    says: 'the source MAC is that of the virtual router',
    apart: 'Only with `use_vmac`, as in keepalived: by default routers speak with their own.',
  },
];

export const packetRules: readonly Rule[] = [...headerRules, ...fieldRules, ...receptionRules, ...transmissionRules];
