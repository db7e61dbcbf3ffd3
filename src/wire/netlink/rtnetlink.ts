/**
 * rtnetlink (RFC 3549 3, rtnetlink(7)): addresses, as the kernel reports them and as we ask for them, and the links of
 * `link.ts` by the same door.
 *
 *     ifinfomsg: family (1), pad (1), hardware type (2), index (4), flags (4), change mask (4)
 *     ifaddrmsg: family (1), prefix length (1), flags (1), scope (1), link index (4)
 *
 * An address with a point-to-point peer carries the peer as IFA_ADDRESS and itself as IFA_LOCAL; without one IPv4
 * carries itself as both, and IPv6 as IFA_ADDRESS alone.
 */
import { addressFromBytes, type Family, type IpAddress } from '../../base/address.js';
import { ok, type Result } from '../../base/result.js';
import { type Fault, fault } from '../fault.js';
import { sameBytes } from '../reader.js';
import { type AttributeValue, readAttributes } from './attribute.js';
import { host32, readHost32, writeHost32 } from './host-order.js';
import { LinkType } from './link.js';
import { encodeRequest, MessageFlag, textOf, zeroTerminated } from './message.js';

export const RtType = {
  newLink: LinkType.new,
  delLink: LinkType.del,
  getLink: LinkType.get,
  newAddress: 20,
  delAddress: 21,
  getAddress: 22,
} as const;

export { decodeLink, encodeLinkDump, LinkFlag, type LinkMessage } from './link.js';

/** Multicast groups (enum rtnetlink_groups). */
export const RtGroup = { link: 1, ipv4Address: 5, ipv6Address: 9 } as const;

/** Address flags (linux/if_addr.h). */
export const AddressFlag = {
  secondary: 0x01,
  noDad: 0x02,
  dadFailed: 0x08,
  homeAddress: 0x10,
  deprecated: 0x20,
  tentative: 0x40,
  permanent: 0x80,
  manageTempAddress: 0x100,
  noPrefixRoute: 0x200,
  multicastAutoJoin: 0x400,
} as const;

/** The address protocol that says keepalived put it there (IFAPROT 18); `ip addr` shows it since iproute2 6.0. */
export const PROTOCOL_KEEPALIVED = 18;

const AF_INET = 2;
const AF_INET6 = 10;
const FOREVER = 0xffff_ffff;

const AddressAttribute = {
  address: 1,
  local: 2,
  label: 3,
  broadcast: 4,
  cacheInfo: 6,
  flags: 8,
  protocol: 11,
} as const;

export interface AddressMessage {
  readonly ifindex: number;
  readonly address: IpAddress;
  readonly prefixLength: number;
  /** `AddressFlag` bits. */
  readonly flags: number;
  /** 0 global … 253 link, 254 host, 255 nowhere. */
  readonly scope: number;
  readonly peer?: IpAddress;
  readonly broadcast?: IpAddress;
  readonly label?: string;
  /** Who put it there, where the kernel (5.18 and newer) says so. */
  readonly protocol?: number;
}

/** An address to add or remove. */
export interface AddressRequest {
  readonly ifindex: number;
  readonly address: IpAddress;
  readonly prefixLength: number;
  readonly scope: number;
  /** `AddressFlag` bits. */
  readonly flags: number;
  readonly peer?: IpAddress;
  readonly broadcast?: IpAddress;
  /** IPv4 only, at most 15 characters. */
  readonly label?: string;
  /** Seconds; undefined is forever. The valid lifetime is always forever. */
  readonly preferredLifetime?: number;
  readonly protocol?: number;
}

/** RTM_NEWADDR, which fails with EEXIST when the address is there (`replaces` changes it instead), or RTM_DELADDR. */
export function encodeAddressRequest(deed: 'add' | 'remove', request: AddressRequest, replaces = false): Uint8Array {
  const { address, peer, broadcast, label, protocol } = request;
  const fixed = new Uint8Array(8);
  fixed[0] = familyNumber(address.family);
  fixed[1] = request.prefixLength;
  fixed[2] = request.flags & 0xff;
  fixed[3] = request.scope;
  writeHost32(fixed, 4, request.ifindex);

  const attributes: AttributeValue[] = [
    { type: AddressAttribute.local, value: address.bytes },
    { type: AddressAttribute.address, value: (peer ?? address).bytes },
  ];
  // No label here: the kernel would spare the address if somebody had changed its label.
  if (deed === 'remove') return encodeRequest(RtType.delAddress, 0, fixed, attributes);

  if (label !== undefined) attributes.push({ type: AddressAttribute.label, value: zeroTerminated(label) });
  if (broadcast !== undefined) attributes.push({ type: AddressAttribute.broadcast, value: broadcast.bytes });
  if (request.flags > 0xff) attributes.push({ type: AddressAttribute.flags, value: host32(request.flags) });
  if (request.preferredLifetime !== undefined) {
    attributes.push({ type: AddressAttribute.cacheInfo, value: cacheInfo(request.preferredLifetime) });
  }
  if (protocol !== undefined) attributes.push({ type: AddressAttribute.protocol, value: Uint8Array.of(protocol) });
  const flags = MessageFlag.create | (replaces ? MessageFlag.replace : MessageFlag.exclusive);
  return encodeRequest(RtType.newAddress, flags, fixed, attributes);
}

/** struct ifa_cacheinfo: preferred, valid, created, updated. */
function cacheInfo(preferred: number): Uint8Array {
  const bytes = new Uint8Array(16);
  writeHost32(bytes, 0, preferred);
  writeHost32(bytes, 4, FOREVER);
  return bytes;
}

/** Asks for all addresses, of one family when given. */
export function encodeAddressDump(family?: Family): Uint8Array {
  const fixed = new Uint8Array(8);
  fixed[0] = family === undefined ? 0 : familyNumber(family);
  return encodeRequest(RtType.getAddress, MessageFlag.dump, fixed);
}

/** Reads the payload of RTM_NEWADDR or RTM_DELADDR. */
export function decodeAddress(
  payload: Uint8Array,
): Result<AddressMessage, Fault<'truncated' | 'family-unknown' | 'no-address'>> {
  if (payload.length < 8) return fault('truncated', `an address message has at least 8 bytes, got ${payload.length}`);
  const family = payload[0];
  if (family !== AF_INET && family !== AF_INET6) return fault('family-unknown', `address family ${family}`);

  const attributes = readAttributes(payload.subarray(8));
  const length = family === AF_INET ? 4 : 16;
  const ip = (type: number) => {
    const bytes = attributes.get(type);
    return bytes?.length === length ? addressFromBytes(bytes) : undefined;
  };
  const near = attributes.get(AddressAttribute.local);
  const other = attributes.get(AddressAttribute.address);
  const far =
    near !== undefined && other !== undefined && sameBytes(near, other) ? undefined : ip(AddressAttribute.address);
  const address = ip(AddressAttribute.local) ?? far;
  if (address === undefined) return fault('no-address', 'an address message without IFA_LOCAL and IFA_ADDRESS');
  const broadcast = ip(AddressAttribute.broadcast);
  const label = attributes.get(AddressAttribute.label);
  const flagBytes = attributes.get(AddressAttribute.flags);
  const protocol = attributes.get(AddressAttribute.protocol)?.[0];
  return ok({
    ifindex: readHost32(payload, 4),
    address,
    prefixLength: payload[1]!,
    flags: flagBytes?.length === 4 ? readHost32(flagBytes, 0) : payload[2]!,
    scope: payload[3]!,
    ...(far === undefined || far.text === address.text ? {} : { peer: far }),
    ...(broadcast === undefined ? {} : { broadcast }),
    ...(label === undefined ? {} : { label: textOf(label) }),
    ...(protocol === undefined ? {} : { protocol }),
  });
}

function familyNumber(family: Family): number {
  return family === 4 ? AF_INET : AF_INET6;
}
