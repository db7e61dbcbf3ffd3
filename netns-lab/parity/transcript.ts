/**
 * What a node has sent, as news: first adverts, changed ones, those before their time or long after it, and bursts of
 * announcements. Adverts that go on as they were are left out, for how many there are depends on when one looks.
 */
import type { Packet, SeenAdvert } from '../lib/frames.js';
import type { Captured } from './twin.js';

/** A part of the interval: an advert that comes sooner is an extra one, unless it makes up for one that was late. */
const AT_ONCE = 0.4;
/** Intervals: an advert that comes later leaves a gap in which one is missing. */
const GAP = 2.2;
/** A part of the interval: a machine whose timers are later than this does not let anybody keep the pace. */
const STEADY = 0.25;
/** Intervals after which a master was gone and comes anew. */
const GONE = 3;
/** Announcements further apart, ms, are two bursts. */
const BURST = 400;

/** One packet, what it is called among the news, and whose stream it is of. */
interface Item {
  readonly at: number;
  /** Absent when there is nothing new about it. */
  readonly text: string | undefined;
  readonly stream: string;
  readonly isAnnouncement: boolean;
}

export interface Transcript {
  /** By stream, in order. */
  readonly news: readonly string[];
  /** When each stream of adverts began in the window, ms since the epoch. */
  readonly beginnings: ReadonlyMap<string, number>;
  /** From the first burst of announcements to the second, ms, when there are exactly two. */
  readonly secondBurst: number | undefined;
}

/**
 * The news among the packets from index `from` on; those before are read for what they say about the later ones. A
 * machine that was `late` by so many ms is the cause of gaps up to that.
 */
export function transcribe(packets: readonly Captured[], from: number, late: number): Transcript {
  const items = itemsOf(packets, late).slice(from);
  const streams = [...new Set(items.map(({ stream }) => stream))].sort();
  const bursts = burstsOf(items.filter(({ isAnnouncement }) => isAnnouncement));
  const beginnings = new Map<string, number>();
  for (const { stream, text, at } of items) {
    if (text?.endsWith(BEGINS) && !beginnings.has(stream)) beginnings.set(stream, at);
  }
  return {
    news: streams.flatMap(stream =>
      newsOf(items.filter(item => item.stream === stream)).map(line => `${stream}: ${line}`),
    ),
    beginnings,
    secondBurst: bursts.length === 2 ? bursts[1]![0]!.at - bursts[0]![0]!.at : undefined,
  };
}

const BEGINS = ' (begins)';

/** One for each packet. */
function itemsOf(packets: readonly Captured[], late: number): Item[] {
  const streams = new Map<string, Stream>();
  /** Addresses of a stream's adverts: announcements of them are told among its news. */
  const owners = new Map<string, string>();
  for (const { packet } of packets) {
    if (packet.kind !== 'advert') continue;
    for (const address of packet.addresses) owners.set(address, streamOf(packet));
  }
  return packets.map(({ packet, frame }): Item => {
    if (packet.kind === 'advert') {
      const stream = streamOf(packet);
      const text = `${wordsOf(packet)} ${bytesOf(frame, packet)}`;
      const before = streams.get(stream);
      streams.set(stream, { advert: packet, text, arrears: arrearsOf(packet, before) });
      return { at: packet.at, stream, isAnnouncement: false, text: newsAbout(packet, text, before, late) };
    }
    const address = announcedBy(packet);
    if (address === '') return { at: packet.at, stream: '', isAnnouncement: false, text: undefined };
    const stream = owners.get(address) ?? address;
    const text = `${packet.kind} ${address} ${frame.toString('hex')}`;
    return { at: packet.at, stream, isAnnouncement: true, text };
  });
}

/** The address of an announcement to everybody; empty for the kernel's answers to somebody, and for questions. */
function announcedBy(packet: Packet): string {
  if (packet.kind === 'na' && packet.destinationMac.startsWith('33:33:')) return packet.address;
  return packet.kind === 'arp' && packet.gratuitous ? packet.sender : '';
}

/** What is known of a stream's last advert. */
interface Stream {
  readonly advert: SeenAdvert;
  readonly text: string;
  /** By how many ms it came later than its time, which a sooner one makes up for. */
  readonly arrears: number;
}

function arrearsOf(advert: SeenAdvert, before: Stream | undefined): number {
  if (before === undefined) return 0;
  const arrears = before.arrears + advert.at - before.advert.at - advert.interval;
  return Math.min(Math.max(arrears, 0), advert.interval);
}

const streamOf = ({ vrid, source }: SeenAdvert) => `vrid ${vrid} of ${source}`;

function newsAbout(advert: SeenAdvert, text: string, before: Stream | undefined, late: number): string | undefined {
  const gap = advert.at - (before?.advert.at ?? 0);
  const interval = Math.min(advert.interval, before?.advert.interval ?? advert.interval);
  if (advert.priority === 0) return before?.advert.priority === 0 ? `${text} (again)` : text;
  if (before === undefined || before.advert.priority === 0 || gap > GONE * interval + late) return `${text}${BEGINS}`;
  if (text !== before.text) return text;
  // On a machine that is late itself the pace says nothing about who sends.
  if (late > STEADY * interval) return undefined;
  if (gap + before.arrears < AT_ONCE * interval) return `${text} (at once)`;
  return gap > GAP * interval ? `${text} (after a gap)` : undefined;
}

const wordsOf = (advert: SeenAdvert) =>
  `advert of priority ${advert.priority} every ${advert.interval} ms to ${advert.destination}`;

/** The frame in hex without what differs by nature: IPv4 identification and its checksum, AH's sequence and digest. */
function bytesOf(frame: Buffer, advert: SeenAdvert): string {
  const bytes = Buffer.from(frame);
  if (advert.source.includes(':')) {
    bytes.fill(0, 15, 18); // the kernel's flow label
    bytes[15] = (frame[15] ?? 0) & 0xf0;
  } else {
    bytes.fill(0, 18, 20);
    bytes.fill(0, 24, 26);
    if (advert.ah !== undefined) bytes.fill(0, 34 + 8, 34 + 24);
  }
  return bytes.toString('hex');
}

/** Bursts become one line each; what is between them stays. */
function newsOf(items: readonly Item[]): string[] {
  const lines: string[] = [];
  let burst: Item[] = [];
  const flush = () => {
    if (burst.length > 0) lines.push(...periods(burst.map(({ text = '' }) => text)));
    burst = [];
  };
  for (const item of items) {
    if (item.text === undefined) continue;
    if (!item.isAnnouncement) {
      flush();
      lines.push(item.text);
      continue;
    }
    if (item.at - (burst.at(-1)?.at ?? item.at) > BURST) flush();
    burst.push(item);
  }
  flush();
  return folded(lines);
}

/** How often refreshes have come depends on when one looks, but not that they come. */
function folded(lines: readonly string[]): string[] {
  const runs: string[][] = [];
  for (const line of lines) {
    const run = runs.at(-1);
    if (run?.[0] === line) run.push(line);
    else runs.push([line]);
  }
  return runs.map(run => `${run[0]}${run.length === 1 ? '' : run.length === 2 ? ' (twice)' : ' (again and again)'}`);
}

function burstsOf(items: readonly Item[]): Item[][] {
  const bursts: Item[][] = [];
  for (const item of items) {
    const current = bursts.at(-1);
    if (current === undefined || item.at - current.at(-1)!.at > BURST) bursts.push([item]);
    else current.push(item);
  }
  return bursts;
}

/** `a b a b a b` is `3 times: a, b`; what does not repeat is told as it came. */
function periods(texts: readonly string[]): string[] {
  const length = texts.findIndex((_, n) => n > 0 && texts.every((text, i) => text === texts[i % n]));
  if (length < 0) return texts.length === 1 ? [`once: ${texts[0]}`] : [`once: ${texts.join(', ')}`];
  const rest = texts.length % length === 0 ? '' : ` and ${texts.length % length} more`;
  return [`${Math.floor(texts.length / length)} times: ${texts.slice(0, length).join(', ')}${rest}`];
}
