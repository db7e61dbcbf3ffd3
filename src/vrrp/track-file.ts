/** What a `track_file` says. */
import { err, ok, type Result } from '../base/result.js';

const INT_MAX = 2_147_483_647;
const INT_MIN = -2_147_483_648;
/** As much of a file as may hold its number. */
export const NUMBER_BYTES = 128;

/**
 * The first number in a text, in C notation as strtol(3) reads it with base 0: `12`, `-0x1f`, `017`, with blanks
 * before it and anything behind. No number is 0. The error is a number beyond an `int`, as it stands in the text.
 */
export function parseTrackedNumber(text: string): Result<number, string> {
  const match = /^[ \t\n\v\f\r]*([+-]?)(?:0x([\da-f]+)|(0[0-7]*)|([1-9]\d*))/i.exec(text);
  if (match === null) return ok(0);
  const [whole, sign, hex, octal, decimal] = match;
  const size =
    hex !== undefined
      ? Number.parseInt(hex, 16)
      : octal !== undefined
        ? Number.parseInt(octal, 8)
        : Number.parseInt(decimal!, 10);
  const value = sign === '-' && size !== 0 ? -size : size;
  return value > INT_MAX || value < INT_MIN ? err(whole.trim()) : ok(value);
}
