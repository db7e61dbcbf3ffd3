/**
 * The signature that keepalived's `auth_hmac` appends to an advert of either version and family: HMAC-SHA256, cut to
 * 128 bits (RFC 2104 5).
 *
 *     0                   1                   2                   3
 *     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *    +---------------+---------------+-------------------------------+
 *    |   type (1)    |    key id     |              0                |
 *    +---------------+---------------+-------------------------------+
 *    |                   seconds since 1970, UTC                     |
 *    +-------------------------------+-------------------------------+
 *    |   fraction, 1/65536 s         |           counter             |
 *    +-------------------------------+-------------------------------+
 *    |            16 bytes of the HMAC over all of this:             |
 *    |    family (4 or 6), version, VRID, 0, source (16 bytes)       |
 *    |    the advert with its checksum zero                          |
 *    |    this trailer with these 16 bytes zero                      |
 *    +---------------------------------------------------------------+
 *
 * Over IPv4 the checksum of the advert does not know of the trailer; over IPv6, where the kernel of other
 * implementations fills it in, it covers the trailer, too.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Family, IpAddress } from '../base/address.js';
import { addToSum, finishSum, pseudoHeaderSum } from './checksum.js';
import { readUint16, readUint32 } from './reader.js';
import { advertLength, VRRP_PROTOCOL } from './vrrp.js';
import { writeUint16, writeUint32 } from './writer.js';

/** Bytes of a trailer. */
export const TRAILER_LENGTH = 28;

const TYPE = 1;
const DIGEST_LENGTH = 16;
const DIGEST_OFFSET = TRAILER_LENGTH - DIGEST_LENGTH;
const PSEUDO_HEADER_LENGTH = 20;
const VRRP_CHECKSUM_OFFSET = 6;

/** When an advert was signed. The three together only ever grow, as one number of 64 bits would. */
export interface Stamp {
  /** Since 1970, UTC; 32 bits. */
  readonly seconds: number;
  /** Of a second, in 1/65536. */
  readonly fraction: number;
  /** Tells adverts of one moment apart; 16 bits. */
  readonly counter: number;
}

/** A trailer as it came; nothing of it is believed yet. */
export interface Trailer {
  /** The type is the known one, and the reserved field is zero. */
  readonly isWellFormed: boolean;
  readonly keyId: number;
  readonly stamp: Stamp;
}

/** A key that signs. The secret is never logged. */
export interface SigningKey {
  /** 1 to 255. */
  readonly id: number;
  readonly secret: Uint8Array;
}

/** What else of an advert is signed. */
export interface SignedOn {
  readonly family: Family;
  readonly source: IpAddress;
}

/** Whether a PDU is an advert with a trailer behind it, judged by its length alone. */
export function hasTrailer(pdu: Uint8Array, family: Family): boolean {
  const version = pdu[0]! >>> 4;
  if (version !== 2 && version !== 3) return false;
  return pdu.length === advertLength(version, family, pdu[3]!) + TRAILER_LENGTH;
}

/** Reads the last 28 bytes of a PDU that has them. */
export function readTrailer(pdu: Uint8Array): Trailer {
  const trailer = pdu.subarray(pdu.length - TRAILER_LENGTH);
  return {
    isWellFormed: trailer[0] === TYPE && readUint16(trailer, 2) === 0,
    keyId: trailer[1]!,
    stamp: { seconds: readUint32(trailer, 4), fraction: readUint16(trailer, 8), counter: readUint16(trailer, 10) },
  };
}

/** Whether the digest of a PDU with a trailer was made with this secret. */
export function isSignedBy(pdu: Uint8Array, on: SignedOn, secret: Uint8Array): boolean {
  return timingSafeEqual(pdu.subarray(pdu.length - DIGEST_LENGTH), digestOf(pdu, on, secret));
}

/** A copy of an advert with a trailer behind it. `destination` matters over IPv6 alone, for the checksum. */
export function signAdvert(
  advert: Uint8Array,
  on: SignedOn & { readonly destination: IpAddress },
  key: SigningKey,
  stamp: Stamp,
): Uint8Array {
  const pdu = new Uint8Array(advert.length + TRAILER_LENGTH);
  pdu.set(advert);
  const trailer = pdu.subarray(advert.length);
  trailer[0] = TYPE;
  trailer[1] = key.id;
  writeUint32(trailer, 4, stamp.seconds);
  writeUint16(trailer, 8, stamp.fraction);
  writeUint16(trailer, 10, stamp.counter);
  trailer.set(digestOf(pdu, on, key.secret), DIGEST_OFFSET);
  if (on.family === 6) {
    writeUint16(pdu, VRRP_CHECKSUM_OFFSET, 0);
    const pseudo = pseudoHeaderSum(on.source, on.destination, VRRP_PROTOCOL, pdu.length);
    writeUint16(pdu, VRRP_CHECKSUM_OFFSET, finishSum(addToSum(pseudo, pdu)));
  }
  return pdu;
}

/** The digest of an advert and its trailer, whatever stands where checksum and digest belong. */
function digestOf(pdu: Uint8Array, { family, source }: SignedOn, secret: Uint8Array): Uint8Array {
  const signed = new Uint8Array(PSEUDO_HEADER_LENGTH + pdu.length);
  signed[0] = family;
  signed[1] = pdu[0]! >>> 4;
  signed[2] = pdu[1]!;
  signed.set(source.bytes, 4);
  signed.set(pdu, PSEUDO_HEADER_LENGTH);
  writeUint16(signed, PSEUDO_HEADER_LENGTH + VRRP_CHECKSUM_OFFSET, 0);
  signed.fill(0, signed.length - DIGEST_LENGTH);
  return createHmac('sha256', secret).update(signed).digest().subarray(0, DIGEST_LENGTH);
}
