/** Which elements of the sets stand for an address, and for an interface with a virtual MAC. */
import type { Family, IpAddress } from '../../../base/address.js';
import type { InstanceSettings, VirtualAddress } from '../../../vrrp/settings.js';
import { OWNER_PRIORITY } from '../../../vrrp/settings.js';
import { host32 } from '../../../wire/netlink/host-order.js';
import type { SetElement, TableFamily } from '../../../wire/netlink/nftables/request.js';
import type { AddressRequest } from '../../../wire/netlink/rtnetlink.js';
import { type FilterElement, type SetName, zeroFilled } from './ruleset.js';

/** An address with the interface that it is on, or will be. */
export interface PlacedAddress {
  readonly entry: VirtualAddress;
  readonly device: string;
  readonly request: Pick<AddressRequest, 'ifindex'>;
}

/** A macvlan of ours, which sends no reports about groups and asks for no routers. */
export interface FilteredDevice {
  readonly index: number;
  /** The interface below, which sends the reports instead. */
  readonly baseIndex: number;
  /** Of its virtual router. */
  readonly family: Family;
  /** It has addresses of this family, or listens to groups of it. */
  readonly usesIpv4: boolean;
  readonly usesIpv6: boolean;
}

/** What of the settings of an instance decides about elements. */
export type FilteringInstance = Pick<
  InstanceSettings,
  'accepts' | 'priority' | 'tracksPrimary' | 'interface' | 'device'
>;

/** Whether packets to the addresses are dropped. An owner always accepts them (RFC 9568 6.1, Accept_Mode). */
export function dropsPackets({ accepts, priority }: FilteringInstance): boolean {
  return !accepts && priority !== OWNER_PRIORITY;
}

/** The element for each address of an instance; none when it accepts packets. */
export function addressElements(
  instance: FilteringInstance,
  placed: readonly PlacedAddress[],
  options: { readonly matchesInterfacesByIndex: boolean },
): FilterElement[] {
  if (!dropsPackets(instance)) return [];
  return placed.map(each => {
    const { address } = each.entry;
    if (address.family === 4) return element('ip', 'vips', { key: address.bytes });
    if (!isLinkLocal(address)) return element('ip6', 'vips', { key: address.bytes });
    // An index is another one when the interface is made anew. An instance that need not end then says its name.
    const byName = !options.matchesInterfacesByIndex && !instance.tracksPrimary && outlives(each, instance);
    return byName
      ? element('ip6', 'vips_link_local_name', { key: joined(address.bytes, zeroFilled(each.device)) })
      : element('ip6', 'vips_link_local', { key: joined(address.bytes, host32(each.request.ifindex)) });
  });
}

/**
 * The elements for an interface, those of its own family first. `reportsIgmp` false: the kernel was told to send no
 * reports (`disable_local_igmp`).
 */
export function deviceElements(
  device: FilteredDevice,
  { reportsIgmp }: { readonly reportsIgmp: boolean },
): FilterElement[] {
  const key = host32(device.index);
  const value = host32(device.baseIndex);
  const igmp = device.usesIpv4 && reportsIgmp ? [element('ip', 'vmac_map', { key, value })] : [];
  const mld = device.usesIpv6 ? [element('ip6', 'vmac_map', { key, value }), element('ip6', 'vmac_set', { key })] : [];
  return device.family === 4 ? [...igmp, ...mld] : [...mld, ...igmp];
}

/** Whether the instance goes on when the interface of the address goes, seen that it does not track its own. */
function outlives({ entry, device }: PlacedAddress, instance: FilteringInstance): boolean {
  return device === (instance.device ?? instance.interface) || !entry.tracked;
}

/** fe80::/10 (RFC 4291 2.5.6). */
function isLinkLocal({ bytes }: IpAddress): boolean {
  return bytes[0] === 0xfe && (bytes[1]! & 0xc0) === 0x80;
}

function element(family: TableFamily, set: SetName, of: SetElement): FilterElement {
  const value = of.value === undefined ? '' : ` ${hex(of.value)}`;
  return { ...of, family, set, id: `${family} ${set} ${hex(of.key)}${value}` };
}

function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}
