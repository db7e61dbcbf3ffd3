/** Options of routes that are neither metrics nor next hops (ip-route(8)). */
import type { Family } from '../../../base/address.js';
import { seconds } from '../../../base/duration.js';
import type { Route } from '../../../vrrp/settings.js';
import { UINT_MAX } from '../../keywords/row.js';
import type { Word } from '../../parser.js';
import type { Dropped } from '../entry-words.js';
import type { Mutable } from '../mutable.js';
import { readEncapsulation } from './encapsulations.js';
import { readPrefix, wholePrefix } from './prefixes.js';
import { claimFamily, type RouteDraft } from './route-draft.js';
import type { NameKind } from './route-names.js';
import { readGateway } from './route-nexthops.js';
import { readInterface, readNamed, readRealms, skipAfterFamily } from './routing-options.js';

/** What an option does with the word it stands for; `dropped`: the entry is, and why has been reported. */
export type RouteOption = (draft: RouteDraft, option: Word) => Dropped | undefined;

/** By name; metrics, types and destinations are no options. */
export const ROUTE_OPTIONS: ReadonlyMap<string, RouteOption> = new Map<string, RouteOption>([
  ['inet', (draft, option) => readFamily(draft, option, 4)],
  ['inet6', (draft, option) => readFamily(draft, option, 6)],
  ['via', readVia],
  ['gw', readOldVia],
  ['src', readSource],
  ['from', readFrom],
  ['tos', named('dsfield', 'tos')],
  ['dsfield', named('dsfield', 'tos')],
  ['table', named('table', 'table')],
  ['protocol', named('protocol', 'protocol')],
  ['scope', named('scope', 'scope')],
  ['metric', readPreference],
  ['priority', readPreference],
  ['preference', readPreference],
  ['dev', readDevice],
  ['oif', readDevice],
  ['onlink', set('onlink', true)],
  ['encap', readEncap],
  ['expires', readExpiry],
  ['pref', readRouterPreference],
  ['ttl-propagate', readTtlPropagation],
  ['realms', readRouteRealms],
  ['as', readAs],
  ['vrf', readVrf],
  ['add', set('insertion', 'add')],
  ['append', set('insertion', 'append')],
  ['prepend', set('insertion', 'prepend')],
  [
    'no_track',
    draft => {
      draft.tracked = false;
      return undefined;
    },
  ],
  ['or', readOr],
]);

/** As in keepalived the word after it is passed over, whatever it is. */
function readFamily(draft: RouteDraft, option: Word, family: Family): Dropped | undefined {
  if (claimFamily(draft, option, family) === 'dropped') return 'dropped';
  skipAfterFamily(draft.words, option, draft.context);
  return undefined;
}

function readVia(draft: RouteDraft, option: Word): Dropped | undefined {
  const via = readGateway(draft, option);
  if (via === 'dropped') return via;
  draft.parts.via = via;
  return undefined;
}

function readOldVia(draft: RouteDraft, option: Word): Dropped | undefined {
  noteOld(draft, option, 'via');
  return readVia(draft, option);
}

function noteOld({ context }: RouteDraft, option: Word, instead: string): void {
  const text = `\`${option.text}\` of a route is an old name`;
  context.diagnostics.warning(option.at, 'keyword-deprecated', text, {
    class: 'deprecated',
    hint: `write \`${instead}\``,
  });
}

function readSource(draft: RouteDraft, option: Word): Dropped | undefined {
  const word = draft.words.value(option);
  if (word === 'dropped') return word;
  const source = word.text.includes('/') ? undefined : readPrefix(word, draft.context.diagnostics);
  if (source === undefined) {
    const text = `\`src\` is a plain IP address, not \`${word.text}\`; the entry is dropped`;
    return draft.words.drop(word, 'address-invalid', text);
  }
  if (claimFamily(draft, word, source.address.family) === 'dropped') return 'dropped';
  draft.parts.source = source.address;
  return undefined;
}

function readFrom(draft: RouteDraft, option: Word): Dropped | undefined {
  const word = draft.words.value(option);
  if (word === 'dropped') return word;
  const from = readPrefix(word, draft.context.diagnostics);
  if (from === undefined) {
    const text = `\`from\` is an IPv6 address with an optional prefix length, not \`${word.text}\`; the entry is dropped`;
    return draft.words.drop(word, 'address-invalid', text);
  }
  if (from.address.family === 4) {
    return draft.words.drop(word, 'route-ipv6-only', 'only IPv6 routes have a `from`; the entry is dropped');
  }
  if (claimFamily(draft, word, 6) === 'dropped') return 'dropped';
  draft.parts.from = wholePrefix(from);
  return undefined;
}

/** A number or one of iproute2's names. */
function named(kind: NameKind, field: 'tos' | 'table' | 'protocol' | 'scope'): RouteOption {
  return (draft, option) => {
    const value = readNamed(draft.words, option, kind, draft.context);
    if (value === 'dropped') return value;
    draft.parts[field] = value;
    return undefined;
  };
}

function set<Field extends 'onlink' | 'insertion'>(field: Field, value: Route[Field]): RouteOption {
  return draft => {
    (draft.parts as Mutable<Pick<Route, Field>>)[field] = value;
    return undefined;
  };
}

function readPreference(draft: RouteDraft, option: Word): Dropped | undefined {
  const value = draft.words.integer(option, [0, UINT_MAX]);
  if (value === 'dropped') return value;
  draft.parts.metric = value;
  return undefined;
}

function readDevice(draft: RouteDraft, option: Word): Dropped | undefined {
  const device = readInterface(draft.words, option, 'this route; the entry is dropped', draft.context);
  if (device === 'dropped') return device;
  draft.parts.device = device;
  return undefined;
}

function readEncap(draft: RouteDraft, option: Word): Dropped | undefined {
  const encapsulation = readEncapsulation(draft.words, option, draft.context);
  if (encapsulation === 'dropped') return encapsulation;
  if (encapsulation !== undefined) draft.parts.encapsulation = encapsulation;
  return undefined;
}

function onlyIpv6(draft: RouteDraft, option: Word): Dropped | undefined {
  if (draft.family !== 4) {
    draft.family = 6;
    return undefined;
  }
  const text = `only IPv6 routes have \`${option.text}\`; the entry is dropped`;
  return draft.words.drop(option, 'route-ipv6-only', text);
}

function readExpiry(draft: RouteDraft, option: Word): Dropped | undefined {
  if (onlyIpv6(draft, option) === 'dropped') return 'dropped';
  const value = draft.words.integer(option, [0, UINT_MAX]);
  if (value === 'dropped') return value;
  draft.parts.expires = seconds(value);
  return undefined;
}

/** RFC 4191 2.1, as rtnetlink has it. */
const ROUTER_PREFERENCES: ReadonlyMap<string, number> = new Map([
  ['low', 3],
  ['medium', 0],
  ['high', 1],
]);

function readRouterPreference(draft: RouteDraft, option: Word): Dropped | undefined {
  if (onlyIpv6(draft, option) === 'dropped') return 'dropped';
  const name = ROUTER_PREFERENCES.get(draft.words.peek()?.text ?? '');
  if (name !== undefined) draft.words.next();
  const value = name ?? draft.words.integer(option, [0, 255]);
  if (value === 'dropped') return value;
  draft.parts.preference = value;
  return undefined;
}

function readTtlPropagation(draft: RouteDraft, option: Word): Dropped | undefined {
  const word = draft.words.value(option);
  if (word === 'dropped') return word;
  if (word.text === 'enabled' || word.text === 'disabled') draft.parts.propagatesTtl = word.text === 'enabled';
  else {
    const text = `\`ttl-propagate\` is enabled or disabled, not \`${word.text}\`; it is ignored`;
    draft.context.diagnostics.error(word.at, 'choice-unknown', text);
  }
  return undefined;
}

function readRouteRealms(draft: RouteDraft, option: Word): Dropped | undefined {
  if (draft.family === 6) {
    return draft.words.drop(option, 'route-ipv4-only', 'only IPv4 routes have realms; the entry is dropped');
  }
  const realms = readRealms(draft.words, option, draft.context);
  if (realms === 'dropped') return realms;
  draft.parts.realms = realms;
  draft.family ??= 4;
  return undefined;
}

function readAs(draft: RouteDraft, option: Word): Dropped | undefined {
  const text = '`as` has a meaning for MPLS routes only, which are not configured here; it is ignored';
  draft.context.diagnostics.error(option.at, 'route-as', text);
  if (draft.words.accept('to')) draft.words.next();
  else if (draft.words.value(option) === 'dropped') return 'dropped';
  return undefined;
}

function readVrf(draft: RouteDraft, option: Word): Dropped | undefined {
  const { words, context } = draft;
  const word = words.value(option);
  if (word === 'dropped') return word;
  const isThere = context.interfacesElsewhere || context.ports.interfaceExists(word.text);
  // Nothing but rtnetlink tells a VRF from other interfaces; where its facts are missing we believe the file.
  const kind = context.interfacesElsewhere ? undefined : context.ports.interfaceKind?.(word.text);
  if (!isThere) {
    return words.drop(word, 'vrf-missing', `there is no VRF \`${word.text}\`; the entry is dropped`);
  }
  if (kind !== undefined && kind !== 'vrf') {
    return words.drop(word, 'vrf-kind', `\`${word.text}\` is an interface, but no VRF; the entry is dropped`);
  }
  draft.parts.vrf = word.text;
  return undefined;
}

/** The old way to name a second gateway. */
function readOr(draft: RouteDraft, option: Word): Dropped | undefined {
  noteOld(draft, option, 'nexthop');
  const { words, context } = draft;
  const word = words.value(option);
  if (word === 'dropped') return word;
  const given = word.text.includes('/') ? undefined : readPrefix(word, context.diagnostics);
  if (given === undefined) {
    return words.drop(word, 'address-invalid', `\`or\` is an IP address, not \`${word.text}\`; the entry is dropped`);
  }
  const family = draft.family ?? given.address.family;
  if (family === given.address.family) {
    draft.family = family;
    draft.others.push({ via: given.address, weight: 1, onlink: false });
    return undefined;
  }
  // keepalived takes it and asks the kernel for what it refuses.
  const text = `\`${word.text}\` does not fit an IPv${family} route; this gateway is ignored`;
  context.diagnostics.error(word.at, 'route-family', text, { class: 'none' });
  return undefined;
}
