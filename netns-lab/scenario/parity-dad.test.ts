/** IPv6 where duplicate address detection is on (RFC 4862 5.4): an address that came cannot be used at once. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AgentKind } from '../lib/agent.js';
import { conf } from '../lib/conf-text.js';
import { type Lab, withLab } from '../lib/lab.js';
import { ALPHA, single, VIP6 } from '../topology/pair.js';

const KINDS = ['keepalived', 'holdfast'] as const;
const settings = conf({ version: 3, advertInt: 0.2, priority: 100, family: 6 });

/** `seconds` is about how long an address of eth0 is tentative from now on: one for each probe. */
async function detectDuplicates(lab: Lab, seconds: number): Promise<void> {
  const scopes = ['all', 'default', 'eth0'].map(scope => `/proc/sys/net/ipv6/conf/${scope}`);
  const lines = scopes.flatMap(path => [`echo 1 > ${path}/accept_dad`, `echo ${seconds} > ${path}/dad_transmits`]);
  await lab.run('alpha', ['sh', '-ec', lines.join('\n')]);
}

/** Addresses of eth0 with their flags. */
async function addresses(lab: Lab): Promise<string[]> {
  const text = await lab.run('alpha', ['ip', '-6', '-o', 'addr', 'show', 'dev', 'eth0']);
  return text.split('\n').flatMap(line => line.replace('\\', '').replace(/\s+/g, ' ').trim() || []);
}

/** A master with its addresses, of which none is tentative any more, and heard from its link-local address alone. */
async function untilHeard(lab: Lab): Promise<string[]> {
  await lab.heldBy(VIP6, ['alpha'], 8_000);
  for (let n = 0; n < 3; n++) await lab.sniffer.nextAdvert('an advert', ({ priority }) => priority > 0, 8_000);
  const isSettled = (lines: string[]) => !lines.some(line => line.includes('tentative'));
  const lines = await lab.eventually('no address is tentative', () => addresses(lab), isSettled, 5_000);
  assert.deepEqual([...new Set(lab.sniffer.adverts().map(({ source }) => source))], [ALPHA.linkLocal]);
  return lines;
}

describe('duplicate address detection', { concurrency: 2 }, () => {
  test('a master whose interface goes down and comes up waits for its address, as keepalived does', async () => {
    const story = async (lab: Lab, kind: AgentKind) => {
      await detectDuplicates(lab, 1);
      const agent = lab.agent('alpha', kind, settings);
      await lab.heldBy(VIP6, ['alpha'], 8_000);
      await lab.network.ip('alpha', 'link set eth0 down\n');
      await lab.eventually('a fault', () => agent.state(), 'FAULT', 3_000);
      await lab.network.ip('alpha', 'link set eth0 up\n');
      const settled = await untilHeard(lab);
      assert.deepEqual(agent.states(), ['BACKUP', 'MASTER', 'FAULT', 'BACKUP', 'MASTER']);
      return settled;
    };
    const [theirs, ours] = await Promise.all(KINDS.map(kind => withLab(single, lab => story(lab, kind))));
    assert.deepEqual(ours, theirs);
    assert.equal(ours?.filter(line => line.includes('nodad')).length, 2, 'the virtual addresses are there at once');
  });

  // keepalived 2.2.7 waits for the address after the interface came up, but not when it starts: it becomes a master that
  // takes the addresses and whose adverts the kernel refuses (EINVAL).
  for (const [kind, states, first] of [
    ['keepalived', ['BACKUP', 'MASTER'], 'na'],
    ['holdfast', ['FAULT', 'BACKUP', 'MASTER'], 'advert'],
  ] as const) {
    const what = kind === 'holdfast' ? 'waits for it' : 'is a master that nobody hears';
    test(`${kind} started while its address is tentative ${what}`, () =>
      withLab(single, async lab => {
        await detectDuplicates(lab, 6);
        await lab.network.ip('alpha', 'link set eth0 down\nlink set eth0 up\n');
        const agent = lab.agent('alpha', kind, settings);
        await untilHeard(lab);
        assert.deepEqual(agent.states(), states);
        const own = lab.sniffer.packets.find(
          packet => packet.kind === 'advert' || (packet.kind === 'na' && packet.address === VIP6),
        );
        assert.equal(own?.kind, first);
      }));
  }
});
