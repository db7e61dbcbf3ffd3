/**
 * Netlink attributes (linux/netlink.h, struct nlattr): length (2, header included), type (2), value, padding to 4.
 * Unknown types are kept; the two top bits of a type are flags (nested, network order), not part of its number.
 */
import { align, readHost16, writeHost16 } from './host-order.js';

const HEADER_LENGTH = 4;
const TYPE_MASK = 0x3fff;

export interface AttributeValue {
  readonly type: number;
  readonly value: Uint8Array;
}

/** Bytes an attribute takes, header and padding included. */
export function attributeSize(valueLength: number): number {
  return align(HEADER_LENGTH + valueLength);
}

/** Writes an attribute, padding zeroed, and returns where the next one goes. */
export function writeAttribute(out: Uint8Array, at: number, attribute: AttributeValue): number {
  const end = at + attributeSize(attribute.value.length);
  writeHost16(out, at, HEADER_LENGTH + attribute.value.length);
  writeHost16(out, at + 2, attribute.type);
  out.set(attribute.value, at + HEADER_LENGTH);
  out.fill(0, at + HEADER_LENGTH + attribute.value.length, end);
  return end;
}

/** Attributes by type, as views; of a repeated one the last. A length that does not fit ends the reading. */
export function readAttributes(bytes: Uint8Array): Map<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  let at = 0;
  while (at + HEADER_LENGTH <= bytes.length) {
    const length = readHost16(bytes, at);
    if (length < HEADER_LENGTH || at + length > bytes.length) break;
    found.set(readHost16(bytes, at + 2) & TYPE_MASK, bytes.subarray(at + HEADER_LENGTH, at + length));
    at += align(length);
  }
  return found;
}
