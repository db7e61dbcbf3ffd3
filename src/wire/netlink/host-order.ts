/** Numbers as netlink and the socket interface have them: in the machine's own byte order, aligned to 4. */

const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Reads 16 bits in the machine's order; the caller has checked the length. */
export function readHost16(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  const second = bytes[at + 1]!;
  return LITTLE_ENDIAN ? first | (second << 8) : (first << 8) | second;
}

export function readHost32(bytes: Uint8Array, at: number): number {
  const first = readHost16(bytes, at);
  const second = readHost16(bytes, at + 2);
  return LITTLE_ENDIAN ? first + second * 0x1_0000 : first * 0x1_0000 + second;
}

// Byte by byte: a DataView for each number made a thousand addresses wait for the garbage collector.
export function writeHost16(out: Uint8Array, at: number, value: number): void {
  out[at] = LITTLE_ENDIAN ? value : value >>> 8;
  out[at + 1] = LITTLE_ENDIAN ? value >>> 8 : value;
}

export function writeHost32(out: Uint8Array, at: number, value: number): void {
  writeHost16(out, at, LITTLE_ENDIAN ? value & 0xffff : value >>> 16);
  writeHost16(out, at + 2, LITTLE_ENDIAN ? value >>> 16 : value & 0xffff);
}

/** 4 bytes in the machine's order, for an attribute or a socket option. */
export function host32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  writeHost32(bytes, 0, value);
  return bytes;
}

/** 2 bytes in the machine's order, for an attribute. */
export function host16(value: number): Uint8Array {
  const bytes = new Uint8Array(2);
  writeHost16(bytes, 0, value);
  return bytes;
}

/** Rounds up to the alignment of messages and attributes. */
export function align(length: number): number {
  return (length + 3) & ~3;
}
