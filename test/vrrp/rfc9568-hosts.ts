/** RFC 9568, sections 2, 8 and 9: what hosts and other routers notice, and what is left to the operator. */
import assert from 'node:assert/strict';
import { seconds } from '../../src/base/duration.js';
import type { Rule } from './ledger.js';
import {
  advertBytes,
  backupOf,
  configured,
  hear,
  isRefused,
  masterOf,
  remarks,
  V2,
  V3,
  verdict,
} from './ledger-bench.js';

const REDIRECTS = 'The kernel sends redirects; `use_vmac` gives it the address and the MAC they are to come from.';
const VMAC_ONLY = 'Only with `use_vmac` there is a virtual MAC, as in keepalived; without it routers have their own.';

export const hostRules: readonly Rule[] = [
  {
    section: '2.5',
    level: 'SHOULD',
    says: 'an active router that hears another one go on as active logs it, not each time',
    holds() {
      const lines = remarks(V3, advertBytes({ priority: 50 }), advertBytes({ priority: 50 }));
      assert.deepEqual(lines.length, 1);
      assert.match(lines[0]!, /lower priority 50, ours 100/);
    },
    otherwise: () =>
      assert.deepEqual(remarks(V3, advertBytes({ priority: 0 })).length, 1, 'a farewell is another line'),
  },
  {
    section: '8.1.1',
    level: 'SHOULD',
    says: 'an ICMP redirect comes from the address the host used',
    apart: REDIRECTS,
  },
  {
    section: '8.1.1',
    level: 'MUST',
    says: 'a redirect is for the virtual router the packet was sent to',
    apart: REDIRECTS,
  },
  { section: '8.1.2', level: 'MUST', says: 'ARP is answered with the virtual MAC', apart: VMAC_ONLY },
  { section: '8.1.2', level: 'MUST NOT', says: 'ARP is answered with the physical MAC', apart: VMAC_ONLY },
  {
    section: '8.1.2',
    level: 'MUST',
    says: 'gratuitous ARP waits until the address is configured',
    apart: 'Frames leave as the kernel confirms each address: test/daemon/vrrp/perform/announce.test.ts.',
  },
  {
    section: '8.1.2',
    level: 'SHOULD',
    says: 'an active router announces each address by gratuitous ARP',
    holds() {
      const two = configured('', { addresses: '10.0.0.1/24\n10.0.0.2/24' });
      const words = backupOf({ ...V3, addresses: two.addresses }).advance(seconds(3));
      assert.ok(words.includes('announce 10.0.0.1 10.0.0.2 x5'));
    },
    otherwise() {
      const words = backupOf().advance(seconds(2));
      assert.ok(!words.some(word => word.startsWith('announce')), 'a backup announces none');
    },
  },
  { section: '8.1.2', level: 'SHOULD NOT', says: 'ARP is sent with the physical MAC at boot', apart: VMAC_ONLY },
  { section: '8.1.3', level: 'MUST', says: 'proxy ARP advertises the virtual MAC', apart: VMAC_ONLY },
  {
    section: '8.2.1',
    level: 'SHOULD',
    says: 'an ICMPv6 redirect comes from the address the host used',
    apart: REDIRECTS,
  },
  {
    section: '8.2.2',
    level: 'MUST',
    says: 'Neighbour Solicitations are answered with the virtual MAC',
    apart: VMAC_ONLY,
  },
  {
    section: '8.2.2',
    level: 'MUST NOT',
    says: 'Neighbour Solicitations are answered with the physical MAC',
    apart: VMAC_ONLY,
  },
  {
    section: '8.2.2',
    level: 'MUST',
    says: 'Neighbour Discovery waits until the address is configured',
    apart: 'Frames leave as the kernel confirms each address: test/daemon/vrrp/perform/announce.test.ts.',
  },
  {
    section: '8.2.2',
    level: 'MAY',
    says: 'Duplicate Address Detection is not run for the virtual addresses',
    holds() {
      const [entry] = configured('version 3', { addresses: 'fe80::1/64' }).addresses;
      assert.equal(entry?.flags.nodad, true);
    },
    otherwise() {
      const [entry] = configured('version 3', { addresses: 'fe80::1/64 -nodad' }).addresses;
      assert.equal(entry?.flags.nodad, false, 'but where it is asked for');
    },
  },
  {
    section: '8.2.3',
    level: 'MUST',
    says: 'backups are configured to send the Router Advertisement options of the owner',
    apart: 'Router Advertisements are not ours to send, so their options are not ours to configure.',
  },
  {
    section: '8.2.4',
    level: 'SHOULD',
    says: 'unsolicited Neighbour Advertisements of others are accepted',
    apart: 'The kernel keeps the neighbour cache; nothing here changes what it accepts.',
  },
  {
    section: '8.3.1',
    level: 'SHOULD NOT',
    says: 'who is no owner forwards packets to the addresses it has become active for',
    apart: 'It has the addresses, so the kernel delivers such packets, or drops them without Accept_Mode.',
  },
  {
    section: '8.3.2',
    level: 'SHOULD',
    says: 'only one router has priority 255; more are logged',
    holds() {
      const lines = remarks({ ...V3, priority: 255 }, advertBytes({ priority: 255 }));
      assert.ok(
        lines.some(line => /Configuration error: 10\.99\.0\.9 and this router both have priority 255/.test(line)),
      );
    },
    otherwise() {
      const lines = remarks({ ...V3, priority: 255 }, advertBytes({ priority: 254 }));
      assert.ok(!lines.some(line => /Configuration error/.test(line)));
    },
  },
  {
    section: '8.3.2',
    level: 'MAY',
    says: 'routers that advertise the same priority are logged',
    holds() {
      const solo = masterOf();
      hear(solo, advertBytes({ priority: 100, from: '10.99.0.4' }), { from: '10.99.0.4' });
      assert.match(solo.log.at(-1)!, /advert from 10\.99\.0\.4 with lower priority 100, ours 100/);
    },
    otherwise() {
      const solo = masterOf();
      hear(solo, advertBytes({ priority: 100 }));
      assert.match(solo.log.at(-1)!, /10\.99\.0\.9 advertises the same priority 100 and has the higher address/);
    },
  },
  {
    section: '8.4.2',
    level: 'MAY',
    says: 'an instance listens for and sends version 2 and version 3 at once',
    deviation: 'shared with keepalived: each instance has one version',
    holds() {
      assert.equal(verdict(V3, advertBytes({ version: 2, checksum: 'message' })), 'discarded');
      assert.equal(verdict(V2, advertBytes({ version: 3 })), 'discarded');
    },
    otherwise() {
      assert.ok(isRefused('version 4'));
      assert.deepEqual([configured('version 2').version, configured('version 3').version], [2, 3]);
      assert.equal(masterOf(V3).settings.version, 3);
    },
  },
  {
    section: '9',
    level: 'SHOULD',
    says: 'the link is secured as RFC 9099 has it',
    apart: 'An operator’s matter; `auth_hmac` signs adverts, which the RFC leaves to others.',
  },
];
