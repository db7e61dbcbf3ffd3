/**
 * Builds advert frames byte by byte, each field open to be wrong. The lab's own arithmetic: the product's codecs are
 * not asked, for they are on trial.
 */

export interface Forgery {
  readonly sourceMac?: string;
  readonly source: string;
  readonly destination?: string;
  readonly ttl?: number;
  readonly version: 2 | 3;
  readonly type?: number;
  readonly vrid: number;
  readonly priority: number;
  /** In ms. */
  readonly interval: number;
  readonly addresses: readonly string[];
  /** v2 authentication: type and the 8 bytes' text. */
  readonly authType?: number;
  readonly password?: string;
  /** Added to the right checksum, to make it wrong. */
  readonly checksumError?: number;
  /** Bytes cut off the end of the VRRP part (the IP header says so, too). */
  readonly cut?: number;
}

/** An advert as an Ethernet frame (RFC 3768 5.1 for v2, RFC 9568 5.1 for v3); the family is that of the source. */
export function forgeAdvert(forgery: Forgery): Buffer {
  const isIpv6 = forgery.source.includes(':');
  const source = bytesOf(forgery.source);
  const destination = bytesOf(forgery.destination ?? (isIpv6 ? 'ff02::12' : '224.0.0.18'));
  const pdu = forgePdu(forgery, source, destination);
  const group = isIpv6
    ? Buffer.concat([Buffer.from([0x33, 0x33]), destination.subarray(12)])
    : Buffer.from([0x01, 0x00, 0x5e, destination[1]! & 0x7f, destination[2]!, destination[3]!]);
  const mac = Buffer.from((forgery.sourceMac ?? '02:00:00:00:00:66').replaceAll(':', ''), 'hex');
  const header = (isIpv6 ? ipv6Header : ipv4Header)(source, destination, forgery.ttl ?? 255, pdu.length);
  return Buffer.concat([group, mac, Buffer.from(isIpv6 ? [0x86, 0xdd] : [0x08, 0x00]), header, pdu]);
}

function ipv4Header(source: Buffer, destination: Buffer, ttl: number, length: number): Buffer {
  const head = Buffer.from([0x45, 0xc0, 0, 20 + length, 0, 0, 0, 0, ttl, 112, 0, 0]);
  const ip = Buffer.concat([head, source, destination]);
  ip.writeUInt16BE(checksum(ip), 10);
  return ip;
}

function ipv6Header(source: Buffer, destination: Buffer, hopLimit: number, length: number): Buffer {
  return Buffer.concat([Buffer.from([0x6c, 0, 0, 0, 0, length, 112, hopLimit]), source, destination]);
}

function forgePdu(forgery: Forgery, source: Buffer, destination: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt8((forgery.version << 4) | (forgery.type ?? 1), 0);
  head.writeUInt8(forgery.vrid, 1);
  head.writeUInt8(forgery.priority, 2);
  head.writeUInt8(forgery.addresses.length, 3);
  if (forgery.version === 2) head.writeUInt16BE(((forgery.authType ?? 0) << 8) | (forgery.interval / 1_000), 4);
  else head.writeUInt16BE(forgery.interval / 10, 4);
  const password = Buffer.alloc(forgery.version === 2 ? 8 : 0);
  password.write(forgery.password ?? '', 'latin1');
  const whole = Buffer.concat([head, ...forgery.addresses.map(bytesOf), password]);
  const pdu = whole.subarray(0, whole.length - (forgery.cut ?? 0));
  // RFC 8200 8.1: longer fields than IPv4's, the same sum.
  const pseudo = Buffer.concat([source, destination, Buffer.from([0, 112, 0, pdu.length])]);
  const sum = checksum(forgery.version === 3 ? Buffer.concat([pseudo, pdu]) : pdu);
  if (pdu.length >= 8) pdu.writeUInt16BE((sum + (forgery.checksumError ?? 0)) & 0xffff, 6);
  return pdu;
}

/** The 4 or 16 bytes of an address as they stand on the wire. */
export function bytesOf(address: string): Buffer {
  if (!address.includes(':')) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail] = address.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':').map(group => Number.parseInt(group, 16)));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const zeros = new Array<number>(8 - before.length - after.length).fill(0);
  return Buffer.from([...before, ...zeros, ...after].flatMap(group => [group >> 8, group & 0xff]));
}

/** RFC 1071. */
export function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i++) sum += i % 2 === 0 ? bytes[i]! << 8 : bytes[i]!;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
