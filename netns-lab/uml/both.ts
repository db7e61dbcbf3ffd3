/** One story for real keepalived and for Holdfast, each in a lab of its own: what it saw must be the same. */
import assert from 'node:assert/strict';
import type { AgentKind } from '../lib/agent.js';
import { type Lab, withLab } from '../lib/lab.js';
import type { NodeSpec } from '../lib/network.js';

/** What a story saw, by the stage it was at. */
export type Sights = Readonly<Record<string, unknown>>;

/** Tells the story twice, side by side, since mostly it waits; answers what both saw. */
export async function inBoth(
  nodes: readonly NodeSpec[],
  story: (lab: Lab, kind: AgentKind) => Promise<Sights>,
): Promise<Sights> {
  const kinds = ['keepalived', 'holdfast'] as const;
  const told = await Promise.allSettled(kinds.map(kind => withLab(nodes, lab => story(lab, kind))));
  const [theirs, ours] = told.map((outcome, i) => {
    if (outcome.status === 'fulfilled') return outcome.value;
    if (outcome.reason instanceof Error) outcome.reason.message = `${kinds[i]}: ${outcome.reason.message}`;
    throw outcome.reason;
  }) as [Sights, Sights];
  assert.deepEqual(ours, theirs);
  return ours;
}

/** Addresses and routes of a node as ip(8) lists them, sorted, without what the kernel makes of every address. */
export async function addressesAndRoutes(lab: Lab, node = 'alpha'): Promise<string[]> {
  const lines = await Promise.all([
    lab.run(node, ['ip', '-o', 'addr', 'show']),
    lab.run(node, ['ip', '-d', '-o', 'route', 'show', 'table', 'all']),
  ]);
  return lines
    .flatMap(text => text.split('\n'))
    .map(line =>
      line
        .replace(/^\d+: /, '')
        .replaceAll('\\', '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter(line => line !== '' && !/table local|^local|^broadcast|^multicast|fe80::|ff00::|^lo /.test(line))
    .sort();
}

/** States of several instances, in the order they were logged, by instance. */
export const statesOf = (lab: Lab, instances: readonly string[]): Record<string, string[]> =>
  Object.fromEntries(instances.map(instance => [instance, lab.agents.at(-1)!.states(instance)]));

/** Waits until each instance has reached its state. */
export async function untilAre(lab: Lab, states: Readonly<Record<string, string>>, within: number): Promise<void> {
  const agent = lab.agents.at(-1)!;
  const names = Object.keys(states);
  const seen = () => {
    if (!agent.isRunning) throw new Error(`${agent.kind} has ended\n${lab.evidence()}`);
    return Object.fromEntries(names.map(name => [name, agent.state(name)]));
  };
  await lab.eventually(`the instances are ${JSON.stringify(states)}`, seen, { ...states }, within);
}

/** Three more adverts of an instance: whatever was to happen to it has happened. */
export async function threeAdverts(lab: Lab, vrid: number): Promise<void> {
  for (let n = 0; n < 3; n++) {
    await lab.sniffer.nextAdvert(`an advert of VRID ${vrid}`, advert => advert.vrid === vrid, 5_000);
  }
}
