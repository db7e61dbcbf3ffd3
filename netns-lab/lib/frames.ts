/**
 * What a bystander on the wire reads: adverts, ARP, neighbour advertisements. Written for the lab alone and on purpose
 * without the product's codecs, so that a mistake in those cannot hide itself here.
 */

export interface Seen {
  /** Kernel's time of the packet, ms since the epoch, with fractions. */
  readonly at: number;
  readonly sourceMac: string;
  readonly destinationMac: string;
}

export interface SeenAdvert extends Seen {
  readonly kind: 'advert';
  readonly source: string;
  readonly destination: string;
  readonly ttl: number;
  readonly version: number;
  readonly vrid: number;
  readonly priority: number;
  /** Advertisement interval in ms. */
  readonly interval: number;
  readonly authType: number;
  readonly addresses: readonly string[];
  /** Of the Authentication Header it came behind. */
  readonly ah?: { readonly spi: string; readonly sequence: number };
}

export interface SeenArp extends Seen {
  readonly kind: 'arp';
  readonly operation: number;
  readonly sender: string;
  readonly target: string;
  /** Sender and target are the same address. */
  readonly gratuitous: boolean;
}

export interface SeenNa extends Seen {
  readonly kind: 'na';
  readonly source: string;
  readonly address: string;
  readonly override: boolean;
}

export interface SeenOther extends Seen {
  readonly kind: 'other';
  readonly hex: string;
}

export type Packet = SeenAdvert | SeenArp | SeenNa | SeenOther;

const ARP = 0x0806;
const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const VRRP = 112;
const AUTHENTICATION_HEADER = 51;
const ICMPV6 = 58;
const NEIGHBOUR_ADVERTISEMENT = 136;

/** Reads an Ethernet frame; what it does not know, or is too short, comes back as `other`. */
export function readFrame(frame: Buffer, at: number): Packet {
  const seen: Seen = { at, sourceMac: mac(frame.subarray(6, 12)), destinationMac: mac(frame.subarray(0, 6)) };
  try {
    return read(frame, seen) ?? { ...seen, kind: 'other', hex: frame.toString('hex') };
  } catch (error) {
    if (error instanceof RangeError) return { ...seen, kind: 'other', hex: frame.toString('hex') };
    throw error;
  }
}

function read(frame: Buffer, seen: Seen): Packet | undefined {
  switch (frame.readUInt16BE(12)) {
    case ARP: {
      const sender = ipv4(frame.subarray(28, 32));
      const target = ipv4(frame.subarray(38, 42));
      return { ...seen, kind: 'arp', operation: frame.readUInt16BE(20), sender, target, gratuitous: sender === target };
    }
    case IPV4: {
      const header = (frame.readUInt8(14) & 15) * 4;
      const payload = frame.subarray(14 + header, 14 + frame.readUInt16BE(16));
      const isBehindAh = frame[23] === AUTHENTICATION_HEADER && payload[0] === VRRP;
      if (frame[23] !== VRRP && !isBehindAh) return undefined;
      const pdu = isBehindAh ? payload.subarray(24) : payload;
      const source = ipv4(frame.subarray(26, 30));
      const destination = ipv4(frame.subarray(30, 34));
      return {
        ...seen,
        source,
        destination,
        ttl: frame.readUInt8(22),
        ...advert(pdu, 4),
        ...(isBehindAh && { ah: { spi: ipv4(payload.subarray(4, 8)), sequence: payload.readUInt32BE(8) } }),
      };
    }
    case IPV6: {
      const source = ipv6(frame.subarray(22, 38));
      const destination = ipv6(frame.subarray(38, 54));
      const payload = frame.subarray(54, 54 + frame.readUInt16BE(18));
      if (frame[20] === VRRP) return { ...seen, source, destination, ttl: frame.readUInt8(21), ...advert(payload, 16) };
      if (frame[20] !== ICMPV6 || payload[0] !== NEIGHBOUR_ADVERTISEMENT) return undefined;
      const override = (payload.readUInt8(4) & 0x20) !== 0;
      return { ...seen, kind: 'na', source, address: ipv6(payload.subarray(8, 24)), override };
    }
    default:
      return undefined;
  }
}

function advert(pdu: Buffer, addressLength: 4 | 16) {
  const version = pdu.readUInt8(0) >> 4;
  const count = pdu.readUInt8(3);
  const addresses = Array.from({ length: count }, (_, i) => {
    const bytes = pdu.subarray(8 + i * addressLength, 8 + (i + 1) * addressLength);
    if (bytes.length < addressLength) throw new RangeError('short advert');
    return addressLength === 4 ? ipv4(bytes) : ipv6(bytes);
  });
  return {
    kind: 'advert' as const,
    version,
    vrid: pdu.readUInt8(1),
    priority: pdu.readUInt8(2),
    interval: version === 2 ? pdu.readUInt8(5) * 1_000 : (pdu.readUInt16BE(4) & 0x0fff) * 10,
    authType: version === 2 ? pdu.readUInt8(4) : 0,
    addresses,
  };
}

const mac = (bytes: Buffer) => [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join(':');
const ipv4 = (bytes: Buffer) => [...bytes].join('.');

/** RFC 5952: the longest run of two or more zero groups becomes `::`, the first of equals. */
function ipv6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(i * 2));
  let best = { start: 0, length: 1 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const text = (part: number[]) => part.map(group => group.toString(16)).join(':');
  if (best.length === 1) return text(groups);
  return `${text(groups.slice(0, best.start))}::${text(groups.slice(best.start + best.length))}`;
}

/** One line a person can read. */
export function describePacket(packet: Packet): string {
  const time = new Date(packet.at).toISOString().slice(11, 23);
  switch (packet.kind) {
    case 'advert':
      return `${time} advert v${packet.version} vrid ${packet.vrid} prio ${packet.priority} every ${packet.interval} ms ${packet.source} > ${packet.destination} ttl ${packet.ttl}: ${packet.addresses.join(' ')}`;
    case 'arp':
      return `${time} arp ${packet.gratuitous ? `gratuitous ${packet.sender}` : `${packet.operation === 1 ? 'who has' : 'reply to'} ${packet.target}, from ${packet.sender}`} (${packet.sourceMac})`;
    case 'na':
      return `${time} na ${packet.address} (${packet.sourceMac})`;
    case 'other':
      return `${time} other ${packet.sourceMac} > ${packet.destinationMac} ${packet.hex.slice(24, 80)}`;
  }
}
