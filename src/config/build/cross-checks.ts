/** Checks between instances: two that would answer for the same virtual router. */
import { sameAddress } from '../../base/address.js';
import type { InstanceSettings } from '../../vrrp/settings.js';
import type { Position } from '../diagnostics.js';
import type { BuildContext } from './context.js';

/**
 * `places` are the instances' own, by name. Two of one virtual router refuse the configuration; where interfaces may
 * change into others (`allow_if_changes`) the second one waits in FAULT instead.
 */
export function checkInstances(
  instances: readonly InstanceSettings[],
  places: ReadonlyMap<string, Position>,
  context: BuildContext,
): readonly InstanceSettings[] {
  const byRouter = new Map<string, InstanceSettings[]>();
  return instances.map(instance => {
    const key = `${instance.vrid} ${instance.family}`;
    const same = byRouter.get(key) ?? [];
    const other = same.find(one => collides(one, instance));
    if (other !== undefined) {
      const where =
        instance.unicast === undefined ? `interface ${instance.interface}` : 'the same unicast address and peer';
      const text = `(${other.name}) and (${instance.name}) both use VRID ${instance.vrid} with IPv${instance.family} on ${where}`;
      if (context.globals.allowIfChanges) {
        context.diagnostics.error(places.get(instance.name), 'vrid-twice', `${text}; the second stays in FAULT`, {
          class: 'none',
        });
        return { ...instance, permanentFault: instance.permanentFault ?? text };
      }
      context.diagnostics.error(places.get(instance.name), 'vrid-twice', text);
      context.refuse(text);
    }
    same.push(instance);
    byRouter.set(key, same);
    return instance;
  });
}

/** Of the same VRID and family already. */
function collides(a: InstanceSettings, b: InstanceSettings): boolean {
  if (a.interface !== b.interface) return false;
  if (a.unicast === undefined && b.unicast === undefined) return sameAddress(a.multicastGroup, b.multicastGroup);
  if (a.unicast === undefined || b.unicast === undefined) return false;
  const theirs = b.unicast.peers;
  const samePeer = a.unicast.peers.some(one => theirs.some(other => sameAddress(one.address, other.address)));
  return samePeer && a.source?.text === b.source?.text;
}
