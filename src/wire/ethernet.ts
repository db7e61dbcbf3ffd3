/**
 * Ethernet II frames: destination (6), source (6), type (2), payload. Frames are not padded to 60 bytes here; the
 * driver does that, and keepalived leaves it to the driver too.
 */
import type { IpAddress } from '../base/address.js';
import { ok, type Result } from '../base/result.js';
import { type Fault, fault } from './fault.js';
import { readUint16 } from './reader.js';
import { writeUint16 } from './writer.js';

export const ETHERNET_HEADER_LENGTH = 14;
export const ETHERTYPE_IPV4 = 0x0800;
export const ETHERTYPE_ARP = 0x0806;
export const ETHERTYPE_IPV6 = 0x86dd;

export const BROADCAST_MAC: Uint8Array = new Uint8Array(6).fill(0xff);

export interface EthernetFrame {
  readonly destination: Uint8Array;
  readonly source: Uint8Array;
  readonly type: number;
  /** A view into the frame; may end in padding. */
  readonly payload: Uint8Array;
}

/** Writes the 14 header bytes at the start of `frame`; both MAC addresses have 6 bytes. */
export function encodeEthernetHeader(
  frame: Uint8Array,
  destination: Uint8Array,
  source: Uint8Array,
  type: number,
): void {
  frame.set(destination.subarray(0, 6), 0);
  frame.set(source.subarray(0, 6), 6);
  writeUint16(frame, 12, type);
}

export function decodeEthernet(frame: Uint8Array): Result<EthernetFrame, Fault<'truncated'>> {
  if (frame.length < ETHERNET_HEADER_LENGTH) {
    return fault('truncated', `a frame has at least ${ETHERNET_HEADER_LENGTH} bytes, got ${frame.length}`);
  }
  return ok({
    destination: frame.subarray(0, 6),
    source: frame.subarray(6, 12),
    type: readUint16(frame, 12),
    payload: frame.subarray(ETHERNET_HEADER_LENGTH),
  });
}

/** The group MAC of a multicast address: RFC 1112 6.4 for IPv4, RFC 2464 7 for IPv6. */
export function multicastMac(group: IpAddress): Uint8Array {
  const b = group.bytes;
  if (group.family === 4) return Uint8Array.of(0x01, 0x00, 0x5e, b[1]! & 0x7f, b[2]!, b[3]!);
  return Uint8Array.of(0x33, 0x33, b[12]!, b[13]!, b[14]!, b[15]!);
}

/** `02:00:00:00:00:01`, for any number of bytes. */
export function formatMac(mac: Uint8Array): string {
  return Array.from(mac, byte => byte.toString(16).padStart(2, '0')).join(':');
}
