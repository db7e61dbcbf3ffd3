/** Who is master of two routers, by what their adverts say. Pure comparisons; what follows from them is the machine's. */
import { compareAddresses, type IpAddress } from '../base/address.js';
import type { Duration, Instant } from '../base/duration.js';

/** A router as its adverts show it. */
export interface Contender {
  readonly priority: number;
  readonly address: IpAddress;
}

/**
 * True when a master of this standing has to yield to `theirs`. RFC 9568 6.4.3: the higher priority wins,
 * and of two equal ones the higher source address.
 */
export function yieldsTo(ours: Contender, theirs: Contender): boolean {
  if (theirs.priority !== ours.priority) return theirs.priority > ours.priority;
  return compareAddresses(theirs.address, ours.address) > 0;
}

/** Priority of an owner that gave in to another owner, one below it. */
export const YIELDED_PRIORITY = 254;

/** How a second address owner with the lower address has been seen, since it was first heard. */
export interface RivalOwner {
  readonly heardAt: Instant;
  readonly lastHeardAt: Instant;
  /** `advertsSent` when it was first heard. */
  readonly advertsSent: number;
}

/**
 * True when another owner that ought to yield to us does not: it still advertises after two of our adverts and 1.2 of
 * the longer interval. Two owners on one network are a mistake in the configuration; as in keepalived the one with the
 * lower address yields, and the other gives in when that does not happen, since two masters are worse.
 */
export function rivalPersists(
  rival: RivalOwner,
  now: Instant,
  advertsSent: number,
  ourInterval: Duration,
  theirInterval: Duration,
): boolean {
  const patience = 1.2 * Math.max(ourInterval, theirInterval);
  return advertsSent >= rival.advertsSent + 2 && now >= rival.heardAt + patience;
}
