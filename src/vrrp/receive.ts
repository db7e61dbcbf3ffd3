/**
 * Judges a received advert before the election hears of it: RFC 3768 7.1, RFC 9568 7.1, in keepalived's order, since
 * the order decides which counter a packet with several faults raises.
 *
 * An advert is dropped for a reason, or accepted, perhaps with a remark. Either is logged once until the state or the
 * master changes, so that a neighbour that goes on being wrong does not fill the log. Nothing here builds a string or
 * allocates for an advert that is in order: a backup hears thousands of them.
 */
import { type IpAddress, sameAddress } from '../base/address.js';
import type { WireFault } from '../wire/vrrp.js';
import { ADVERTISEMENT } from '../wire/vrrp.js';
import { AUTH_TYPES, complain, count, type DropReason, inMs, REQUIRED_TTL } from './drop.js';
import type { ReceivedAdvert } from './input.js';
import { type Instance, isNews, say } from './instance.js';
import { findAhFault, findHmacFault, remarkSkew } from './proof.js';
import type { UnicastPeer } from './settings.js';

export type { DropReason } from './drop.js';

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
function findFault(vr: Instance, packet: ReceivedAdvert): DropReason | undefined {
  const { source, multicast, ttl, advert } = packet;
  const { settings } = vr;
  const { unicast } = settings;
  if (multicast === (unicast !== undefined)) return 'mode-mismatch';
  if (advert.vrid !== settings.vrid) return 'vrid-mismatch';
  // Our own adverts come back through some switches; or another router has our address, which is worse.
  if (vr.source !== undefined && sameAddress(source, vr.source)) return 'own-address';
  if (unicast === undefined && ttl !== REQUIRED_TTL) return 'ttl';
  if (advert.version !== settings.version) return 'version-mismatch';
  if (settings.hmac !== undefined) {
    const fault = findHmacFault(vr, packet, settings.hmac);
    if (fault !== undefined) return fault;
  }
  if (advert.version === 2) {
    const fault = findAuthenticationFault(vr, packet);
    if (fault !== undefined) return fault;
    // RFC 3768 7.1. Two routers with different intervals both become master; the log says why.
    if (advert.interval !== settings.advertInterval) return 'interval-mismatch';
  }
  if (advert.type !== ADVERTISEMENT) return 'type-unknown';
  if (advert.checksum === 'bad') return 'checksum-mismatch';
  // RFC 9568 5.2.5. Version 2 does not say, and keepalived runs instances of it without an address.
  if (advert.version === 3 && advert.count === 0) return 'no-address';
  if (advert.checksum === 'multicast-pseudo-header' && settings.oldUnicastChecksum === 'never') {
    return 'checksum-mismatch';
  }
  return settings.ownerIgnoresAdverts ? 'owner-deaf' : undefined;
}

function findAuthenticationFault(vr: Instance, packet: ReceivedAdvert): DropReason | undefined {
  const { authentication } = vr.settings;
  const { authType, authData } = packet.advert;
  if (authType > AUTH_TYPES.ah) return 'auth-type-unknown';
  if (authType !== AUTH_TYPES[authentication.kind]) return 'auth-type-mismatch';
  if (authentication.kind === 'ah') return findAhFault(vr, packet, authentication.password);
  if (authentication.kind === 'none' || sameBytes(authData, authentication.password)) return undefined;
  return 'auth-failure';
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
export function remark(vr: Instance, packet: ReceivedAdvert, comparesList: boolean): void {
  const { source, advert } = packet;
  const { settings, counters } = vr;
  if (packet.proof !== undefined) remarkSkew(vr, packet);
  if (advert.checksum === 'multicast-pseudo-header') onOldChecksum(vr, source);
  if (advert.checksum === 'without-pseudo-header' && !settings.checksumAsV2) {
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

/**
 * A unicast advert whose checksum is that of old releases of keepalived, over the multicast group. Such a peer knows no
 * other; from now on it gets its copies so.
 */
function onOldChecksum(vr: Instance, source: IpAddress): void {
  const { oldUnicastChecksum, unicast } = vr.settings;
  vr.counters.checksumOldUnicast++;
  if (oldUnicastChecksum !== 'automatic' || vr.oldChecksumPeers.has(source.text)) return;
  if (unicast === undefined || peerOf(unicast.peers, source) === undefined) return;
  vr.oldChecksumPeers = new Set([...vr.oldChecksumPeers, source.text]);
  const text = `Setting unicast VRRPv3 checksum to old version for ${source.text}, which uses it`;
  say(vr, 'info', 'old-unicast-checksum', text, { source: source.text });
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
