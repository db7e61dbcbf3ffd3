/**
 * Routes in rtnetlink (rtnetlink(7), linux/rtnetlink.h): RTM_NEWROUTE and RTM_DELROUTE as we ask for them, and what tells
 * one route from another in the kernel's reports.
 *
 *     rtmsg: family (1), destination length (1), source length (1), TOS (1), table (1), protocol (1), scope (1),
 *            type (1), flags (4)
 *
 * A table above 255 does not fit its byte; it stands in RTA_TABLE then, and the byte is RT_TABLE_UNSPEC.
 */
import { addressFromBytes, type Family, type IpAddress, type IpPrefix } from '../../base/address.js';
import { type Duration, toSeconds } from '../../base/duration.js';
import { ok, type Result } from '../../base/result.js';
import { type Fault, fault } from '../fault.js';
import { type AttributeValue, attributeSize, readAttributes, writeAttribute } from './attribute.js';
import { type Encapsulation, encapsulationAttributes } from './encapsulation.js';
import { host32, readHost32, writeHost16, writeHost32 } from './host-order.js';
import { encodeRequest, MessageFlag } from './message.js';
import { encodeRouteMetrics, type RouteMetric } from './route-metrics.js';

export const RouteType = { newRoute: 24, delRoute: 25, getRoute: 26 } as const;

/** Multicast groups (enum rtnetlink_groups). */
export const RouteGroup = { ipv4: 7, ipv6: 11 } as const;

/** `realms [FROM/]TO`, each 0 to 255; IPv4 only. */
export interface Realms {
  readonly from?: number;
  readonly to: number;
}

/** One way of a multipath route. */
export interface NextHopRequest {
  readonly via?: IpAddress;
  /** 0: the kernel finds the device by the gateway. */
  readonly ifindex: number;
  /** 1 to 256. */
  readonly weight: number;
  readonly onlink: boolean;
  readonly encapsulation?: Encapsulation;
  readonly realms?: Realms;
}

/** A route to add or to remove. */
export interface RouteRequest {
  readonly family: Family;
  /** RTN_*. */
  readonly type: number;
  readonly destination: IpPrefix;
  readonly via?: IpAddress;
  readonly source?: IpAddress;
  readonly from?: IpPrefix;
  readonly tos?: number;
  readonly table: number;
  readonly protocol: number;
  /** RT_SCOPE_*; undefined: global when it is added, any when it is removed. */
  readonly scope?: number;
  readonly metric?: number;
  readonly ifindex?: number;
  readonly onlink: boolean;
  readonly encapsulation?: Encapsulation;
  readonly expires?: Duration;
  readonly metrics: readonly RouteMetric[];
  readonly preference?: number;
  readonly propagatesTtl?: boolean;
  readonly realms?: Realms;
  readonly insertion: 'prepend' | 'append' | 'add';
  readonly nexthops: readonly NextHopRequest[];
}

const AF_INET = 2;
const AF_INET6 = 10;
const HEADER = 12;
const GREATEST_SMALL_TABLE = 255;
const SCOPE_UNIVERSE = 0;
const SCOPE_NOWHERE = 255;
const NEXT_HOP_ONLINK = 4;
/** struct rtnexthop: length (2), flags (1), hops (1), interface (4). */
const NEXT_HOP_HEADER = 8;

const Attribute = {
  destination: 1,
  from: 2,
  outputInterface: 4,
  gateway: 5,
  priority: 6,
  preferredSource: 7,
  metrics: 8,
  multipath: 9,
  flow: 11,
  table: 15,
  preference: 20,
  expires: 23,
  ttlPropagate: 26,
} as const;

/** As in ip-route(8): `add` is refused when there is such a route, `append` goes behind it, `prepend` before. */
const INSERTION_FLAGS = {
  prepend: MessageFlag.create,
  append: MessageFlag.create | MessageFlag.append,
  add: MessageFlag.create | MessageFlag.exclusive,
} as const;

/** RTM_NEWROUTE, which answers EEXIST when this very route is there, or RTM_DELROUTE (ESRCH: it was not). */
export function encodeRouteRequest(deed: 'add' | 'remove', route: RouteRequest): Uint8Array {
  const fixed = new Uint8Array(HEADER);
  fixed[0] = route.family === 4 ? AF_INET : AF_INET6;
  fixed[1] = route.destination.length;
  fixed[2] = route.from?.length ?? 0;
  fixed[3] = route.tos ?? 0;
  fixed[4] = route.table <= GREATEST_SMALL_TABLE ? route.table : 0;
  fixed[5] = route.protocol;
  fixed[6] = route.scope ?? (deed === 'add' ? SCOPE_UNIVERSE : SCOPE_NOWHERE);
  fixed[7] = route.type;
  writeHost32(fixed, 8, route.onlink ? NEXT_HOP_ONLINK : 0);
  const attributes = attributesOf(route);
  if (deed === 'remove') return encodeRequest(RouteType.delRoute, 0, fixed, attributes);
  return encodeRequest(RouteType.newRoute, INSERTION_FLAGS[route.insertion], fixed, attributes);
}

function attributesOf(route: RouteRequest): AttributeValue[] {
  const { table, from, source, via, encapsulation, ifindex, metric, realms, expires, preference } = route;
  const attributes: AttributeValue[] = [];
  const add = (type: number, value: Uint8Array) => attributes.push({ type, value });
  if (table > GREATEST_SMALL_TABLE) add(Attribute.table, host32(table));
  add(Attribute.destination, route.destination.address.bytes);
  if (from !== undefined) add(Attribute.from, from.address.bytes);
  if (source !== undefined) add(Attribute.preferredSource, source.bytes);
  if (via !== undefined) add(Attribute.gateway, via.bytes);
  if (encapsulation !== undefined) attributes.push(...encapsulationAttributes(encapsulation));
  if (ifindex !== undefined) add(Attribute.outputInterface, host32(ifindex));
  if (metric !== undefined) add(Attribute.priority, host32(metric));
  if (realms !== undefined) add(Attribute.flow, host32(realmsNumber(realms)));
  if (expires !== undefined) add(Attribute.expires, host32(toSeconds(expires)));
  if (preference !== undefined) add(Attribute.preference, Uint8Array.of(preference));
  if (route.propagatesTtl !== undefined) add(Attribute.ttlPropagate, Uint8Array.of(route.propagatesTtl ? 1 : 0));
  if (route.metrics.length > 0) add(Attribute.metrics, encodeRouteMetrics(route.metrics));
  if (route.nexthops.length > 0) add(Attribute.multipath, encodeNextHops(route.nexthops));
  return attributes;
}

/** As RTA_FLOW and FRA_FLOW have them. */
export function realmsNumber({ from, to }: Realms): number {
  return ((from ?? 0) * 0x1_0000 + to) >>> 0;
}

function encodeNextHops(nexthops: readonly NextHopRequest[]): Uint8Array {
  const each = nexthops.map(hop => ({ hop, attributes: nextHopAttributes(hop) }));
  const sizeOf = (attributes: readonly AttributeValue[]) =>
    attributes.reduce((sum, { value }) => sum + attributeSize(value.length), NEXT_HOP_HEADER);
  const out = new Uint8Array(each.reduce((sum, { attributes }) => sum + sizeOf(attributes), 0));
  let at = 0;
  for (const { hop, attributes } of each) {
    writeHost16(out, at, sizeOf(attributes));
    out[at + 2] = hop.onlink ? NEXT_HOP_ONLINK : 0;
    out[at + 3] = hop.weight - 1;
    writeHost32(out, at + 4, hop.ifindex);
    at += NEXT_HOP_HEADER;
    for (const attribute of attributes) at = writeAttribute(out, at, attribute);
  }
  return out;
}

function nextHopAttributes({ via, encapsulation, realms }: NextHopRequest): AttributeValue[] {
  const attributes: AttributeValue[] = [];
  if (via !== undefined) attributes.push({ type: Attribute.gateway, value: via.bytes });
  if (encapsulation !== undefined) attributes.push(...encapsulationAttributes(encapsulation));
  if (realms !== undefined) attributes.push({ type: Attribute.flow, value: host32(realmsNumber(realms)) });
  return attributes;
}

/** What tells a route from others, as far as a report has it. */
export interface RouteReport {
  /** As `routeIdentity` has it. */
  readonly identity: string;
  readonly protocol: number;
  /** The device; undefined for a route of several ways, and for one without a device. */
  readonly ifindex?: number;
}

/** IPv6 routes without a metric get this one. */
const DEFAULT_METRIC_IPV6 = 1024;

/** Type, prefixes, TOS, table, metric, device and gateway in one text; good for routes of one way. */
export function routeIdentity(
  route: Pick<
    RouteRequest,
    'family' | 'destination' | 'from' | 'tos' | 'table' | 'metric' | 'type' | 'ifindex' | 'via'
  >,
): string {
  const { family, destination, from, tos = 0, table, type, ifindex = 0, via } = route;
  const metric = route.metric || (family === 6 ? DEFAULT_METRIC_IPV6 : 0);
  const source = from === undefined || from.length === 0 ? '' : `${from.address.text}/${from.length}`;
  return `${type} ${destination.address.text}/${destination.length} ${source} ${tos} ${table} ${metric} ${ifindex} ${via?.text ?? ''}`;
}

/** Reads the payload of RTM_NEWROUTE or RTM_DELROUTE. */
export function decodeRoute(payload: Uint8Array): Result<RouteReport, Fault<'truncated' | 'other-family'>> {
  if (payload.length < HEADER) return fault('truncated', `a route has at least ${HEADER} bytes, got ${payload.length}`);
  const family = payload[0] === AF_INET ? 4 : payload[0] === AF_INET6 ? 6 : undefined;
  if (family === undefined) return fault('other-family', `a route of family ${payload[0]}`);
  const attributes = readAttributes(payload.subarray(HEADER));
  const size = family === 4 ? 4 : 16;
  const number = (type: number): number | undefined => {
    const bytes = attributes.get(type);
    return bytes?.length === 4 ? readHost32(bytes, 0) : undefined;
  };
  const ip = (type: number): IpAddress | undefined => {
    const bytes = attributes.get(type);
    return bytes?.length === size ? addressFromBytes(bytes) : undefined;
  };
  const any = () => addressFromBytes(new Uint8Array(size));
  const metric = number(Attribute.priority);
  const ifindex = number(Attribute.outputInterface);
  const via = ip(Attribute.gateway);
  const identity = routeIdentity({
    family,
    type: payload[7]!,
    destination: { address: ip(Attribute.destination) ?? any(), length: payload[1]! },
    from: { address: ip(Attribute.from) ?? any(), length: payload[2]! },
    tos: payload[3]!,
    table: number(Attribute.table) ?? payload[4]!,
    ...(metric === undefined ? {} : { metric }),
    ...(ifindex === undefined ? {} : { ifindex }),
    ...(via === undefined ? {} : { via }),
  });
  return ok({ identity, protocol: payload[5]!, ...(ifindex === undefined ? {} : { ifindex }) });
}
