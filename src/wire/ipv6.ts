/**
 * The IPv6 header (RFC 8200 3). A raw IPv6 socket neither takes nor gives it; it is written for frames that go out
 * through a packet socket, and read in captures.
 *
 *    +-------+---------------+---------------------------------------+
 *    |   6   | traffic class |              flow label               |
 *    +-------+---------------+-------+---------------+---------------+
 *    |        payload length         |  next header  |   hop limit   |
 *    +-------------------------------+---------------+---------------+
 *    |               source (16), destination (16)                   |
 *    +---------------------------------------------------------------+
 */
import { addressFromBytes, type IpAddress } from '../base/address.js';
import { ok, type Result } from '../base/result.js';
import { type Fault, fault } from './fault.js';
import { readUint16, readUint32 } from './reader.js';
import { room, writeUint16, writeUint32 } from './writer.js';

export const IPV6_HEADER_LENGTH = 40;

export interface Ipv6Fields {
  readonly source: IpAddress;
  readonly destination: IpAddress;
  /** Protocol number of the payload; extension headers are neither written nor skipped here. */
  readonly nextHeader: number;
  readonly hopLimit: number;
  readonly trafficClass: number;
}

export interface Ipv6Packet extends Ipv6Fields {
  readonly flowLabel: number;
  /** A view into the packet, cut at the payload length. */
  readonly payload: Uint8Array;
}

/** Writes a 40-byte header with flow label 0. */
export function encodeIpv6Header(fields: Ipv6Fields & { readonly payloadLength: number }, out?: Uint8Array) {
  const header = room(out, IPV6_HEADER_LENGTH);
  writeUint32(header, 0, 0x6000_0000 | (fields.trafficClass << 20));
  writeUint16(header, 4, fields.payloadLength);
  header[6] = fields.nextHeader;
  header[7] = fields.hopLimit;
  header.set(fields.source.bytes, 8);
  header.set(fields.destination.bytes, 24);
  return header;
}

export function decodeIpv6(bytes: Uint8Array): Result<Ipv6Packet, Fault<'truncated' | 'not-ipv6'>> {
  if (bytes.length < IPV6_HEADER_LENGTH) {
    return fault('truncated', `an IPv6 header has ${IPV6_HEADER_LENGTH} bytes, got ${bytes.length}`);
  }
  const first = readUint32(bytes, 0);
  if (first >>> 28 !== 6) return fault('not-ipv6', `IP version ${first >>> 28}`);
  const end = IPV6_HEADER_LENGTH + readUint16(bytes, 4);
  if (bytes.length < end) return fault('truncated', `the packet has ${end} bytes, got ${bytes.length}`);
  return ok({
    trafficClass: (first >>> 20) & 0xff,
    flowLabel: first & 0xf_ffff,
    nextHeader: bytes[6]!,
    hopLimit: bytes[7]!,
    source: addressFromBytes(bytes.subarray(8, 24)),
    destination: addressFromBytes(bytes.subarray(24, 40)),
    payload: bytes.subarray(IPV6_HEADER_LENGTH, end),
  });
}
