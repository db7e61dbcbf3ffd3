/**
 * The moments of signed adverts (`auth_hmac`). A sender's only ever grow, so that what was sent once is not believed
 * twice; in `time` mode they also have to be near the receiver's clock. Moments are milliseconds since 1970, UTC.
 */
import { toMilliseconds } from '../base/duration.js';
import type { Stamp } from '../wire/hmac-trailer.js';
import type { HmacSettings } from './settings.js';

const MOST = 0xffff;
const FRACTIONS = 0x1_0000;

/** The moment of a stamp. */
export function momentOf({ seconds, fraction }: Stamp): number {
  return seconds * 1_000 + (fraction * 1_000) / FRACTIONS;
}

/** Whether `a` comes after `b`. */
export function isLater(a: Stamp, b: Stamp): boolean {
  if (a.seconds !== b.seconds) return a.seconds > b.seconds;
  if (a.fraction !== b.fraction) return a.fraction > b.fraction;
  return a.counter > b.counter;
}

/**
 * The stamp of the next advert. When the clock stands still, or was set back a little, it is the last one with the
 * next counter, since receivers refuse what does not grow. A clock set back further than the window was so wrong that
 * nobody whose own was right has believed it; then, in `time` mode, the right one counts at once.
 */
export function nextStamp(last: Stamp | undefined, moment: number, settings: HmacSettings): Stamp {
  const fresh = stampAt(moment);
  if (last === undefined || isLater(fresh, last)) return fresh;
  const wasFarAhead = momentOf(last) - moment > toMilliseconds(settings.timeWindow);
  if (settings.antiReplay === 'time' && wasFarAhead) return fresh;
  if (last.counter < MOST) return { ...last, counter: last.counter + 1 };
  if (last.fraction < MOST) return { ...last, fraction: last.fraction + 1, counter: 0 };
  return { seconds: last.seconds + 1, fraction: 0, counter: 0 };
}

function stampAt(moment: number): Stamp {
  const seconds = Math.floor(moment / 1_000);
  return { seconds, fraction: Math.floor(((moment - seconds * 1_000) * FRACTIONS) / 1_000), counter: 0 };
}
