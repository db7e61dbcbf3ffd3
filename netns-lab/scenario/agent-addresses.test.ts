/** What becomes of the virtual addresses of one agent, and what the wire is told about them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { conf } from '../lib/conf-text.js';
import { forgeAdvert } from '../lib/forge.js';
import { withLab } from '../lib/lab.js';
import { ALPHA, single, VIP, VIP_LINK_LOCAL, VIP6 } from '../topology/pair.js';

const fast = { version: 3 as const, advertInt: 0.1, priority: 100 };

describe('virtual addresses', { concurrency: 3 }, () => {
  test('a master sets its addresses after its first advert, announces each five times, and five times again', () =>
    withLab(single, async lab => {
      const instance = 'virtual_ipaddress_excluded {\n10.77.0.102/24\nfd77::102/64\n}';
      lab.agent('alpha', 'holdfast', conf({ ...fast, vips: [`${VIP}/24`, '10.77.0.101/24'], instance }));
      const all = [VIP, '10.77.0.101', '10.77.0.102', 'fd77::102'];
      for (const address of all) await lab.heldBy(address, ['alpha'], 8_000);
      const seen = () => all.map(address => lab.sniffer.announcements(address).length);
      await lab.eventually('five announcements and five more for each', seen, [10, 10, 10, 10], 5_000);

      const advert = lab.sniffer.adverts(ALPHA.address)[0]!;
      assert.deepEqual(advert.addresses, [VIP, '10.77.0.101']);
      for (const address of all) {
        const times = lab.sniffer.announcements(address).map(packet => packet.at);
        assert.ok(times[0]! > advert.at, `${address} was announced before the first advert`);
        // garp_master_delay is 1 s in these scenarios.
        assert.ok(times[5]! - times[0]! > 900, `the second burst came ${times[5]! - times[0]!} ms after the first`);
      }
      const first = lab.sniffer.packets.filter(packet => packet.kind === 'arp' && packet.gratuitous)[0]!;
      assert.equal(first.sourceMac, ALPHA.mac);
      assert.equal(first.destinationMac, 'ff:ff:ff:ff:ff:ff');
      assert.equal(first.kind === 'arp' && first.operation, 1, 'keepalived announces by ARP requests');
    }));

  test('SIGTERM sends one advert of priority 0, removes the addresses and ends with status 0', () =>
    withLab(single, async lab => {
      const agent = lab.agent('alpha', 'holdfast', conf(fast));
      await lab.heldBy(VIP, ['alpha'], 8_000);
      assert.deepEqual(await agent.stop(), { status: 0, signal: null });
      assert.deepEqual(await lab.holders(VIP), []);
      await lab.eventually(
        'the farewell is on the wire, once and last',
        () =>
          lab.sniffer
            .adverts(ALPHA.address)
            .map(advert => advert.priority)
            .indexOf(0),
        lab.sniffer.adverts(ALPHA.address).length - 1,
        2_000,
      );
    }));

  for (const kind of ['holdfast', 'keepalived'] as const) {
    test(`${kind} with --dont-release-vrrp ends without a farewell, and leaves its addresses for the next one`, () =>
      withLab(single, async lab => {
        const agent = lab.agent('alpha', kind, conf(fast), { extra: ['--dont-release-vrrp'] });
        await lab.heldBy(VIP, ['alpha'], 8_000);
        assert.deepEqual(await agent.stop(), { status: 0, signal: null });
        assert.deepEqual(await lab.holders(VIP), ['alpha']);
        // Whatever alpha sent on its way out is on the bridge before this.
        const forger = await lab.injector('forger');
        const mark = {
          source: '10.77.0.8',
          version: 3,
          vrid: 99,
          priority: 1,
          interval: 1_000,
          addresses: [],
        } as const;
        const seen = lab.sniffer.nextAdvert('the marker', advert => advert.vrid === 99, 3_000);
        await forger.send(forgeAdvert(mark));
        await seen;
        assert.ok(lab.sniffer.adverts(ALPHA.address).every(advert => advert.priority === 100));
      }));
  }

  test('over IPv6 the addresses are announced by unsolicited neighbour advertisements', () =>
    withLab(single, async lab => {
      const agent = lab.agent('alpha', 'holdfast', conf({ ...fast, family: 6 }));
      await lab.heldBy(VIP6, ['alpha'], 8_000);
      const seen = () => [VIP_LINK_LOCAL, VIP6].map(address => lab.sniffer.announcements(address).length);
      await lab.eventually('five and five more for each', seen, [10, 10], 5_000);
      const na = lab.sniffer.announcements(VIP6)[0]!;
      assert.ok(na.kind === 'na' && na.override && na.source === VIP6);
      const advert = lab.sniffer.adverts(ALPHA.mac)[0]!;
      assert.equal(advert.source, ALPHA.linkLocal);
      assert.equal(advert.ttl, 255);
      await agent.stop();
      assert.deepEqual(await lab.holders(VIP6), []);
    }));

  test('what a killed agent left on the interface is cleaned up by the next one before it is elected', () =>
    withLab(single, async lab => {
      const slow = conf({ priority: 100, version: 2, advertInt: 1 }); // 3.6 s in which to see the clean interface
      const agent = lab.agent('alpha', 'holdfast', conf(fast));
      await lab.heldBy(VIP, ['alpha'], 8_000);
      await agent.crash();
      assert.deepEqual(await lab.holders(VIP), ['alpha']);
      lab.agent('alpha', 'holdfast', slow);
      await lab.heldBy(VIP, [], 3_500);
      await lab.heldBy(VIP, ['alpha'], 8_000);
    }));

  test('a master that hears a lower priority says at once whose the address is', () =>
    withLab(single, async lab => {
      const agent = lab.agent('alpha', 'holdfast', conf({ ...fast, version: 2, advertInt: 1 }));
      const forger = await lab.injector('forger');
      const announced = () => lab.sniffer.announcements(VIP).length;
      await lab.eventually('both rounds of announcements are over', announced, 10, 12_000);
      const rival = {
        source: '10.77.0.8',
        version: 2,
        vrid: 51,
        priority: 50,
        interval: 1_000,
        addresses: [VIP],
      } as const;
      await forger.send(forgeAdvert(rival));
      await lab.eventually('five more', announced, count => count >= 15, 3_000);
      const heard = lab.sniffer.adverts(rival.source)[0]!.at;
      const answer = lab.sniffer.adverts(ALPHA.address).find(advert => advert.at > heard)!;
      const before = lab.sniffer.adverts(ALPHA.address).findLast(advert => advert.at < heard)!;
      assert.ok(answer.at - before.at < 1_000, 'it did not wait for its turn');
      assert.deepEqual(agent.states(), ['BACKUP', 'MASTER']);
    }));

  test('an address somebody else removes is soon back', () =>
    withLab(single, async lab => {
      lab.agent('alpha', 'holdfast', conf(fast));
      await lab.heldBy(VIP, ['alpha'], 8_000);
      const farewell = lab.sniffer.nextAdvert('an advert of priority 0', advert => advert.priority === 0, 4_000);
      await lab.network.ip('alpha', `addr del ${VIP}/24 dev eth0\n`);
      await farewell;
      await lab.heldBy(VIP, ['alpha'], 4_000);
    }));
});
