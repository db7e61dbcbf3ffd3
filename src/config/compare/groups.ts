/** Sync groups: their members must be the same on all nodes, and must want the same MASTER. */

import type { InstanceSettings } from '../../vrrp/settings.js';
import { listed } from '../wording.js';
import type { Outcome } from './election.js';
import { type Member, memberName, type Node, relatedTo } from './node.js';
import type { VirtualRouter } from './routers.js';

/** What is known of each virtual router, with its outcome. */
export interface Decided {
  readonly router: VirtualRouter;
  readonly outcome: Outcome;
}

interface Group {
  readonly node: Node;
  readonly name: string;
  /** Those of its members that another node has, too. */
  readonly routers: readonly Decided[];
}

/** Says where a group is another one elsewhere, and where its members pull apart. */
export function compareGroups(nodes: readonly Node[], decided: readonly Decided[]): void {
  const byInstance = new Map(
    decided.flatMap(one =>
      one.router.members.length < 2 ? [] : one.router.members.map(member => [member.instance, one] as const),
    ),
  );
  const groups = nodes.flatMap(node => groupsOf(node, byInstance));
  const numbers = new Map(decided.map((one, i) => [one, i]));
  const split = new Set<string>();
  for (const group of groups) {
    sayMissing(group, groups);
    const key = group.routers.map(one => numbers.get(one)).join();
    if (!split.has(key)) saySplit(group);
    split.add(key);
  }
}

function groupsOf(node: Node, byInstance: ReadonlyMap<InstanceSettings, Decided>): readonly Group[] {
  const instances = new Map(node.settings.vrrp.instances.map(instance => [instance.name, instance]));
  return node.settings.vrrp.syncGroups.map(({ name, members }) => ({
    node,
    name,
    routers: members.flatMap(member => {
      const instance = instances.get(member);
      return (instance === undefined ? undefined : byInstance.get(instance)) ?? [];
    }),
  }));
}

/** Elsewhere a member stands outside the group, and moves without the others. */
function sayMissing({ node, name, routers }: Group, groups: readonly Group[]): void {
  if (routers.length < 2) return;
  const others = new Set(routers.flatMap(({ router }) => router.members.map(one => one.node)));
  others.delete(node);
  for (const other of others) {
    const together = groups
      .filter(group => group.node === other)
      .map(group => routers.filter(one => group.routers.includes(one)).length);
    if (Math.max(0, ...together) === routers.length) continue;
    const vrids = listed(routers.map(({ router }) => `${router.vrid}`));
    const text = `group ${name} of ${node.name} holds VRID ${vrids} together, ${other.name} does not: there they change state one by one`;
    node.found.warning(node.places.syncGroup(name), 'compare-group', text, { hint: 'give all nodes the same groups' });
  }
}

/** A member becomes MASTER only when all others would, so two favourites keep each other from it. */
function saySplit({ node, name, routers }: Group): void {
  const [first, ...others] = routers.filter(({ router, outcome }) => router.deaf.length === 0 && !outcome.isOpen);
  const favourite = first?.outcome.ranking[0];
  if (favourite === undefined) return;
  const other = others.map(({ outcome }) => outcome.ranking[0] as Member).find(one => one.node !== favourite.node);
  if (other === undefined) return;
  const text = `the members of group ${name} pull apart: by priority ${memberName(favourite)} and ${memberName(other)} would be MASTER, on different nodes`;
  const hint = 'let one node have the highest priority in all members of a group';
  const related = [...relatedTo(favourite, 'priority'), ...relatedTo(other, 'priority')];
  node.found.error(node.places.syncGroup(name), 'compare-group-split', text, { class: 'none', hint, related });
}
