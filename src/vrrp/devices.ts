/**
 * Interfaces that instances make for themselves: which ones the settings ask for, and which address goes on which.
 * What they are called is decided where the names that exist are known; `placeOnDevices` then writes the names into
 * the settings, so that everything behind it finds an address on a device as if the configuration had named it.
 */
import type { Family, IpAddress, IpPrefix } from '../base/address.js';
import type { InstanceSettings, IpvlanSettings, VirtualAddress } from './settings.js';

/** An interface that an instance asks for. */
export interface DeviceRequest {
  /** Equal for requests that the kernel could answer with one device only. */
  readonly key: string;
  /** The instance, and its VRID, which the name is made of. */
  readonly instance: string;
  readonly vrid: number;
  /** Whether adverts may leave from it, or it only carries addresses. */
  readonly role: 'instance' | 'addresses';
  /** The interface below. */
  readonly base: string;
  /** Of the virtual router that its MAC stands for. */
  readonly family: Family;
  readonly device:
    | { readonly kind: 'macvlan'; readonly mac: Uint8Array }
    | { readonly kind: 'ipvlan'; readonly mode: IpvlanSettings['mode']; readonly address?: IpPrefix };
  /** Undefined: one is made of a prefix and the VRID. */
  readonly name?: string;
  /** Undefined: that of the interface below. */
  readonly group?: number;
  /** Its instance has addresses of that family; IPv6 is switched off on it otherwise. */
  readonly needsIpv4: boolean;
  readonly needsIpv6: boolean;
  /** The IPv6 address it is to have for sending; `of-base`: the link-local one of the interface below. */
  readonly sender?: IpAddress | 'of-base';
}

/** Settings never change, and a reload hands on most of them as they were: what is known about them stays known. */
const requestsOf = new WeakMap<InstanceSettings, readonly DeviceRequest[]>();
const placedOf = new WeakMap<InstanceSettings, { readonly names: string; readonly settings: InstanceSettings }>();
const placedEntryOf = new WeakMap<VirtualAddress, VirtualAddress>();

/** The devices an instance asks for, its own first, each once. */
export function deviceRequests(settings: InstanceSettings): readonly DeviceRequest[] {
  const known = requestsOf.get(settings);
  if (known !== undefined) return known;
  const requests = listRequests(settings);
  requestsOf.set(settings, requests);
  return requests;
}

function listRequests(settings: InstanceSettings): readonly DeviceRequest[] {
  const requests = new Map<string, DeviceRequest>();
  const own = ownRequest(settings);
  if (own !== undefined) requests.set(own.key, own);
  for (const entry of entriesOf(settings)) {
    const wanted = requestFor(settings, entry, own);
    if (wanted === undefined) continue;
    const known = requests.get(wanted.key);
    if (known === undefined) requests.set(wanted.key, wanted);
    else {
      const needsIpv4 = known.needsIpv4 || wanted.needsIpv4;
      requests.set(wanted.key, { ...known, needsIpv4, needsIpv6: known.needsIpv6 || wanted.needsIpv6 });
    }
  }
  return [...requests.values()];
}

/** Whether an instance asks for any. */
export function makesDevices(settings: InstanceSettings): boolean {
  return ownRequest(settings) !== undefined || settings.addressesHaveVmacs || entriesOf(settings).some(e => e.hasVmac);
}

/**
 * The settings with the names of their devices in them; `nameOf` knows a device by its key. Where nothing has changed the
 * answer is the same object again.
 */
export function placeOnDevices(
  settings: InstanceSettings,
  nameOf: (key: string) => string | undefined,
): InstanceSettings {
  const requests = deviceRequests(settings);
  if (requests.length === 0) return settings;
  const names = requests.map(({ key }) => nameOf(key) ?? '').join('/');
  const known = placedOf.get(settings);
  if (known?.names === names) return known.settings;
  const placed = place(settings, nameOf);
  placedOf.set(settings, { names, settings: placed });
  return placed;
}

function place(settings: InstanceSettings, nameOf: (key: string) => string | undefined): InstanceSettings {
  const own = ownRequest(settings);
  const placeEntry = (entry: VirtualAddress): VirtualAddress => {
    const wanted = requestFor(settings, entry, own);
    const device = wanted && nameOf(wanted.key);
    if (device === undefined) return entry;
    const known = placedEntryOf.get(entry);
    if (known?.device === device) return known;
    const placed = { ...entry, device };
    placedEntryOf.set(entry, placed);
    return placed;
  };
  const device = own && nameOf(own.key);
  return {
    ...settings,
    ...(device !== undefined && { device }),
    addresses: settings.addresses.map(placeEntry),
    excludedAddresses: settings.excludedAddresses.map(placeEntry),
  };
}

/** The device adverts come and go by: the instance's own one, unless they leave from the interface below it. */
export function advertDevice({ device, interface: base, vmac }: InstanceSettings): string {
  return device === undefined || vmac?.sendsFromBase === true ? base : device;
}

/** The device whose address adverts carry: over IPv6 a packet leaves with an address of its own device only. */
export function sourceDevice(settings: InstanceSettings): string {
  return settings.family === 6 || settings.ipvlan !== undefined ? advertDevice(settings) : settings.interface;
}

function entriesOf({ addresses, excludedAddresses }: InstanceSettings): readonly VirtualAddress[] {
  return [...addresses, ...excludedAddresses];
}

function ownRequest(settings: InstanceSettings): DeviceRequest | undefined {
  const { name: instance, vrid, interface: base, family, vmac, ipvlan, source } = settings;
  // As keepalived has it: wherever the addresses of the other family go in the end.
  const needs = (one: Family) => family === one || settings.excludedAddresses.some(e => e.address.family === one);
  const needed = { needsIpv4: needs(4), needsIpv6: needs(6) };
  const common = { instance, vrid, role: 'instance', base, family, ...needed } as const;
  if (vmac !== undefined) {
    const mac = vmac.mac ?? virtualMac(family, vrid);
    return {
      ...common,
      key: macvlanKey(base, mac),
      device: { kind: 'macvlan', mac },
      ...(vmac.name !== undefined && { name: vmac.name }),
      ...(vmac.group !== undefined && { group: vmac.group }),
      ...(family === 6 && !vmac.sendsFromBase && { sender: source ?? 'of-base' }),
    };
  }
  if (ipvlan === undefined) return undefined;
  const { mode, address } = ipvlan;
  return {
    ...common,
    key: `ipvlan ${base} ${instance}`,
    device: { kind: 'ipvlan', mode, ...(address !== undefined && { address }) },
    ...(ipvlan.name !== undefined && { name: ipvlan.name }),
    ...(ipvlan.group !== undefined && { group: ipvlan.group }),
  };
}

/** The device an address goes on; undefined: one that exists anyway. */
function requestFor(
  settings: InstanceSettings,
  { address, device, hasVmac }: VirtualAddress,
  own: DeviceRequest | undefined,
): DeviceRequest | undefined {
  const { family } = address;
  const base = device ?? settings.interface;
  const isAtHome = base === settings.interface && family === settings.family;
  // On a virtual MAC. An ipvlan shares the MAC of its base, where the addresses stay, as keepalived leaves them.
  if (own?.device.kind === 'macvlan' && isAtHome) return own;
  if (!hasVmac && (isAtHome || !settings.addressesHaveVmacs)) return undefined;
  const mac = settings.vmac?.mac ?? virtualMac(family, settings.vrid);
  return {
    key: macvlanKey(base, mac),
    instance: settings.name,
    vrid: settings.vrid,
    role: 'addresses',
    base,
    family,
    device: { kind: 'macvlan', mac },
    needsIpv4: family === 4,
    needsIpv6: family === 6,
    ...(family === 6 && { sender: 'of-base' }),
  };
}

/** RFC 9568 7.3: 00-00-5E-00-01-VRID, for IPv6 00-00-5E-00-02-VRID. */
function virtualMac(family: Family, vrid: number): Uint8Array {
  return Uint8Array.of(0, 0, 0x5e, 0, family === 4 ? 1 : 2, vrid);
}

/** The kernel has each MAC once above an interface. */
function macvlanKey(base: string, mac: Uint8Array): string {
  return `macvlan ${base} ${[...mac].map(byte => byte.toString(16)).join(':')}`;
}
