/** SIGHUP: a good configuration is taken over in place, a bad one changes nothing. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { describe, test } from 'node:test';
import { conf } from '../lib/conf-text.js';
import { type Lab, withLab } from '../lib/lab.js';
import { ALPHA, single, VIP } from '../topology/pair.js';

const fast = { version: 3 as const, advertInt: 0.1 };

/** All that happens to a node's addresses from now on, as `ip monitor` tells it. */
async function addressNews(lab: Lab, node: string): Promise<() => string> {
  const child = spawn('ip', ['-n', lab.network.namespace(node), 'monitor', 'address'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  lab.onClose(() => child.kill('SIGKILL'));
  let news = '';
  child.stdout.on('data', chunk => {
    news += chunk;
  });
  // It listens when it tells of a change made to find that out.
  let marker = 1;
  const listens = async () => {
    await lab.network.ip(node, `addr add 127.1.0.${marker++}/8 dev lo\n`);
    return news.includes('127.1.0.');
  };
  await lab.eventually('ip monitor listens', listens, true, 4_000);
  return () => news;
}

describe('a reload', { concurrency: 3 }, () => {
  test('adds and removes addresses and changes the priority while the master stays master', () =>
    withLab(single, async lab => {
      const vips = [`${VIP}/24`, '10.77.0.101/24'];
      const agent = lab.agent('alpha', 'holdfast', conf({ ...fast, priority: 100, vips }));
      await lab.heldBy('10.77.0.101', ['alpha'], 8_000);
      const news = await addressNews(lab, 'alpha');
      const changed = lab.sniffer.nextAdvert('the new priority', advert => advert.priority === 120, 5_000);
      agent.reload(conf({ ...fast, priority: 120, vips: [`${VIP}/24`, '10.77.0.102/24'] }));
      assert.deepEqual((await changed).addresses, [VIP, '10.77.0.102']);
      await lab.heldBy('10.77.0.102', ['alpha'], 2_000);
      await lab.heldBy('10.77.0.101', [], 2_000);
      await lab.eventually('the news of it', () => news().includes('10.77.0.102'), true, 2_000);
      assert.ok(!new RegExp(`^Deleted .*${VIP}/`, 'm').test(news()), 'the address that stayed was not touched');
      assert.deepEqual(agent.states(), ['BACKUP', 'MASTER']);
      assert.ok(
        lab.sniffer.adverts(ALPHA.address).every(advert => advert.priority !== 0),
        'no farewell was sent',
      );
    }));

  test('with mistakes in the file is refused, told line by line, and the next good one is taken', () =>
    withLab(single, async lab => {
      const good = conf({ ...fast, priority: 100 });
      const agent = lab.agent('alpha', 'holdfast', good);
      await lab.heldBy(VIP, ['alpha'], 8_000);
      agent.reload(`${conf({ ...fast, priority: 120, instance: 'prioritty 7' })}\nvrrp_instanze X {\n}\n`);
      await lab.eventually(
        'the refusal is logged',
        () => /running configuration stays/i.test(agent.log()),
        true,
        5_000,
      );
      assert.match(agent.log(), /keepalived\.conf:\d+:\d+.*prioritty/);
      assert.match(agent.log(), /keepalived\.conf:\d+:\d+.*vrrp_instanze/);
      const refused = lab.sniffer.adverts(ALPHA.address).length;
      await lab.eventually(
        'ten more adverts',
        () => lab.sniffer.adverts(ALPHA.address).length >= refused + 10,
        true,
        5_000,
      );
      assert.ok(lab.sniffer.adverts(ALPHA.address).every(advert => advert.priority === 100));
      agent.reload(good.replace('priority 100', 'priority 130'));
      await lab.sniffer.nextAdvert('the new priority', advert => advert.priority === 130, 5_000);
      assert.deepEqual(agent.states(), ['BACKUP', 'MASTER']);
    }));

  test('that drops an instance sends its farewell and removes its addresses', () =>
    withLab(single, async lab => {
      const second = conf({ ...fast, priority: 100, vips: ['10.77.0.110/24'] })
        .replace(/^global_defs \{[^}]*\}\n/, '')
        .replace('VI_1', 'VI_2')
        .replace('virtual_router_id 51', 'virtual_router_id 52');
      const first = conf({ ...fast, priority: 100 });
      const agent = lab.agent('alpha', 'holdfast', first + second);
      await lab.heldBy(VIP, ['alpha'], 8_000);
      await lab.heldBy('10.77.0.110', ['alpha'], 8_000);
      const farewell = lab.sniffer.nextAdvert(
        'a farewell',
        ({ priority, vrid }) => priority === 0 && vrid === 52,
        5_000,
      );
      agent.reload(first);
      await farewell;
      await lab.heldBy('10.77.0.110', [], 2_000);
      assert.deepEqual(await lab.holders(VIP), ['alpha']);
      assert.ok(!lab.sniffer.adverts(ALPHA.address).some(({ priority, vrid }) => priority === 0 && vrid === 51));
    }));
});
