/**
 * VRRP adverts: version 2 (RFC 3768 5.1) and version 3 (RFC 9568 5.1).
 *
 *     0                   1                   2                   3
 *     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *    +-------+-------+---------------+---------------+---------------+
 *    |version| type  | virtual rtr id|   priority    |     count     |
 *    +-------+-------+---------------+---------------+---------------+
 *  2 |   auth type   | interval (s)  |           checksum            |
 *  3 | rsvd  |   interval (10 ms)    |           checksum            |
 *    +---------------+---------------+-------------------------------+
 *    |            count addresses of 4 (IPv4) or 16 bytes            |
 *    +---------------------------------------------------------------+
 *  2 |     IPv4: 8 bytes of authentication data, always present      |
 *    +---------------------------------------------------------------+
 *
 * The checksum covers all of it; in version 3 a pseudo header too. Over IPv4 that is RFC 5798 5.2.8, as keepalived and
 * FRR have it; RFC 9568 5.2.8 took it out again, so that both forms are met in the field.
 *
 * Version 2 over IPv6 is in no RFC. keepalived speaks it when told to: the header of version 2, no authentication data,
 * and a pseudo header in the checksum, as for everything over IPv6.
 */
import type { Family, IpAddress } from '../base/address.js';
import { type Duration, milliseconds, seconds, toMilliseconds, toSeconds } from '../base/duration.js';
import { ok, type Result } from '../base/result.js';
import { addToSum, finishSum, pseudoHeaderSum } from './checksum.js';
import { type Fault, fault } from './fault.js';
import { readUint16 } from './reader.js';
import { room, writeUint16 } from './writer.js';

/** IP protocol number of VRRP. */
export const VRRP_PROTOCOL = 112;

/** The only type there is. */
export const ADVERTISEMENT = 1;

/** What was wrong with bytes. `code` is stable: logs, counters and docs use the same word. */
export type WireFault = Fault<'truncated' | 'length-mismatch' | 'version-unknown' | 'not-vrrp'>;

/** How the checksum of a received advert fared. */
export type ChecksumVerdict =
  /** Right for its version (v3/IPv4: with pseudo header). */
  | 'ok'
  /** v3/IPv4 only: right without pseudo header, which some implementations send. */
  | 'without-pseudo-header'
  /** v3/IPv4 unicast only: right with the multicast group in the pseudo header (keepalived's `old_unicast_checksum`). */
  | 'multicast-pseudo-header'
  | 'bad';

/** An advert as decoded; judged by `vrrp/receive.ts`. */
export interface Advert {
  readonly version: 2 | 3;
  /** 1 is ADVERTISEMENT, the only one that exists. */
  readonly type: number;
  readonly vrid: number;
  readonly priority: number;
  readonly interval: Duration;
  /** Number of addresses, and the addresses themselves as they stood on the wire (4 or 16 bytes each). */
  readonly count: number;
  readonly addressBytes: Uint8Array;
  /** v2: 0 none, 1 simple password, 2 AH; v3 always 0. */
  readonly authType: number;
  /** v2/IPv4: the 8 authentication bytes; else empty. */
  readonly authData: Uint8Array;
  readonly checksum: ChecksumVerdict;
}

/** What the IP layer knew of a packet, as far as it goes into the checksum. */
export interface ReceivedOn {
  readonly family: Family;
  readonly source: IpAddress;
  /**
   * Destinations the pseudo header may name. The first is where the packet went; behind it, for an IPv4 unicast
   * packet, the multicast group, which senders with keepalived's `old_unicast_checksum` sum instead.
   */
  readonly destinations: readonly IpAddress[];
  /** Bytes behind the advert that its checksum covers, too: a signature over IPv6. */
  readonly summedBehind?: Uint8Array;
}

/** An advert to be sent. */
export interface AdvertFields {
  readonly version: 2 | 3;
  readonly vrid: number;
  readonly priority: number;
  /** Rounded to what the version can say: whole seconds up to 255, or 10 ms up to 40.95 s. */
  readonly interval: Duration;
  /** At most 255, all of the family the advert travels on. */
  readonly addresses: readonly IpAddress[];
  /** v2: 0 or 1, with up to 8 bytes of data, zero padded. Ignored in v3; over IPv6 there is no room for the data. */
  readonly authType?: number;
  readonly authData?: Uint8Array;
}

/** Where an advert goes, as far as it goes into the checksum. */
export interface SentOn {
  readonly family: Family;
  readonly source: IpAddress;
  /** For the checksum of old releases of keepalived (`old_unicast_checksum`), the multicast group in place of the peer. */
  readonly destination: IpAddress;
  /** v3/IPv4: false leaves the pseudo header out (keepalived's `v3_checksum_as_v2`). Default true. */
  readonly pseudoHeader?: boolean;
}

const HEADER_LENGTH = 8;
const AUTH_LENGTH = 8;
const NO_BYTES = new Uint8Array(0);

/** Bytes of the VRRP part of an advert with `count` addresses. */
export function advertLength(version: 2 | 3, family: Family, count: number): number {
  return HEADER_LENGTH + count * (family === 4 ? 4 : 16) + authLength(version, family);
}

function authLength(version: 2 | 3, family: Family): number {
  return version === 2 && family === 4 ? AUTH_LENGTH : 0;
}

/**
 * Reads an advert from an IP payload. The result owns its bytes, so `pdu` may be a reused receive buffer. Ethernet
 * padding lies outside the IP payload; a length that is not exactly what `count` asks for is a fault, as it is for
 * keepalived. Type, checksum and authentication are reported, not judged.
 */
export function decodeAdvert(pdu: Uint8Array, on: ReceivedOn): Result<Advert, WireFault> {
  if (pdu.length < HEADER_LENGTH) {
    return fault('truncated', `an advert has at least ${HEADER_LENGTH} bytes, got ${pdu.length}`);
  }
  const version = pdu[0]! >>> 4;
  if (version !== 2 && version !== 3) return fault('version-unknown', `version ${version}, known are 2 and 3`);

  const count = pdu[3]!;
  const length = advertLength(version, on.family, count);
  if (pdu.length !== length) {
    return fault('length-mismatch', `a version ${version} advert of ${count} has ${length} bytes, got ${pdu.length}`);
  }
  const addressesEnd = length - authLength(version, on.family);
  return ok({
    version,
    type: pdu[0]! & 0x0f,
    vrid: pdu[1]!,
    priority: pdu[2]!,
    interval: version === 2 ? seconds(pdu[5]!) : milliseconds((readUint16(pdu, 4) & 0x0fff) * 10),
    count,
    addressBytes: Uint8Array.from(pdu.subarray(HEADER_LENGTH, addressesEnd)),
    authType: version === 2 ? pdu[4]! : 0,
    authData: addressesEnd < length ? Uint8Array.from(pdu.subarray(addressesEnd)) : NO_BYTES,
    checksum: judgeChecksum(pdu, version, on),
  });
}

function judgeChecksum(pdu: Uint8Array, version: 2 | 3, on: ReceivedOn): ChecksumVerdict {
  if (version === 2 && on.family === 4) return finishSum(addToSum(0, pdu)) === 0 ? 'ok' : 'bad';

  const behind = on.summedBehind ?? NO_BYTES;
  const length = pdu.length + behind.length;
  const sum = addToSum(addToSum(0, pdu), behind);
  const holdsFor = (destination: IpAddress) =>
    finishSum(sum + pseudoHeaderSum(on.source, destination, VRRP_PROTOCOL, length)) === 0;
  const [expected, ...others] = on.destinations;
  if (expected !== undefined && holdsFor(expected)) return 'ok';
  if (on.family === 6) return 'bad'; // RFC 8200 8.1 leaves no choice
  if (others.some(holdsFor)) return 'multicast-pseudo-header';
  return finishSum(sum) === 0 ? 'without-pseudo-header' : 'bad';
}

/** Writes an advert with its checksum; returns the bytes written, a part of `out` when that is given. */
export function encodeAdvert(fields: AdvertFields, on: SentOn, out?: Uint8Array): Uint8Array {
  const { version, addresses } = fields;
  const pdu = room(out, advertLength(version, on.family, addresses.length));
  pdu[0] = (version << 4) | ADVERTISEMENT;
  pdu[1] = fields.vrid;
  pdu[2] = fields.priority;
  pdu[3] = addresses.length;
  if (version === 2) {
    pdu[4] = fields.authType ?? 0;
    pdu[5] = clamp(toSeconds(fields.interval), 255);
  } else {
    writeUint16(pdu, 4, clamp(toMilliseconds(fields.interval) / 10, 0x0fff));
  }
  writeUint16(pdu, 6, 0);

  let at = HEADER_LENGTH;
  for (const { bytes } of addresses) {
    pdu.set(bytes, at);
    at += bytes.length;
  }
  if (at < pdu.length) {
    pdu.fill(0, at);
    pdu.set((fields.authData ?? NO_BYTES).subarray(0, AUTH_LENGTH), at);
  }

  const pseudo = on.family === 6 || (version === 3 && on.pseudoHeader !== false);
  const start = pseudo ? pseudoHeaderSum(on.source, on.destination, VRRP_PROTOCOL, pdu.length) : 0;
  writeUint16(pdu, 6, finishSum(addToSum(start, pdu)));
  return pdu;
}

/** An interval of 0 would tell backups to take over at once, so the least that can be said is 1. */
function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(1, Math.round(value)));
}
