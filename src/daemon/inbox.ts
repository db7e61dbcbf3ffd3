/**
 * From a packet to an input of the machine. A master repeats itself: its adverts are the same bytes each time, so what
 * was decoded once is used again as long as nothing differs. On a backup of 200 instances that is nearly all the work.
 */
import { isMulticast } from '../base/address.js';
import type { VrrpPacket } from '../sys/vrrp-socket.js';
import type { Input, ReceivedAdvert } from '../vrrp/input.js';
import type { InstanceSettings } from '../vrrp/settings.js';
import { decodeAdvert } from '../wire/vrrp.js';

export class Inbox {
  #pdu: Uint8Array = new Uint8Array(0);
  #destination: string | undefined;
  #last: ReceivedAdvert | undefined;

  /** `packet.pdu` is valid during the call only; what is kept of it is copied. */
  read(packet: VrrpPacket, settings: InstanceSettings): Input {
    const last = this.#last;
    if (last !== undefined && this.#isRepeated(packet, last)) return last;

    const { source, destination } = packet;
    const multicast = isMulticast(destination);
    // A unicast sender may have summed the multicast group instead (keepalived's `old_unicast_checksum`).
    const destinations = multicast ? [destination] : [destination, settings.multicastGroup];
    const decoded = decodeAdvert(packet.pdu, { family: settings.family, source, destinations });
    if (!decoded.ok) return { kind: 'malformed', source, fault: decoded.error };
    const input: ReceivedAdvert = { kind: 'advert', source, multicast, ttl: packet.ttl, advert: decoded.value };
    this.#last = input;
    this.#pdu = Uint8Array.from(packet.pdu);
    this.#destination = destination.text;
    return input;
  }

  /** Forgets the last packet: the settings it was read with have changed. */
  reset(): void {
    this.#last = undefined;
  }

  #isRepeated(packet: VrrpPacket, last: ReceivedAdvert): boolean {
    return (
      packet.ttl === last.ttl &&
      packet.source.text === last.source.text &&
      packet.destination.text === this.#destination &&
      Buffer.compare(packet.pdu, this.#pdu) === 0
    );
  }
}
