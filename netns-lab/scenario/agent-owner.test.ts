/** An address owner beside another master of priority 255, with `owner_ignore_adverts` and without. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { conf } from '../lib/conf-text.js';
import { forgeAdvert } from '../lib/forge.js';
import { withLab } from '../lib/lab.js';
import { ALPHA, single, VIP } from '../topology/pair.js';

const INTERVAL = 100;
/** From an address above ours: of two owners the lower one yields. */
const RIVAL = forgeAdvert({
  source: '10.77.0.8',
  version: 3,
  vrid: 51,
  priority: 255,
  interval: INTERVAL,
  addresses: [VIP],
});

describe('an address owner', { concurrency: 3 }, () => {
  for (const [title, globals, instance] of [
    ['told so itself', '', 'owner_ignore_adverts'],
    ['told so for all owners', 'vrrp_owner_ignore_adverts', ''],
    ['in strict mode', 'vrrp_strict', ''],
  ] as const) {
    test(`${title}, ignores another one: it stays master, and no counter moves`, () =>
      withLab(single, async lab => {
        const config = conf({
          version: 3,
          advertInt: INTERVAL / 1_000,
          priority: 255,
          state: 'MASTER',
          globals,
          instance,
        });
        const agent = lab.agent('alpha', 'holdfast', config);
        await lab.heldBy(VIP, ['alpha'], 8_000);
        const before = await agent.statistics('VI_1');
        await (await lab.injector('forger')).repeat(RIVAL, INTERVAL, 20);
        const ours = lab.sniffer.adverts(ALPHA.address).length;
        await lab.eventually(
          'it goes on',
          () => lab.sniffer.adverts(ALPHA.address).length,
          count => count > ours + 5,
          4_000,
        );
        assert.deepEqual(agent.states(), ['MASTER']);
        const { 'Advertisements/Sent': _, ...after } = await agent.statistics('VI_1');
        const { 'Advertisements/Sent': __, ...then } = before;
        assert.deepEqual(after, then);
        const said = agent.log().match(/Dropped an advert from 10\.77\.0\.8: an address owner that is told to/g);
        assert.equal(said?.length, 1, 'the log says it once');
      }));
  }

  test('told nothing, yields to one with a higher address', () =>
    withLab(single, async lab => {
      const agent = lab.agent(
        'alpha',
        'holdfast',
        conf({ version: 3, advertInt: INTERVAL / 1_000, priority: 255, state: 'MASTER' }),
      );
      await lab.heldBy(VIP, ['alpha'], 8_000);
      await (await lab.injector('forger')).send(RIVAL);
      await lab.eventually('it yields', () => agent.states()[1], 'BACKUP', 4_000);
    }));
});
