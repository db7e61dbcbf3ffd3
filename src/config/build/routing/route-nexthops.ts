/** Gateways of routes, and the several ways of a multipath route: `nexthop via A dev IF weight N ...` (ip-route(8)). */
import type { Family, IpAddress } from '../../../base/address.js';
import type { NextHop } from '../../../vrrp/settings.js';
import { parseInteger } from '../../numbers.js';
import type { Word } from '../../parser.js';
import type { Dropped } from '../entry-words.js';
import type { Mutable } from '../mutable.js';
import { readEncapsulation } from './encapsulations.js';
import { readPrefix } from './prefixes.js';
import { claimFamily, type RouteDraft } from './route-draft.js';
import { readRealms } from './routing-options.js';

const HEAVIEST = 256;

/** `[inet|inet6] ADDRESS` of the route's own family. */
export function readGateway(draft: RouteDraft, option: Word): IpAddress | Dropped {
  const { words, context } = draft;
  const family = words.accept('inet') ? 4 : words.accept('inet6') ? 6 : undefined;
  const word = words.value(option);
  if (word === 'dropped') return word;
  const given = word.text.includes('/') ? undefined : readPrefix(word, context.diagnostics);
  if (given === undefined) {
    const text = `\`${option.text}\` is the IP address of a gateway, not \`${word.text}\`; the entry is dropped`;
    return words.drop(word, 'address-invalid', text);
  }
  if (family !== undefined && family !== given.address.family) {
    const text = `\`${word.text}\` is no IPv${family} address; the entry is dropped`;
    return words.drop(word, 'route-family', text);
  }
  return claimFamily(draft, word, given.address.family) ?? given.address;
}

/** What becomes of a part of a next hop: `mistaken` has been reported, and ends the list. */
type PartAnswer = Dropped | 'mistaken' | 'unknown' | undefined;

/** All next hops; nothing else may follow them. A mistake in one costs what follows, not the route. */
export function readNextHops(draft: RouteDraft, first: Word): Dropped | undefined {
  const { words, context } = draft;
  if (draft.others.length > 0) {
    const text = 'a route with the old `or` takes no `nexthop`; the entry is dropped';
    return words.drop(first, 'nexthop-with-or', text, { hint: 'write all gateways as `nexthop via ADDRESS`' });
  }
  let hop: Mutable<NextHop> = { weight: 1, onlink: false };
  for (let word = words.next(); word !== undefined; word = words.next()) {
    if (word.text === 'nexthop') {
      draft.nexthops.push(hop);
      hop = { weight: 1, onlink: false };
      continue;
    }
    const answer = readPart(draft, hop, word);
    if (answer === 'dropped') return answer;
    // What follows a mistake has no meaning to keepalived either.
    if (answer === 'mistaken') break;
    if (answer === 'unknown') {
      const text = `a \`nexthop\` has no option \`${word.text}\`, and nothing else may follow it; the rest is ignored`;
      context.diagnostics.error(word.at, 'route-trailing', text, {
        hint: 'put the options of the route before its first `nexthop`',
      });
      break;
    }
  }
  while (words.next() !== undefined);
  draft.nexthops.push(hop);
  return undefined;
}

function readPart(draft: RouteDraft, hop: Mutable<NextHop>, option: Word): PartAnswer {
  const { words, context } = draft;
  switch (option.text) {
    case 'via':
      return readHopGateway(draft, hop, option);
    case 'dev': {
      const word = words.value(option);
      if (word === 'dropped') return word;
      if (!context.interfaceUsable(word.text, word.at, 'this next hop')) return 'mistaken';
      hop.device = word.text;
      return undefined;
    }
    case 'weight':
      return readWeight(draft, hop, option);
    case 'onlink':
      hop.onlink = true;
      return undefined;
    case 'encap': {
      const encapsulation = readEncapsulation(words, option, context);
      if (encapsulation === 'dropped') return encapsulation;
      if (encapsulation !== undefined) hop.encapsulation = encapsulation;
      return undefined;
    }
    case 'realms': {
      if (draft.family === 6) {
        context.diagnostics.error(option.at, 'route-ipv4-only', 'only next hops of IPv4 have realms');
        return 'mistaken';
      }
      const realms = readRealms(words, option, context);
      if (realms === 'dropped') return realms;
      hop.realms = realms;
      return undefined;
    }
    default:
      return 'unknown';
  }
}

function readHopGateway(draft: RouteDraft, hop: Mutable<NextHop>, option: Word): PartAnswer {
  const { words, context } = draft;
  const wanted: Family | undefined = words.accept('inet') ? 4 : words.accept('inet6') ? 6 : undefined;
  const word = words.value(option);
  if (word === 'dropped') return word;
  const given = word.text.includes('/') ? undefined : readPrefix(word, context.diagnostics);
  if (given === undefined) {
    const text = `\`via\` is the IP address of a gateway, not \`${word.text}\`; this next hop has none`;
    context.diagnostics.error(word.at, 'address-invalid', text);
    return 'mistaken';
  }
  const family = draft.family ?? wanted ?? given.address.family;
  if (given.address.family !== family || (wanted !== undefined && wanted !== family)) {
    const text = `\`${word.text}\` does not fit an IPv${family} route; this next hop has no gateway`;
    context.diagnostics.error(word.at, 'route-family', text);
    return 'mistaken';
  }
  draft.family = family;
  hop.via = given.address;
  return undefined;
}

function readWeight({ words, context }: RouteDraft, hop: Mutable<NextHop>, option: Word): PartAnswer {
  const word = words.value(option);
  if (word === 'dropped') return word;
  const weight = parseInteger(word.text, [1, HEAVIEST]);
  if (!weight.ok) {
    const text = `the weight of a next hop is 1 to ${HEAVIEST}, not \`${word.text}\`; 1 is used`;
    context.diagnostics.error(word.at, 'number-range', text, { class: 'invalid-number' });
    return 'mistaken';
  }
  hop.weight = weight.value;
  return undefined;
}
