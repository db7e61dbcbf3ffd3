/** Ranges and marks of rules: `A-B`, `VALUE[/MASK]`. */
import type { NumberRange } from '../../../vrrp/settings.js';
import { parseCNotation } from '../../numbers.js';

/** `A-B` with decimal numbers. keepalived takes no single number, and neither do we. */
export function parseRange(text: string, most: number): NumberRange | 'junk' | 'large' {
  const match = /^(\d{1,10})-(\d{1,10})$/.exec(text);
  if (match === null) return 'junk';
  const [first, last] = [Number(match[1]), Number(match[2])];
  return first > most || last > most ? 'large' : { first, last };
}

const MASK_ALL = 0xffff_ffff;

/** 32 bits each, in C notation; without a mask all bits count. A slash with nothing behind it is as good as none. */
export function parseMark(text: string): { readonly mark: number; readonly mask: number } | undefined {
  const slash = text.indexOf('/');
  const mark = parseBits(slash < 0 ? text : text.slice(0, slash));
  const written = slash < 0 ? '' : text.slice(slash + 1);
  const mask = written === '' ? MASK_ALL : parseBits(written);
  return mark === undefined || mask === undefined ? undefined : { mark, mask };
}

function parseBits(text: string): number | undefined {
  const value = text.startsWith('-') ? undefined : parseCNotation(text);
  return value !== undefined && value <= MASK_ALL ? value : undefined;
}
