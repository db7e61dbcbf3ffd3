/** Numbers as netlink and the socket interface have them: in the machine's own byte order, aligned to 4. */

const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Reads 16 bits in the machine's order; the caller has checked the length. */
export function readHost16(bytes: Uint8Array, at: number): number {
  return viewOf(bytes).getUint16(at, LITTLE_ENDIAN);
}

export function readHost32(bytes: Uint8Array, at: number): number {
  return viewOf(bytes).getUint32(at, LITTLE_ENDIAN);
}

export function writeHost16(out: Uint8Array, at: number, value: number): void {
  viewOf(out).setUint16(at, value, LITTLE_ENDIAN);
}

export function writeHost32(out: Uint8Array, at: number, value: number): void {
  viewOf(out).setUint32(at, value, LITTLE_ENDIAN);
}

/** 4 bytes in the machine's order, for an attribute or a socket option. */
export function host32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  writeHost32(bytes, 0, value);
  return bytes;
}

/** Rounds up to the alignment of messages and attributes. */
export function align(length: number): number {
  return (length + 3) & ~3;
}
