/** What the kernel is asked for on behalf of a virtual address, and by what it tells addresses apart. */
import type { VirtualAddress } from '../../../vrrp/settings.js';
import { AddressFlag, type AddressRequest, PROTOCOL_KEEPALIVED } from '../../../wire/netlink/rtnetlink.js';

/** Two entries of one instance are the same when address and device are (keepalived refuses a second one). */
export function nameOf(entry: VirtualAddress): string {
  return `${entry.address.text} ${entry.device ?? ''}`;
}

/** The kernel's own identity of an address: device, address and prefix (the peer's, when there is one). */
export function keyOf(request: AddressRequest): string {
  return `${request.ifindex} ${request.address.text}/${request.prefixLength}`;
}

/** Device, mask and network of an IPv4 address; undefined where an address is alone in its network. */
export function networkOf({ address, peer, prefixLength, ifindex }: AddressRequest): string | undefined {
  if (address.family !== 4 || prefixLength === 32) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = (peer ?? address).bytes;
  const number = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  return `${ifindex} ${prefixLength} ${Math.floor(number / 2 ** (32 - prefixLength))}`;
}

/** What to ask the kernel for, so that the address is as the configuration has it. */
export function requestFor(entry: VirtualAddress, ifindex: number): AddressRequest {
  const { flags } = entry;
  const bits =
    (flags.home ? AddressFlag.homeAddress : 0) |
    (flags.nodad ? AddressFlag.noDad : 0) |
    (flags.mngtmpaddr ? AddressFlag.manageTempAddress : 0) |
    (flags.noprefixroute ? AddressFlag.noPrefixRoute : 0) |
    (flags.autojoin ? AddressFlag.multicastAutoJoin : 0);
  return {
    ifindex,
    address: entry.address,
    prefixLength: entry.prefixLength,
    scope: entry.scope,
    flags: bits,
    protocol: PROTOCOL_KEEPALIVED,
    ...(entry.peer && { peer: entry.peer }),
    ...(entry.broadcast && { broadcast: entry.broadcast }),
    ...(entry.label !== undefined && { label: entry.label }),
    // Those of IPv4 have no such time for keepalived: `preferred_lft 0` does not make one deprecated.
    ...(entry.preferredLifetime !== undefined &&
      entry.address.family === 6 && { preferredLifetime: entry.preferredLifetime }),
  };
}
