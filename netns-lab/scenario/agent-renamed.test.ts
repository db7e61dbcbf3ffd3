/**
 * The interface of an instance goes, is made anew with another index, or is renamed: beside keepalived, as master and as
 * backup, with `dynamic_interfaces` and without.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Agent, AgentKind } from '../lib/agent.js';
import { conf } from '../lib/conf-text.js';
import { type Lab, withLab } from '../lib/lab.js';
import { ALPHA, BRAVO, pair, VIP } from '../topology/pair.js';

/** Slow enough for a machine that is busy with other labs: a backup waits for more than a second. */
const FAST = { version: 3, advertInt: 0.3 } as const;
const OWN = { name: 'eth0', mac: ALPHA.mac, addresses: [`${ALPHA.address}/24`] };

/** What happens to the interface, and how it is undone. */
interface Accident {
  readonly title: string;
  readonly befall: (lab: Lab) => Promise<void>;
  readonly undo: (lab: Lab) => Promise<void>;
  /** keepalived 2.2.7 is deaf afterwards, now and then, and a second master: then it is no measure for a backup. */
  readonly deafens?: boolean;
}

const ACCIDENTS: readonly Accident[] = [
  {
    title: 'is deleted, and made anew with another index',
    befall: lab => lab.network.ip('alpha', 'link del eth0\n'),
    async undo(lab) {
      // Indices only grow within a namespace; this one takes two.
      await lab.network.ip('alpha', 'link add spare0 type veth peer name spare1\n');
      await lab.network.addInterface('alpha', OWN);
    },
  },
  {
    title: 'is renamed while down, and named as before',
    befall: lab => lab.network.ip('alpha', 'link set eth0 down\nlink set eth0 name eth9\nlink set eth9 up\n'),
    undo: lab => lab.network.ip('alpha', 'link set eth9 down\nlink set eth9 name eth0\nlink set eth0 up\n'),
  },
  {
    title: 'is renamed while up, and named as before',
    deafens: true,
    befall: lab => lab.network.ip('alpha', 'link set eth0 name eth9\n'),
    undo: lab => lab.network.ip('alpha', 'link set eth9 name eth0\n'),
  },
];

const configs = (priority: number, globals: string) => conf({ ...FAST, priority, globals });

/** The states a story leads through; that the virtual address goes and comes with them is awaited on the way. */
type Course = readonly string[];

async function course(
  kind: AgentKind,
  wish: 'MASTER' | 'BACKUP',
  globals: string,
  accident: Accident,
): Promise<Course> {
  return withLab(pair, async lab => {
    if (wish === 'BACKUP') {
      lab.agent('bravo', 'keepalived', configs(150, ''));
      await lab.heldBy(VIP, ['bravo'], 8_000);
    }
    const alpha = lab.agent('alpha', kind, configs(100, globals));
    const becomes = (state: string) => lab.eventually(`alpha is ${state}`, () => alpha.state(), state, 8_000);
    await becomes(wish);
    if (wish === 'MASTER') await lab.heldBy(VIP, ['alpha'], 4_000);
    await accident.befall(lab);
    await becomes('FAULT');
    const holds = async () => (await lab.addresses('alpha')).includes(VIP);
    await lab.eventually('the address is gone', holds, false, 4_000);
    await accident.undo(lab);
    await becomes(wish);
    // Whoever is master advertises on the wire; whoever is backup hears it and stays so.
    const speaker = wish === 'MASTER' ? ALPHA : BRAVO;
    const from = lab.sniffer.adverts(speaker.address).length;
    const said = () => lab.sniffer.adverts(speaker.address).length;
    await lab.eventually('ten more adverts', said, count => count >= from + 10, 6_000);
    await lab.eventually('the address follows the state', holds, wish === 'MASTER', 4_000);
    if (wish === 'BACKUP') await takesOver(lab, alpha);
    return alpha.states();
  });
}

/** A backup whose interface came back still hears a farewell there, and takes over. */
async function takesOver(lab: Lab, alpha: Agent): Promise<void> {
  await lab.agents[0]!.stop();
  await lab.eventually('alpha takes over', () => alpha.state(), 'MASTER', 8_000);
  await lab.heldBy(VIP, ['alpha'], 4_000);
}

const EXPECTED = {
  MASTER: ['BACKUP', 'MASTER', 'FAULT', 'BACKUP', 'MASTER'],
  BACKUP: ['BACKUP', 'FAULT', 'BACKUP', 'MASTER'],
} as const;

describe('the interface of an instance', { concurrency: 3 }, () => {
  for (const accident of ACCIDENTS) {
    for (const globals of ['', 'dynamic_interfaces']) {
      for (const wish of ['MASTER', 'BACKUP'] as const) {
        test(`${accident.title}${globals === '' ? '' : `, with \`${globals}\``}: a ${wish.toLowerCase()} comes back as one`, async () => {
          const measure =
            accident.deafens === true && wish === 'BACKUP' ? [] : [course('keepalived', wish, globals, accident)];
          for (const states of await Promise.all([...measure, course('holdfast', wish, globals, accident)])) {
            assert.deepEqual(states, EXPECTED[wish]);
          }
        });
      }
    }
  }
});
