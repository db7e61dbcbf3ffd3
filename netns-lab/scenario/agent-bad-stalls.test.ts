/**
 * A master that is kept from running and then runs again, when there is more to it than one instance: twenty of them, a
 * sync group, unicast peers. Whoever is weaker yields all at once, without another word about its addresses.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Agent, AgentKind } from '../lib/agent.js';
import { conf } from '../lib/conf-text.js';
import { type Lab, withLab } from '../lib/lab.js';
import { processTree, signalAll } from '../lib/process-tree.js';
import { ALPHA, BRAVO, pair } from '../topology/pair.js';

const FAST = { version: 3, advertInt: 0.3 } as const;

interface Shape {
  readonly what: string;
  readonly instances: number;
  /** Block that ties them. */
  readonly group?: string;
  readonly unicast?: boolean;
}

const SHAPES: readonly Shape[] = [
  { what: 'twenty instances', instances: 20 },
  { what: 'a sync group', instances: 3, group: 'vrrp_sync_group G {\ngroup {\nVI_1\nVI_2\nVI_3\n}\n}' },
  { what: 'instances with unicast peers', instances: 2, unicast: true },
];

const names = ({ instances }: Shape) => Array.from({ length: instances }, (_, i) => `VI_${i + 1}`);
const vip = (i: number) => `10.82.0.${i + 1}`;

function config(shape: Shape, own: string, peer: string, priority: number): string {
  const unicast = shape.unicast === true ? `unicast_src_ip ${own}\nunicast_peer {\n${peer}\n}` : '';
  const all = names(shape).map((name, i) =>
    conf({ ...FAST, priority, vips: [`${vip(i)}/32`], instance: unicast })
      .replace(i === 0 ? /^$/ : /^global_defs \{[^}]*\}\n/, '')
      .replace('VI_1', name)
      .replace('virtual_router_id 51', `virtual_router_id ${i + 1}`),
  );
  return `${all.join('\n')}\n${shape.group ?? ''}\n`;
}

/** Starts alpha, the master, and bravo; stops alpha until bravo is master of everything and has said so; lets it run. */
async function stall(lab: Lab, shape: Shape, other: AgentKind, priorities: readonly [alpha: number, bravo: number]) {
  const all = (agent: Agent) => () => [...new Set(names(shape).map(name => agent.state(name)))];
  const alpha = lab.agent('alpha', 'holdfast', config(shape, ALPHA.address, BRAVO.address, priorities[0]));
  await lab.eventually('alpha is master', all(alpha), ['MASTER'], 8_000);
  const nopreempt = (text: string) => text.replaceAll('state BACKUP', 'state BACKUP\nnopreempt');
  const text = nopreempt(config(shape, BRAVO.address, ALPHA.address, priorities[1]));
  const bravo = lab.agent('bravo', other, text);
  await lab.eventually('bravo is backup', all(bravo), ['BACKUP'], 8_000);
  const tree = processTree(alpha.pid);
  signalAll(tree, 'SIGSTOP');
  await lab.eventually('bravo is master', all(bravo), ['MASTER'], 12_000);
  await more(lab, BRAVO.address, 5 * shape.instances);
  const before = lab.sniffer.packets.length;
  signalAll(tree, 'SIGCONT');
  return { alpha, bravo, before };
}

async function more(lab: Lab, address: string, count: number) {
  const from = lab.sniffer.adverts(address).length;
  const said = () => lab.sniffer.adverts(address).length;
  await lab.eventually(`${count} more adverts of ${address}`, said, seen => seen >= from + count, 8_000);
}

describe('a master that was stopped', { concurrency: 2 }, () => {
  for (const shape of SHAPES) {
    for (const other of ['keepalived', 'holdfast'] as const) {
      test(`${shape.what}, weaker than ${other}: it yields with all of them and says nothing`, () =>
        withLab(pair, async lab => {
          const { alpha, before } = await stall(lab, shape, other, [100, 150]);
          for (const i of names(shape).keys()) await lab.heldBy(vip(i), ['bravo'], 4_000);
          await more(lab, BRAVO.address, 10 * shape.instances);
          // Whoever has unicast peers asks for their MAC, which is no word about its addresses.
          const words = lab.sniffer.packets
            .slice(before)
            .filter(
              packet =>
                packet.sourceMac === ALPHA.mac &&
                (packet.kind === 'advert' || (packet.kind === 'arp' && packet.sender.startsWith('10.82.'))),
            );
          assert.deepEqual(words, []);
          for (const name of names(shape)) assert.deepEqual(alpha.states(name), ['BACKUP', 'MASTER', 'BACKUP']);
        }));

      test(`${shape.what}, stronger than ${other}: it takes the word, and keeps it for all of them`, () =>
        withLab(pair, async lab => {
          const { alpha, bravo } = await stall(lab, shape, other, [150, 100]);
          for (const i of names(shape).keys()) await lab.heldBy(vip(i), ['alpha'], 8_000);
          await more(lab, ALPHA.address, 10 * shape.instances);
          for (const name of names(shape)) {
            assert.equal(bravo.state(name), 'BACKUP');
            assert.deepEqual(alpha.states(name), ['BACKUP', 'MASTER']);
          }
        }));
    }
  }
});
