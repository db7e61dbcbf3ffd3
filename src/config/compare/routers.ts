/** Which instances of several nodes are one virtual router (RFC 9568 1.6: a VRID and a family on one LAN). */
import type { Family } from '../../base/address.js';
import type { InstanceSettings } from '../../vrrp/settings.js';
import { type Member, memberName, type Node, sayMismatch } from './node.js';

/** Instances that are meant to be one virtual router, in the order of the nodes; at most one of each. */
export interface VirtualRouter {
  readonly family: Family;
  /** Of its first member. */
  readonly vrid: number;
  readonly members: Member[];
  /** Pairs that cannot hear each other, so that each believes to be alone. */
  readonly deaf: (readonly [Member, Member])[];
}

/**
 * Finds the virtual routers of all nodes: by VRID and family, and among several of these by what else they share. What
 * is left over is matched by name and addresses, and its VRID reported; what then is on some nodes only is reported too.
 */
export function findVirtualRouters(nodes: readonly Node[]): readonly VirtualRouter[] {
  const routers: VirtualRouter[] = [];
  for (const node of nodes) placeInstances(node, routers);
  const joined = joinByMeaning(routers, nodes);
  for (const router of joined) reportAbsence(router, nodes);
  return joined;
}

/** What may tell instances of one VRID and family apart, the surest sign first: a node may use a VRID on many interfaces. */
const SIGNS: readonly ((instance: InstanceSettings) => readonly string[])[] = [
  ({ addresses }) => addresses.map(({ address }) => address.text),
  ({ name }) => [name],
  ({ interface: device }) => [device],
  () => [''],
];

function placeInstances(node: Node, routers: VirtualRouter[]): void {
  const free = new Set(node.settings.vrrp.instances);
  const taken = new Set<VirtualRouter>();
  for (const signs of SIGNS) {
    const index = new Map<string, VirtualRouter[]>();
    for (const router of routers) {
      if (taken.has(router)) continue;
      for (const sign of signs(router.members[0]!.instance))
        push(index, `${router.family} ${router.vrid} ${sign}`, router);
    }
    for (const instance of free) {
      const router = firstOf(
        index,
        signs(instance).map(sign => `${instance.family} ${instance.vrid} ${sign}`),
        taken,
      );
      if (router === undefined) continue;
      router.members.push({ node, instance });
      taken.add(router);
      free.delete(instance);
    }
  }
  for (const instance of free) {
    routers.push({ family: instance.family, vrid: instance.vrid, members: [{ node, instance }], deaf: [] });
  }
}

/** The first under any of these keys that is not taken; taken ones leave the lists, so that nobody looks at them twice. */
function firstOf(
  index: ReadonlyMap<string, VirtualRouter[]>,
  keys: readonly string[],
  taken: ReadonlySet<VirtualRouter>,
): VirtualRouter | undefined {
  for (const key of keys) {
    const list = index.get(key) ?? [];
    const at = list.findIndex(router => !taken.has(router));
    if (at >= 0) return list.splice(0, at + 1)[at];
    list.length = 0;
  }
  return undefined;
}

/** Same name or addresses, other VRID: nodes that were meant to be one virtual router and are two. */
function joinByMeaning(routers: readonly VirtualRouter[], nodes: readonly Node[]): readonly VirtualRouter[] {
  const kept: VirtualRouter[] = [];
  const incomplete = new Map<string, VirtualRouter[]>();
  for (const router of routers) {
    const meanings = SIGNS.slice(0, 2).flatMap((signs, i) =>
      signs(router.members[0]!.instance).map(sign => `${router.family} ${i} ${sign}`),
    );
    const other = meanings.flatMap(key => incomplete.get(key) ?? []).find(one => isApart(one, router));
    if (other === undefined) {
      kept.push(router);
      if (router.members.length < nodes.length) for (const key of meanings) push(incomplete, key, router);
      continue;
    }
    const reference = other.members[0]!;
    for (const member of router.members) {
      sayMismatch(reference, member, {
        code: 'compare-vrid',
        severity: 'error',
        keyword: 'virtual_router_id',
        values: [`${reference.instance.vrid}`, `${member.instance.vrid}`],
        consequence: 'they are two virtual routers, and each of them becomes MASTER',
      });
      other.deaf.push([reference, member]);
      other.members.push(member);
    }
  }
  return kept;
}

function isApart(a: VirtualRouter, b: VirtualRouter): boolean {
  return a.members.every(one => b.members.every(other => one.node !== other.node));
}

function reportAbsence({ members, vrid, family }: VirtualRouter, nodes: readonly Node[]): void {
  const absent = nodes.filter(node => members.every(member => member.node !== node));
  if (absent.length === 0) return;
  const [first] = members as [Member];
  const where = absent.map(({ name }) => name).join(', ');
  const text = `${memberName(first)} has VRID ${vrid} (IPv${family}), and no usable instance of ${where} matches it: nobody there takes over`;
  first.node.found.warning(first.node.places.instance(first.instance.name), 'compare-alone', text);
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
