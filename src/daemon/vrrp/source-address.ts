/** Which address adverts carry as their source, when the configuration names none. */
import { type Family, type IpAddress, isLinkLocal } from '../../base/address.js';
import type { InstanceSettings } from '../../vrrp/settings.js';
import { AddressFlag } from '../../wire/netlink/rtnetlink.js';

/** An address on an interface, as the kernel lists it: in the order it was added. */
export interface InterfaceAddress {
  readonly address: IpAddress;
  /** `AddressFlag` bits. */
  readonly flags: number;
}

/**
 * The interface's primary IPv4 address, or its link-local IPv6 one (RFC 9568 5.1.1.1, 5.1.2.1). Virtual addresses
 * are never used: they are not this router's own. Undefined: the interface has none that is usable.
 */
export function chooseSource(
  settings: Pick<InstanceSettings, 'family' | 'source'>,
  onInterface: readonly InterfaceAddress[],
  virtual: ReadonlySet<string>,
): IpAddress | undefined {
  if (settings.source !== undefined) return settings.source;
  return onInterface.find(entry => isUsable(entry, settings.family, virtual))?.address;
}

/** Until duplicate address detection is through, the kernel refuses to send from an address. */
const NOT_YET_USABLE = AddressFlag.tentative | AddressFlag.dadFailed;

function isUsable(entry: InterfaceAddress, family: Family, virtual: ReadonlySet<string>): boolean {
  const { address: ip, flags } = entry;
  if (ip.family !== family || virtual.has(ip.text) || (flags & NOT_YET_USABLE) !== 0) return false;
  return family === 4 || isLinkLocal(ip);
}
