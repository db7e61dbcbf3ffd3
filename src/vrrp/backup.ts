/** BACKUP at work (RFC 3768 6.4.2, RFC 9568 6.4.2): whom it listens to, and when it takes over. */
import { sameAddress } from '../base/address.js';
import {
  after,
  between,
  type Duration,
  type Instant,
  seconds,
  toMilliseconds,
  toSeconds,
  ZERO,
} from '../base/duration.js';
import type { ReceivedAdvert } from './input.js';
import { type Instance, isNews, recomputeDownInterval, say, skewOf, standing } from './instance.js';
import { NEVER } from './timers.js';
import { becomeMaster } from './transition.js';

/** Masters that change more often than this are one piece of news. */
const QUIET_TIME = seconds(10);

/** An advert that passed `receive.ts`. This is the path a backup spends its life on: it allocates nothing. */
export function onAdvertWhileBackup(vr: Instance, packet: ReceivedAdvert, now: Instant): void {
  const { priority } = packet.advert;
  if (priority === 0) {
    onDeparture(vr, packet, now);
  } else if (priority >= standing(vr)) {
    endPreemptDelay(vr, packet);
    follow(vr, packet, now);
  } else if (!vr.settings.preempts || delaysPreemption(vr, packet, now)) {
    follow(vr, packet, now);
  } else {
    discard(vr, packet);
  }
}

/** Takes the sender for the master: restarts the timer, in version 3 on the sender's interval. */
export function follow(vr: Instance, { source, advert }: ReceivedAdvert, now: Instant): void {
  const { master } = vr;
  if (master === undefined || !sameAddress(master.address, source)) {
    if (now >= vr.quietUntil) {
      vr.said.clear();
      vr.quietUntil = after(now, QUIET_TIME);
    }
    vr.master = { address: source, priority: advert.priority };
  } else {
    master.priority = advert.priority;
  }
  if (advert.interval !== vr.masterInterval) adoptInterval(vr, advert.interval);
  if (vr.bond !== undefined) vr.bond.wantsMaster = false;
  vr.discarded = undefined;
  vr.awaits = 'silence';
  vr.heardAt = now;
  vr.timers.masterDown = after(now, vr.downInterval);
}

/** Nobody stronger has been heard for a whole master-down interval, or for the skew after a departure. */
export function onMasterDown(vr: Instance, now: Instant): void {
  if (vr.bond === undefined) {
    takeOver(vr, now);
    return;
  }
  // A member of a sync group takes over with all the others or not at all; meanwhile the timer runs anew.
  vr.bond.wantsMaster = true;
  vr.bond.news = 'change';
  vr.timers.masterDown = after(now, vr.downInterval);
}

/** MASTER, for the reason its silence or its departure gives. */
export function takeOver(vr: Instance, now: Instant): void {
  const waited = between(vr.heardAt, now);
  becomeMaster(vr, now, takeoverReason(vr, waited), {
    waitedMs: toMilliseconds(waited),
    ...(vr.master && { master: vr.master.address.text }),
  });
}

/** RFC 9568 6.4.2: the master leaves; the skew lets the strongest backup go first. */
function onDeparture(vr: Instance, { source }: ReceivedAdvert, now: Instant): void {
  vr.counters.priorityZeroReceived++;
  vr.timers.masterDown = after(now, skewOf(vr));
  vr.awaits = 'departure';
  vr.heardAt = now;
  if (isNews(vr, 'departure')) {
    say(vr, 'info', 'departure', `${source.text} gives up being master (priority 0)`, { source: source.text });
  }
}

/** A lower-priority master whose adverts we do not accept: the timer runs on, and ends with us as MASTER. */
function discard(vr: Instance, { source, advert }: ReceivedAdvert): void {
  if (vr.discarded === undefined || !sameAddress(vr.discarded.address, source)) {
    vr.discarded = { address: source, priority: advert.priority };
  } else {
    vr.discarded.priority = advert.priority;
  }
  if (isNews(vr, 'lower-priority-discarded')) {
    const text = `received lower priority (${advert.priority}) advert from ${source.text} - discarding`;
    say(vr, 'info', 'lower-priority-discarded', text, { source: source.text, priority: advert.priority });
  }
}

/**
 * True while `preempt_delay` keeps a lower-priority master in office. The delay counts from the first advert of that
 * kind; as its adverts are accepted meanwhile, the takeover comes a whole master-down interval after the last of them.
 */
function delaysPreemption(vr: Instance, { source, advert }: ReceivedAdvert, now: Instant): boolean {
  const { preemptDelay } = vr.settings;
  if (preemptDelay === ZERO) return false;
  if (vr.preemptsAt === NEVER) {
    vr.preemptsAt = after(now, preemptDelay);
    const text = `start preempt delay (${toSeconds(preemptDelay)} s) for ${source.text} with priority ${advert.priority}`;
    say(vr, 'info', 'preempt-delay-started', text, { source: source.text, priority: advert.priority });
  }
  return now < vr.preemptsAt;
}

/** A stronger master cancels a running preempt delay. */
function endPreemptDelay(vr: Instance, { source, advert }: ReceivedAdvert): void {
  if (vr.preemptsAt === NEVER) return;
  vr.preemptsAt = NEVER;
  const text = `stop preempt delay: ${source.text} advertises priority ${advert.priority}`;
  say(vr, 'info', 'preempt-delay-stopped', text, { source: source.text, priority: advert.priority });
}

/** RFC 9568 6.4.2: the backup's timer follows the interval of the master. An interval of 0 means nothing, so ours stays. */
function adoptInterval(vr: Instance, interval: Duration): void {
  if (vr.settings.version !== 3 || interval === ZERO) return;
  vr.masterInterval = interval;
  recomputeDownInterval(vr);
}

function takeoverReason(vr: Instance, waited: Duration): string {
  const time = `${toSeconds(waited).toFixed(3)} s`;
  if (vr.wishesMaster) return `address owner, startup delay over after ${time}`;
  if (vr.awaits === 'restoration') return `taking the addresses back after ${time}`;
  if (vr.awaits === 'departure') return `the master left ${time} ago`;
  if (vr.discarded !== undefined) {
    const { address, priority } = vr.discarded;
    return `preempting ${address.text}, which has priority ${priority}, ours is ${standing(vr)}`;
  }
  if (vr.master !== undefined) return `no advert from ${vr.master.address.text} for ${time}`;
  return `no advert heard for ${time}`;
}
