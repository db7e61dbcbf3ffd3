/**
 * `interface_up_down_delays`: a change of a link counts once it has lasted as long as its delay. One that is over before
 * has never been; a link that comes into sight, or goes out of it, counts at once as it is.
 */
import { after, type Duration, type Instant, ZERO } from '../base/duration.js';
import type { LinkDelaySettings } from './settings.js';

export interface LinkStanding {
  /** What counts. */
  readonly isUp: boolean;
  /** The opposite is so by now, and counts from then on. */
  readonly changesAt?: Instant;
}

/** How a link stands that has come into sight. */
export function seen(isUp: boolean): LinkStanding {
  return { isUp };
}

/**
 * How it stands now that it is up or not. `longest` cuts the delays: a backup must know that it cannot hear before it
 * takes the silence for the master's.
 */
export function observed(
  standing: LinkStanding,
  isUp: boolean,
  delays: Pick<LinkDelaySettings, 'down' | 'up'>,
  now: Instant,
  longest?: Duration,
): LinkStanding {
  if (isUp === standing.isUp) return standing.changesAt === undefined ? standing : { isUp };
  const asked = isUp ? delays.up : delays.down;
  const delay = longest !== undefined && longest < asked ? longest : asked;
  if (delay === ZERO) return { isUp };
  const changesAt = standing.changesAt ?? after(now, delay);
  return changesAt <= now ? { isUp } : { isUp: standing.isUp, changesAt };
}
