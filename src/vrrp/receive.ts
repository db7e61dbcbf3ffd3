/**
 * Judges a received advert before the election hears of it: RFC 3768 7.1, RFC 9568 7.1, in keepalived's order, since
 * the order decides which counter a packet with several faults raises.
 *
 * An advert is dropped for a reason, or accepted, perhaps with a remark. Either is logged once until the state or the
 * master changes, so that a neighbour that goes on being wrong does not fill the log. Nothing here builds a string or
 * allocates for an advert that is in order: a backup hears thousands of them.
 */
import { type IpAddress, sameAddress } from '../base/address.js';
import { type Duration, toMilliseconds } from '../base/duration.js';
import type { Advert, WireFault } from '../wire/vrrp.js';
import { ADVERTISEMENT } from '../wire/vrrp.js';
import type { ReceivedAdvert } from './input.js';
import { type Instance, isNews, say } from './instance.js';
import type { UnicastPeer } from './settings.js';

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
  | 'unicast-source'
  | 'unicast-ttl';

const REQUIRED_TTL = 255;

/** Judges one advert, counts it, and logs what is wrong with it; undefined: the election shall hear it. */
export function judgeAdvert(vr: Instance, packet: ReceivedAdvert): DropReason | undefined {
  const reason = findFault(vr, packet);
  if (reason !== undefined) {
    count(vr, reason);
    complain(vr, packet, reason);
    return reason;
  }
  vr.counters.advertsReceived++;
  const stranger = findStranger(vr, packet);
  if (stranger !== undefined) {
    count(vr, stranger);
    complain(vr, packet, stranger);
  }
  return stranger;
}

/** A packet for our VRID that is no advert at all. */
export function judgeMalformed(vr: Instance, source: IpAddress, fault: WireFault): void {
  switch (fault.code) {
    case 'truncated':
    case 'length-mismatch':
      vr.counters.lengthErrors++;
      break;
    case 'version-unknown':
      vr.counters.versionErrors++;
      break;
    case 'not-vrrp':
      vr.counters.invalidType++;
      break;
  }
  if (isNews(vr, fault.code)) {
    say(vr, 'warn', fault.code, `Dropped a packet from ${source.text}: ${fault.detail}`, { source: source.text });
  }
}

/** What makes an advert unusable before it counts as received. */
function findFault(vr: Instance, { source, multicast, ttl, advert }: ReceivedAdvert): DropReason | undefined {
  const { settings } = vr;
  const { unicast } = settings;
  if (multicast === (unicast !== undefined)) return 'mode-mismatch';
  if (advert.vrid !== settings.vrid) return 'vrid-mismatch';
  // Our own adverts come back through some switches; or another router has our address, which is worse.
  if (vr.source !== undefined && sameAddress(source, vr.source)) return 'own-address';
  if (unicast === undefined && ttl !== REQUIRED_TTL) return 'ttl';
  if (advert.version !== settings.version) return 'version-mismatch';
  if (advert.version === 2) {
    const fault = findAuthenticationFault(vr, advert);
    if (fault !== undefined) return fault;
    // RFC 3768 7.1. Two routers with different intervals both become master; the log says why.
    if (advert.interval !== settings.advertInterval) return 'interval-mismatch';
  }
  if (advert.type !== ADVERTISEMENT) return 'type-unknown';
  if (advert.checksum === 'bad') return 'checksum-mismatch';
  return undefined;
}

function findAuthenticationFault({ settings }: Instance, advert: Advert): DropReason | undefined {
  if (advert.authType > 2) return 'auth-type-unknown';
  const { authentication } = settings;
  if (authentication.kind === 'none') return advert.authType === 0 ? undefined : 'auth-type-mismatch';
  if (advert.authType !== 1) return 'auth-type-mismatch';
  return sameBytes(advert.authData, authentication.password) ? undefined : 'auth-failure';
}

/** `check_unicast_src`, `min_ttl`, `max_ttl`: judged after the advert has counted as received. */
function findStranger({ settings: { unicast } }: Instance, packet: ReceivedAdvert): DropReason | undefined {
  if (!unicast?.checksSource) return undefined;
  const peer = peerOf(unicast.peers, packet.source);
  if (peer === undefined) return 'unicast-source';
  return packet.ttl < peer.minTtl || packet.ttl > peer.maxTtl ? 'unicast-ttl' : undefined;
}

function peerOf(peers: readonly UnicastPeer[], source: IpAddress): UnicastPeer | undefined {
  for (const peer of peers) if (sameAddress(peer.address, source)) return peer;
  return undefined;
}

/**
 * Counts and logs what is odd about an advert that was accepted all the same. To be called when the election has heard
 * it: the change of master that it may bring is what makes old news new. `comparesList` comes from before that.
 */
export function remark(vr: Instance, { source, advert }: ReceivedAdvert, comparesList: boolean): void {
  const { settings, counters } = vr;
  if (advert.checksum === 'without-pseudo-header') {
    counters.checksumWithoutPseudoHeader++;
    if (isNews(vr, 'checksum-without-pseudo-header')) {
      const text = `Advert from ${source.text} has its checksum without pseudo header; accepted`;
      say(vr, 'info', 'checksum-without-pseudo-header', text, { source: source.text });
    }
  }
  if (advert.version === 3 && advert.interval !== settings.advertInterval && isNews(vr, 'interval-differs')) {
    const text = `Advert from ${source.text} has an interval of ${inMs(advert.interval)}, ours is ${inMs(settings.advertInterval)}`;
    say(vr, 'info', 'interval-differs', text, { source: source.text });
  }
  if (advert.count !== settings.addresses.length) {
    counters.addressListErrors++;
    if (isNews(vr, 'address-count')) {
      const text = `Advert from ${source.text} carries ${advert.count} addresses, ours ${settings.addresses.length}`;
      say(vr, 'warn', 'address-count', text, { source: source.text });
    }
  } else if (comparesList && !sameAddressList(vr.advertised, advert.addressBytes, settings.family)) {
    counters.addressListErrors++;
    if (isNews(vr, 'address-list')) {
      const text = `Advert from ${source.text} carries other addresses than ours`;
      say(vr, 'warn', 'address-list', text, { source: source.text });
    }
  }
}

/** False when `skip_check_adv_addr` spares a BACKUP the list of the master it already follows. A MASTER always compares. */
export function comparesList({ settings, state, master }: Instance, source: IpAddress): boolean {
  if (!settings.skipsAddressCheck || state !== 'BACKUP' || master === undefined) return true;
  return !sameAddress(master.address, source);
}

/** Same addresses in whatever order; the same order is the quick case. Both have the same number of entries. */
function sameAddressList(ours: Uint8Array, theirs: Uint8Array, family: 4 | 6): boolean {
  if (sameBytes(ours, theirs)) return true;
  const size = family === 4 ? 4 : 16;
  const listed = new Set<string>();
  for (let at = 0; at < theirs.length; at += size) listed.add(theirs.subarray(at, at + size).join());
  for (let at = 0; at < ours.length; at += size) {
    if (!listed.has(ours.subarray(at, at + size).join())) return false;
  }
  return true;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** `mode-mismatch` and `vrid-mismatch` never reach keepalived's counters, nor does a packet from our own address. */
function count({ counters }: Instance, reason: DropReason): void {
  switch (reason) {
    case 'mode-mismatch':
    case 'vrid-mismatch':
    case 'own-address':
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
      counters.authFailure++;
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
    case 'unicast-source':
      counters.unicastSourceErrors++;
      return;
  }
}

function complain(vr: Instance, packet: ReceivedAdvert, reason: DropReason): void {
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
      return `authentication type ${advert.authType}, ours is ${settings.authentication.kind === 'pass' ? 1 : 0}`;
    case 'auth-failure':
      return 'the password is not ours';
    case 'interval-mismatch':
      return `interval ${inMs(advert.interval)}, ours is ${inMs(settings.advertInterval)}; both routers may become MASTER`;
    case 'type-unknown':
      return `type ${advert.type}, must be ${ADVERTISEMENT}`;
    case 'checksum-mismatch':
      return 'the checksum is wrong';
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

function inMs(interval: Duration): string {
  return `${toMilliseconds(interval)} ms`;
}
