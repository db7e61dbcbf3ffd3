/**
 * The Internet checksum (RFC 1071): the complement of the one's-complement sum of 16-bit words, an odd last byte
 * padded with zero. Sums are kept unfolded between parts, so a pseudo header and a packet add up without a copy; a
 * part that is not the last must have an even length.
 */
import type { IpAddress } from '../base/address.js';

/** Adds `bytes` to a running sum. A number holds the sum of any packet exactly, so folding can wait. */
export function addToSum(sum: number, bytes: Uint8Array): number {
  let total = sum;
  const even = bytes.length & ~1;
  for (let i = 0; i < even; i += 2) total += (bytes[i]! << 8) | bytes[i + 1]!;
  if (even !== bytes.length) total += bytes[even]! << 8;
  return total;
}

/** Folds a running sum and complements it: what goes on the wire, and 0 when a packet with its checksum is intact. */
export function finishSum(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = Math.floor(folded / 0x1_0000) + (folded % 0x1_0000);
  return ~folded & 0xffff;
}

/**
 * The sum of a pseudo header: source, destination, upper-layer length, protocol. IPv4 (RFC 793) and IPv6 (RFC 8200
 * 8.1) lay it out differently and sum alike.
 */
export function pseudoHeaderSum(source: IpAddress, destination: IpAddress, protocol: number, length: number): number {
  return addToSum(addToSum(protocol + (length >>> 16) + (length & 0xffff), source.bytes), destination.bytes);
}
