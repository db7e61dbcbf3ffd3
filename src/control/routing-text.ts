/** What the texts of routes and of rules have in common. */
import type { IpPrefix } from '../base/address.js';

/** `10.0.0.0/24`; a single host has no length. */
export function prefixText({ address, length }: IpPrefix): string {
  return length === (address.family === 6 ? 128 : 32) ? address.text : `${address.text}/${length}`;
}

/** Those that are there, with a blank between. */
export function words(...given: readonly (string | false | undefined)[]): string {
  return given.filter(word => typeof word === 'string').join(' ');
}
