/** MASTER at work (RFC 3768 6.4.3, RFC 9568 6.4.3): its adverts, and its dealings with other masters. */
import { type IpAddress, sameAddress } from '../base/address.js';
import { after, type Instant } from '../base/duration.js';
import { announceAgainstLowerPriority } from './announcements.js';
import { follow } from './backup.js';
import { rivalPersists, yieldsTo } from './election.js';
import type { ReceivedAdvert } from './input.js';
import { type Instance, isNews, say, skewOf, standing, tell, tellAdvert } from './instance.js';
import { routeKey, routeText, ruleKey, ruleText } from './routing-entries.js';
import { OWNER_PRIORITY, type Route, type Rule } from './settings.js';
import { NEVER, nextOnGrid } from './timers.js';
import { becomeBackup } from './transition.js';

/** The advert timer has ended. The next one ends a whole interval after this one should have: no drift. */
export function onAdvertTimer(vr: Instance, now: Instant): void {
  vr.timers.advert = nextOnGrid(vr.timers.advert, vr.settings.advertInterval, now);
  tellAdvert(vr);
}

/** An advert that passed `receive.ts`, while we are MASTER ourselves. */
export function onAdvertWhileMaster(vr: Instance, packet: ReceivedAdvert, now: Instant): void {
  const { source, advert } = packet;
  if (advert.priority === 0) {
    onDeparture(vr, packet, now);
    return;
  }
  const theirs = { priority: advert.priority, address: source };
  const stronger = vr.source !== undefined && yieldsTo({ priority: standing(vr), address: vr.source }, theirs);
  if (advert.priority === OWNER_PRIORITY && standing(vr) === OWNER_PRIORITY) {
    complainOfSecondOwner(vr, source);
    vr.hasYielded = stronger || outlasts(vr, packet, now);
    if (vr.hasYielded && !stronger) {
      yieldTo(vr, packet, now, `${source.text} is address owner too and does not yield`);
      return;
    }
  }
  if (stronger) yieldTo(vr, packet, now, yieldReason(vr, packet));
  else answerWeaker(vr, packet, now);
}

/**
 * Someone else removed an address of ours. BACKUP with only the skew to wait restores everything by the way a MASTER
 * comes into office, unless a backup is quicker; keepalived does the same.
 */
export function onAddressRemoved(vr: Instance, address: IpAddress, device: string, now: Instant): void {
  if (vr.state !== 'MASTER') return;
  const lost = vr.present.find(
    entry => sameAddress(entry.address, address) && (entry.device ?? vr.settings.interface) === device,
  );
  if (lost === undefined || !lost.tracked) return;
  restore(vr, `address ${address.text} was removed from ${device} by someone else`, now);
}

/** As for an address. */
export function onRouteRemoved(vr: Instance, route: Route, now: Instant): void {
  if (vr.state !== 'MASTER') return;
  const key = routeKey(route);
  const lost = vr.routing.routes.find(each => routeKey(each) === key);
  if (lost?.tracked === true) restore(vr, `route ${routeText(lost)} was removed by someone else`, now);
}

/** As for an address. */
export function onRuleRemoved(vr: Instance, rule: Rule, now: Instant): void {
  if (vr.state !== 'MASTER') return;
  const key = ruleKey(rule);
  const lost = vr.routing.rules.find(each => ruleKey(each) === key);
  if (lost?.tracked === true) restore(vr, `rule ${ruleText(lost)} was removed by someone else`, now);
}

function restore(vr: Instance, reason: string, now: Instant): void {
  becomeBackup(vr, after(now, skewOf(vr)), now, reason, { farewells: 1 });
  vr.awaits = 'restoration';
}

/** RFC 9568 6.4.3: another master leaves; an advert at once tells everyone that there still is one. */
function onDeparture(vr: Instance, { source }: ReceivedAdvert, now: Instant): void {
  vr.counters.priorityZeroReceived++;
  answer(vr, now);
  if (isNews(vr, 'departure')) {
    say(vr, 'info', 'departure', `${source.text} gives up being master (priority 0)`, { source: source.text });
  }
}

/** A weaker master: it shall hear of us, and everyone shall know again where the addresses are. */
function answerWeaker(vr: Instance, { source, advert }: ReceivedAdvert, now: Instant): void {
  if (vr.settings.answersLowerPriority) answer(vr, now);
  announceAgainstLowerPriority(vr, now);
  if (vr.bond !== undefined) vr.bond.news = 'lower-priority';
  tell(vr, { kind: 'notify-lower-priority', priority: vr.effectivePriority });
  if (isNews(vr, 'lower-priority-master')) {
    const text = `Received advert from ${source.text} with lower priority ${advert.priority}, ours ${standing(vr)}`;
    say(vr, 'info', 'lower-priority-master', text, { source: source.text, priority: advert.priority });
  }
}

/** One advert out of turn; the next one follows a whole interval later. */
function answer(vr: Instance, now: Instant): void {
  tellAdvert(vr);
  vr.timers.advert = after(now, vr.settings.advertInterval);
}

function yieldTo(vr: Instance, packet: ReceivedAdvert, now: Instant, reason: string): void {
  if (vr.settings.advertsBeforeYielding) tellAdvert(vr);
  const fields = { master: packet.source.text, masterPriority: packet.advert.priority };
  becomeBackup(vr, NEVER, now, reason, { farewells: 0 }, fields);
  follow(vr, packet, now);
}

function yieldReason(vr: Instance, { source, advert }: ReceivedAdvert): string {
  if (advert.priority > standing(vr)) {
    return `${source.text} advertises the higher priority ${advert.priority}, ours is ${standing(vr)}`;
  }
  return `${source.text} advertises the same priority ${advert.priority} and has the higher address`;
}

/** Whether another owner with a lower address goes on although it must have heard us. A pause begins the count anew. */
function outlasts(vr: Instance, { advert }: ReceivedAdvert, now: Instant): boolean {
  const { advertsSent } = vr.counters;
  const ours = vr.settings.advertInterval;
  const pause = 3 * Math.max(ours, advert.interval);
  if (vr.rival === undefined || now - vr.rival.lastHeardAt > pause) {
    vr.rival = { heardAt: now, lastHeardAt: now, advertsSent };
    return false;
  }
  vr.rival = { ...vr.rival, lastHeardAt: now };
  return rivalPersists(vr.rival, now, advertsSent, ours, advert.interval);
}

function complainOfSecondOwner(vr: Instance, source: IpAddress): void {
  if (!isNews(vr, 'second-owner')) return;
  const text = `Configuration error: ${source.text} and this router both have priority 255, which only one may have`;
  say(vr, 'error', 'second-owner', text, { source: source.text });
}
