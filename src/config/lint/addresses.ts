/** Virtual addresses that cannot serve, or that two instances take from each other. */
import { type IpAddress, isMulticast } from '../../base/address.js';
import type { InstanceSettings, VirtualAddress } from '../../vrrp/settings.js';
import { endOfNetwork, sameNetwork } from './networks.js';
import type { Subject } from './subject.js';

/** Looks at each address, and at those that two instances have. */
export function lintAddresses(subject: Subject): void {
  for (const instance of subject.settings.vrrp.instances) {
    for (const one of all(instance)) lintUse(instance, one, subject);
    lintPrefixes(instance, subject);
  }
  lintShared(subject);
}

function all({ addresses, excludedAddresses }: InstanceSettings): readonly VirtualAddress[] {
  return [...addresses, ...excludedAddresses];
}

function lintUse({ name }: InstanceSettings, { address, prefixLength }: VirtualAddress, { places, found }: Subject) {
  const special = specialUse(address);
  if (special !== undefined) {
    const text = `(${name}) ${address.text} is ${special}: nobody can reach this node by it`;
    found.warning(places.address(name, address), 'lint-address-special', text);
    return;
  }
  const end = endOfNetwork(address, prefixLength);
  if (end === undefined) return;
  const text = `(${name}) ${address.text}/${prefixLength} is the ${end} address of its network, not that of a host`;
  found.warning(places.address(name, address), 'lint-address-network', text, {
    hint: 'give the host address and the prefix length of the network',
  });
}

/** RFC 6890. */
function specialUse(address: IpAddress): string | undefined {
  if (isMulticast(address)) return 'a multicast address';
  if (address.bytes.every(byte => byte === 0)) return 'the unspecified address';
  if (address.family === 4 && address.bytes[0] === 127) return 'a loopback address';
  if (address.family === 4 && address.bytes.every(byte => byte === 255)) return 'the broadcast address';
  if (address.text === '::1') return 'the loopback address';
  return undefined;
}

/** An address without a prefix length is a host of no network; where its neighbours have one, it was forgotten. */
function lintPrefixes(instance: InstanceSettings, { places, found }: Subject): void {
  const entries = all(instance);
  const withNetwork = entries.filter(({ address, prefixLength }) => prefixLength < (address.family === 4 ? 32 : 128));
  if (withNetwork.length === 0 || withNetwork.length === entries.length) return;
  for (const { address, prefixLength, peer } of entries) {
    if (peer !== undefined || prefixLength < (address.family === 4 ? 32 : 128)) continue;
    const at = places.address(instance.name, address);
    const neighbour = withNetwork.find(one => sameNetwork(one.address, address, one.prefixLength));
    if (neighbour === undefined || at === undefined || found.linesOf(at.file)[at.line - 1]?.includes('/') === true) {
      continue;
    }
    const network = `${neighbour.address.text}/${neighbour.prefixLength}`;
    const text = `(${instance.name}) ${address.text} has no prefix length and becomes /${prefixLength}, though it lies in the network of ${network}`;
    const hint = `write ${address.text}/${neighbour.prefixLength}, or /${prefixLength} if it is meant`;
    found.note(at, 'lint-address-prefix', text, { hint });
  }
}

/** The instance that stops being MASTER takes the address away from the other one. */
function lintShared({ settings, places, found }: Subject): void {
  const groups = new Map(settings.vrrp.syncGroups.flatMap(({ name, members }) => members.map(one => [one, name])));
  const holders = new Map<string, InstanceSettings>();
  for (const instance of settings.vrrp.instances) {
    for (const { address, device = instance.interface } of all(instance)) {
      const key = `${address.text} ${device}`;
      const first = holders.get(key);
      if (first === undefined) holders.set(key, instance);
      // Members of one sync group hold their addresses at the same times.
      else if (
        first !== instance &&
        (!groups.has(first.name) || groups.get(first.name) !== groups.get(instance.name))
      ) {
        const at = places.address(first.name, address);
        const related = at === undefined ? [] : [{ at, text: `(${first.name}) has it here` }];
        const text = `(${instance.name}) and (${first.name}) both have ${address.text} on ${device}: the one that stops being MASTER takes it away from the other`;
        found.warning(places.address(instance.name, address), 'lint-address-shared', text, { related });
      }
    }
  }
}
