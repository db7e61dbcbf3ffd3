/**
 * Puts an Authentication Header before a forged advert, or a signature behind it: the attacker who knows the secret, or
 * almost does. The lab's own arithmetic, as in forge.ts.
 */
import { createHmac } from 'node:crypto';
import { checksum } from './forge.js';

export interface AhForgery {
  readonly key: string;
  readonly sequence: number;
  /** The SPI; the source address when left out. */
  readonly spi?: Buffer;
  /** Spoils the integrity check value. */
  readonly spoilt?: boolean;
}

const ETHERNET = 14;
const IPV4 = 20;
const AH = 24;

/** The frame of `forgeAdvert`, over IPv4 to the group, behind an Authentication Header as keepalived makes it. */
export function withAh(frame: Buffer, { key, sequence, spi, spoilt }: AhForgery): Buffer {
  const ip = Buffer.from(frame.subarray(ETHERNET, ETHERNET + IPV4));
  const pdu = frame.subarray(ETHERNET + IPV4);
  ip.writeUInt16BE(IPV4 + AH + pdu.length, 2);
  ip.writeUInt8(51, 9);
  ip.writeUInt16BE(0, 10);
  const header = Buffer.alloc(AH);
  header.writeUInt8(112, 0);
  header.writeUInt8(4, 1);
  (spi ?? ip.subarray(12, 16)).copy(header, 4);
  header.writeUInt32BE(sequence, 8);
  const covered = Buffer.concat([ip, header, pdu]);
  covered.writeUInt8(0, 1);
  createHmac('md5', Buffer.concat([Buffer.from(key, 'latin1'), Buffer.alloc(8)]).subarray(0, 8))
    .update(covered)
    .digest()
    .copy(header, 12, 0, 12);
  if (spoilt === true) header[12]! ^= 1;
  ip.writeUInt16BE(checksum(ip), 10);
  return Buffer.concat([frame.subarray(0, ETHERNET), ip, header, pdu]);
}

export interface Signature {
  readonly keyId: number;
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly type?: number;
}

/** The frame of `forgeAdvert` with the trailer of `auth_hmac`, over IPv4. */
export function signed(frame: Buffer, { keyId, key, at, type = 1 }: Signature): Buffer {
  const ip = Buffer.from(frame.subarray(ETHERNET, ETHERNET + IPV4));
  const pdu = frame.subarray(ETHERNET + IPV4);
  const trailer = Buffer.alloc(28);
  trailer.writeUInt8(type, 0);
  trailer.writeUInt8(keyId, 1);
  trailer.writeUInt32BE(Math.floor(at / 1_000), 4);
  trailer.writeUInt16BE(Math.floor(((at % 1_000) * 65_536) / 1_000), 8);
  const pseudo = Buffer.concat([Buffer.from([4, pdu[0]! >> 4, pdu[1]!, 0]), ip.subarray(12, 16), Buffer.alloc(12)]);
  const unsummed = Buffer.from(pdu);
  unsummed.writeUInt16BE(0, 6);
  const covered = Buffer.concat([pseudo, unsummed, trailer]);
  createHmac('sha256', Buffer.from(key, 'latin1')).update(covered).digest().copy(trailer, 12, 0, 16);
  ip.writeUInt16BE(IPV4 + pdu.length + 28, 2);
  ip.writeUInt16BE(0, 10);
  ip.writeUInt16BE(checksum(ip), 10);
  return Buffer.concat([frame.subarray(0, ETHERNET), ip, pdu, trailer]);
}
