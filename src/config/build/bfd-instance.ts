/** `bfd_instance` blocks. */
import type { IpAddress } from '../../base/address.js';
import { type Duration, microseconds, milliseconds, toMilliseconds } from '../../base/duration.js';
import type { BfdSettings } from '../../bfd/settings.js';
import type { Weight } from '../../vrrp/settings.js';
import type { Position } from '../diagnostics.js';
import type { Statement } from '../parser.js';
import { reportBlockTwice } from './block-name.js';
import type { Apply, BuildContext } from './context.js';
import type { Drafts } from './drafts.js';
import { readBareAddress } from './routing/prefixes.js';
import { readOwnWeight } from './trackers/weights.js';
import { readBoolean, readInteger, readSeconds } from './values.js';

/** A `bfd_instance` as it was read. */
export interface BfdDraft {
  readonly settings: BfdSettings;
  /** For those that track it without a weight of their own. */
  readonly weight: Weight;
  readonly at: Position;
}

/** A block while it is read. */
export interface BfdReading {
  readonly name: string;
  /** `malformed`: reported, and the session cannot be. */
  neighbour?: { readonly address: IpAddress | 'malformed'; readonly at: Position };
  source?: { readonly address: IpAddress; readonly at: Position };
  minRx: Duration;
  minTx: Duration;
  idleTx: Duration;
  multiplier: number;
  passive: boolean;
  ttl?: number;
  maxHops: { readonly value: number; readonly at?: Position };
  multihop: boolean;
  weight: Weight;
  forVrrp: boolean;
  forChecker: boolean;
}

/** keepalived's limit of a name, in bytes. */
const LONGEST_NAME = 31;
/** keepalived says of longer times that they make no sense: a fault would be noticed after most of a minute. */
const LONGEST_SENSIBLE = milliseconds(10_000);
/** RFC 5881 5 for IPv4; keepalived sends less over IPv6. */
const DEFAULT_TTL = { 4: 255, 6: 64 } as const;

/** What each keyword does. */
export const APPLY_BFD: Apply<BfdReading> = {
  neighbor_ip: readNeighbour,
  neighbour_ip: readNeighbour,
  source_ip: (draft, { words }, { diagnostics }) => {
    const word = words[0]!;
    const { text, at } = word;
    const address = readBareAddress(word, diagnostics);
    if (address !== undefined) draft.source = { address, at };
    else
      diagnostics.error(at, 'address-invalid', `\`source_ip\` is an IP address, not \`${text}\`; the line is ignored`);
  },
  min_rx: (draft, statement, context) => {
    draft.minRx = readMilliseconds(statement, context) ?? draft.minRx;
  },
  min_tx: (draft, statement, context) => {
    draft.minTx = readMilliseconds(statement, context) ?? draft.minTx;
  },
  idle_tx: (draft, statement, context) => {
    draft.idleTx = readMilliseconds(statement, context) ?? draft.idleTx;
  },
  multiplier: (draft, statement, { diagnostics }) => {
    draft.multiplier = readInteger(statement, diagnostics) ?? draft.multiplier;
  },
  passive: draft => {
    draft.passive = true;
  },
  ttl: readTtl,
  hoplimit: readTtl,
  max_hops: (draft, statement, { diagnostics }) => {
    const value = readInteger(statement, diagnostics);
    if (value !== undefined) draft.maxHops = { value, at: statement.at };
  },
  multihop: (draft, statement, { diagnostics }) => {
    draft.multihop = readBoolean(statement, diagnostics) ?? draft.multihop;
  },
  weight: (draft, statement, context) => {
    draft.weight = readOwnWeight(statement, context) ?? draft.weight;
  },
  vrrp: draft => {
    draft.forVrrp = true;
  },
  checker: draft => {
    draft.forChecker = true;
  },
};

/** One `bfd_instance NAME { }`. */
export function readBfdInstance(drafts: Drafts, statement: Statement, context: BuildContext): void {
  const name = statement.words[0]!;
  const { diagnostics } = context;
  if (name.raw.length > LONGEST_NAME) {
    const text = `the name of a \`bfd_instance\` has at most ${LONGEST_NAME} bytes, not ${name.raw.length}; the block is ignored`;
    diagnostics.error(name.at, 'bfd-name-long', text);
    return;
  }
  if (drafts.bfdInstances.has(name.text)) {
    reportBlockTwice(statement, context);
    return;
  }
  const reading: BfdReading = {
    name: name.text,
    minRx: milliseconds(10),
    minTx: milliseconds(10),
    idleTx: milliseconds(1_000),
    multiplier: 5,
    passive: false,
    maxHops: { value: 0 },
    multihop: false,
    weight: { weight: 0, reverse: false },
    forVrrp: false,
    forChecker: false,
  };
  context.applyAll(statement.body, reading, APPLY_BFD);
  const settings = finishBfd(reading, statement, context);
  if (settings !== undefined) {
    drafts.bfdInstances.set(name.text, { settings, weight: reading.weight, at: statement.at });
  }
}

/** Undefined when there is no session to be had, which has been reported. */
function finishBfd(reading: BfdReading, { end }: Statement, context: BuildContext): BfdSettings | undefined {
  const { diagnostics, drafts } = context;
  const { name, neighbour, source, multihop } = reading;
  if (neighbour === undefined) {
    const text = `\`bfd_instance\` ${name} has no \`neighbor_ip\`; it is dropped`;
    diagnostics.error(end, 'bfd-neighbour-missing', text);
    return undefined;
  }
  if (neighbour.address === 'malformed') return undefined;
  const { address, at } = neighbour;
  if (source !== undefined && source.address.family !== address.family) {
    const text = `\`bfd_instance\` ${name} has an IPv${source.address.family} source and an IPv${address.family} neighbour; it is dropped`;
    diagnostics.error(source.at, 'bfd-family', text);
    return undefined;
  }
  // An unset source is any: it cannot be told from one that is set.
  const key = `${address.text} ${multihop}`;
  const sessions = drafts.bfdNeighbours.get(key) ?? new Map<string, string>();
  const from = source?.address.text ?? 'any';
  const same = from === 'any' ? sessions.values().next().value : (sessions.get(from) ?? sessions.get('any'));
  if (same !== undefined) {
    const text = `\`bfd_instance\` ${name} has the same neighbour and source as ${same}; it is dropped`;
    diagnostics.error(at, 'bfd-neighbour-twice', text);
    return undefined;
  }
  drafts.bfdNeighbours.set(key, sessions.set(from, name));
  const ttl = reading.ttl ?? DEFAULT_TTL[address.family];
  const maxHops = finishMaxHops(reading, ttl, context);
  return {
    name,
    neighbour: address,
    ...(source === undefined ? {} : { source: source.address }),
    minRx: reading.minRx,
    minTx: reading.minTx,
    idleTx: reading.idleTx,
    multiplier: reading.multiplier,
    passive: reading.passive,
    ttl,
    ...(maxHops < 0 ? {} : { maxHops }),
    multihop,
    tellsVrrp: reading.forVrrp || !reading.forChecker,
    tellsChecker: reading.forChecker || !reading.forVrrp,
  };
}

function finishMaxHops({ name, maxHops }: BfdReading, ttl: number, { diagnostics }: BuildContext): number {
  if (maxHops.value <= ttl) return maxHops.value;
  const text = `\`max_hops\` ${maxHops.value} of \`bfd_instance\` ${name} is more than its TTL; ${ttl} is used`;
  diagnostics.error(maxHops.at, 'bfd-max-hops', text);
  return ttl;
}

/** The last one counts. keepalived passes over a prefix length. */
function readNeighbour(draft: BfdReading, { row, words }: Statement, { diagnostics }: BuildContext): void {
  const word = words[0]!;
  const { text, at } = word;
  const address = readBareAddress(word, diagnostics);
  draft.neighbour = { address: address ?? 'malformed', at };
  if (address !== undefined) return;
  const fault = `\`${row.name}\` is an IP address, not \`${text}\`; \`bfd_instance\` ${draft.name} is dropped`;
  const hint = text.includes('%') ? 'the interface of a link-local address cannot be given' : undefined;
  diagnostics.error(at, 'address-invalid', fault, { hint });
}

function readTtl(draft: BfdReading, statement: Statement, { diagnostics }: BuildContext): void {
  const value = readInteger(statement, diagnostics);
  if (value !== undefined) draft.ttl = value;
}

/** Milliseconds with three decimals. */
function readMilliseconds(statement: Statement, { diagnostics }: BuildContext): Duration | undefined {
  const read = readSeconds(statement, diagnostics);
  if (read === undefined) return undefined;
  const value = microseconds(read / 1_000);
  if (value > LONGEST_SENSIBLE) {
    const text = `\`${statement.row.name}\` ${toMilliseconds(value)} ms is longer than any fault should last unnoticed; it is used all the same`;
    diagnostics.warning(statement.words[0]?.at, 'bfd-interval-long', text, { hint: 'the unit is milliseconds' });
  }
  return value;
}
