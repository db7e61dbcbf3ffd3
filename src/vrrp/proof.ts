/**
 * Whether an advert comes from somebody who knows our secret, and comes for the first time: AH of version 2 (RFC 2402),
 * and keepalived's `auth_hmac`. In keepalived's order, since the order decides which counter a packet raises.
 */
import type { IpAddress } from '../base/address.js';
import { toMilliseconds, toSeconds } from '../base/duration.js';
import { checkAh } from '../wire/ah.js';
import { isSignedBy, readTrailer, type Stamp } from '../wire/hmac-trailer.js';
import type { ReceivedAdvert } from './input.js';
import { type Instance, isNews, say } from './instance.js';
import type { HmacSettings } from './settings.js';
import { isLater, momentOf } from './stamp.js';

/** Why the proof of an advert was not good enough. */
export type ProofFault =
  | 'ah-digest'
  | 'ah-source'
  | 'ah-replay'
  | 'hmac-missing'
  | 'hmac-malformed'
  | 'hmac-unknown-key'
  | 'hmac-invalid'
  | 'hmac-stale'
  | 'hmac-replay';

/** Sources of multicast adverts whose last stamp is remembered; the one not heard for longest gives way. */
const MOST_SOURCES = 4;

/**
 * AH. All routers of a VRID count together: whoever becomes master goes on where the last one was, so there is one
 * number, the highest heard or sent (RFC 2338 5.3.6.3). It moves only for a packet that is authentic.
 */
export function findAhFault(vr: Instance, { proof }: ReceivedAdvert, key: Uint8Array): ProofFault | undefined {
  const verdict = proof?.kind === 'ah' ? checkAh(proof.packet, key) : undefined;
  if (verdict === undefined || !verdict.holds) return 'ah-digest';
  if (!verdict.isFromSource) return 'ah-source';
  if (verdict.sequence <= vr.ahSequence) return 'ah-replay';
  vr.ahSequence = verdict.sequence;
  return undefined;
}

/** `auth_hmac`. A signature that is there has to be right whatever the mode. */
export function findHmacFault(vr: Instance, packet: ReceivedAdvert, hmac: HmacSettings): ProofFault | undefined {
  const { proof, source } = packet;
  if (proof?.kind !== 'hmac') return hmac.mode === 'enforce' ? 'hmac-missing' : undefined;
  const { isWellFormed, keyId, stamp } = readTrailer(proof.pdu);
  if (!isWellFormed) return 'hmac-malformed';
  const key = hmac.keys.find(({ id }) => id === keyId);
  if (key === undefined) return 'hmac-unknown-key';
  if (!isSignedBy(proof.pdu, { family: vr.settings.family, source }, key.secret)) return 'hmac-invalid';
  if (hmac.antiReplay === 'time' && Math.abs(momentOf(stamp) - proof.heardAt) > toMilliseconds(hmac.timeWindow)) {
    return 'hmac-stale';
  }
  const last = vr.stamps.get(source.text);
  if (last !== undefined && !isLater(stamp, last)) return 'hmac-replay';
  remember(vr, source, stamp);
  return undefined;
}

/** Says once that a clock is so far off that its adverts will soon be dropped. */
export function remarkSkew(vr: Instance, { source, proof }: ReceivedAdvert): void {
  const { hmac } = vr.settings;
  if (proof?.kind !== 'hmac' || hmac?.antiReplay !== 'time') return;
  const ahead = momentOf(readTrailer(proof.pdu).stamp) - proof.heardAt;
  if (Math.abs(ahead) <= toMilliseconds(hmac.timeWindow) / 2 || !isNews(vr, 'clock-skew')) return;
  const skew = `${(Math.abs(ahead) / 1_000).toFixed(1)} s ${ahead > 0 ? 'ahead of' : 'behind'} ours`;
  const text = `The clock of ${source.text} is ${skew}; its adverts are dropped beyond ${toSeconds(hmac.timeWindow)} s`;
  say(vr, 'warn', 'clock-skew', text, { source: source.text });
}

/** Only authentic stamps come here, so nobody without a key can drive one out. Unicast peers are always remembered. */
function remember(vr: Instance, source: IpAddress, stamp: Stamp): void {
  const { stamps } = vr;
  stamps.delete(source.text); // the order of a Map is that of its insertions: the oldest comes first
  stamps.set(source.text, stamp);
  if (stamps.size <= MOST_SOURCES) return;
  const peers = new Set(vr.settings.unicast?.peers.map(peer => peer.address.text));
  const others = [...stamps.keys()].filter(text => !peers.has(text));
  if (others.length > MOST_SOURCES) stamps.delete(others[0]!);
}
