/** `virtual_server_group`: addresses, ranges of them, and firewall marks. */
import { addressFromBytes, type Family, type IpAddress, parseAddress } from '../../../base/address.js';
import { err, ok, type Result } from '../../../base/result.js';
import type { GroupEntry, GroupRange, VirtualServerGroupSettings } from '../../../ipvs/settings.js';
import type { Position } from '../../diagnostics.js';
import { parseInteger } from '../../numbers.js';
import type { Entry, Statement } from '../../parser.js';
import type { BuildContext } from '../context.js';
import type { Placed } from '../draft.js';
import type { LvsDrafts } from './draft.js';
import { readPort } from './endpoint.js';
import { markZeroText, readFirewallMark } from './firewall-mark.js';
import { portsOfEntries, type ServicePorts } from './service-port.js';

/**
 * Each address of a range becomes a service of the kernel, with all the real servers; this many are a /16 of IPv4.
 * keepalived 2.2.7 to 2.4.3 never come to the end of a range that leaves the last byte. With `nftables_ipvs` a range
 * is one element of a set, so it may be of any size.
 */
export const LARGEST_RANGE = 65_536;

/** A group as it was read. */
export interface ServerGroupDraft extends VirtualServerGroupSettings {
  readonly end: Position;
  /** Ranges that are too large to be services of the kernel one by one. */
  readonly large: readonly Placed<GroupRange>[];
}

/** Reads one block; a second one of the same name is never found by anybody. */
export function readServerGroup(drafts: LvsDrafts, statement: Statement, context: BuildContext): void {
  const { words, at, end, entries: lines } = statement;
  const { diagnostics } = context;
  const name = words[0]!.text;
  if (words.length > 1) {
    const text = `\`virtual_server_group\` takes one name before its \`{\`, not \`${words[1]!.text}\` too`;
    diagnostics.error(words[1]!.at, 'words-extra', text, { class: 'missing-parameter' });
    return;
  }
  let refused = false; // what keepalived takes does not count under `-t`
  const entries: GroupEntry[] = [];
  const large: Placed<GroupRange>[] = [];
  for (const line of lines) {
    const entry = line.words[0].text === 'fwmark' ? readMark(line, context) : readRange(line, large, context);
    if (entry === 'refused') refused = true;
    else if (entry !== undefined) entries.push(entry);
  }
  if (entries.length === 0) {
    const text = `\`virtual_server_group\` ${name} has no entry that can be used; it is dropped`;
    diagnostics.error(end, 'server-group-empty', text, refused ? { class: 'none' } : {});
  } else if (isUndecided(entries)) {
    const text = `\`virtual_server_group\` ${name} has both families, so each of its marks needs one; it is dropped`;
    const hint = 'write `fwmark N inet` or `fwmark N inet6`';
    diagnostics.error(end, 'server-group-family', text, { hint });
  } else if (drafts.groups.has(name)) {
    const text = `\`virtual_server_group\` ${name} is defined already; this block is ignored`;
    diagnostics.warning(at, 'block-twice', text);
  } else drafts.groups.set(name, { name, end, entries, large });
}

/** A group as its virtual servers see it: there may be thousands of them, and thousands of entries. */
export interface ServerGroup {
  readonly settings: VirtualServerGroupSettings;
  /** Of its addresses, and of the marks that name theirs. */
  readonly families: ReadonlySet<Family>;
  readonly ports: ServicePorts;
}

/** By name, without what the kernel could not take. */
export function finishServerGroups(context: BuildContext): ReadonlyMap<string, ServerGroup> {
  const finished = new Map<string, ServerGroup>();
  for (const draft of context.drafts.lvs.groups.values()) {
    const entries = context.globals.packetFilter.ipvs === undefined ? withoutLarge(draft, context) : draft.entries;
    if (entries.length > 0) {
      const settings = { name: draft.name, entries };
      finished.set(draft.name, { settings, families: familiesOf(entries), ports: portsOfEntries(entries) });
    } else {
      const text = `\`virtual_server_group\` ${draft.name} has no entry that can be used; it is dropped`;
      context.diagnostics.error(draft.end, 'server-group-empty', text, { class: 'none' });
    }
  }
  return finished;
}

/** keepalived's test takes them all. */
function withoutLarge({ entries, large }: ServerGroupDraft, { diagnostics }: BuildContext): readonly GroupEntry[] {
  if (large.length === 0) return entries;
  for (const { value, at } of large) {
    const count = distance(value.first, value.last) + 1n;
    const range = `${value.first.text}-${value.last.text}`;
    const text = `${range} has ${count} addresses; a range may have ${LARGEST_RANGE}, so it is ignored`;
    const hint = 'use `nftables_ipvs`, or mark the packets in the firewall and use `fwmark` for so many addresses';
    diagnostics.error(at, 'server-group-range', text, { class: 'none', hint });
  }
  const refused = new Set<GroupEntry>(large.map(({ value }) => value));
  return entries.filter(entry => !refused.has(entry));
}

function familiesOf(entries: readonly GroupEntry[]): ReadonlySet<Family> {
  const families = new Set<Family>();
  for (const entry of entries) {
    if (entry.kind === 'range') families.add(entry.first.family);
    else if (entry.family !== undefined) families.add(entry.family);
  }
  return families;
}

function isUndecided(entries: readonly GroupEntry[]): boolean {
  return familiesOf(entries).size === 2 && entries.some(entry => entry.kind === 'mark' && entry.family === undefined);
}

/** `refused`: keepalived takes it. Undefined: it does not either. */
function readMark({ words, at }: Entry, context: BuildContext): GroupEntry | 'refused' | undefined {
  const { diagnostics } = context;
  const [, number, family] = words;
  if (number === undefined) {
    diagnostics.error(at, 'parameter-missing', '`fwmark` needs a number', { class: 'missing-parameter' });
    return undefined;
  }
  const mark = readFirewallMark(number, 'the entry is ignored', context);
  if (mark === undefined) return undefined;
  if (family !== undefined && family.text !== 'inet' && family.text !== 'inet6') {
    const text = `the family of a mark is inet or inet6, not \`${family.text}\`; the entry is ignored`;
    diagnostics.error(family.at, 'choice-unknown', text);
    return undefined;
  }
  if (mark === 0) {
    diagnostics.error(number.at, 'mark-zero', markZeroText('the entry is ignored'), { class: 'none' });
    return 'refused';
  }
  return {
    kind: 'mark',
    mark,
    ...(family === undefined ? {} : { family: family.text === 'inet' ? 4 : 6 }),
  };
}

/** A range that may be too large is noted in `large`, too. */
function readRange({ words }: Entry, large: Placed<GroupRange>[], context: BuildContext): GroupEntry | undefined {
  const { diagnostics } = context;
  const [where, portWord] = words;
  const range = parseRange(where.text);
  if (!range.ok) {
    const text = `\`${where.text}\` is no entry of a group: ${range.error}; it is ignored`;
    diagnostics.error(where.at, 'server-group-entry', text);
    return undefined;
  }
  const port = readPort(portWord, 'the entry is ignored', context);
  if (port === undefined) return undefined;
  const [first, last] = range.value;
  const entry: GroupRange = { kind: 'range', first, last, port };
  if (first !== last && distance(first, last) >= LARGEST_RANGE) large.push({ value: entry, at: where.at });
  return entry;
}

/** `IP`, `IP/LENGTH`, `IP-IP`, or `IP-N` where N replaces the last byte (IPv4, decimal) or last 16 bits (IPv6, hex). */
function parseRange(text: string): Result<readonly [IpAddress, IpAddress], string> {
  const slash = text.indexOf('/');
  const dash = text.indexOf('-');
  const cut = slash >= 0 ? slash : dash;
  const first = parseAddress(cut < 0 ? text : text.slice(0, cut));
  if (first === undefined) return err('it begins with no IP address');
  if (cut < 0) return ok([first, first]);
  const rest = text.slice(cut + 1);
  return slash >= 0 ? parsePrefix(first, rest) : parseEnd(first, rest);
}

function parsePrefix(first: IpAddress, text: string): Result<readonly [IpAddress, IpAddress], string> {
  const bits = first.family === 4 ? 32 : 128;
  const length = parseInteger(text, [1, bits]);
  if (!length.ok) return err(`a prefix length is 1 to ${bits}`);
  const bytes = Uint8Array.from(first.bytes);
  for (let bit = length.value; bit < bits; bit++) {
    const mask = 0x80 >> (bit & 7);
    if ((bytes[bit >> 3]! & mask) !== 0) return err(`its bits after the first ${length.value} are not all 0`);
    bytes[bit >> 3]! |= mask;
  }
  return ok([first, addressFromBytes(bytes)]);
}

function parseEnd(first: IpAddress, text: string): Result<readonly [IpAddress, IpAddress], string> {
  const last = parseAddress(text);
  if (last !== undefined) {
    if (last.family !== first.family) return err('its two addresses are of different families');
    return distance(first, last) < 0n ? err('it ends before it starts') : ok([first, last]);
  }
  const { bytes, family } = first;
  const pattern = family === 4 ? /^\d{1,5}$/ : /^(?:0[xX])?[0-9a-fA-F]{1,8}$/;
  if (!pattern.test(text)) {
    return err(family === 4 ? 'a number from 0 to 255 follows the `-`' : 'hexadecimal digits follow the `-`');
  }
  const end = Number.parseInt(text, family === 4 ? 10 : 16);
  const most = family === 4 ? 0xff : 0xffff;
  if (end > most) return err(`the number after the \`-\` is at most ${most.toString(family === 4 ? 10 : 16)}`);
  const start = family === 4 ? bytes[3]! : bytes[14]! * 256 + bytes[15]!;
  if (end <= start) return err('the number after the `-` must be greater than the end of the address');
  const until = Uint8Array.from(bytes);
  if (family === 4) until[3] = end;
  else until.set([end >> 8, end & 0xff], 14);
  return ok([first, addressFromBytes(until)]);
}

/** How many addresses lie between two of one family; negative when `last` comes first. */
function distance(first: IpAddress, last: IpAddress): bigint {
  return numberOf(last) - numberOf(first);
}

function numberOf({ bytes }: IpAddress): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}
