/**
 * ARP for IPv4 over Ethernet (RFC 826), of which Holdfast sends one form: the gratuitous request that tells a segment
 * which MAC an address now has (RFC 5227 3, an ARP announcement).
 *
 *     0                   1                   2                   3
 *    +-------------------------------+-------------------------------+
 *    |      hardware type (1)        |     protocol type (0x0800)    |
 *    +---------------+---------------+-------------------------------+
 *    | hw length (6) | pr length (4) |           operation           |
 *    +---------------+---------------+-------------------------------+
 *    |   sender MAC (6), sender IP (4), target MAC (6), target IP (4) |
 *    +---------------------------------------------------------------+
 */
import { addressFromBytes, type IpAddress } from '../base/address.js';
import { ok, type Result } from '../base/result.js';
import { BROADCAST_MAC, ETHERNET_HEADER_LENGTH, ETHERTYPE_ARP, encodeEthernetHeader } from './ethernet.js';
import { type Fault, fault } from './fault.js';
import { readUint16, readUint32 } from './reader.js';
import { room, writeUint16 } from './writer.js';

const ARP_LENGTH = 28;

/** Bytes of a gratuitous ARP frame, Ethernet header included. */
export const GRATUITOUS_ARP_LENGTH: number = ETHERNET_HEADER_LENGTH + ARP_LENGTH;

export const ARP_REQUEST = 1;
export const ARP_REPLY = 2;

export interface ArpPacket {
  /** 1 request, 2 reply; others as they came. */
  readonly operation: number;
  readonly senderMac: Uint8Array;
  readonly sender: IpAddress;
  readonly targetMac: Uint8Array;
  readonly target: IpAddress;
}

/**
 * A whole broadcast frame saying `address` (IPv4) is at `mac`. The target hardware address is broadcast, not zero as
 * RFC 5227 has it: keepalived sends it so, and switches and hosts have learnt to live with that.
 */
export function encodeGratuitousArp(mac: Uint8Array, address: IpAddress, out?: Uint8Array): Uint8Array {
  const frame = room(out, GRATUITOUS_ARP_LENGTH);
  encodeEthernetHeader(frame, BROADCAST_MAC, mac, ETHERTYPE_ARP);
  writeUint16(frame, 14, 1);
  writeUint16(frame, 16, 0x0800);
  writeUint16(frame, 18, 0x0604);
  writeUint16(frame, 20, ARP_REQUEST);
  frame.set(mac.subarray(0, 6), 22);
  frame.set(address.bytes, 28);
  frame.set(BROADCAST_MAC, 32);
  frame.set(address.bytes, 38);
  return frame;
}

/** Reads the ARP part of a frame (after the Ethernet header); padding behind it is ignored. */
export function decodeArp(bytes: Uint8Array): Result<ArpPacket, Fault<'truncated' | 'not-ethernet-ipv4'>> {
  if (bytes.length < ARP_LENGTH) return fault('truncated', `ARP has ${ARP_LENGTH} bytes, got ${bytes.length}`);
  if (readUint32(bytes, 0) !== 0x0001_0800 || readUint16(bytes, 4) !== 0x0604) {
    return fault('not-ethernet-ipv4', 'ARP for another hardware or protocol');
  }
  return ok({
    operation: readUint16(bytes, 6),
    senderMac: bytes.slice(8, 14),
    sender: addressFromBytes(bytes.subarray(14, 18)),
    targetMac: bytes.slice(18, 24),
    target: addressFromBytes(bytes.subarray(24, 28)),
  });
}
