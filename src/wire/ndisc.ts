/**
 * The unsolicited neighbour advertisement (RFC 4861 4.4, 7.2.6): IPv6's way to tell a segment which MAC an address
 * now has. Sent from the address itself to all nodes, hop limit 255, target link-layer address as option.
 *
 *    +---------------+---------------+-------------------------------+
 *    |   type (136)  |    code (0)   |           checksum            |
 *    +-+-+-+---------+---------------+-------------------------------+
 *    |R|S|O|                       reserved                          |
 *    +-+-+-+---------------------------------------------------------+
 *    |                      target address (16)                      |
 *    +---------------+---------------+-------------------------------+
 *    | option (2)    | length 1 (*8) |          target MAC (6)       |
 *    +---------------+---------------+-------------------------------+
 */
import { address, addressFromBytes, type IpAddress } from '../base/address.js';
import { ok, type Result } from '../base/result.js';
import { addToSum, finishSum, pseudoHeaderSum } from './checksum.js';
import { ETHERNET_HEADER_LENGTH, ETHERTYPE_IPV6, encodeEthernetHeader, multicastMac } from './ethernet.js';
import { type Fault, fault } from './fault.js';
import { encodeIpv6Header, IPV6_HEADER_LENGTH } from './ipv6.js';
import { room, writeUint16, writeUint32 } from './writer.js';

export const ICMPV6_PROTOCOL = 58;
export const ALL_NODES: IpAddress = address('ff02::1');

const ALL_NODES_MAC = multicastMac(ALL_NODES);
const NEIGHBOUR_ADVERTISEMENT = 136;
const TARGET_LINK_LAYER_ADDRESS = 2;
const ADVERTISEMENT_LENGTH = 24;
const MESSAGE_LENGTH = ADVERTISEMENT_LENGTH + 8;

/** Bytes of an unsolicited advertisement's frame, Ethernet header included. */
export const NEIGHBOUR_ADVERTISEMENT_LENGTH: number = ETHERNET_HEADER_LENGTH + IPV6_HEADER_LENGTH + MESSAGE_LENGTH;

export interface NeighbourAdvertisement {
  readonly target: IpAddress;
  readonly router: boolean;
  readonly solicited: boolean;
  readonly override: boolean;
  /** The target link-layer address option, when present. */
  readonly mac?: Uint8Array;
}

/** A whole frame saying `target` (IPv6) is at `mac`; `router` when the interface forwards IPv6. */
export function encodeUnsolicitedAdvertisement(
  mac: Uint8Array,
  target: IpAddress,
  router: boolean,
  out?: Uint8Array,
): Uint8Array {
  const frame = room(out, NEIGHBOUR_ADVERTISEMENT_LENGTH);
  encodeEthernetHeader(frame, ALL_NODES_MAC, mac, ETHERTYPE_IPV6);
  encodeIpv6Header(
    {
      source: target,
      destination: ALL_NODES,
      nextHeader: ICMPV6_PROTOCOL,
      hopLimit: 255,
      trafficClass: 0,
      payloadLength: MESSAGE_LENGTH,
    },
    frame.subarray(ETHERNET_HEADER_LENGTH, ETHERNET_HEADER_LENGTH + IPV6_HEADER_LENGTH),
  );
  const message = frame.subarray(ETHERNET_HEADER_LENGTH + IPV6_HEADER_LENGTH);
  message[0] = NEIGHBOUR_ADVERTISEMENT;
  message[1] = 0;
  writeUint16(message, 2, 0);
  writeUint32(message, 4, router ? 0xa000_0000 : 0x2000_0000); // override always: the old master's entry must go
  message.set(target.bytes, 8);
  message[24] = TARGET_LINK_LAYER_ADDRESS;
  message[25] = 1;
  message.set(mac.subarray(0, 6), 26);
  const pseudo = pseudoHeaderSum(target, ALL_NODES, ICMPV6_PROTOCOL, MESSAGE_LENGTH);
  writeUint16(message, 2, finishSum(addToSum(pseudo, message)));
  return frame;
}

export type NdiscFault = Fault<'truncated' | 'not-advertisement' | 'checksum-mismatch' | 'bad-option'>;

/** Reads an ICMPv6 payload sent from `source` to `destination`. */
export function decodeNeighbourAdvertisement(
  message: Uint8Array,
  source: IpAddress,
  destination: IpAddress,
): Result<NeighbourAdvertisement, NdiscFault> {
  if (message.length < ADVERTISEMENT_LENGTH) {
    return fault('truncated', `an advertisement has at least ${ADVERTISEMENT_LENGTH} bytes, got ${message.length}`);
  }
  if (message[0] !== NEIGHBOUR_ADVERTISEMENT || message[1] !== 0) {
    return fault('not-advertisement', `ICMPv6 type ${message[0]}, code ${message[1]}`);
  }
  const pseudo = pseudoHeaderSum(source, destination, ICMPV6_PROTOCOL, message.length);
  if (finishSum(addToSum(pseudo, message)) !== 0) return fault('checksum-mismatch', 'the ICMPv6 checksum is wrong');

  let mac: Uint8Array | undefined;
  for (let at = ADVERTISEMENT_LENGTH; at < message.length; ) {
    const length = (message[at + 1] ?? 0) * 8;
    if (length === 0 || at + length > message.length) return fault('bad-option', `option of ${length} bytes at ${at}`);
    if (message[at] === TARGET_LINK_LAYER_ADDRESS && length === 8) mac = message.slice(at + 2, at + 8);
    at += length;
  }
  const flags = message[4]!;
  return ok({
    target: addressFromBytes(message.subarray(8, 24)),
    router: (flags & 0x80) !== 0,
    solicited: (flags & 0x40) !== 0,
    override: (flags & 0x20) !== 0,
    ...(mac === undefined ? {} : { mac }),
  });
}
