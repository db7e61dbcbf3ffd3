/**
 * Adverts of version 2 behind an IP Authentication Header (RFC 2402 2, RFC 2338 5.3.6.3), with HMAC-MD5-96 (RFC 2403).
 *
 *     0                   1                   2                   3
 *     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *    +---------------+---------------+-------------------------------+
 *    |  112 (VRRP)   |  length (4)   |              0                |
 *    +---------------+---------------+-------------------------------+
 *    |              SPI: the sender's IPv4 address                   |
 *    +---------------------------------------------------------------+
 *    |                        sequence number                        |
 *    +---------------------------------------------------------------+
 *    |             12 bytes of integrity check value                 |
 *    +---------------------------------------------------------------+
 *
 * What the value covers is keepalived's way, since that is who is met: of the IP header TOS and checksum count as zero,
 * and for unicast the TTL; identification, flags and, for multicast, the TTL are covered as they were sent. (RFC 2402
 * 3.3.3.1.1 has TTL and flags zeroed always.)
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { type IpAddress, isMulticast } from '../base/address.js';
import { encodeIpv4Header, IPV4_HEADER_LENGTH } from './ipv4.js';
import { readUint32, sameBytes } from './reader.js';
import { VRRP_PROTOCOL } from './vrrp.js';
import { room, writeUint32 } from './writer.js';

/** IP protocol number of the Authentication Header. */
export const AH_PROTOCOL = 51;

/** Bytes of the header with a value of 96 bits. */
export const AH_LENGTH = 24;

/** The last sequence number: it must not begin anew (RFC 2402 3.3.2), and keepalived stays at this one. */
export const LAST_SEQUENCE = 0xffff_fffe;

const ICV_LENGTH = 12;
const ICV_OFFSET = AH_LENGTH - ICV_LENGTH;
const TTL_OFFSET = 8;
const CHECKSUM_OFFSET = 10;
const DESTINATION_OFFSET = 16;

/** What an Authentication Header says, and whether its value is right. */
export interface AhVerdict {
  readonly sequence: number;
  /** The SPI is the source address, as it must be. */
  readonly isFromSource: boolean;
  /** The value is what the key makes of the packet. */
  readonly holds: boolean;
}

/** How the packet around an advert is sent, as far as the value covers it. */
export interface AhFields {
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly ttl: number;
  /** 16 bits; the sender must really use this one. */
  readonly identification: number;
  readonly sequence: number;
  /** 8 bytes. A secret. */
  readonly key: Uint8Array;
}

/** The header and the advert behind it: the payload of an IP packet of protocol 51 that is sent with these fields. */
export function sealWithAh(advert: Uint8Array, fields: AhFields, out?: Uint8Array): Uint8Array {
  const { source, destination, ttl, identification, sequence, key } = fields;
  const payload = room(out, AH_LENGTH + advert.length);
  payload.fill(0, 0, AH_LENGTH);
  payload[0] = VRRP_PROTOCOL;
  payload[1] = AH_LENGTH / 4 - 2; // in words, less two (RFC 2402 2.2)
  payload.set(source.bytes, 4);
  writeUint32(payload, 8, sequence);
  payload.set(advert, AH_LENGTH);
  const header = encodeIpv4Header({
    source,
    destination,
    protocol: AH_PROTOCOL,
    ttl,
    identification,
    payloadLength: payload.length,
  });
  payload.set(icvOf(header, payload, key, isMulticast(destination)), ICV_OFFSET);
  return payload;
}

/**
 * Looks at a whole IPv4 packet of protocol 51, header included, as it came. Undefined when it is too short for both
 * headers. Length and reserved field are not looked at: nothing depends on them, and keepalived takes any.
 */
export function checkAh(packet: Uint8Array, key: Uint8Array): AhVerdict | undefined {
  const headerLength = (packet[0]! & 0x0f) * 4;
  if (headerLength < IPV4_HEADER_LENGTH || packet.length < headerLength + AH_LENGTH) return undefined;
  const header = packet.subarray(0, headerLength);
  const payload = packet.subarray(headerLength);
  const goesToMany = packet[DESTINATION_OFFSET]! >>> 4 === 0xe; // 224.0.0.0/4
  return {
    sequence: readUint32(payload, 8),
    isFromSource: sameBytes(payload.subarray(4, 8), packet.subarray(12, 16)),
    holds: timingSafeEqual(payload.subarray(ICV_OFFSET, AH_LENGTH), icvOf(header, payload, key, goesToMany)),
  };
}

function icvOf(header: Uint8Array, payload: Uint8Array, key: Uint8Array, goesToMany: boolean): Uint8Array {
  const covered = new Uint8Array(header.length + payload.length);
  covered.set(header);
  covered[1] = 0;
  covered.fill(0, CHECKSUM_OFFSET, CHECKSUM_OFFSET + 2);
  if (!goesToMany) covered[TTL_OFFSET] = 0;
  covered.set(payload, header.length);
  covered.fill(0, header.length + ICV_OFFSET, header.length + AH_LENGTH);
  return createHmac('md5', key).update(covered).digest().subarray(0, ICV_LENGTH);
}
