/** Addresses with an optional prefix length, as entries write them. */
import { addressFromBytes, type Family, type IpAddress, type IpPrefix, parseAddress } from '../../../base/address.js';
import type { Diagnostics } from '../../diagnostics.js';
import { parseInteger } from '../../numbers.js';
import type { Word } from '../../parser.js';

/** What was written: without a length when none was. */
export interface WrittenPrefix {
  readonly address: IpAddress;
  readonly length?: number;
}

/** `ADDR[/LENGTH]`; undefined: no address. A length that is none is reported, and the longest one used. */
export function readPrefix(word: Word, diagnostics: Diagnostics): WrittenPrefix | undefined {
  const slash = word.text.indexOf('/');
  const address = parseAddress(slash < 0 ? word.text : word.text.slice(0, slash));
  if (address === undefined) return undefined;
  if (slash < 0) return { address };
  const longest = longestPrefix(address.family);
  const written = word.text.slice(slash + 1);
  // As in keepalived, a slash with nothing behind it is as good as none.
  if (written === '') return { address };
  const length = parseInteger(written, [0, longest]);
  if (length.ok) return { address, length: length.value };
  const text = `a prefix length is 0 to ${longest}, not \`${written}\`; ${longest} is used`;
  diagnostics.error(word.at, 'prefix-length', text, { class: 'invalid-number' });
  return { address, length: longest };
}

/**
 * A plain address; keepalived passes over the end of a range or a prefix length here, though not over both, and we say
 * so. Undefined: no address.
 */
export function readBareAddress(word: Word, diagnostics: Diagnostics): IpAddress | undefined {
  const dash = word.text.indexOf('-');
  const end = dash < 0 ? word.text.indexOf('/') : dash;
  const address = parseAddress(end < 0 ? word.text : word.text.slice(0, end));
  if (address !== undefined && end >= 0) {
    const what = dash < 0 ? 'a prefix length' : 'a range';
    const text = `${what} means nothing here; \`${word.text.slice(end)}\` is ignored`;
    diagnostics.warning(word.at, 'prefix-ignored', text);
  }
  return address;
}

/** The length of one address. */
export function longestPrefix(family: Family): number {
  return family === 4 ? 32 : 128;
}

/** The whole of it is meant when no length was written. */
export function wholePrefix({ address, length }: WrittenPrefix): IpPrefix {
  return { address, length: length ?? longestPrefix(address.family) };
}

/** `default`: every address of the family. */
export function everyAddress(family: Family): IpPrefix {
  return { address: addressFromBytes(new Uint8Array(family === 4 ? 4 : 16)), length: 0 };
}
