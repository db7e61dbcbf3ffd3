/**
 * Interfaces that go and come beside or below that of an instance: one it tracks, one that an address of it is on, the
 * one below its virtual MAC; and its own, made anew so quickly that it was never seen to be missing. Beside keepalived.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AgentKind } from '../lib/agent.js';
import { conf } from '../lib/conf-text.js';
import { type Lab, withLab } from '../lib/lab.js';
import { processTree, signalAll } from '../lib/process-tree.js';
import { VIP } from '../topology/pair.js';
import { ETH0, router } from '../topology/two-feet.js';

const FAST = { version: 3, advertInt: 0.3, priority: 100 } as const;
const ETH1 = router[0]!.interfaces[1]!;
const OTHER_VIP = '10.78.0.100';

/** Ten more adverts for the virtual router, whoever's MAC they have. */
async function keepsAdvertising(lab: Lab) {
  const from = lab.sniffer.adverts().length;
  await lab.eventually(
    'ten more adverts',
    () => lab.sniffer.adverts().length,
    count => count >= from + 10,
    8_000,
  );
}

interface Story {
  readonly what: string;
  readonly instance?: string;
  readonly vips?: readonly string[];
  readonly befall: (lab: Lab) => Promise<void>;
  /** What the instance is meanwhile. */
  readonly meanwhile: 'FAULT' | 'MASTER';
  readonly undo: (lab: Lab) => Promise<void>;
  readonly states: readonly string[];
  /** Where the addresses are in the end. */
  readonly placed: readonly (readonly [device: string, address: string])[];
}

const remake = (spec: typeof ETH1) => async (lab: Lab) => {
  await lab.network.ip('alpha', 'link add extra0 type veth peer name extra1\n'); // the next index is another one
  await lab.network.addInterface('alpha', spec);
};

const STORIES: readonly Story[] = [
  {
    what: 'a tracked interface is deleted, and made anew',
    instance: 'track_interface {\neth1\n}',
    befall: lab => lab.network.ip('alpha', 'link del eth1\n'),
    meanwhile: 'FAULT',
    undo: remake(ETH1),
    states: ['BACKUP', 'MASTER', 'FAULT', 'BACKUP', 'MASTER'],
    placed: [['eth0', VIP]],
  },
  {
    what: 'a tracked interface is renamed, and named as before',
    instance: 'track_interface {\neth1\n}',
    befall: lab => lab.network.ip('alpha', 'link set eth1 down\nlink set eth1 name eth9\nlink set eth9 up\n'),
    meanwhile: 'FAULT',
    undo: lab => lab.network.ip('alpha', 'link set eth9 down\nlink set eth9 name eth1\nlink set eth1 up\n'),
    states: ['BACKUP', 'MASTER', 'FAULT', 'BACKUP', 'MASTER'],
    placed: [['eth0', VIP]],
  },
  {
    what: 'the interface of one of its addresses is deleted, and made anew',
    vips: [`${VIP}/24`, `${OTHER_VIP}/24 dev eth1`],
    befall: lab => lab.network.ip('alpha', 'link del eth1\n'),
    meanwhile: 'FAULT',
    undo: remake(ETH1),
    states: ['BACKUP', 'MASTER', 'FAULT', 'BACKUP', 'MASTER'],
    placed: [
      ['eth0', VIP],
      ['eth1', OTHER_VIP],
    ],
  },
  {
    what: 'the interface below its virtual MAC is deleted, and made anew',
    instance: 'use_vmac',
    befall: lab => lab.network.ip('alpha', 'link del eth0\n'),
    meanwhile: 'FAULT',
    undo: remake(ETH0),
    states: ['BACKUP', 'MASTER', 'FAULT', 'BACKUP', 'MASTER'],
    placed: [['vrrp.51', VIP]],
  },
];

async function tell(kind: AgentKind, story: Story): Promise<void> {
  const { instance = '', vips = [`${VIP}/24`] } = story;
  await withLab(router, async lab => {
    const agent = lab.agent('alpha', kind, conf({ ...FAST, instance, vips }));
    const becomes = (state: string) => lab.eventually(`alpha is ${state}`, () => agent.state(), state, 8_000);
    await becomes('MASTER');
    await lab.heldBy(VIP, ['alpha'], 4_000);
    await story.befall(lab);
    await becomes(story.meanwhile);
    await story.undo(lab);
    await lab.eventually('the states', () => agent.states(), [...story.states], 8_000);
    for (const [device, address] of story.placed) {
      const isPlaced = async () => (await lab.addresses('alpha', device)).includes(address);
      await lab.eventually(`${address} is on ${device}`, isPlaced, true, 8_000);
    }
    await keepsAdvertising(lab);
    assert.deepEqual(agent.states(), [...story.states]);
    assert.deepEqual(await agent.stop(), { status: 0, signal: null });
    await lab.heldBy(VIP, [], 4_000);
  });
}

describe('beside or below the interface of an instance', { concurrency: 3 }, () => {
  for (const story of STORIES) {
    for (const kind of ['keepalived', 'holdfast'] as const) {
      test(`${kind}: ${story.what}`, () => tell(kind, story));
    }
  }

  for (const globals of ['', 'dynamic_interfaces']) {
    test(`its own is made anew while nobody looks${globals && `, with \`${globals}\``}: it advertises on the new one, with its addresses`, () =>
      withLab(router, async lab => {
        const agent = lab.agent('alpha', 'holdfast', conf({ ...FAST, globals }));
        await lab.heldBy(VIP, ['alpha'], 8_000);
        const tree = processTree(agent.pid);
        signalAll(tree, 'SIGSTOP'); // what the kernel tells of both is then read at once
        await lab.network.ip('alpha', 'link del eth0\n');
        await remake(ETH0)(lab);
        signalAll(tree, 'SIGCONT');
        const placed = async () => (await lab.addresses('alpha', 'eth0')).includes(VIP);
        await lab.eventually('the address is on the new one', placed, true, 8_000);
        await keepsAdvertising(lab);
        assert.equal(agent.state(), 'MASTER');
        assert.deepEqual(await agent.stop(), { status: 0, signal: null });
      }));
  }
});
