/**
 * IP addresses as values: bytes to put on the wire, canonical text (RFC 5952 for IPv6) to print and to use as a key.
 * Plain data, so an address may cross threads.
 */
import ipaddr from 'ipaddr.js';

export type Family = 4 | 6;

export interface IpAddress {
  readonly family: Family;
  /** Canonical text: dotted quad, or RFC 5952. Two addresses are equal when family and text are. */
  readonly text: string;
  /** 4 or 16 bytes, network order. */
  readonly bytes: Uint8Array;
}

export interface IpPrefix {
  readonly address: IpAddress;
  readonly length: number;
}

/** Reads `192.0.2.1` or `2001:db8::1`; undefined for anything else (no zone, no short forms, no prefix). */
export function parseAddress(text: string): IpAddress | undefined {
  const quad = parseDottedQuad(text);
  if (quad !== undefined) return quad;
  if (text.includes(':') && !text.includes('%') && ipaddr.IPv6.isValid(text)) {
    return addressFromBytes(Uint8Array.from(ipaddr.IPv6.parse(text).toByteArray()));
  }
  return undefined;
}

const ZERO_DIGIT = 48;
const DOT = 46;
/** V8 keeps shorter parts of a text as copies. */
const SLICED = 13;

/** By hand, since a configuration may name a hundred thousand. Leading zeros are refused: some read them as octal. */
function parseDottedQuad(text: string): IpAddress | undefined {
  if (text.length > 15) return undefined;
  const bytes = new Uint8Array(4);
  let filled = 0;
  let part = 0;
  let digits = 0;
  for (let i = 0; i <= text.length; i++) {
    const code = i === text.length ? DOT : text.charCodeAt(i);
    if (code === DOT) {
      if (digits === 0 || filled === 4) return undefined;
      bytes[filled++] = part;
      part = 0;
      digits = 0;
      continue;
    }
    const digit = code - ZERO_DIGIT;
    if (digit < 0 || digit > 9 || (digits > 0 && part === 0)) return undefined;
    part = part * 10 + digit;
    digits++;
    if (part > 255) return undefined;
  }
  if (filled !== 4) return undefined;
  // A long text may be a slice of a whole file, which the address would keep in memory.
  return { family: 4, text: text.length < SLICED ? text : bytes.join('.'), bytes };
}

/** Takes 4 or 16 bytes; copies them, so a reused receive buffer may be passed. */
export function addressFromBytes(bytes: Uint8Array): IpAddress {
  const own = Uint8Array.from(bytes);
  if (own.length === 4) return { family: 4, text: own.join('.'), bytes: own };
  return { family: 6, text: new ipaddr.IPv6(Array.from(own)).toRFC5952String(), bytes: own };
}

/** For literals in code and tests; throws on a bad literal, so never feed it input. */
export function address(text: string): IpAddress {
  const parsed = parseAddress(text);
  if (parsed === undefined) throw new Error(`not an IP address: ${text}`);
  return parsed;
}

export function sameAddress(a: IpAddress, b: IpAddress): boolean {
  return a.family === b.family && a.text === b.text;
}

/** Negative when `a` is the lower address. RFC 9568 6.4.3: equal priorities are decided by comparing these unsigned. */
export function compareAddresses(a: IpAddress, b: IpAddress): number {
  if (a.family !== b.family) return a.family - b.family;
  for (let i = 0; i < a.bytes.length; i++) {
    const difference = a.bytes[i]! - b.bytes[i]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

export function isMulticast(ip: IpAddress): boolean {
  return ip.family === 4 ? (ip.bytes[0]! & 0xf0) === 0xe0 : ip.bytes[0] === 0xff;
}

export function isLinkLocal(ip: IpAddress): boolean {
  if (ip.family === 4) return ip.bytes[0] === 169 && ip.bytes[1] === 254;
  return ip.bytes[0] === 0xfe && (ip.bytes[1]! & 0xc0) === 0x80;
}
