/** Virtual servers: whichever director is MASTER must balance the same services onto the same real servers. */
import type { RealServerSettings, VirtualServerSettings } from '../../ipvs/settings.js';
import { listed } from '../wording.js';
import type { Node } from './node.js';

/** Compares every node with the first one. Nodes without virtual servers may leave balancing to others: one word is enough. */
export function compareVirtualServers(nodes: readonly Node[]): void {
  const [first, ...others] = nodes as [Node, ...Node[]];
  const mine = byService(first);
  for (const other of others) {
    const theirs = byService(other);
    saySurplus(first, other, mine, theirs);
    saySurplus(other, first, theirs, mine);
    for (const [service, server] of mine) {
      const twin = theirs.get(service);
      if (twin !== undefined) compareServers(service, first, server, other, twin);
    }
  }
}

function byService({ settings }: Node): ReadonlyMap<string, VirtualServerSettings> {
  return new Map(settings.lvs.virtualServers.map(server => [serviceName(server), server]));
}

function serviceName({ service, protocol: chosen }: VirtualServerSettings): string {
  const protocol = chosen ?? '';
  switch (service.kind) {
    case 'address': {
      const { family, text } = service.address;
      return `${protocol} ${family === 6 ? `[${text}]` : text}:${service.port}`.trim();
    }
    case 'mark':
      return `fwmark ${service.mark} ${protocol}`.trim();
    case 'group':
      return `group ${service.name} ${protocol}`.trim();
  }
}

function saySurplus(
  one: Node,
  other: Node,
  mine: ReadonlyMap<string, VirtualServerSettings>,
  theirs: ReadonlyMap<string, VirtualServerSettings>,
): void {
  const surplus = [...mine.keys()].filter(service => !theirs.has(service));
  if (surplus.length === 0) return;
  const text = `${one.name} balances ${listed(surplus)}, ${other.name} does not: there these services have no real servers`;
  one.found.warning(one.places.virtualServer(mine.get(surplus[0]!)!), 'compare-virtual-server', text);
}

function compareServers(
  service: string,
  first: Node,
  mine: VirtualServerSettings,
  other: Node,
  theirs: VirtualServerSettings,
): void {
  const differences = [
    ...(mine.scheduler === theirs.scheduler ? [] : [`the scheduler is ${mine.scheduler} and ${theirs.scheduler}`]),
    ...(mine.persistence?.timeout === theirs.persistence?.timeout ? [] : ['the persistence differs']),
    ...(mine.quorum === theirs.quorum ? [] : [`the quorum is ${mine.quorum} and ${theirs.quorum}`]),
    ...realServerDifferences(first, mine, other, theirs),
  ];
  if (differences.length === 0) return;
  const text = `${service} is balanced differently by ${first.name} and ${other.name}: ${differences.join('; ')}`;
  const at = first.places.virtualServer(mine);
  const related = at === undefined ? [] : [{ at, text: `${service} of ${first.name}` }];
  other.found.warning(other.places.virtualServer(theirs), 'compare-virtual-server', text, { related });
}

function realServerDifferences(
  first: Node,
  mine: VirtualServerSettings,
  other: Node,
  theirs: VirtualServerSettings,
): readonly string[] {
  const [ours, others] = [byAddress(mine), byAddress(theirs)];
  const onlyMine = [...ours.keys()].filter(name => !others.has(name));
  const onlyTheirs = [...others.keys()].filter(name => !ours.has(name));
  const changed = [...ours].filter(([name, { weight, method }]) => {
    const twin = others.get(name);
    return twin !== undefined && (twin.weight !== weight || twin.method.kind !== method.kind);
  });
  return [
    ...(onlyMine.length === 0 ? [] : [`only ${first.name} has ${listed(onlyMine)}`]),
    ...(onlyTheirs.length === 0 ? [] : [`only ${other.name} has ${listed(onlyTheirs)}`]),
    ...(changed.length === 0 ? [] : [`weight or method of ${listed(changed.map(([name]) => name))}`]),
  ];
}

function byAddress({ realServers }: VirtualServerSettings): ReadonlyMap<string, RealServerSettings> {
  return new Map(realServers.map(one => [`${one.address.text} port ${one.port}`, one]));
}
