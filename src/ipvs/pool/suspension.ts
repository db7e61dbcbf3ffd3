/**
 * `ha_suspend`: the checks of a virtual server rest while its address is not on this machine, since the other director
 * has the service and makes the same checks. Its pool stays as it is.
 */
import type { IpAddress } from '../../base/address.js';
import type { LvsSettings, ServiceSelector } from '../settings.js';

export interface Suspension {
  /** Places in the settings of those that rest now. */
  readonly resting: Set<number>;
  /** Places by the address they wait for. */
  readonly byAddress: ReadonlyMap<string, readonly number[]>;
}

/** `isLocal` tells of an address whether it is on this machine. A group has no address of its own: it rests for ever. */
export function createSuspension(
  { virtualServers }: LvsSettings,
  isLocal: (address: IpAddress) => boolean,
): Suspension {
  const resting = new Set<number>();
  const byAddress = new Map<string, number[]>();
  for (const [place, { service, suspendsChecks }] of virtualServers.entries()) {
    if (!suspendsChecks) continue;
    if (!isThere(service, isLocal)) resting.add(place);
    if (service.kind !== 'address') continue;
    const places = byAddress.get(service.address.text);
    if (places === undefined) byAddress.set(service.address.text, [place]);
    else places.push(place);
  }
  return { resting, byAddress };
}

function isThere(service: ServiceSelector, isLocal: (address: IpAddress) => boolean): boolean {
  return service.kind === 'address' && isLocal(service.address);
}

/** The address came to this machine or left it. Answers the virtual servers whose checks are to start, or to rest. */
export function moveAddress(
  { resting, byAddress }: Suspension,
  { text }: IpAddress,
  isLocal: boolean,
): readonly number[] {
  const moved = (byAddress.get(text) ?? []).filter(place => resting.has(place) === isLocal);
  for (const place of moved) {
    if (isLocal) resting.delete(place);
    else resting.add(place);
  }
  return moved;
}
