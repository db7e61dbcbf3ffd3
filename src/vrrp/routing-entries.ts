/** Virtual and static routes and rules as entries: which are the same, what differs, how they are called. */
import type { Route, Rule } from './settings.js';

/** Routes and rules that belong together. */
export interface Routing {
  readonly routes: readonly Route[];
  readonly rules: readonly Rule[];
}

export const NO_ROUTING: Routing = { routes: [], rules: [] };

/** What goes and what comes. */
export interface RoutingChange {
  readonly removed: Routing;
  readonly added: Routing;
}

/** Only what the kernel would see as different. */
export function diffRouting(before: Routing, after: Routing): RoutingChange {
  return {
    removed: {
      routes: missingFrom(after.routes, before.routes, routeKey),
      rules: missingFrom(after.rules, before.rules, ruleKey),
    },
    added: {
      routes: missingFrom(before.routes, after.routes, routeKey),
      rules: missingFrom(before.rules, after.rules, ruleKey),
    },
  };
}

/** The entries that are not, as they are, in `there`. */
function missingFrom<Entry>(
  there: readonly Entry[],
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string,
): readonly Entry[] {
  if (there === entries) return [];
  const known = new Set(there.map(keyOf));
  return entries.filter(entry => !known.has(keyOf(entry)));
}

/** All of a route that the kernel is told. Whether it is tracked is our own affair. */
export function routeKey({ tracked: _, trackGroup: __, ...route }: Route): string {
  return JSON.stringify(route, plain);
}

/** All of a rule that the kernel is told. */
export function ruleKey({ tracked: _, trackGroup: __, ...rule }: Rule): string {
  return JSON.stringify(rule, plain);
}

/** Names in order, so that the order of words in the configuration does not matter; addresses by their text. */
function plain(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A route in the words of ip-route(8), as far as one needs them to know which it is. */
export function routeText({ destination, via, device, table, metric, nexthops }: Route): string {
  const words = [destination.length === 0 ? 'default' : `${destination.address.text}/${destination.length}`];
  if (via !== undefined) words.push(`via ${via.text}`);
  if (nexthops.length > 0) words.push(`by ${nexthops.length} next hops`);
  if (device !== undefined) words.push(`dev ${device}`);
  if (table !== undefined) words.push(`table ${table}`);
  if (metric !== undefined) words.push(`metric ${metric}`);
  return words.join(' ');
}

/** A rule in the words of ip-rule(8), as far as one needs them to know which it is. */
export function ruleText({ preference, from, to, inputDevice, outputDevice, action }: Rule): string {
  const words = [`${preference}:`];
  if (from !== undefined) words.push(`from ${from.address.text}/${from.length}`);
  if (to !== undefined) words.push(`to ${to.address.text}/${to.length}`);
  if (inputDevice !== undefined) words.push(`iif ${inputDevice}`);
  if (outputDevice !== undefined) words.push(`oif ${outputDevice}`);
  words.push(action.kind === 'table' ? `table ${action.table}` : action.kind);
  return words.join(' ');
}

/** Devices of tracked routes and rules, whose state an instance follows. */
export function routingDevices({ routes, rules }: Routing): string[] {
  return [
    ...routes.flatMap(({ tracked, device }) => (tracked && device !== undefined ? [device] : [])),
    ...rules.flatMap(({ tracked, inputDevice, outputDevice }) =>
      tracked ? [inputDevice, outputDevice].flatMap(name => name ?? []) : [],
    ),
  ];
}
