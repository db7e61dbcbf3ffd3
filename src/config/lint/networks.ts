/** Networks of addresses. */
import type { IpAddress } from '../../base/address.js';

/** Whether two addresses share the network of this prefix length. */
export function sameNetwork(a: IpAddress, b: IpAddress, prefixLength: number): boolean {
  if (a.family !== b.family) return false;
  return a.bytes.every((byte, i) => {
    const bits = Math.min(Math.max(prefixLength - 8 * i, 0), 8);
    return byte >> (8 - bits) === b.bytes[i]! >> (8 - bits);
  });
}

/** `network`: all bits behind the prefix are 0; `broadcast`: they are 1. IPv4 with a host part of two bits or more. */
export function endOfNetwork({ family, bytes }: IpAddress, prefixLength: number): 'network' | 'broadcast' | undefined {
  if (family !== 4 || prefixLength > 30) return undefined;
  const value = ((bytes[0]! << 24) | (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!) >>> 0;
  const host = 2 ** (32 - prefixLength);
  const part = value % host;
  if (part === 0) return 'network';
  return part === host - 1 ? 'broadcast' : undefined;
}
