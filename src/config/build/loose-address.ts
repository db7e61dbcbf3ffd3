/** IPv4 addresses as inet_aton(3) takes them, for the few places where keepalived asks it. */
import { addressFromBytes, type IpAddress } from '../../base/address.js';
import { parseCNotation } from '../numbers.js';

/** The notations of inet_aton(3): `a.b.c.d`, `a.b.c`, `a.b` and `a`, each part decimal, octal or hexadecimal. Undefined: none. */
export function parseLooseAddress(text: string): IpAddress | undefined {
  if (text.length > 40) return undefined;
  const parts = text.split('.').map(part => (/^[-+]/.test(part) ? undefined : parseCNotation(part)));
  const last = parts.pop();
  if (last === undefined || parts.length > 3 || last >= 256 ** (4 - parts.length)) return undefined;
  const bytes = new Uint8Array(4);
  for (const [i, part] of parts.entries()) {
    if (part === undefined || part > 255) return undefined;
    bytes[i] = part;
  }
  for (let i = 3, rest = last; i >= parts.length; i--, rest = Math.floor(rest / 256)) bytes[i] = rest % 256;
  return addressFromBytes(bytes);
}
