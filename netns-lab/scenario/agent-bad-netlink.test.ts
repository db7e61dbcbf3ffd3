/**
 * The kernel had more to tell than the socket holds (ENOBUFS of netlink(7)): what was lost is read anew, and what
 * somebody took away meanwhile is noticed as if it had been told.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Agent } from '../lib/agent.js';
import { conf } from '../lib/conf-text.js';
import { type Lab, withLab } from '../lib/lab.js';
import { processTree, signalAll } from '../lib/process-tree.js';
import { ALPHA, single, VIP } from '../topology/pair.js';

const FAST = { version: 3, advertInt: 0.2, priority: 100 } as const;
/** The smallest there is: some ten messages. */
const TINY = 'vrrp_netlink_monitor_rcv_bufs 2048';
const ROUTE = '10.99.0.0/24 via 10.77.0.8 dev eth0';
const RULE = 'from 10.99.0.0/24 table 100 priority 1234';
const ADDRESSES = 5_000;

/** Addresses of another interface, more than any buffer holds the news of. */
const storm = (deed: 'add' | 'del') =>
  Array.from(
    { length: ADDRESSES },
    (_, i) => `addr ${deed} 10.${100 + (i >> 14)}.${(i >> 7) & 127}.${i & 127}/32 dev spare0\n`,
  ).join('');

/** What somebody does while the agent cannot listen, and whether it is as before. */
interface Loss {
  readonly what: string;
  readonly instance: string;
  readonly befall: string;
  /** Everything that shall be there in the end, as `ip` shows it. */
  readonly restored: (lab: Lab) => Promise<boolean>;
  readonly states: readonly string[];
}

/** Whether `ip` shows a text; of an interface that is not there it shows nothing. */
const shows = (words: readonly string[], text: string) => (lab: Lab) =>
  lab.run('alpha', ['ip', ...words]).then(
    shown => shown.includes(text),
    () => false,
  );

const AGAIN = ['BACKUP', 'MASTER', 'BACKUP', 'MASTER'];

const LOSSES: readonly Loss[] = [
  {
    what: 'a virtual address',
    instance: '',
    befall: `addr del ${VIP}/24 dev eth0\n`,
    restored: shows(['addr', 'show', 'dev', 'eth0'], VIP),
    states: AGAIN,
  },
  {
    what: 'a virtual route',
    instance: `virtual_routes {\n${ROUTE}\n}`,
    befall: `route del ${ROUTE}\n`,
    restored: shows(['route'], '10.99.0.0/24 via 10.77.0.8 dev eth0'),
    states: AGAIN,
  },
  {
    what: 'a virtual rule',
    instance: `virtual_rules {\n${RULE}\n}`,
    befall: `rule del ${RULE}\n`,
    restored: shows(['rule'], 'from 10.99.0.0/24 lookup 100'),
    states: AGAIN,
  },
  {
    what: 'the interface with the virtual MAC',
    instance: 'use_vmac',
    befall: 'link del vrrp.51\n',
    restored: shows(['addr', 'show', 'dev', 'vrrp.51'], VIP),
    states: ['BACKUP', 'MASTER', 'FAULT', 'BACKUP', 'MASTER'],
  },
];

/** While the agent is stopped, does a deed in the middle of a storm of addresses that come and go. */
async function behindItsBack(lab: Lab, agent: Agent, deed: string): Promise<void> {
  const tree = processTree(agent.pid);
  signalAll(tree, 'SIGSTOP');
  await lab.network.ip('alpha', storm('add'));
  await lab.network.ip('alpha', deed);
  signalAll(tree, 'SIGCONT');
}

describe('behind the back of an agent whose netlink socket overflows', { concurrency: 2 }, () => {
  for (const { what, instance, befall, restored, states } of LOSSES) {
    test(`${what} is removed: it is missed, and restored`, () =>
      withLab(single, async lab => {
        await lab.network.ip('alpha', 'link add spare0 type veth peer name spare1\nlink set spare0 up\n');
        const agent = lab.agent('alpha', 'holdfast', conf({ ...FAST, globals: TINY, instance }));
        await lab.eventually('all is in place', () => restored(lab), true, 8_000);
        await behindItsBack(lab, agent, befall);
        await lab.eventually('it went through its states', () => agent.states(), [...states], 8_000);
        await lab.eventually('all is in place again', () => restored(lab), true, 8_000);
        const told = () => /netlink.*(lost|overrun|overflow)/i.test(agent.log());
        await lab.eventually('the log says why', told, true, 4_000);
        const before = lab.sniffer.adverts(ALPHA.address).length;
        const said = () => lab.sniffer.adverts(ALPHA.address).length;
        await lab.eventually('ten more adverts', said, count => count >= before + 10, 8_000);
        assert.deepEqual(agent.states(), [...states]);
        assert.deepEqual(await agent.stop(), { status: 0, signal: null });
        assert.equal(await restored(lab), false);
      }));
  }

  test('nothing but the storm happens: neither the state nor an advert changes for it', () =>
    withLab(single, async lab => {
      await lab.network.ip('alpha', 'link add spare0 type veth peer name spare1\nlink set spare0 up\n');
      const config = conf({ ...FAST, globals: TINY, instance: `virtual_routes {\n${ROUTE}\n}` });
      const agent = lab.agent('alpha', 'holdfast', config);
      await lab.eventually('all is in place', shows(['route'], '10.99.0.0/24').bind(undefined, lab), true, 8_000);
      for (const deed of ['add', 'del'] as const) await lab.network.ip('alpha', storm(deed));
      const before = lab.sniffer.adverts(ALPHA.address).length;
      const said = () => lab.sniffer.adverts(ALPHA.address).length;
      await lab.eventually('ten more adverts', said, count => count >= before + 10, 8_000);
      assert.deepEqual(agent.states(), ['BACKUP', 'MASTER']);
      await lab.heldBy(VIP, ['alpha'], 4_000);
    }));
});
