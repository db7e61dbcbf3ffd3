/** Attributes as nf_tables has them: nested ones say so in their type, and numbers are in network order. */
import { type AttributeValue, attributeSize, writeAttribute } from '../attribute.js';

/** NLA_F_NESTED (linux/netlink.h). */
const NESTED = 0x8000;

/** An attribute made of attributes. */
export function nested(type: number, parts: readonly AttributeValue[]): AttributeValue {
  const length = parts.reduce((sum, { value }) => sum + attributeSize(value.length), 0);
  const value = new Uint8Array(length);
  let at = 0;
  for (const part of parts) at = writeAttribute(value, at, part);
  return { type: type | NESTED, value };
}

/** A number of 32 bits, negative ones as the kernel's own. */
export function number(type: number, value: number): AttributeValue {
  const bytes = Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
  return { type, value: bytes };
}
