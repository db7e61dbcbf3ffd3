/** Links as rtnetlink(7) reports them (RFC 3549 3.1.2.1; linux/if_link.h). */
import { ok, type Result } from '../../base/result.js';
import { type Fault, fault } from '../fault.js';
import { readAttributes } from './attribute.js';
import { readHost16, readHost32 } from './host-order.js';
import { encodeRequest, MessageFlag, textOf } from './message.js';

/** RTM_NEWLINK and its kin. */
export const LinkType = { new: 16, del: 17, get: 18 } as const;

/** Interface flags (netdevice(7)). */
export const LinkFlag = {
  up: 0x1,
  loopback: 0x8,
  pointToPoint: 0x10,
  running: 0x40,
  noArp: 0x80,
  multicast: 0x1000,
} as const;

/** Attributes of a link message. */
export const LinkAttribute = {
  mac: 1,
  name: 3,
  mtu: 4,
  link: 5,
  master: 10,
  info: 18,
  afSpec: 26,
  group: 27,
  linkNamespace: 37,
} as const;

/** Attributes inside IFLA_LINKINFO. */
export const LinkInfo = { kind: 1, data: 2 } as const;

/** IFLA_MACVLAN_MODE, IFLA_IPVLAN_MODE and IFLA_VRF_TABLE: each kind of link has its own meaning of number 1. */
export const FIRST_OF_DATA = 1;

/** Modes of a macvlan (IFLA_MACVLAN_MODE). */
export const MacvlanMode = { private: 1, vepa: 2, bridge: 4, passthru: 8 } as const;

export interface LinkMessage {
  readonly index: number;
  readonly name: string;
  /** ARPHRD number: 1 is Ethernet. */
  readonly hardwareType: number;
  /** `LinkFlag` bits and the rest of IFF_*. */
  readonly flags: number;
  /** Undefined in messages that do not tell all, such as a wireless event. */
  readonly mtu?: number;
  /** Hardware address; undefined for a link without one. */
  readonly mac?: Uint8Array;
  /** IFLA_INFO_KIND: `veth`, `macvlan`, `bridge` …; undefined for hardware. */
  readonly kind?: string;
  /** The device below a macvlan or VLAN; undefined when that is in another network namespace, as in a container. */
  readonly lowerIndex?: number;
  /** The bridge, bond or VRF above. */
  readonly masterIndex?: number;
  /** Of a VRF: its routing table (IFLA_VRF_TABLE). */
  readonly vrfTable?: number;
  /** Of a macvlan: its `MacvlanMode`. */
  readonly macvlanMode?: number;
  /** Interface group, 0 unless somebody set one (ip-link(8)). */
  readonly group?: number;
}

/** Asks for all links. */
export function encodeLinkDump(): Uint8Array {
  return encodeRequest(LinkType.get, MessageFlag.dump, new Uint8Array(16));
}

/** Reads the payload of RTM_NEWLINK or RTM_DELLINK. */
export function decodeLink(payload: Uint8Array): Result<LinkMessage, Fault<'truncated' | 'other-family' | 'no-name'>> {
  if (payload.length < 16) return fault('truncated', `a link message has at least 16 bytes, got ${payload.length}`);
  // A port that leaves its bridge is a DELLINK of family AF_BRIDGE; the link itself stays.
  if (payload[0] !== 0) return fault('other-family', `a link message of family ${payload[0]}`);
  const attributes = readAttributes(payload.subarray(16));
  const name = attributes.get(LinkAttribute.name);
  if (name === undefined) return fault('no-name', 'a link message without IFLA_IFNAME');
  const info = attributes.get(LinkAttribute.info);
  const infos = info && readAttributes(info);
  const kindBytes = infos?.get(LinkInfo.kind);
  const kind = kindBytes && textOf(kindBytes);
  const data = infos?.get(LinkInfo.data);
  const first =
    kind === 'vrf' || kind === 'macvlan' ? data && number32(readAttributes(data).get(FIRST_OF_DATA)) : undefined;
  const mtu = number32(attributes.get(LinkAttribute.mtu));
  const mac = attributes.get(LinkAttribute.mac);
  // With IFLA_LINK_NETNSID the index is one of another namespace, and here it may be somebody else's.
  const isElsewhere = attributes.has(LinkAttribute.linkNamespace);
  const lower = isElsewhere ? undefined : number32(attributes.get(LinkAttribute.link));
  const master = number32(attributes.get(LinkAttribute.master));
  const group = number32(attributes.get(LinkAttribute.group));
  return ok({
    index: readHost32(payload, 4),
    name: textOf(name),
    hardwareType: readHost16(payload, 2),
    flags: readHost32(payload, 8),
    ...(mtu === undefined ? {} : { mtu }),
    ...(mac === undefined ? {} : { mac: Uint8Array.from(mac) }),
    ...(kind === undefined ? {} : { kind }),
    ...(lower === undefined ? {} : { lowerIndex: lower }),
    ...(master === undefined ? {} : { masterIndex: master }),
    ...(first === undefined ? {} : kind === 'vrf' ? { vrfTable: first } : { macvlanMode: first }),
    ...(group === undefined ? {} : { group }),
  });
}

function number32(bytes: Uint8Array | undefined): number | undefined {
  return bytes?.length === 4 ? readHost32(bytes, 0) : undefined;
}
