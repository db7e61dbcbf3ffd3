/**
 * Asks for links of our own above another one (rtnetlink(7), linux/if_link.h): macvlan and ipvlan, and what is set of
 * them once they are there. A macvlan in private mode neither hears its siblings nor is heard by them.
 */
import type { AttributeValue } from './attribute.js';
import { attributeSize, writeAttribute } from './attribute.js';
import { host16, host32, writeHost32 } from './host-order.js';
import { FIRST_OF_DATA, LinkAttribute, LinkFlag, LinkInfo, LinkType, MacvlanMode } from './link.js';
import { encodeRequest, MessageFlag, zeroTerminated } from './message.js';

/** A link that does not exist yet. */
export interface NewLink {
  /** At most 15 characters. */
  readonly name: string;
  /** Index of the interface below. */
  readonly lowerIndex: number;
  /** Interface group. */
  readonly group: number;
  /** The VRF it belongs to. */
  readonly masterIndex?: number;
  readonly device:
    | { readonly kind: 'macvlan'; readonly mac: Uint8Array }
    | { readonly kind: 'ipvlan'; readonly mode: 'bridge' | 'private' | 'vepa' };
}

/** IFLA_IPVLAN_FLAGS; a bridge has none. */
const IPVLAN_FLAGS = 2;
const IpvlanFlag = { bridge: 0, private: 1, vepa: 2 } as const;
const IPVLAN_L2 = 0;

const AF_INET6 = 10;
const INET6_ADDR_GEN_MODE = 8;
const ADDR_GEN_NONE = 1;

/** RTM_NEWLINK, which fails with EEXIST when the name is taken. The link is down then. */
export function encodeNewLink({ name, lowerIndex, group, masterIndex, device }: NewLink): Uint8Array {
  const attributes: AttributeValue[] = [
    { type: LinkAttribute.info, value: nested([kindOf(device), { type: LinkInfo.data, value: dataOf(device) }]) },
    { type: LinkAttribute.link, value: host32(lowerIndex) },
    { type: LinkAttribute.name, value: zeroTerminated(name) },
  ];
  if (device.kind === 'macvlan') attributes.push({ type: LinkAttribute.mac, value: device.mac });
  if (group !== 0) attributes.push({ type: LinkAttribute.group, value: host32(group) });
  if (masterIndex !== undefined) attributes.push({ type: LinkAttribute.master, value: host32(masterIndex) });
  return encodeRequest(LinkType.new, MessageFlag.create | MessageFlag.exclusive, linkHeader(0), attributes);
}

/** The kernel makes no link-local address of itself when the link comes up (IN6_ADDR_GEN_MODE_NONE). */
export function encodeNoAutomaticAddress(index: number): Uint8Array {
  const mode = { type: INET6_ADDR_GEN_MODE, value: Uint8Array.of(ADDR_GEN_NONE) };
  const family = { type: AF_INET6, value: nested([mode]) };
  return encodeRequest(LinkType.new, 0, linkHeader(index), [{ type: LinkAttribute.afSpec, value: nested([family]) }]);
}

/** Puts a link that exists into a group. */
export function encodeLinkGroup(index: number, group: number): Uint8Array {
  return encodeRequest(LinkType.new, 0, linkHeader(index), [{ type: LinkAttribute.group, value: host32(group) }]);
}

export function encodeLinkUp(index: number): Uint8Array {
  return encodeRequest(LinkType.new, 0, linkHeader(index, LinkFlag.up, LinkFlag.up));
}

/** RTM_DELLINK. */
export function encodeDeleteLink(index: number): Uint8Array {
  return encodeRequest(LinkType.del, 0, linkHeader(index));
}

/** struct ifinfomsg; `change` says which of the flags are meant. */
function linkHeader(index: number, flags = 0, change = 0): Uint8Array {
  const header = new Uint8Array(16);
  writeHost32(header, 4, index);
  writeHost32(header, 8, flags);
  writeHost32(header, 12, change);
  return header;
}

function kindOf({ kind }: NewLink['device']): AttributeValue {
  return { type: LinkInfo.kind, value: zeroTerminated(kind) };
}

function dataOf(device: NewLink['device']): Uint8Array {
  if (device.kind === 'macvlan') return nested([{ type: FIRST_OF_DATA, value: host32(MacvlanMode.private) }]);
  return nested([
    { type: FIRST_OF_DATA, value: host16(IPVLAN_L2) },
    { type: IPVLAN_FLAGS, value: host16(IpvlanFlag[device.mode]) },
  ]);
}

function nested(attributes: readonly AttributeValue[]): Uint8Array {
  const bytes = new Uint8Array(attributes.reduce((sum, { value }) => sum + attributeSize(value.length), 0));
  let at = 0;
  for (const attribute of attributes) at = writeAttribute(bytes, at, attribute);
  return bytes;
}
