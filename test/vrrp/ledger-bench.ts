/**
 * The bench the ledgers are tried on: adverts written byte by byte and summed here, so that a mistake in our codec
 * cannot hide itself, and the way of a packet through the daemon: inbox, machine, outbox, headers.
 */
import assert from 'node:assert/strict';
import { address, type Family } from '../../src/base/address.js';
import { Inbox } from '../../src/daemon/vrrp/inbox.js';
import { Outbox, ttlOf } from '../../src/daemon/vrrp/outbox.js';
import { departures, writeDeparture } from '../../src/sys/advert-datagram.js';
import type { InstanceSettings } from '../../src/vrrp/settings.js';
import { VRRP_PROTOCOL } from '../../src/wire/vrrp.js';
import { instanceText, load } from '../support/fake-machine.js';
import { virtualAddress } from '../support/instance-settings.js';
import { type Solo, soloIn } from '../support/solo.js';
import { vrrpSettings } from '../support/vrrp-settings.js';

/** Our own address and a neighbour's, on a network where 10.99.0.50 or fe80::50 is the virtual address. */
export const OWN = { 4: '10.99.0.5', 6: 'fe80::5' } as const;
export const NEIGHBOUR = { 4: '10.99.0.9', 6: 'fe80::9' } as const;
export const GROUP = { 4: '224.0.0.18', 6: 'ff02::12' } as const;
export const VIP = { 4: '10.99.0.50', 6: 'fe80::50' } as const;

export const V2: Partial<InstanceSettings> = { version: 2 };
export const V3: Partial<InstanceSettings> = { version: 3 };
export const V3_IPV6: Partial<InstanceSettings> = {
  version: 3,
  family: 6,
  addresses: [virtualAddress(`${VIP[6]}/64`)],
};

/** An advert as it stands on the wire. */
export interface AdvertBytes {
  readonly version?: number;
  readonly family?: Family;
  readonly type?: number;
  readonly vrid?: number;
  readonly priority?: number;
  /** What the count says; the number of addresses when not given. */
  readonly count?: number;
  readonly addresses?: readonly string[];
  /** Version 3: the four bits before the interval. */
  readonly reserved?: number;
  /** In the unit of the version: centiseconds, or seconds. */
  readonly interval?: number;
  /** Version 2. */
  readonly authType?: number;
  readonly authData?: string;
  /** What the checksum covers; `wrong` fits nothing. The default is what the version says to us. */
  readonly checksum?: 'message' | 'pseudo-header' | 'wrong';
  readonly from?: string;
  readonly to?: string;
}

/** By default an advert of a neighbour with priority 200, interval 1 s, and our virtual address. */
export function advertBytes(fields: AdvertBytes = {}): Uint8Array {
  const { version = 3, family = 4, type = 1, vrid = 51, priority = 200, reserved = 0 } = fields;
  const { addresses = [VIP[family]], authType = 0, authData = '' } = fields;
  const interval = fields.interval ?? (version === 2 ? 1 : 100);
  const timing = version === 2 ? [authType, interval] : [(reserved << 4) | (interval >> 8), interval & 0xff];
  const head = [(version << 4) | type, vrid, priority, fields.count ?? addresses.length, ...timing, 0, 0];
  const list = addresses.flatMap(text => [...address(text).bytes]);
  const tail = version === 2 && family === 4 ? [...Buffer.alloc(8, authData.padEnd(8, '\0'), 'latin1')] : [];
  const pdu = Uint8Array.from([...head, ...list, ...tail]);
  const covers = fields.checksum ?? (version === 2 && family === 4 ? 'message' : 'pseudo-header');
  const pseudo = covers === 'pseudo-header' ? pseudoHeader(pdu.length, family, fields) : [];
  const sum = internetSum([...pseudo, ...pdu]) ^ (covers === 'wrong' ? 0x0101 : 0);
  pdu.set([sum >> 8, sum & 0xff], 6);
  return pdu;
}

function pseudoHeader(length: number, family: Family, { from, to }: AdvertBytes): number[] {
  const ends = [from ?? NEIGHBOUR[family], to ?? GROUP[family]].flatMap(text => [...address(text).bytes]);
  const [high, low] = [length >> 8, length & 0xff];
  // RFC 793 3.1 has zero, protocol, length in 4 bytes; RFC 8200 8.1 length in 4, zero and next header in 4.
  return family === 4 ? [...ends, 0, 112, high, low] : [...ends, 0, 0, high, low, 0, 0, 0, 112];
}

/** RFC 1071, complement included: 0 over an intact message. */
export function internetSum(bytes: readonly number[] | Uint8Array): number {
  let sum = 0;
  for (const [i, byte] of bytes.entries()) sum += i % 2 === 0 ? byte << 8 : byte;
  while (sum > 0xffff) sum = (sum >> 16) + (sum & 0xffff);
  return ~sum & 0xffff;
}

/** What of a packet makes its sum come to nothing. */
export function checksumCovers(pdu: Uint8Array, family: Family, from: string, to: string): string {
  if (internetSum(pdu) === 0) return 'message';
  const pseudo = pseudoHeader(pdu.length, family, { from, to });
  return internetSum([...pseudo, ...pdu]) === 0 ? 'pseudo-header' : 'nothing';
}

export interface Arrival {
  /** TTL or hop limit; 255 when not given. */
  readonly ttl?: number;
  readonly from?: string;
  readonly to?: string;
}

/** Hands a packet to an instance the way the daemon does; answers the effects in words. */
export function hear(solo: Solo, pdu: Uint8Array, { ttl = 255, from, to }: Arrival = {}): string[] {
  const { family } = solo.settings;
  const packet = { source: address(from ?? NEIGHBOUR[family]), destination: address(to ?? GROUP[family]), ttl, pdu };
  return solo.give(new Inbox(() => 0).read(packet, solo.settings));
}

/** A MASTER of priority 100; our own address is that of its family. */
export function masterOf(settings: Partial<InstanceSettings> = V3): Solo {
  return at(soloIn('MASTER', settings));
}

export function backupOf(settings: Partial<InstanceSettings> = V3): Solo {
  return at(soloIn('BACKUP', settings));
}

function at(solo: Solo): Solo {
  if (solo.settings.family === 6) solo.give({ kind: 'source', address: address(OWN[6]) });
  return solo;
}

/**
 * What becomes of an advert that would win: a MASTER that believes it yields; one that discards it does nothing at
 * all. Anything between is a failure.
 */
export function verdict(settings: Partial<InstanceSettings>, pdu: Uint8Array, arrival: Arrival = {}) {
  const solo = masterOf(settings);
  const words = hear(solo, pdu, arrival);
  if (solo.state === 'BACKUP') return 'believed';
  assert.deepEqual(words, [], 'an advert that is discarded has no effect');
  assert.equal(solo.state, 'MASTER');
  return 'discarded';
}

/** The lines an instance logs about adverts it hears one after the other. */
export function remarks(settings: Partial<InstanceSettings>, ...adverts: readonly Uint8Array[]): readonly string[] {
  const solo = masterOf(settings);
  const before = solo.log.length;
  for (const pdu of adverts) hear(solo, pdu);
  return solo.log.slice(before);
}

/** The settings of the only instance of a configuration, with everything else as the language has it by default. */
export function configured(lines = '', more: Parameters<typeof instanceText>[1] = {}): InstanceSettings {
  const found = load(instanceText(lines, more)).settings?.vrrp.instances[0];
  assert.ok(found, 'the configuration is refused');
  return found;
}

/** Whether the configuration is refused, or corrected with an error. */
export function isRefused(lines: string, more: Parameters<typeof instanceText>[1] = {}): boolean {
  const loaded = load(instanceText(lines, more));
  return loaded.settings === undefined || loaded.diagnostics.some(one => one.severity === 'error');
}

/** An advert of ours as it leaves. */
export interface Sent {
  readonly destination: string;
  readonly ttl: number | undefined;
  readonly pdu: Uint8Array;
}

/** What an instance with these settings sends, from `OWN`. */
export function sent(settings: Partial<InstanceSettings>, priority = 100): readonly Sent[] {
  const whole = vrrpSettings(settings);
  const copies = new Outbox(() => 0).write(whole, address(OWN[whole.family]), { kind: 'advert', priority });
  return copies.map(({ destination, pdu }) => ({ destination: destination.text, ttl: ttlOf(whole), pdu }));
}

/** The one copy that goes to the group. */
export function sentToGroup(settings: Partial<InstanceSettings>, priority?: number): Sent {
  const [only, ...others] = sent(settings, priority);
  assert.deepEqual(others, []);
  return only!;
}

/** An IPv4 advert with its header, as it is handed to the raw socket. */
export function ipv4Packet(settings: Partial<InstanceSettings>): Uint8Array {
  const { destination, pdu, ttl } = sentToGroup(settings);
  const to = { source: address(OWN[4]), destination: address(destination), ...(ttl !== undefined && { ttl }) };
  writeDeparture(4, pdu, to, { protocol: VRRP_PROTOCOL, identification: 1, ifindex: 2 });
  return Uint8Array.from(departures[4].payload(0).subarray(0, 20 + pdu.length));
}

/** An IPv6 advert as it is handed to the raw socket: destination, and the control messages with source and hop limit. */
export function ipv6Message(settings: Partial<InstanceSettings>) {
  const { destination, pdu, ttl } = sentToGroup(settings);
  const to = { source: address(OWN[6]), destination: address(destination), ...(ttl !== undefined && { ttl }) };
  writeDeparture(6, pdu, to, { protocol: VRRP_PROTOCOL, identification: 1, ifindex: 2 });
  const control = Buffer.from(departures[6].control(0));
  return {
    destination: Buffer.from(departures[6].name(0).subarray(8, 24)).toString('hex'),
    // struct cmsghdr (length 8, level 4, type 4), then in6_pktinfo; the second begins at 40 with the hop limit at 56.
    source: control.subarray(16, 32).toString('hex'),
    hopLimit: [control.readUInt32LE(48), control.readUInt32LE(52), control.readUInt32LE(56)],
  };
}
