/** Entries of `virtual_routes` and `static_routes`: `[TYPE] DESTINATION option ... [nexthop ...]` (ip-route(8)). */
import { type NextHop, PROTOCOL_KEEPALIVED, type Route } from '../../../vrrp/settings.js';
import type { Position } from '../../diagnostics.js';
import { didYouMean } from '../../hint.js';
import { parseCNotation } from '../../numbers.js';
import type { Entry, Word } from '../../parser.js';
import type { BuildContext } from '../context.js';
import { type Dropped, EntryWords } from '../entry-words.js';
import { everyAddress, readPrefix, wholePrefix } from './prefixes.js';
import { claimFamily, type RouteDraft, type RoutingOwner } from './route-draft.js';
import { METRIC_NAMES, readMetric } from './route-metrics.js';
import { readNextHops } from './route-nexthops.js';
import { ROUTE_OPTIONS } from './route-options.js';
import { findTrackGroup } from './routing-options.js';

/** A route with the place it came from. */
export interface PlacedRoute {
  readonly value: Route;
  readonly at: Position;
}

/** RTN_* by the names of ip-route(8). */
const TYPES: ReadonlyMap<string, number> = new Map([
  ['unicast', 1],
  ['local', 2],
  ['broadcast', 3],
  ['brd', 3],
  ['anycast', 4],
  ['multicast', 5],
  ['blackhole', 6],
  ['unreachable', 7],
  ['prohibit', 8],
  ['throw', 9],
  ['nat', 10],
  ['xresolve', 11],
]);

const UNICAST = 1;
const HIGHEST_TYPE = 255;

/** Types may be numbers, too. */
function typeNumber(text: string): number | undefined {
  const number = parseCNotation(text);
  return number !== undefined && number >= 0 && number <= HIGHEST_TYPE ? number : undefined;
}

/** One entry; undefined when it is dropped, which has been reported. */
export function readRouteEntry(entry: Entry, owner: RoutingOwner, context: BuildContext): PlacedRoute | undefined {
  const words = new EntryWords(entry, context.diagnostics);
  const draft: RouteDraft = {
    at: entry.at,
    owner,
    words,
    context,
    tracked: true,
    parts: {},
    metrics: [],
    others: [],
    nexthops: [],
  };
  for (let word = words.next(); word !== undefined; word = words.next()) {
    if (readWord(draft, word) === 'dropped') return undefined;
  }
  return finish(draft, entry.at);
}

function readWord(draft: RouteDraft, word: Word): Dropped | undefined {
  if (word.text === 'nexthop') return readNextHops(draft, word);
  if (word.text === 'to') return readDestinationOption(draft, word);
  const option = ROUTE_OPTIONS.get(word.text);
  if (option !== undefined) return option(draft, word);
  if (METRIC_NAMES.has(word.text)) return readMetric(draft, word);
  if (word.text === 'track_group' && draft.owner === 'static') {
    const group = draft.words.value(word);
    if (group === 'dropped') return group;
    draft.trackGroup = group;
    return undefined;
  }
  const type = TYPES.get(word.text) ?? typeNumber(word.text);
  if (type === undefined) return readDestination(draft, word);
  draft.parts.type = type;
  // Whoever names the type asks for a place of its own, unless a word behind it says otherwise.
  draft.parts.insertion = 'add';
  const destination = draft.words.value(word);
  return destination === 'dropped' ? destination : readDestination(draft, destination);
}

function readDestinationOption(draft: RouteDraft, option: Word): Dropped | undefined {
  const word = draft.words.value(option);
  return word === 'dropped' ? word : readDestination(draft, word);
}

const DEFAULTS: ReadonlySet<string> = new Set(['default', 'any', 'all', 'default6']);

/** A word that is no option is the destination, the last one counts. */
function readDestination(draft: RouteDraft, word: Word): Dropped | undefined {
  const { words, context } = draft;
  if (DEFAULTS.has(word.text)) {
    if (word.text === 'default6') {
      if (claimFamily(draft, word, 6) === 'dropped') return 'dropped';
    } else if (draft.family !== undefined) {
      // To keepalived it is then of no family, which fits neither.
      const text = `\`${word.text}\` stands before the addresses of a route, not after them; the entry is dropped`;
      return words.drop(word, 'route-family', text, { hint: `begin the line with \`${word.text}\`` });
    }
    draft.destination = word;
    delete draft.parts.destination;
    return undefined;
  }
  const prefix = readPrefix(word, context.diagnostics);
  if (prefix === undefined) {
    const text = `\`${word.text}\` is no destination and no option of a route; the entry is dropped`;
    return words.drop(word, 'route-word-unknown', text, {
      hint: didYouMean(word.text, [...ROUTE_OPTIONS.keys(), ...METRIC_NAMES, ...TYPES.keys()]),
    });
  }
  if (claimFamily(draft, word, prefix.address.family) === 'dropped') return 'dropped';
  draft.destination = word;
  draft.parts.destination = wholePrefix(prefix);
  return undefined;
}

function finish(draft: RouteDraft, at: Position): PlacedRoute | undefined {
  const { parts, destination, context } = draft;
  if (destination === undefined) {
    context.diagnostics.error(at, 'route-destination', 'a route needs a destination; the entry is dropped', {
      hint: 'write `default`, or an address with its prefix length',
    });
    return undefined;
  }
  const family = draft.family ?? 4;
  const prefix = parts.destination ?? everyAddress(family);
  const tracked = checkTracking(draft, destination.text);
  const nexthops = finishNextHops(draft);
  const trackGroup = finishTrackGroup(draft);
  const { via, ...rest } = parts;
  const value: Route = {
    type: UNICAST,
    onlink: false,
    insertion: 'prepend',
    ...rest,
    // With several ways its own gateway is the first of them.
    ...(via === undefined || draft.others.length > 0 ? {} : { via }),
    family,
    destination: prefix,
    protocol: draft.tracked ? PROTOCOL_KEEPALIVED : (parts.protocol ?? PROTOCOL_KEEPALIVED),
    metrics: draft.metrics,
    nexthops,
    tracked,
    ...(trackGroup === undefined ? {} : { trackGroup }),
  };
  return { value, at };
}

/** A route is followed by its device, and known as ours by its protocol. */
function checkTracking({ parts, tracked, at, context }: RouteDraft, destination: string): boolean {
  const { protocol, device } = parts;
  if (!tracked) return false;
  if (protocol !== undefined && protocol !== PROTOCOL_KEEPALIVED) {
    const text = `a tracked route has the protocol keepalived (${PROTOCOL_KEEPALIVED}), not ${protocol}; it is corrected`;
    context.diagnostics.error(at, 'protocol-forced', text, { hint: 'add `no_track` to keep its `protocol`' });
  }
  if (device !== undefined) return true;
  const text = `the route to ${destination} names no device of its own, so its interface is not tracked`;
  const hint = 'add `dev IF`, or `no_track` when that is meant';
  context.diagnostics.warning(at, 'route-untracked', text, { class: 'general', hint });
  return false;
}

function finishTrackGroup({ trackGroup, parts, context }: RouteDraft): string | undefined {
  const name = trackGroup === undefined ? undefined : findTrackGroup(trackGroup, context);
  if (name === undefined || parts.device !== undefined) return name;
  const text = 'a route without `dev` has no interface that its `track_group` could follow; it is ignored';
  context.diagnostics.error(trackGroup?.at, 'track-group-device', text);
  return undefined;
}

function finishNextHops({ others, nexthops, parts }: RouteDraft): readonly NextHop[] {
  if (others.length === 0) return nexthops;
  const { via } = parts;
  return via === undefined ? others : [{ via, weight: 1, onlink: false }, ...others];
}
