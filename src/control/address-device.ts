/** Where an address goes, in keepalived's words: `eth0`, or `vrrp.51@eth0` on an interface made above that one. */
import type { InstanceSettings, VirtualAddress } from '../vrrp/settings.js';
import type { InstanceView } from '../vrrp/view.js';

/** Answers for an address by its place among all of the instance, advertised ones first. */
export function addressDevice(
  settings: InstanceSettings,
  { device }: VirtualAddress,
  place: number,
  view: InstanceView | undefined,
): string {
  const named = device ?? settings.interface;
  const actual = view?.devices?.[place] ?? named;
  return actual === named ? named : `${actual}@${named}`;
}
