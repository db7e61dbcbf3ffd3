/**
 * The table that the kernel shall have: from the settings and what the pools want listed.
 *
 * Which services there are follows from the settings alone, so that is worked out once (`layoutServices`); what stands
 * behind one of them is asked for whenever a pool has changed (`wantedEntry`), at a cost of that service and not of the
 * table.
 */
import { addressFromBytes, compareAddresses, type Family, type IpAddress } from '../base/address.js';
import { ZERO } from '../base/duration.js';
import {
  destinationKey,
  type IpvsDestination,
  type IpvsEntry,
  IpvsFlag,
  IpvsForwarding,
  type IpvsSelector,
  type IpvsService,
  type IpvsTunnel,
  IpvsTunnelFlag,
  IpvsTunnelType,
  selectorKey,
} from '../wire/netlink/ipvs.js';
import { type PoolView, UNLISTED } from './pool/view.js';
import type {
  ForwardingMethod,
  LvsSettings,
  PersistenceSettings,
  VirtualServerGroupSettings,
  VirtualServerSettings,
} from './settings.js';

/** Services by `selectorKey`, each with its destinations. */
export type IpvsTable = ReadonlyMap<string, IpvsEntry>;

/** A service of the kernel and the virtual servers whose real servers stand behind it. */
export interface LaidOutService {
  readonly service: IpvsService;
  /** Places in the settings; several when they share a group, or have one address. */
  readonly virtualServers: readonly number[];
}

/** Which services the settings make. */
export interface ServiceLayout {
  readonly settings: LvsSettings;
  /** By `selectorKey`. */
  readonly services: ReadonlyMap<string, LaidOutService>;
  /** Of each virtual server, in the order of the settings. */
  readonly keysOf: readonly (readonly string[])[];
}

/** Groups become a service for each of their addresses and marks. Of two services for the same packets the first counts. */
export function layoutServices(settings: LvsSettings): ServiceLayout {
  const services = new Map<string, { readonly service: IpvsService; readonly virtualServers: number[] }>();
  const groups = new Map(settings.groups.map(group => [group.name, group] as const));
  const keysOf = settings.virtualServers.map((virtualServer, place) => {
    const keys = new Set<string>();
    for (const selector of selectorsOf(virtualServer, groups)) {
      const key = selectorKey(selector);
      if (keys.has(key)) continue;
      keys.add(key);
      const known = services.get(key);
      if (known === undefined)
        services.set(key, { service: serviceOf(selector, virtualServer), virtualServers: [place] });
      else known.virtualServers.push(place);
    }
    return [...keys];
  });
  return { settings, services, keysOf };
}

/**
 * One service with what shall stand behind it; undefined: there shall be no such service. `viewOf` answers what a virtual
 * server of these settings wants listed.
 */
export function wantedEntry(
  layout: ServiceLayout,
  key: string,
  viewOf: (virtualServer: number) => PoolView,
): IpvsEntry | undefined {
  const laidOut = layout.services.get(key);
  if (laidOut === undefined) return undefined;
  const { service, virtualServers } = laidOut;
  const destinations = new Map<string, IpvsDestination>();
  for (const place of virtualServers) {
    const { realServers, sorryServer } = layout.settings.virtualServers[place]!;
    const { weights, sorryWeight } = viewOf(place);
    for (const [i, server] of realServers.entries()) {
      const { upperThreshold, lowerThreshold } = server;
      list(destinations, destinationOf(service.selector, server, weights[i]!, { upperThreshold, lowerThreshold }));
    }
    if (sorryServer !== undefined)
      list(destinations, destinationOf(service.selector, sorryServer, sorryWeight, NO_LIMITS));
  }
  return { service, destinations: [...destinations.values()] };
}

/** All services. */
export function wantedTable(
  layout: ServiceLayout,
  viewOf: (virtualServer: number) => PoolView,
): Map<string, IpvsEntry> {
  const table = new Map<string, IpvsEntry>();
  for (const key of layout.services.keys()) table.set(key, wantedEntry(layout, key, viewOf)!);
  return table;
}

/** The kernel has a server once: named twice, it is what it was first, with the greater of its weights. */
function list(destinations: Map<string, IpvsDestination>, one: IpvsDestination): void {
  if (one.weight === UNLISTED) return;
  const key = destinationKey(one);
  const known = destinations.get(key);
  if (known === undefined) destinations.set(key, one);
  else if (known.weight < one.weight) destinations.set(key, { ...known, weight: one.weight });
}

function* selectorsOf(
  { service, family, protocol = 'udp' }: VirtualServerSettings,
  groups: ReadonlyMap<string, VirtualServerGroupSettings>,
): Generator<IpvsSelector> {
  switch (service.kind) {
    case 'address':
      yield { kind: 'address', protocol, address: service.address, port: service.port };
      return;
    case 'mark':
      yield { kind: 'mark', family, mark: service.mark };
      return;
    case 'group':
      for (const entry of groups.get(service.name)?.entries ?? []) {
        if (entry.kind === 'mark') yield { kind: 'mark', family: entry.family ?? family, mark: entry.mark };
        else {
          for (const address of addresses(entry.first, entry.last))
            yield { kind: 'address', protocol, address, port: entry.port };
        }
      }
  }
}

/** From `first` to `last`, both included. */
function* addresses(first: IpAddress, last: IpAddress): Generator<IpAddress> {
  let address = first;
  yield address;
  while (compareAddresses(address, last) < 0) {
    const bytes = Uint8Array.from(address.bytes);
    let at = bytes.length - 1;
    while (bytes[at] === 0xff) bytes[at--] = 0;
    bytes[at]!++;
    address = addressFromBytes(bytes);
    yield address;
  }
}

function serviceOf(selector: IpvsSelector, settings: VirtualServerSettings): IpvsService {
  const { persistence, scheduler, schedulerFlags, onePacket } = settings;
  const family = selector.kind === 'mark' ? selector.family : selector.address.family;
  return {
    selector,
    scheduler,
    flags:
      schedulerFlags | (onePacket ? IpvsFlag.onePacket : 0) | (persistence === undefined ? 0 : IpvsFlag.persistent),
    timeout: persistence?.timeout ?? ZERO,
    netmask: netmaskOf(family, persistence),
    ...(persistence?.engine === undefined ? {} : { engine: persistence.engine }),
  };
}

const WHOLE_ADDRESS: Readonly<Record<Family, number>> = { 4: 0xffff_ffff, 6: 128 };

/** In a group of both families a granularity is one of the two; for the other each address is a client. */
function netmaskOf(family: Family, persistence: PersistenceSettings | undefined): number {
  const granularity = persistence?.granularity;
  if (granularity?.family !== family) return WHOLE_ADDRESS[family];
  if (granularity.family === 6) return granularity.prefixLength;
  return granularity.netmask.bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

const NO_LIMITS = { upperThreshold: 0, lowerThreshold: 0 };
/** The kernel's weights are signed, and it refuses negative ones. */
const GREATEST_WEIGHT = 0x7fff_ffff;

function destinationOf(
  selector: IpvsSelector,
  server: { readonly address: IpAddress; readonly port: number; readonly method: ForwardingMethod },
  weight: number,
  limits: { readonly upperThreshold: number; readonly lowerThreshold: number },
): IpvsDestination {
  const { address, port, method } = server;
  // Only NAT changes ports; otherwise the packet arrives with the port of the service, which a mark does not have.
  const own = selector.kind === 'mark' ? 0 : selector.port;
  return {
    address,
    port: method.kind === 'NAT' ? port : own,
    forwarding: FORWARDING[method.kind],
    weight: weight === UNLISTED ? UNLISTED : Math.min(Math.max(weight, 0), GREATEST_WEIGHT),
    ...limits,
    ...(method.kind === 'TUN' ? { tunnel: tunnelOf(method) } : {}),
  };
}

const FORWARDING: Readonly<Record<ForwardingMethod['kind'], number>> = {
  NAT: IpvsForwarding.masquerading,
  DR: IpvsForwarding.directRouting,
  TUN: IpvsForwarding.tunnel,
};
const CHECKSUM_FLAGS = {
  none: IpvsTunnelFlag.none,
  local: IpvsTunnelFlag.checksum,
  remote: IpvsTunnelFlag.remoteChecksum,
} as const;

function tunnelOf({ encapsulation, port, checksum }: ForwardingMethod & { readonly kind: 'TUN' }): IpvsTunnel {
  return { type: IpvsTunnelType[encapsulation], port, flags: CHECKSUM_FLAGS[checksum] };
}
