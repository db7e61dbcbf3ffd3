/**
 * `timer_expired_backup`: a MASTER that was kept from running (an overloaded machine, a virtual one that was paused)
 * for so long that a backup must have taken over. With `nopreempt` nobody wants the addresses to come back; so it steps
 * down by itself, before it sends another advert that would win.
 */
import { after, between, type Duration, type Instant, toSeconds } from '../base/duration.js';
import type { Instance } from './instance.js';
import { masterDownInterval } from './timers.js';
import { becomeBackup } from './transition.js';

/** RFC 9568 6.1: Active_Down_Interval counts three adverts. What the others have in place of that is not known here. */
const ADVERTS = 3;

/** To be called before a MASTER does anything else: BACKUP, without a farewell, when it comes too late. */
export function stepDownWhenLate(vr: Instance, now: Instant): void {
  const priority = vr.settings.timerExpiredBackup;
  if (priority === undefined || vr.state !== 'MASTER') return;
  const { version, advertInterval } = vr.settings;
  const sinceLastAdvert = (advertInterval + between(vr.timers.advert, now)) as Duration;
  const patience = masterDownInterval({ version, priority, masterInterval: advertInterval, adverts: ADVERTS });
  if (sinceLastAdvert <= patience) return;
  const late = inSeconds(between(vr.timers.advert, now));
  const reason = `its advert is ${late} s late, and a router of priority ${priority} takes over ${inSeconds(patience)} s after the last one`;
  becomeBackup(vr, after(now, vr.downInterval), now, reason);
}

const inSeconds = (duration: Duration) => toSeconds(duration).toFixed(3);
