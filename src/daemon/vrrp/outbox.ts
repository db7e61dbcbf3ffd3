/**
 * From an `advert` effect to the bytes that go out. What stays the same from advert to advert is written once; a
 * signature is made anew each time, once for all copies of an advert.
 */
import type { IpAddress } from '../../base/address.js';
import type { Effect } from '../../vrrp/effect.js';
import type { InstanceSettings } from '../../vrrp/settings.js';
import { nextStamp } from '../../vrrp/stamp.js';
import { sealWithAh } from '../../wire/ah.js';
import { type SigningKey, type Stamp, signAdvert } from '../../wire/hmac-trailer.js';
import { encodeAdvert } from '../../wire/vrrp.js';

type AdvertEffect = Extract<Effect, { kind: 'advert' }>;

/** One copy of an advert. */
export interface Departure {
  readonly destination: IpAddress;
  /** The payload of the IP packet. */
  readonly pdu: Uint8Array;
  /** The IPv4 identification it must be sent with; undefined leaves it to the socket. */
  readonly identification?: number;
}

/** Where a copy goes from and to. */
interface Way {
  readonly source: IpAddress;
  readonly destination: IpAddress;
}

interface Encoded {
  readonly priority: number;
  readonly isOldPeer: boolean;
  readonly pdu: Uint8Array;
}

/** RFC 9568 5.1.1.3: always 255 on the link, so that a packet from beyond a router shows. */
const MULTICAST_TTL = 255;

/** The TTL of an instance's adverts; undefined is the kernel's default, which IPv6 unicast knows. */
export function ttlOf({ unicast }: InstanceSettings): number | undefined {
  return unicast === undefined ? MULTICAST_TTL : unicast.ttl;
}

export class Outbox {
  /** Milliseconds since 1970. */
  readonly #wallClock: () => number;
  /** Encoded adverts by destination, good until priority, settings or source change. */
  readonly #encoded = new Map<string, Encoded>();
  /** The last advert without signature, and what it was written for: a master says the same thing all its life. */
  #last: { readonly effect: AdvertEffect; readonly copies: readonly Departure[] } | undefined;
  #identification = 0;
  #stamp: Stamp | undefined;

  constructor(wallClock: () => number) {
    this.#wallClock = wallClock;
  }

  /** Forgets what was written: settings or source have changed. What counts goes on. */
  reset(): void {
    this.#encoded.clear();
    this.#last = undefined;
  }

  /** The copies of one advert, in the order of the peers. */
  write(settings: InstanceSettings, source: IpAddress, effect: AdvertEffect): readonly Departure[] {
    const { authentication, family, hmac } = settings;
    const plain = this.#plain(settings, source, effect);
    if (authentication.kind === 'ah') {
      this.#identification = (this.#identification % 0xffff) + 1; // never 0, which would leave it to the kernel
      const { password: key } = authentication;
      const identification = this.#identification;
      const common = {
        source,
        ttl: ttlOf(settings) ?? MULTICAST_TTL,
        identification,
        sequence: effect.sequence ?? 0,
        key,
      };
      return plain.map(({ destination, pdu }) => {
        return { destination, pdu: sealWithAh(pdu, { ...common, destination }), identification };
      });
    }
    const key = signingKey(settings);
    if (key === undefined || hmac === undefined) return plain;
    const stamp = nextStamp(this.#stamp, this.#wallClock(), hmac);
    this.#stamp = stamp;
    return plain.map(({ destination, pdu }) => {
      return { destination, pdu: signAdvert(pdu, { family, source, destination }, key, stamp) };
    });
  }

  #plain(settings: InstanceSettings, source: IpAddress, effect: AdvertEffect): readonly Departure[] {
    const { priority, oldChecksumPeers } = effect;
    const last = this.#last;
    if (last?.effect.priority === priority && last.effect.oldChecksumPeers === oldChecksumPeers) return last.copies;
    const { unicast, multicastGroup } = settings;
    const destinations = unicast?.peers.map(peer => peer.address) ?? [multicastGroup];
    const copies = destinations.map(destination => ({
      destination,
      pdu: this.#encode(settings, { source, destination }, priority, oldChecksumPeers?.has(destination.text) === true),
    }));
    this.#last = { effect, copies };
    return copies;
  }

  /** `isOldPeer`: the peer was seen to use the checksum of old releases. */
  #encode(settings: InstanceSettings, { source, destination }: Way, priority: number, isOldPeer: boolean): Uint8Array {
    const known = this.#encoded.get(destination.text);
    if (known?.priority === priority && known.isOldPeer === isOldPeer) return known.pdu;
    const { version, vrid, family, advertInterval: interval, authentication, addresses } = settings;
    const isOld = settings.unicast !== undefined && (isOldPeer || settings.oldUnicastChecksum === 'always');
    const pdu = encodeAdvert(
      {
        version,
        vrid,
        priority,
        interval,
        addresses: addresses.map(entry => entry.address),
        ...(authentication.kind === 'pass' && { authType: 1, authData: authentication.password }),
        ...(authentication.kind === 'ah' && { authType: 2 }),
      },
      {
        family,
        source,
        destination: isOld && family === 4 ? settings.multicastGroup : destination,
        pseudoHeader: !settings.checksumAsV2,
      },
    );
    this.#encoded.set(destination.text, { priority, isOldPeer, pdu });
    return pdu;
  }
}

/** The key adverts are signed with; `receive-only` has keys and signs with none. */
function signingKey({ hmac }: InstanceSettings): SigningKey | undefined {
  return hmac?.mode === 'receive-only' ? undefined : hmac?.keys.find(key => key.id === hmac.activeKey);
}
