/** Text to numbers, as keepalived reads them. */
import { type Duration, microseconds } from '../base/duration.js';
import { err, ok, type Result } from '../base/result.js';

/** `range`: well formed but outside; `junk`: not such a number at all. `value` is the numeric prefix, if in range. */
export interface NumberFault {
  readonly kind: 'range' | 'junk';
  readonly prefix?: number;
}

/** Base 10, optional `+`, leading zeros allowed; `-` only where the range goes below zero. No text at all is 0. */
export function parseInteger(text: string, [least, most]: readonly [number, number]): Result<number, NumberFault> {
  const plain = plainDigits(text);
  if (plain >= 0 && plain >= least && plain <= most) return ok(plain);
  const match = /^\s*([-+]?\d{1,300})(.*)$/s.exec(text);
  if (match === null) return text.trim() === '' ? zero(least, most) : err({ kind: 'junk' });
  const value = Number(match[1]);
  // A minus sign alone is a mistake where nothing negative may stand, even before a 0.
  const inRange = value >= least && value <= most && !(least >= 0 && match[1]!.startsWith('-'));
  if (match[2] !== '') return err(inRange ? { kind: 'junk', prefix: value } : { kind: 'junk' });
  return inRange ? ok(value) : err({ kind: 'range' });
}

/** What keepalived takes an empty word for. */
function zero(least: number, most: number): Result<number, NumberFault> {
  return least <= 0 && most >= 0 ? ok(0) : err({ kind: 'range' });
}

/** Whether a number that was read as 0 says so. */
export function saysNoNumber(text: string): boolean {
  return !/\d/.test(text);
}

const ZERO_DIGIT = 48;
const LONGEST_PLAIN = 9;

/** The value of a few digits and nothing else, as nearly all numbers are written; otherwise -1. */
function plainDigits(text: string): number {
  if (text.length === 0 || text.length > LONGEST_PLAIN) return -1;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - ZERO_DIGIT;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** C notation: decimal, `0x` and leading-0 octal, with an optional sign; undefined: no such number. */
export function parseCNotation(text: string): number | undefined {
  const match = /^([-+]?)(?:0[xX]([0-9a-fA-F]{1,8})|0([0-7]{0,11})|([1-9]\d{0,14}))$/.exec(text);
  if (match === null) return undefined;
  const [, sign, hex, octal, decimal] = match;
  const value =
    hex !== undefined
      ? Number.parseInt(hex, 16)
      : decimal !== undefined
        ? Number(decimal)
        : Number.parseInt(octal || '0', 8);
  return sign === '-' ? -value : value;
}

/**
 * Seconds with a decimal point, exact to the microsecond: `1`, `.5`, `5.`, `0.01`; without any digit, 0. More than
 * `decimals` digits after the point is an error that carries the value rounded half up.
 */
export function parseSeconds(
  text: string,
  [least, most]: readonly [number, number],
  decimals = 6,
): Result<Duration, NumberFault> {
  const plain = plainDigits(text);
  if (plain >= 0 && plain >= least && plain <= most) return ok(microseconds(plain * 1_000_000));
  const match = /^\s*\+?(\d{0,300})(?:\.(\d{0,300}))?$/.exec(text);
  if (match === null) return err({ kind: 'junk' });
  const whole = Number(match[1]);
  const fraction = match[2] ?? '';
  const unit = 10 ** (6 - decimals);
  const micros = whole * 1_000_000 + Math.round(Number(`0.${fraction.slice(0, 15) || '0'}`) * 10 ** decimals) * unit;
  if (micros < least * 1_000_000 || micros > most * 1_000_000) return err({ kind: 'range' });
  if (fraction.length > decimals) return err({ kind: 'junk', prefix: micros });
  return ok(microseconds(micros));
}
