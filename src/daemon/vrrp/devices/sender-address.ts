/**
 * The link-local address by which adverts leave a device over IPv6: the one of the interface below, for the neighbours
 * know the router by it (RFC 9568 5.1.2.1), and it stays when the virtual router goes to another machine.
 */
import { addressFromBytes, type IpAddress, isLinkLocal } from '../../../base/address.js';
import type { LinkAddress, LinkState, LinkWatch } from '../../../sys/links.js';
import { AddressFlag, type AddressRequest } from '../../../wire/netlink/rtnetlink.js';
import type { AddressRefusal } from '../perform/addresses.js';

export interface KnownAddresses {
  readonly links: Pick<LinkWatch, 'addresses'>;
  /** Virtual addresses are nobody's own. */
  isVirtual(address: IpAddress): boolean;
}

/** The link-local address of an interface; undefined while it has none. */
export function linkLocalOf(base: LinkState, known: KnownAddresses): IpAddress | undefined {
  return linkLocals(base.index, known)[0]?.address;
}

/** All of them, as far as they are the interface's own. */
export function linkLocals(ifindex: number, { links, isVirtual }: KnownAddresses): readonly LinkAddress[] {
  return links.addresses(ifindex).filter(({ address, flags }) => {
    const isUsable = (flags & AddressFlag.dadFailed) === 0;
    return address.family === 6 && isLinkLocal(address) && isUsable && !isVirtual(address);
  });
}

/** The link-local address that belongs to an Ethernet address (RFC 4291 2.5.1, RFC 2464 5). */
export function linkLocalFrom(mac: Uint8Array): IpAddress | undefined {
  if (mac.length !== 6) return undefined;
  const [first, ...rest] = mac;
  const identifier = [first! ^ 2, ...rest.slice(0, 2), 0xff, 0xfe, ...rest.slice(2)];
  return addressFromBytes(Uint8Array.from([0xfe, 0x80, 0, 0, 0, 0, 0, 0, ...identifier]));
}

/** Adds and removes an address; answers why it was refused. */
export interface SenderPorts extends KnownAddresses {
  readonly kernel: {
    addAddress(request: AddressRequest): Promise<AddressRefusal | undefined>;
    removeAddress(request: AddressRequest): Promise<AddressRefusal | undefined>;
  };
}

/**
 * Gives a device `wanted` to send from, and then takes its other link-local addresses away, so that there is one at any
 * time. Answers whether anything had to be changed, or why it could not be.
 */
export async function giveSender(
  ifindex: number,
  wanted: IpAddress,
  ports: SenderPorts,
): Promise<'as-it-was' | 'changed' | AddressRefusal> {
  const others = linkLocals(ifindex, ports).filter(({ address }) => address.text !== wanted.text);
  const has = ports.links.addresses(ifindex).some(({ address }) => address.text === wanted.text);
  if (has && others.length === 0) return 'as-it-was';
  const refusal = await ports.kernel.addAddress(requestFor(ifindex, wanted));
  if (refusal !== undefined && refusal.code !== 'EEXIST') return refusal;
  for (const { address } of others) await ports.kernel.removeAddress(requestFor(ifindex, address));
  return 'changed';
}

/** Deprecated, so that nobody else chooses it. */
function requestFor(ifindex: number, address: IpAddress): AddressRequest {
  return { ifindex, address, prefixLength: 64, scope: 0, flags: AddressFlag.noDad, preferredLifetime: 0 };
}
