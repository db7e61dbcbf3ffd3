/** Big-endian (network order) writes, and the buffer an encoder writes into. */

export function writeUint16(out: Uint8Array, at: number, value: number): void {
  out[at] = value >>> 8;
  out[at + 1] = value;
}

export function writeUint32(out: Uint8Array, at: number, value: number): void {
  writeUint16(out, at, value >>> 16);
  writeUint16(out, at + 2, value & 0xffff);
}

/**
 * The first `length` bytes of `out`, or a new buffer. Encoders write every byte of it, whatever stood there; a buffer
 * too small is a mistake of the program, not of a packet, so it throws.
 */
export function room(out: Uint8Array | undefined, length: number): Uint8Array {
  if (out === undefined) return new Uint8Array(length);
  if (out.length < length) throw new RangeError(`need ${length} bytes to encode into, got ${out.length}`);
  return out.length === length ? out : out.subarray(0, length);
}
