/**
 * Adverts as sendmsg(2) and recvmmsg(2) move them: where source, destination and TTL stand around the VRRP part. IPv4
 * has them in its header, which a raw socket shows; IPv6 in socket addresses and control messages (RFC 3542 6).
 */
import { addressFromBytes, type Family, type IpAddress } from '../base/address.js';
import { AH_LENGTH, AH_PROTOCOL } from '../wire/ah.js';
import { encodeIpv4Header, IPV4_HEADER_LENGTH } from '../wire/ipv4.js';
import { readHost32 } from '../wire/netlink/host-order.js';
import { readUint16 } from '../wire/reader.js';
import { Af, Level, Option } from './libc.js';
import { MessageBatch } from './message-batch.js';

export interface VrrpPacket {
  readonly source: IpAddress;
  readonly destination: IpAddress;
  /** IPv4 TTL or IPv6 hop limit as received. */
  readonly ttl: number;
  /** The VRRP part, valid during the call only. */
  readonly pdu: Uint8Array;
  /** The whole IPv4 packet when the VRRP part came behind an Authentication Header; valid during the call only. */
  readonly whole?: Uint8Array;
}

/** What a packet on its way out needs beside source, destination and TTL. */
export interface Envelope {
  readonly protocol: number;
  /** For IPv4. */
  readonly identification: number;
  /** For IPv6. */
  readonly ifindex: number;
}

export interface SendTo {
  readonly source: IpAddress;
  readonly destination: IpAddress;
  /** Undefined: 255, or for IPv6 unicast the kernel's default. */
  readonly ttl?: number | undefined;
  /** IPv4 identification; undefined counts 1, 2, 3 … per socket. */
  readonly identification?: number | undefined;
}

/** An advert of 255 IPv6 addresses is 4,088 bytes; IPv4 header and options add up to 60. */
const LARGEST_PACKET = 4_608;
const PACKETS_A_WAKE_UP = 32;
const SOCKADDR_IN = 16;
const SOCKADDR_IN6 = 28;

/** Receiving is synchronous and there is one thread of it, so all sockets share the memory. */
export const arrivals = new MessageBatch({
  slots: PACKETS_A_WAKE_UP,
  payload: LARGEST_PACKET,
  name: SOCKADDR_IN6,
  control: 128,
});

/** One packet on its way out, by family; shared for the same reason. */
export const departures = {
  4: new MessageBatch({ slots: 1, payload: LARGEST_PACKET, name: SOCKADDR_IN }),
  6: new MessageBatch({ slots: 1, payload: LARGEST_PACKET, name: SOCKADDR_IN6, control: 64 }),
};

// The families of the socket addresses, in host order, never change.
for (const [family, value] of [[4, Af.inet] as const, [6, Af.inet6] as const]) {
  const name = departures[family].name(0);
  new Uint16Array(name.buffer, name.byteOffset, 1)[0] = value;
}

/** The packet in a slot of `arrivals`; undefined when the kernel left out what it always tells. */
export function readArrival(family: Family, slot: number): VrrpPacket | undefined {
  return family === 4 ? readIpv4(slot) : readIpv6(slot);
}

/** Writes a packet into `departures`. */
export function writeDeparture(family: Family, payload: Uint8Array, to: SendTo, envelope: Envelope): void {
  if (family === 4) writeIpv4(departures[4], payload, to, envelope);
  else writeIpv6(departures[6], payload, to, envelope.ifindex);
}

/** The kernel has checked version, lengths and header checksum, and put fragments together (raw(7)). */
function readIpv4(slot: number): VrrpPacket | undefined {
  const packet = arrivals.payload(slot);
  const headerLength = (packet[0]! & 0x0f) * 4;
  const end = Math.min(arrivals.received(slot), LARGEST_PACKET, readUint16(packet, 2));
  if (headerLength < IPV4_HEADER_LENGTH || end < headerLength) return undefined;
  const source = recall(packet, 12, 4);
  const destination = recall(packet, 16, 4);
  const ttl = packet[8]!;
  // A view costs more than all the rest of reading a packet: one is needed.
  if (packet[9] !== AH_PROTOCOL) return { source, destination, ttl, pdu: packet.subarray(headerLength, end) };
  const pdu = packet.subarray(Math.min(end, headerLength + AH_LENGTH), end);
  return { source, destination, ttl, pdu, whole: packet.subarray(0, end) };
}

function readIpv6(slot: number): VrrpPacket | undefined {
  const control = arrivals.control(slot);
  const controlEnd = Math.min(arrivals.controlReceived(slot), control.length);
  let destination: IpAddress | undefined;
  let ttl: number | undefined;
  for (let at = 0; at + 16 <= controlEnd; ) {
    // struct cmsghdr: length 0, level 8, type 12, data 16; lengths are aligned to 8
    const length = readHost32(control, at);
    if (length < 16 || at + length > controlEnd) break;
    const level = readHost32(control, at + 8);
    const type = readHost32(control, at + 12);
    if (level === Level.ipv6 && type === Option.IPV6_PKTINFO) destination = recall(control, at + 16, 16);
    if (level === Level.ipv6 && type === Option.IPV6_HOPLIMIT) ttl = readHost32(control, at + 16);
    at += (length + 7) & ~7;
  }
  if (destination === undefined || ttl === undefined) return undefined;
  return {
    source: recall(arrivals.name(slot), 8, 16), // sockaddr_in6: address at 8
    destination,
    ttl,
    pdu: arrivals.payload(slot).subarray(0, Math.min(arrivals.received(slot), LARGEST_PACKET)),
  };
}

function writeIpv4(batch: MessageBatch, pdu: Uint8Array, to: SendTo, { protocol, identification }: Envelope): void {
  batch.name(0).set(to.destination.bytes, 4); // sockaddr_in: family 0, port 2, address 4
  const packet = batch.payload(0);
  encodeIpv4Header(
    {
      source: to.source,
      destination: to.destination,
      protocol,
      ttl: to.ttl ?? 255,
      identification,
      payloadLength: pdu.length,
    },
    packet,
  );
  packet.set(pdu, IPV4_HEADER_LENGTH);
  batch.prepare(0, IPV4_HEADER_LENGTH + pdu.length);
}

function writeIpv6(batch: MessageBatch, pdu: Uint8Array, to: SendTo, ifindex: number): void {
  const name = batch.name(0); // sockaddr_in6: family 0, port 2, flow 4, address 8, scope 24
  name.set(to.destination.bytes, 8);
  new Uint32Array(name.buffer, name.byteOffset + 24, 1)[0] = ifindex;

  const control = batch.control(0);
  const words = new Uint32Array(control.buffer, control.byteOffset, control.length / 4);
  words.fill(0);
  words.set([16 + 20, 0, Level.ipv6, Option.IPV6_PKTINFO]);
  control.set(to.source.bytes, 16);
  words[8] = ifindex;
  let length = 40;
  if (to.ttl !== undefined) {
    words.set([16 + 4, 0, Level.ipv6, Option.IPV6_HOPLIMIT, to.ttl], 10);
    length += 24;
  }
  batch.payload(0).set(pdu);
  batch.prepare(0, pdu.length, length);
}

/** Adverts come from few addresses, and the text of an IPv6 address costs more than the rest of reading one. */
const remembered: IpAddress[] = [];
const MOST_REMEMBERED = 16;

/** The address of `length` bytes that stand at `at`. */
function recall(bytes: Uint8Array, at: number, length: 4 | 16): IpAddress {
  for (const ip of remembered) if (ip.bytes.length === length && standsAt(ip.bytes, bytes, at)) return ip;
  const ip = addressFromBytes(bytes.subarray(at, at + length));
  remembered.unshift(ip);
  if (remembered.length > MOST_REMEMBERED) remembered.pop();
  return ip;
}

function standsAt(wanted: Uint8Array, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}
