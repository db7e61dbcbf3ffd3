/**
 * How often a socket is read to which adverts come so fast that they no longer wake the process one by one. Each look
 * costs a timer and a wake-up, which on a virtual machine is dear; each millisecond between two looks is one that a
 * master's farewell may lie unheard. So the shortest interval of the instances decides: what is waited is a small part
 * of it, and of the skew that follows a farewell.
 */
import { type Duration, milliseconds, toMilliseconds } from '../../base/duration.js';
import type { InstanceSettings } from '../../vrrp/settings.js';

const LOOKS_AN_INTERVAL = 20;
const SHORTEST = milliseconds(2);
const LONGEST = milliseconds(5);

/** From one look to the next, whole milliseconds. */
export function readingPace(instances: readonly Pick<InstanceSettings, 'advertInterval'>[]): Duration {
  const shortest = instances.reduce((least, { advertInterval }) => Math.min(least, advertInterval), Infinity);
  const wanted = Math.floor(shortest / LOOKS_AN_INTERVAL) as Duration;
  if (wanted >= LONGEST) return LONGEST;
  return milliseconds(Math.max(toMilliseconds(SHORTEST), Math.floor(toMilliseconds(wanted))));
}
