/**
 * A master that is kept from running while another one takes over, and then runs again: the socket is full of the new
 * master's adverts, and what it does next decides for how long there are two.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AgentKind } from '../lib/agent.js';
import { complaints } from '../lib/complaints.js';
import { conf } from '../lib/conf-text.js';
import { forgeAdvert } from '../lib/forge.js';
import type { SeenAdvert } from '../lib/frames.js';
import { type Lab, withLab } from '../lib/lab.js';
import { processTree, signalAll } from '../lib/process-tree.js';
import { ALPHA, BRAVO, pair, VIP } from '../topology/pair.js';

const INTERVAL = 200;
const FAST = { version: 3, advertInt: INTERVAL / 1_000 } as const;

interface Story {
  readonly alpha: AgentKind;
  readonly bravo: AgentKind;
  /** Of alpha, the one that is stopped. */
  readonly priority: number;
  /** Of bravo. */
  readonly other: number;
  /** Lines of both instances. */
  readonly instance?: string;
  /** Lines of alpha's instance alone. */
  readonly own?: string;
}

/** Stops alpha, the master, until bravo is master and has said so ten times; then lets it run, and answers when (ms). */
async function stall(lab: Lab, { alpha: kind, bravo: other, ...story }: Story): Promise<number> {
  const { instance = '', own = '' } = story;
  const alpha = lab.agent('alpha', kind, conf({ ...FAST, priority: story.priority, instance: `${instance}\n${own}` }));
  await lab.eventually('alpha is master', () => alpha.state(), 'MASTER', 8_000);
  const bravo = lab.agent('bravo', other, conf({ ...FAST, priority: story.other, instance: `${instance}\nnopreempt` }));
  await lab.eventually('bravo is backup', () => bravo.state(), 'BACKUP', 8_000);
  const tree = processTree(alpha.pid);
  signalAll(tree, 'SIGSTOP');
  const entered = () => lab.sniffer.adverts(BRAVO.address).length;
  await lab.eventually('bravo is master, and says so', entered, count => count >= 10, 12_000);
  const before = lab.sniffer.packets.length;
  signalAll(tree, 'SIGCONT');
  return before;
}

/** The adverts on the wire since alpha runs again. */
const adverts = (lab: Lab, before: number) =>
  lab.sniffer.packets.slice(before).filter((packet): packet is SeenAdvert => packet.kind === 'advert');

/** Adverts and ARP of alpha since it runs again. */
const ofAlpha = (lab: Lab, before: number) =>
  lab.sniffer.packets
    .slice(before)
    .filter(({ kind, sourceMac }) => (kind === 'advert' || kind === 'arp') && sourceMac === ALPHA.mac);

async function more(lab: Lab, address: string, count: number) {
  const from = lab.sniffer.adverts(address).length;
  const said = () => lab.sniffer.adverts(address).length;
  await lab.eventually(`${count} more adverts of ${address}`, said, seen => seen >= from + count, 6_000);
}

describe('a master that was stopped', { concurrency: 3 }, () => {
  for (const bravo of ['keepalived', 'holdfast'] as const) {
    for (const instance of ['', 'nopreempt']) {
      const how = instance === '' ? 'preempting' : instance;
      test(`is weaker, ${how}, beside ${bravo}: it yields without another advert, and without a word about its address`, () =>
        withLab(pair, async lab => {
          const before = await stall(lab, { alpha: 'holdfast', bravo, priority: 100, other: 150, instance });
          await lab.heldBy(VIP, ['bravo'], 4_000);
          await more(lab, BRAVO.address, 10);
          assert.deepEqual(ofAlpha(lab, before), []);
          assert.match(lab.agents[0]!.log(), /10\.77\.0\.2 advertises the higher priority 150, ours is 100/);
        }));

      test(`is stronger, ${how}, beside ${bravo}: it takes the word once, and keeps it`, () =>
        withLab(pair, async lab => {
          const before = await stall(lab, { alpha: 'holdfast', bravo, priority: 150, other: 100, instance });
          await lab.heldBy(VIP, ['alpha'], 4_000);
          await more(lab, ALPHA.address, 10);
          const speakers = adverts(lab, before).map(({ source }) => source);
          const answers = speakers.slice(speakers.indexOf(ALPHA.address)).filter(speaker => speaker === BRAVO.address);
          assert.ok(answers.length <= 1, 'bravo may have had one advert under way when it heard alpha');
          assert.deepEqual(lab.agents.flatMap(complaints), []);
        }));
    }

    test(`is stronger, with \`timer_expired_backup\`, beside ${bravo}: it goes to backup by itself and stays there`, () =>
      withLab(pair, async lab => {
        const story = { alpha: 'holdfast', bravo, priority: 150, other: 100, instance: 'nopreempt' } as const;
        const before = await stall(lab, { ...story, own: 'timer_expired_backup' });
        await lab.heldBy(VIP, ['bravo'], 4_000);
        await more(lab, BRAVO.address, 10);
        assert.deepEqual(ofAlpha(lab, before), []);
        assert.deepEqual(lab.agents[0]!.states(), ['BACKUP', 'MASTER', 'BACKUP']);
        assert.match(
          lab.agents[0]!.log(),
          /Entering BACKUP STATE: its advert is \d+\.\d{3} s late, and a router of priority 254 takes over 0\.602 s after/,
        );
      }));
  }

  test('is alone: it goes on where it was, with `timer_expired_backup` after one master-down time', () =>
    withLab(pair, async lab => {
      const config = conf({ ...FAST, priority: 150, instance: 'nopreempt\ntimer_expired_backup' });
      const alpha = lab.agent('alpha', 'holdfast', config);
      await lab.eventually('alpha is master', () => alpha.state(), 'MASTER', 8_000);
      const tree = processTree(alpha.pid);
      signalAll(tree, 'SIGSTOP');
      // Ten adverts of another virtual router say that two seconds have passed, more than three times its patience.
      const clock = await lab.injector('bravo');
      const other = { source: BRAVO.address, version: 3, vrid: 99, priority: 50, interval: INTERVAL } as const;
      await clock.repeat(forgeAdvert({ ...other, addresses: ['10.77.0.99'] }), INTERVAL, 10);
      signalAll(tree, 'SIGCONT');
      await lab.eventually(
        'it went to backup and back',
        () => alpha.states(),
        ['BACKUP', 'MASTER', 'BACKUP', 'MASTER'],
        8_000,
      );
    }));
});
