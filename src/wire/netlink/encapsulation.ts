/** What a route wraps packets into (linux/lwtunnel.h, mpls_iptunnel.h, ila.h): RTA_ENCAP and RTA_ENCAP_TYPE. */
import type { IpAddress } from '../../base/address.js';
import { type AttributeValue, attributeSize, writeAttribute } from './attribute.js';
import { host16 } from './host-order.js';

/** Absent parts are the kernel's choice. */
export type Encapsulation =
  | {
      /** `tos` and `ttl` are the traffic class and the hop limit of `ip6`. */
      readonly kind: 'ip' | 'ip6';
      /** 64 bits. */
      readonly id?: bigint;
      readonly destination?: IpAddress;
      readonly source?: IpAddress;
      readonly tos?: number;
      readonly ttl?: number;
      readonly flags?: number;
    }
  /** Outermost label first; 20 bits each. */
  | { readonly kind: 'mpls'; readonly labels: readonly number[] }
  /** 64 bits. */
  | { readonly kind: 'ila'; readonly locator: bigint };

const ENCAP_TYPE = 21;
const ENCAP = 22;
/** LWTUNNEL_ENCAP_*. */
const TYPES = { mpls: 1, ip: 2, ila: 3, ip6: 4 } as const;

/** LWTUNNEL_IP_* and LWTUNNEL_IP6_*, which have the same numbers. */
const IpPart = { id: 1, destination: 2, source: 3, ttl: 4, tos: 5, flags: 6 } as const;
const MPLS_DESTINATION = 1;
const ILA_LOCATOR = 1;

/** RFC 3032 2.1: label (20), traffic class (3), bottom of stack (1), TTL (8). */
const LABEL_STEP = 0x1000;
const BOTTOM_OF_STACK = 0x100;

/** The two attributes that a route, or one of its next hops, carries for it. */
export function encapsulationAttributes(encapsulation: Encapsulation): AttributeValue[] {
  return [
    { type: ENCAP, value: joined(partsOf(encapsulation)) },
    { type: ENCAP_TYPE, value: host16(TYPES[encapsulation.kind]) },
  ];
}

function partsOf(encapsulation: Encapsulation): AttributeValue[] {
  switch (encapsulation.kind) {
    case 'mpls':
      return [{ type: MPLS_DESTINATION, value: labelStack(encapsulation.labels) }];
    case 'ila':
      return [{ type: ILA_LOCATOR, value: network64(encapsulation.locator) }];
    default: {
      const { id, destination, source, ttl, tos, flags } = encapsulation;
      const parts: AttributeValue[] = [];
      if (id !== undefined) parts.push({ type: IpPart.id, value: network64(id) });
      if (destination !== undefined) parts.push({ type: IpPart.destination, value: destination.bytes });
      if (source !== undefined) parts.push({ type: IpPart.source, value: source.bytes });
      if (tos !== undefined) parts.push({ type: IpPart.tos, value: Uint8Array.of(tos) });
      if (ttl !== undefined) parts.push({ type: IpPart.ttl, value: Uint8Array.of(ttl) });
      // The machine's order, as keepalived writes it, although the kernel reads the network's: the same line of a
      // configuration must set the same flags.
      if (flags !== undefined) parts.push({ type: IpPart.flags, value: host16(flags) });
      return parts;
    }
  }
}

function labelStack(labels: readonly number[]): Uint8Array {
  const out = new Uint8Array(labels.length * 4);
  const view = new DataView(out.buffer);
  for (const [i, label] of labels.entries()) {
    view.setUint32(i * 4, label * LABEL_STEP + (i === labels.length - 1 ? BOTTOM_OF_STACK : 0));
  }
  return out;
}

function network64(value: bigint): Uint8Array {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setBigUint64(0, value);
  return out;
}

function joined(attributes: readonly AttributeValue[]): Uint8Array {
  const out = new Uint8Array(attributes.reduce((sum, { value }) => sum + attributeSize(value.length), 0));
  let at = 0;
  for (const attribute of attributes) at = writeAttribute(out, at, attribute);
  return out;
}
