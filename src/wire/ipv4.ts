/**
 * The IPv4 header (RFC 791 3.1), as a raw socket with IP_HDRINCL sends it and as every IPv4 raw socket receives it.
 *
 *     0                   1                   2                   3
 *     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *    +-------+-------+---------------+-------------------------------+
 *    |   4   |  IHL  |      TOS      |         total length          |
 *    +-------+-------+---------------+-----+-------------------------+
 *    |        identification         |flags|     fragment offset     |
 *    +---------------+---------------+-----+-------------------------+
 *    |      TTL      |   protocol    |        header checksum        |
 *    +---------------+---------------+-------------------------------+
 *    |                source, destination, options                   |
 *    +---------------------------------------------------------------+
 */
import { addressFromBytes, type IpAddress } from '../base/address.js';
import { ok, type Result } from '../base/result.js';
import { addToSum, finishSum } from './checksum.js';
import { type Fault, fault } from './fault.js';
import { readUint16 } from './reader.js';
import { room, writeUint16 } from './writer.js';

export const IPV4_HEADER_LENGTH = 20;

/** TOS and traffic class of adverts: internetwork control (RFC 791 3.1), as keepalived marks them. */
export const INTERNETWORK_CONTROL = 0xc0;

export interface Ipv4Fields {
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly protocol: number;
  readonly ttl: number;
  /** 16 bits. Zero on an IP_HDRINCL socket would let the kernel choose. */
  readonly identification: number;
  readonly payloadLength: number;
}

export interface Ipv4Packet {
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly protocol: number;
  readonly ttl: number;
  readonly tos: number;
  readonly identification: number;
  /** A view into the packet, cut at the total length: Ethernet padding is not in it. */
  readonly payload: Uint8Array;
}

export type Ipv4Fault = Fault<'truncated' | 'length-mismatch' | 'not-ipv4' | 'fragment' | 'header-checksum'>;

/** Writes a 20-byte header: TOS 0xc0, no options, may be fragmented (DF clear), checksum included. */
export function encodeIpv4Header(fields: Ipv4Fields, out?: Uint8Array): Uint8Array {
  const header = room(out, IPV4_HEADER_LENGTH);
  header[0] = 0x45;
  header[1] = INTERNETWORK_CONTROL;
  writeUint16(header, 2, IPV4_HEADER_LENGTH + fields.payloadLength);
  writeUint16(header, 4, fields.identification & 0xffff);
  writeUint16(header, 6, 0);
  header[8] = fields.ttl;
  header[9] = fields.protocol;
  writeUint16(header, 10, 0);
  header.set(fields.source.bytes, 12);
  header.set(fields.destination.bytes, 16);
  writeUint16(header, 10, finishSum(addToSum(0, header)));
  return header;
}

/**
 * Reads a packet with its header, options allowed. A fragment is refused: the kernel reassembles before a raw socket
 * sees a packet, so one that still comes is not for us. `bytes` may be longer than the packet (padding).
 */
export function decodeIpv4(bytes: Uint8Array): Result<Ipv4Packet, Ipv4Fault> {
  if (bytes.length < IPV4_HEADER_LENGTH) {
    return fault('truncated', `an IPv4 header has at least ${IPV4_HEADER_LENGTH} bytes, got ${bytes.length}`);
  }
  if (bytes[0]! >>> 4 !== 4) return fault('not-ipv4', `IP version ${bytes[0]! >>> 4}`);
  const headerLength = (bytes[0]! & 0x0f) * 4;
  const total = readUint16(bytes, 2);
  if (headerLength < IPV4_HEADER_LENGTH || total < headerLength) {
    return fault('length-mismatch', `header length ${headerLength}, total length ${total}`);
  }
  if (bytes.length < total) return fault('truncated', `total length ${total}, got ${bytes.length} bytes`);
  if ((readUint16(bytes, 6) & 0x3fff) !== 0) return fault('fragment', 'a fragment, not a whole packet');
  if (finishSum(addToSum(0, bytes.subarray(0, headerLength))) !== 0) {
    return fault('header-checksum', 'the header checksum does not match');
  }
  return ok({
    source: addressFromBytes(bytes.subarray(12, 16)),
    destination: addressFromBytes(bytes.subarray(16, 20)),
    protocol: bytes[9]!,
    ttl: bytes[8]!,
    tos: bytes[1]!,
    identification: readUint16(bytes, 4),
    payload: bytes.subarray(headerLength, total),
  });
}
