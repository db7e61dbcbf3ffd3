/** Bytes in hexadecimal, as `UDP_CHECK` has them. */

/** Bytes, and which bits of them count; `isPadded` when a digit had no partner. */
export interface HexBytes {
  readonly bytes: Uint8Array;
  readonly mask: Uint8Array;
  readonly isPadded: boolean;
}

/**
 * Two digits make a byte; blanks may stand between bytes, and cut a byte short: `1 02` is `01 02`, as keepalived reads
 * it. With `wild`, an `x` is a digit of which no bit counts. Undefined when anything else is found, or nothing.
 */
export function parseHex(text: string, wild: boolean): HexBytes | undefined {
  const bytes: number[] = [];
  const mask: number[] = [];
  let isPadded = false;
  for (let i = 0; i < text.length; ) {
    if (text[i] === ' ' || text[i] === '\t') {
      i++;
      continue;
    }
    const first = digit(text[i]!, wild);
    if (first === undefined) return undefined;
    const next = text[i + 1];
    if (next === undefined || next === ' ' || next === '\t') {
      isPadded = true;
      bytes.push(first.value);
      mask.push(0xf0 | first.mask);
      i++;
      continue;
    }
    const second = digit(next, wild);
    if (second === undefined) return undefined;
    bytes.push((first.value << 4) | second.value);
    mask.push((first.mask << 4) | second.mask);
    i += 2;
  }
  return bytes.length === 0 ? undefined : { bytes: Uint8Array.from(bytes), mask: Uint8Array.from(mask), isPadded };
}

const WILD = { value: 0, mask: 0 };

function digit(char: string, wild: boolean): { readonly value: number; readonly mask: number } | undefined {
  if (wild && (char === 'x' || char === 'X')) return WILD;
  const value = '0123456789abcdef'.indexOf(char.toLowerCase());
  return value < 0 ? undefined : { value, mask: 0xf };
}
