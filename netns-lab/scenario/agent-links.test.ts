/** Interfaces that go down, come back, or come late. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { conf } from '../lib/conf-text.js';
import { withLab } from '../lib/lab.js';
import { single, VIP } from '../topology/pair.js';

const fast = { version: 3 as const, advertInt: 0.1, priority: 100 };
const bare = single.map(node => (node.name === 'alpha' ? { ...node, interfaces: [] } : node));
const eth0 = single[0]!.interfaces[0]!;

describe('links', { concurrency: 3 }, () => {
  test('an interface set down faults the instance, and up again it is elected anew', () =>
    withLab(single, async lab => {
      const agent = lab.agent('alpha', 'holdfast', conf(fast));
      await lab.heldBy(VIP, ['alpha'], 8_000);
      await lab.network.ip('alpha', 'link set eth0 down\n');
      await lab.eventually('a fault', () => agent.state(), 'FAULT', 3_000);
      await lab.heldBy(VIP, [], 2_000);
      await lab.network.ip('alpha', 'link set eth0 up\n');
      await lab.heldBy(VIP, ['alpha'], 4_000);
      assert.deepEqual(agent.states(), ['BACKUP', 'MASTER', 'FAULT', 'BACKUP', 'MASTER']);
    }));

  test('an interface that is down at the start is waited for', () =>
    withLab(single, async lab => {
      await lab.network.ip('alpha', 'link set eth0 down\n');
      const agent = lab.agent('alpha', 'holdfast', conf(fast));
      await lab.eventually('a fault', () => agent.state(), 'FAULT', 8_000);
      await lab.network.ip('alpha', 'link set eth0 up\n');
      await lab.heldBy(VIP, ['alpha'], 4_000);
    }));

  test('with dynamic_interfaces an interface may appear after the agent, go, and come again', () =>
    withLab(bare, async lab => {
      const agent = lab.agent('alpha', 'holdfast', conf({ ...fast, globals: 'dynamic_interfaces' }));
      await lab.eventually('a fault', () => agent.state(), 'FAULT', 8_000);
      await lab.network.addInterface('alpha', eth0);
      await lab.heldBy(VIP, ['alpha'], 6_000);
      await lab.network.ip('alpha', 'link del eth0\n');
      await lab.eventually('a fault again', () => agent.state(), 'FAULT', 3_000);
      await lab.network.addInterface('alpha', eth0);
      await lab.heldBy(VIP, ['alpha'], 6_000);
    }));

  test('without dynamic_interfaces a missing interface refuses the start', () =>
    withLab(bare, async lab => {
      const agent = lab.agent('alpha', 'holdfast', conf(fast));
      const { status } = await agent.exit();
      assert.notEqual(status, 0);
      assert.match(agent.log(), /eth0/);
    }));

  test('a tracked interface that goes down faults the instance on the other one', () =>
    withLab(single, async lab => {
      await lab.network.addInterface('alpha', { name: 'eth1', mac: '02:00:00:00:01:01', addresses: ['10.78.0.1/24'] });
      const agent = lab.agent('alpha', 'holdfast', conf({ ...fast, instance: 'track_interface {\neth1\n}' }));
      await lab.heldBy(VIP, ['alpha'], 8_000);
      await lab.network.unplug('alpha', 'eth1');
      await lab.eventually('a fault', () => agent.state(), 'FAULT', 3_000);
      await lab.heldBy(VIP, [], 2_000);
      await lab.network.plug('alpha', 'eth1');
      await lab.heldBy(VIP, ['alpha'], 4_000);
    }));
});
