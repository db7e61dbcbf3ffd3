/** Interfaces with a virtual MAC where we do more than keepalived, or otherwise. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { conf } from '../lib/conf-text.js';
import { interfaces } from '../lib/interfaces.js';
import { type Lab, withLab } from '../lib/lab.js';
import { pairAndClient, VIP } from '../topology/pair.js';
import { ETH0, router } from '../topology/two-feet.js';

const VIRTUAL_MAC = '00:00:5e:00:01:33';
const fast = { version: 3 as const, advertInt: 0.2, priority: 100 };

async function placedOn(lab: Lab, device: string, address = VIP): Promise<boolean> {
  return (await lab.addresses('alpha', device)).includes(address);
}

const untilMaster = (lab: Lab) => lab.heldBy(VIP, ['alpha'], 8_000);

describe('an interface with a virtual MAC, besides what keepalived does', { concurrency: 2 }, () => {
  test('a reload that changes it restarts its instance and leaves the others in peace', () =>
    withLab(pairAndClient, async lab => {
      const other = (priority: number) => `vrrp_instance VI_2 {
    interface eth0
    virtual_router_id 52
    priority ${priority}
    version 3
    advert_int 0.1
    use_vmac
    virtual_ipaddress {
        10.77.0.102/24
    }
}`;
      const config = (instance: string) => conf({ ...fast, instance, blocks: other(150) });
      const agent = lab.agent('alpha', 'holdfast', config('use_vmac'));
      await lab.heldBy('10.77.0.102', ['alpha'], 8_000);
      const rival = lab.agent('bravo', 'keepalived', other(100));
      await lab.eventually('the rival listens', () => rival.state('VI_2'), 'BACKUP', 8_000);
      for (const [instance, device, mac] of [
        ['use_vmac vmac0', 'vmac0', VIRTUAL_MAC],
        ['use_vmac vmac0 02:aa:bb:cc:dd:', 'vmac0', '02:aa:bb:cc:dd:33'],
        ['use_vmac vmac1 02:aa:bb:cc:dd:\nvmac_xmit_base', 'vmac1', '02:00:00:00:00:01'],
        ['use_vmac', 'vrrp.51', VIRTUAL_MAC],
      ] as const) {
        agent.reload(config(instance));
        await lab.eventually(`${VIP} is on ${device}`, () => placedOn(lab, device), true, 8_000);
        await lab.sniffer.nextAdvert(
          `adverts from ${mac}`,
          advert => advert.vrid === 51 && advert.sourceMac === mac,
          8_000,
        );
      }
      assert.deepEqual(rival.states('VI_2'), ['BACKUP']);
      assert.deepEqual(agent.states('VI_2'), ['BACKUP', 'MASTER']);
      const links = await interfaces(lab);
      assert.deepEqual(Object.keys(links).sort(), ['all', 'default', 'eth0', 'vrrp.51', 'vrrp.52']);
    }));

  test('what a crash left behind under another name goes for the name that is configured', () =>
    withLab(router, async lab => {
      const first = lab.agent('alpha', 'holdfast', conf({ ...fast, instance: 'use_vmac' }));
      await untilMaster(lab);
      await first.crash();
      const second = lab.agent('alpha', 'holdfast', conf({ ...fast, instance: 'use_vmac vmac0' }));
      await lab.eventually('the address is on vmac0', () => placedOn(lab, 'vmac0'), true, 8_000);
      assert.deepEqual(Object.keys(await interfaces(lab)), ['eth0', 'eth1', 'vmac0', 'all', 'default']);
      assert.deepEqual(await second.stop(), { status: 0, signal: null });
      assert.deepEqual(Object.keys(await interfaces(lab)), ['eth0', 'eth1', 'all', 'default']);
    }));

  test('an IPv6 address of an interface that other addresses of the instance share finds IPv6 there', () =>
    withLab(router, async lab => {
      const addresses = 'virtual_ipaddress_excluded {\n10.78.0.101/24 dev eth1\nfd78::101/64 dev eth1\n}';
      const instance = `use_vmac 02:aa:bb:cc:dd:\nuse_vmac_addr\n${addresses}`;
      lab.agent('alpha', 'holdfast', conf({ ...fast, instance }));
      await lab.eventually('the last address is there', () => placedOn(lab, 'vrrp1.51', 'fd78::101'), true, 8_000);
      assert.ok(await placedOn(lab, 'vrrp1.51', '10.78.0.101'));
    }));

  test('an instance waits in FAULT while somebody else has the name, and takes it when it comes free', () =>
    withLab(router, async lab => {
      const agent = lab.agent('alpha', 'holdfast', conf({ ...fast, instance: 'use_vmac vmac0' }));
      await untilMaster(lab);
      await lab.network.ip('alpha', 'link del eth0\nlink add vmac0 type bridge\n');
      await lab.network.addInterface('alpha', ETH0);
      const complains = () => agent.log().includes('cannot make the interface vmac0');
      await lab.eventually('it says that it cannot', complains, true, 8_000);
      assert.equal(agent.state(), 'FAULT');
      await lab.network.ip('alpha', 'link del vmac0\n');
      await lab.eventually('the address is on vmac0', () => placedOn(lab, 'vmac0'), true, 8_000);
    }));
});
