/** Adverts that are not listened to: the reasons there are, what is counted for each, and what the log says. */
import { type Duration, toMilliseconds, toSeconds } from '../base/duration.js';
import { ADVERTISEMENT } from '../wire/vrrp.js';
import type { ReceivedAdvert } from './input.js';
import { type Instance, isNews, say } from './instance.js';
import type { ProofFault } from './proof.js';

/** Why an advert was not listened to. */
export type DropReason =
  | 'mode-mismatch'
  | 'vrid-mismatch'
  | 'own-address'
  | 'ttl'
  | 'version-mismatch'
  | 'auth-type-unknown'
  | 'auth-type-mismatch'
  | 'auth-failure'
  | 'interval-mismatch'
  | 'type-unknown'
  | 'checksum-mismatch'
  | 'no-address'
  | 'owner-deaf'
  | 'unicast-source'
  | 'unicast-ttl'
  | ProofFault;

/** RFC 3768 7.1, RFC 9568 7.1. */
export const REQUIRED_TTL = 255;

/** Authentication types of version 2 (RFC 2338 5.3.6). */
export const AUTH_TYPES = { none: 0, pass: 1, ah: 2 } as const;

/**
 * Counts a dropped advert. `mode-mismatch` and `vrid-mismatch` never reach keepalived's counters, nor does a packet from
 * our own address; nor what an address owner was told not to listen to.
 */
export function count({ counters }: Instance, reason: DropReason): void {
  switch (reason) {
    case 'mode-mismatch':
    case 'vrid-mismatch':
    case 'own-address':
    case 'owner-deaf':
      return;
    case 'ttl':
    case 'unicast-ttl':
      counters.ttlErrors++;
      return;
    case 'version-mismatch':
      counters.versionErrors++;
      return;
    case 'auth-type-unknown':
      counters.authInvalidType++;
      return;
    case 'auth-type-mismatch':
      counters.authTypeMismatch++;
      return;
    case 'auth-failure':
    case 'ah-digest':
    case 'ah-source':
    case 'ah-replay':
      counters.authFailure++;
      return;
    case 'hmac-missing':
      counters.authExtMissing++;
      return;
    case 'hmac-malformed':
      counters.authExtMalformed++;
      return;
    case 'hmac-unknown-key':
      counters.authExtUnknownKey++;
      return;
    case 'hmac-invalid':
      counters.authExtInvalidHmac++;
      return;
    case 'hmac-stale':
      counters.authExtStale++;
      return;
    case 'hmac-replay':
      counters.authExtReplay++;
      return;
    case 'interval-mismatch':
      counters.intervalErrors++;
      return;
    case 'type-unknown':
      counters.invalidType++;
      return;
    case 'checksum-mismatch':
      counters.checksumErrors++;
      return;
    case 'no-address':
      counters.addressListErrors++;
      return;
    case 'unicast-source':
      counters.unicastSourceErrors++;
      return;
  }
}

/** Says once why an advert was dropped. */
export function complain(vr: Instance, packet: ReceivedAdvert, reason: DropReason): void {
  if (reason === 'mode-mismatch' || reason === 'vrid-mismatch' || !isNews(vr, reason)) return;
  const { source } = packet;
  if (reason === 'own-address') {
    const text = `Advert from our own address ${source.text} ignored: another router may have the same address`;
    say(vr, 'warn', reason, text, { source: source.text });
    return;
  }
  say(vr, 'warn', reason, `Dropped an advert from ${source.text}: ${explain(vr, packet, reason)}`, {
    source: source.text,
  });
}

/** One clause for the log. Never the password, neither ours nor theirs. */
function explain({ settings }: Instance, { ttl, advert }: ReceivedAdvert, reason: DropReason): string {
  switch (reason) {
    case 'ttl':
      return `TTL ${ttl}, must be ${REQUIRED_TTL}`;
    case 'version-mismatch':
      return `version ${advert.version}, ours is ${settings.version}`;
    case 'auth-type-unknown':
      return `authentication type ${advert.authType} is unknown`;
    case 'auth-type-mismatch':
      return `authentication type ${advert.authType}, ours is ${AUTH_TYPES[settings.authentication.kind]}`;
    case 'auth-failure':
      return 'the password is not ours';
    case 'ah-digest':
      return 'its Authentication Header was not made with our password, or the packet was changed on its way';
    case 'ah-source':
      return 'its Authentication Header names another sender';
    case 'ah-replay':
      return 'its sequence number has been there before: a replay, or a router that did not listen before it spoke';
    case 'hmac-missing':
      return 'it is not signed';
    case 'hmac-malformed':
      return 'its signature is of a kind that is not known';
    case 'hmac-unknown-key':
      return 'it is signed with a key whose number is none of ours';
    case 'hmac-invalid':
      return 'its signature is wrong: the key is another one, or the advert was changed on its way';
    case 'hmac-stale':
      return `its signature is further than ${settings.hmac ? toSeconds(settings.hmac.timeWindow) : 0} s from our time: an old advert, or a wrong clock`;
    case 'hmac-replay':
      return 'it was signed no later than one that was there before: a replay, or a clock set back';
    case 'interval-mismatch':
      return `interval ${inMs(advert.interval)}, ours is ${inMs(settings.advertInterval)}; both routers may become MASTER`;
    case 'type-unknown':
      return `type ${advert.type}, must be ${ADVERTISEMENT}`;
    case 'checksum-mismatch':
      return 'the checksum is wrong';
    case 'owner-deaf':
      return 'an address owner that is told to (`owner_ignore_adverts`) listens to nobody; another router is MASTER, too';
    case 'no-address':
      return 'it carries no address';
    case 'unicast-source':
      return 'the sender is not one of the unicast peers';
    case 'unicast-ttl':
      return `TTL ${ttl} is outside what is allowed for this peer`;
    case 'mode-mismatch':
    case 'vrid-mismatch':
    case 'own-address':
      return reason;
  }
}

/** An interval as the log shows it. */
export function inMs(interval: Duration): string {
  return `${toMilliseconds(interval)} ms`;
}
