/** What is refused: capabilities the agent was not given, and a request of its own that the kernel turns down. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { conf } from '../lib/conf-text.js';
import { withLab } from '../lib/lab.js';
import { ALPHA, single, VIP } from '../topology/pair.js';

const fast = { version: 3 as const, advertInt: 0.1, priority: 100 };

/** Root as a container or a unit with a short `CapabilityBoundingSet` has it. */
const without = (capability: string) => ['setpriv', `--bounding-set=-${capability}`, `--inh-caps=-${capability}`];

describe('refusals', { concurrency: 2 }, () => {
  for (const [capability, need] of [
    ['net_raw', 'to send and receive adverts and gratuitous ARP'],
    ['net_admin', 'to add and remove addresses'],
  ] as const) {
    const name = `CAP_${capability.toUpperCase()}`;
    test(`without ${name} the agent ends at once with keepalived's status, says what it lacks and how to grant it`, () =>
      withLab(single, async lab => {
        const agent = lab.agent('alpha', 'holdfast', conf(fast), { under: without(capability) });
        await lab.eventually('it ends', () => agent.isRunning, false, 4_000);
        assert.deepEqual(await agent.exit(), { status: 4, signal: null });
        // One sentence: the other capability is there, and so is not spoken of.
        assert.equal(
          agent.log(),
          `holdfast: ${name} is missing, needed ${need}: start as root, or in a systemd unit set ` +
            `AmbientCapabilities=${name}, or in a container --cap-add ${capability.toUpperCase()}\n`,
        );
        assert.deepEqual(lab.sniffer.adverts(), []);
      }));
  }

  test('with neither capability both are named in one message', () =>
    withLab(single, async lab => {
      const under = ['setpriv', '--bounding-set=-net_raw,-net_admin', '--inh-caps=-net_raw,-net_admin'];
      const agent = lab.agent('alpha', 'holdfast', conf(fast), { under });
      await lab.eventually('it ends', () => agent.isRunning, false, 4_000);
      assert.deepEqual(await agent.exit(), { status: 4, signal: null });
      assert.match(agent.log(), /^holdfast: CAP_NET_ADMIN and CAP_NET_RAW are missing, .*--cap-add NET_RAW\n$/);
    }));

  test('a virtual address the kernel refuses is named with its reason, and the others are set', () =>
    withLab(single, async lab => {
      // The interface has 10.77.0.1/24 of scope global: the kernel takes no second scope in one subnet.
      const refused = '10.77.0.101';
      const vips = [`${VIP}/24`, `${refused}/24 scope link`, '10.77.0.102/24'];
      const agent = lab.agent('alpha', 'holdfast', conf({ ...fast, vips }));
      for (const address of [VIP, '10.77.0.102']) await lab.heldBy(address, ['alpha'], 8_000);
      const reason = `cannot add ${refused}/24 on eth0: RTM_NEWADDR ${refused}/24 dev eth0: EINVAL (errno 22)`;
      await lab.eventually('the refusal is logged', () => agent.log().includes(`(VI_1) ${reason}`), true, 3_000);
      const before = lab.sniffer.adverts(ALPHA.address).length;
      const since = () => lab.sniffer.adverts(ALPHA.address).slice(before);
      await lab.eventually('ten more adverts', () => since().length >= 10, true, 4_000);
      assert.ok(since().every(advert => advert.priority === 100));
      assert.deepEqual(agent.states(), ['BACKUP', 'MASTER']);
      assert.deepEqual(await lab.holders(refused), []);
      assert.deepEqual(await agent.stop(), { status: 0, signal: null });
      for (const address of [VIP, '10.77.0.102']) assert.deepEqual(await lab.holders(address), []);
    }));
});
