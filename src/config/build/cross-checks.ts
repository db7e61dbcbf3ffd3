/** Checks between instances: two that would answer for the same virtual router. */
import { sameAddress } from '../../base/address.js';
import type { InstanceSettings } from '../../vrrp/settings.js';
import type { Position } from '../diagnostics.js';
import type { BuildContext } from './context.js';

/** `places` are the instances' own, by name. */
export function checkInstances(
  instances: readonly InstanceSettings[],
  places: ReadonlyMap<string, Position>,
  context: BuildContext,
): void {
  const byRouter = new Map<string, InstanceSettings[]>();
  for (const instance of instances) {
    const key = `${instance.vrid} ${instance.family}`;
    const same = byRouter.get(key) ?? [];
    const other = same.find(one => collides(one, instance));
    if (other !== undefined) {
      const where =
        instance.unicast === undefined ? `interface ${instance.interface}` : 'the same unicast address and peer';
      const text = `(${other.name}) and (${instance.name}) both use VRID ${instance.vrid} with IPv${instance.family} on ${where}`;
      context.diagnostics.error(places.get(instance.name), 'vrid-twice', text);
      context.refuse(text);
    }
    byRouter.set(key, [...same, instance]);
  }
}

/** Of the same VRID and family already. */
function collides(a: InstanceSettings, b: InstanceSettings): boolean {
  if (a.unicast === undefined && b.unicast === undefined) {
    return a.interface === b.interface && sameAddress(a.multicastGroup, b.multicastGroup);
  }
  if (a.unicast === undefined || b.unicast === undefined) return false;
  const theirs = b.unicast.peers;
  const samePeer = a.unicast.peers.some(one => theirs.some(other => sameAddress(one.address, other.address)));
  const sameSource =
    a.source !== undefined && b.source !== undefined
      ? sameAddress(a.source, b.source)
      : a.source === undefined && b.source === undefined && a.interface === b.interface;
  return samePeer && sameSource;
}
