/**
 * From a packet to an input of the machine. A master repeats itself: its adverts are the same bytes each time, so what
 * was decoded once is used again as long as nothing differs. On a backup of 200 instances that is nearly all the work.
 * Only what shows where an advert is from differs each time; that is handed on as it came, to be judged.
 */
import { isMulticast } from '../../base/address.js';
import type { VrrpPacket } from '../../sys/vrrp-socket.js';
import type { Input, Proof, ReceivedAdvert } from '../../vrrp/input.js';
import type { InstanceSettings } from '../../vrrp/settings.js';
import { hasTrailer, TRAILER_LENGTH } from '../../wire/hmac-trailer.js';
import { sameBytes } from '../../wire/reader.js';
import { decodeAdvert } from '../../wire/vrrp.js';

export class Inbox {
  /** Milliseconds since 1970. */
  readonly #wallClock: () => number;
  #pdu: Uint8Array = new Uint8Array(0);
  #destination: string | undefined;
  #last: ReceivedAdvert | undefined;

  constructor(wallClock: () => number) {
    this.#wallClock = wallClock;
  }

  /** `packet` is valid during the call only; what is kept of its bytes is copied. */
  read(packet: VrrpPacket, settings: InstanceSettings): Input {
    const { authentication, family, hmac } = settings;
    if (authentication.kind === 'ah' && packet.whole !== undefined) {
      return withProof(this.#decode(packet, settings), { kind: 'ah', packet: Uint8Array.from(packet.whole) });
    }
    if (hmac === undefined || !hasTrailer(packet.pdu, family)) return this.#decode(packet, settings);
    const at = packet.pdu.length - TRAILER_LENGTH;
    const body = { ...packet, pdu: packet.pdu.subarray(0, at) };
    const behind = family === 6 ? packet.pdu.subarray(at) : undefined;
    const proof = { kind: 'hmac', pdu: Uint8Array.from(packet.pdu), heardAt: this.#wallClock() } as const;
    return withProof(this.#decode(body, settings, behind), proof);
  }

  /** Forgets the last packet: the settings it was read with have changed. */
  reset(): void {
    this.#last = undefined;
  }

  #decode(packet: VrrpPacket, settings: InstanceSettings, summedBehind?: Uint8Array): Input {
    const last = this.#last;
    // A checksum that covers what differs says nothing of the next advert, were its own bytes the same by chance.
    if (last !== undefined && summedBehind === undefined && this.#isRepeated(packet, last)) return last;

    const { source, destination } = packet;
    const multicast = isMulticast(destination);
    // A unicast sender may have summed the multicast group instead (keepalived's `old_unicast_checksum`).
    const destinations = multicast ? [destination] : [destination, settings.multicastGroup];
    const on = { family: settings.family, source, destinations, ...(summedBehind && { summedBehind }) };
    const decoded = decodeAdvert(packet.pdu, on);
    if (!decoded.ok) return { kind: 'malformed', source, fault: decoded.error };
    const input: ReceivedAdvert = { kind: 'advert', source, multicast, ttl: packet.ttl, advert: decoded.value };
    if (summedBehind !== undefined) return input;
    this.#last = input;
    this.#pdu = Uint8Array.from(packet.pdu);
    this.#destination = destination.text;
    return input;
  }

  #isRepeated(packet: VrrpPacket, last: ReceivedAdvert): boolean {
    return (
      packet.ttl === last.ttl &&
      packet.source.text === last.source.text &&
      packet.destination.text === this.#destination &&
      isSame(packet.pdu, this.#pdu)
    );
  }
}

/** Bytes that a loop compares sooner than a call out of JavaScript. */
const FEW = 64;

function isSame(pdu: Uint8Array, other: Uint8Array): boolean {
  return pdu.length < FEW ? sameBytes(pdu, other) : Buffer.compare(pdu, other) === 0;
}

function withProof(input: Input, proof: Proof): Input {
  return input.kind === 'advert' ? { ...input, proof } : input;
}
