/** Vectors as they are written down: hexadecimal with blanks where a reader wants them. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** A buffer an encoder must overwrite: a byte nobody wrote shows as a5. */
export function soiled(length: number): Uint8Array {
  return new Uint8Array(length).fill(0xa5);
}

/** Every proper prefix of `bytes`, the empty one first. */
export function truncations(bytes: Uint8Array): Uint8Array[] {
  return Array.from(bytes, (_, length) => bytes.slice(0, length));
}

/** `count` byte strings of up to `longest` bytes, the same ones for the same seed (mulberry32). */
export function randomBytes(seed: number, count: number, longest: number): Uint8Array[] {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
  return Array.from({ length: count }, () => Uint8Array.from({ length: next() % (longest + 1) }, () => next() & 0xff));
}
