/** Destinations in requests to IPVS, and what names them and their service. */
import type { Family, IpAddress } from '../../base/address.js';
import { type AttributeValue, attributeSize, writeAttribute } from './attribute.js';
import { GENERIC_HEADER_LENGTH } from './generic.js';
import { host16, host32, writeHost16, writeHost32 } from './host-order.js';
import { IPVS_VERSION, type IpvsDestination, type IpvsSelector } from './ipvs.js';
import {
  AF_INET,
  AF_INET6,
  CommandAttribute,
  DestinationAttribute,
  PROTOCOLS,
  ServiceAttribute,
} from './ipvs-attribute.js';
import { MessageFlag, NETLINK_HEADER_LENGTH } from './message.js';
import { nested } from './nftables/nested.js';

/** What tells a service from the others. */
export function selectorParts(selector: IpvsSelector): AttributeValue[] {
  if (selector.kind === 'mark') {
    return [
      { type: ServiceAttribute.family, value: host16(addressFamily(selector.family)) },
      { type: ServiceAttribute.mark, value: host32(selector.mark) },
    ];
  }
  return [
    { type: ServiceAttribute.family, value: host16(addressFamily(selector.address.family)) },
    { type: ServiceAttribute.protocol, value: host16(PROTOCOLS[selector.protocol]) },
    { type: ServiceAttribute.address, value: roomy(selector.address) },
    { type: ServiceAttribute.port, value: network16(selector.port) },
  ];
}

/** What tells a destination from the others of its service. */
export function destinationName({ address, port }: IpvsDestination): AttributeValue[] {
  return [
    { type: DestinationAttribute.family, value: host16(addressFamily(address.family)) },
    { type: DestinationAttribute.address, value: roomy(address) },
    { type: DestinationAttribute.port, value: network16(port) },
  ];
}

/** Places in a destination as `encodeDestination` writes it. */
const At = { family: 8, address: 16, port: 36, forwarding: 44, weight: 52, tunnel: 60, upper: 84, lower: 92 } as const;
const TUNNEL_PORT = 8;
const TUNNEL_FLAGS = 16;

/** All that there is to say of a destination, with zeros for values. */
const BLANK = encodeDestination();

function encodeDestination(): Uint8Array {
  const none = new Uint8Array(4);
  const { value, type } = nested(CommandAttribute.destination, [
    { type: DestinationAttribute.family, value: host16(0) },
    { type: DestinationAttribute.address, value: new Uint8Array(16) },
    { type: DestinationAttribute.port, value: host16(0) },
    { type: DestinationAttribute.forwarding, value: none },
    { type: DestinationAttribute.weight, value: none },
    // Also where there is none: an edited destination would keep what it had.
    { type: DestinationAttribute.tunnelType, value: Uint8Array.of(0) },
    { type: DestinationAttribute.tunnelPort, value: host16(0) },
    { type: DestinationAttribute.tunnelFlags, value: host16(0) },
    { type: DestinationAttribute.upperThreshold, value: none },
    { type: DestinationAttribute.lowerThreshold, value: none },
  ]);
  const out = new Uint8Array(attributeSize(value.length));
  writeAttribute(out, 0, { type, value });
  return out;
}

/**
 * A destination to add or to change. There may be a hundred thousand of them, and an array of bytes for each of their
 * attributes would take most of the time that all of it takes: so values are put into a copy of the blank form.
 */
export function destinationRequest(
  family: number,
  command: number,
  service: Uint8Array,
  { address, port, forwarding, weight, upperThreshold, lowerThreshold, tunnel }: IpvsDestination,
): Uint8Array {
  const start = NETLINK_HEADER_LENGTH + GENERIC_HEADER_LENGTH;
  const message = new Uint8Array(start + service.length + BLANK.length);
  writeHost32(message, 0, message.length);
  writeHost16(message, 4, family);
  writeHost16(message, 6, MessageFlag.request);
  message[NETLINK_HEADER_LENGTH] = command;
  message[NETLINK_HEADER_LENGTH + 1] = IPVS_VERSION;
  message.set(service, start);
  const at = start + service.length;
  message.set(BLANK, at);
  writeHost16(message, at + At.family, addressFamily(address.family));
  message.set(address.bytes, at + At.address);
  message[at + At.port] = port >>> 8;
  message[at + At.port + 1] = port;
  writeHost32(message, at + At.forwarding, forwarding);
  writeHost32(message, at + At.weight, weight);
  if (tunnel !== undefined) {
    message[at + At.tunnel] = tunnel.type;
    message[at + At.tunnel + TUNNEL_PORT] = tunnel.port >>> 8;
    message[at + At.tunnel + TUNNEL_PORT + 1] = tunnel.port;
    writeHost16(message, at + At.tunnel + TUNNEL_FLAGS, tunnel.flags);
  }
  writeHost32(message, at + At.upper, upperThreshold);
  writeHost32(message, at + At.lower, lowerThreshold);
  return message;
}

/** The attribute that names a service; destinations of one come one after another, so the last one is kept. */
export function namedService(selector: IpvsSelector): Uint8Array {
  if (lastNamed?.selector === selector) return lastNamed.bytes;
  const { value, type } = nested(CommandAttribute.service, selectorParts(selector));
  const bytes = new Uint8Array(attributeSize(value.length));
  writeAttribute(bytes, 0, { type, value });
  lastNamed = { selector, bytes };
  return bytes;
}

let lastNamed: { readonly selector: IpvsSelector; readonly bytes: Uint8Array } | undefined;

function addressFamily(family: Family): number {
  return family === 4 ? AF_INET : AF_INET6;
}

/** union nf_inet_addr: 16 bytes, of which IPv4 takes the first four. */
function roomy({ bytes }: IpAddress): Uint8Array {
  if (bytes.length === 16) return bytes;
  const value = new Uint8Array(16);
  value.set(bytes);
  return value;
}

function network16(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value);
}
