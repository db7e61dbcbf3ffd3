/** Turns addresses into gratuitous ARP and unsolicited NA frames and queues them, each as soon as its address is there. */
import type { Family } from '../../../base/address.js';
import type { VirtualAddress } from '../../../vrrp/settings.js';
import { encodeGratuitousArp } from '../../../wire/arp.js';
import { encodeUnsolicitedAdvertisement } from '../../../wire/ndisc.js';
import { sameBytes } from '../../../wire/reader.js';
import type { HeldAddresses } from './addresses.js';
import type { Announcement, Announcements } from './announcements.js';
import type { Lane } from './pace.js';

/** An interface as an announcement needs it. */
export interface AnnouncingLink {
  readonly index: number;
  readonly mac: Uint8Array;
  /** IFF_NOARP or loopback: nobody listens there. */
  readonly isSilent: boolean;
  /** IPv6 forwarding is on: the NA says that a router speaks (RFC 4861 4.4). */
  readonly forwards: boolean;
}

export interface AnnouncePorts {
  /** Undefined: the device does not exist, or has no Ethernet address. */
  link(name: string): AnnouncingLink | undefined;
  /** With whom announcements of a family on this interface share a gap. */
  lane(name: string, family: Family): Lane;
}

/**
 * Announces `entries` of one owner, `repeat` times each. Those still on their way into the kernel are announced for the
 * first time as they arrive there; the repeats follow when all are in.
 */
export function announce(
  queue: Announcements,
  owner: object & { readonly addresses: HeldAddresses; readonly interface: string },
  entries: readonly VirtualAddress[],
  repeat: number,
  ports: AnnouncePorts,
): void {
  const links = new Map<string, AnnouncingLink | undefined>();
  const linkOf = (name: string) => {
    if (!links.has(name)) links.set(name, ports.link(name));
    return links.get(name);
  };
  const frames = (some: readonly VirtualAddress[]) =>
    some.flatMap(entry => {
      const name = entry.device ?? owner.interface;
      return announcementOf(entry, linkOf(name), ports.lane(name, entry.address.family));
    });
  const { addition } = owner.addresses;
  const present = entries.filter(entry => !addition?.covers(entry));
  // As much as this is still waiting to be said (of a burst before, which a gap or a flood holds up): it will do.
  if (queue.pending(owner) < present.length * repeat) {
    const ready = frames(present);
    for (let pass = 0; pass < repeat; pass++) queue.add(owner, ready, pass);
  }
  if (addition === undefined || present.length === entries.length || repeat === 0) return;

  const wanted = new Set(entries.map(entry => entry.address.text));
  const arrived: Announcement[] = [];
  addition.subscribe((confirmed, done) => {
    const ours = frames(confirmed.filter(entry => wanted.has(entry.address.text)));
    queue.add(owner, ours, 0);
    arrived.push(...ours);
    if (done) for (let pass = 1; pass < repeat; pass++) queue.add(owner, arrived, pass);
  });
}

/** Frames made before; good while interface, MAC and pace are the same. */
const prepared = new WeakMap<VirtualAddress, { readonly link: AnnouncingLink; readonly announcement: Announcement }>();

/** Makes the frames of addresses that may have to be announced in a hurry. */
export function prepareAnnouncements(entries: readonly VirtualAddress[], own: string, ports: AnnouncePorts): void {
  const links = new Map<string, AnnouncingLink | undefined>();
  for (const entry of entries) {
    const name = entry.device ?? own;
    if (!links.has(name)) links.set(name, ports.link(name));
    announcementOf(entry, links.get(name), ports.lane(name, entry.address.family));
  }
}

function announcementOf(entry: VirtualAddress, link: AnnouncingLink | undefined, lane: Lane): readonly Announcement[] {
  if (link === undefined || link.isSilent || link.mac.length !== 6) return [];
  const known = prepared.get(entry);
  if (known !== undefined && known.announcement.lane === lane && sameLink(known.link, link))
    return [known.announcement];
  const frame =
    entry.address.family === 4
      ? encodeGratuitousArp(link.mac, entry.address)
      : encodeUnsolicitedAdvertisement(link.mac, entry.address, link.forwards);
  const announcement = { interfaceIndex: link.index, address: entry.address.text, frame, lane };
  prepared.set(entry, { link, announcement });
  return [announcement];
}

function sameLink(a: AnnouncingLink, b: AnnouncingLink): boolean {
  return a === b || (a.index === b.index && a.forwards === b.forwards && sameBytes(a.mac, b.mac));
}
