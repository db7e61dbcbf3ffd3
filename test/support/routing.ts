/** Routes and rules for tests, as a configuration would give them. */
import { address, type IpPrefix } from '../../src/base/address.js';
import type { Route, Rule } from '../../src/vrrp/settings.js';

function prefixOf(text: string): IpPrefix {
  const slash = text.indexOf('/');
  return { address: address(text.slice(0, slash)), length: Number(text.slice(slash + 1)) };
}

/** A tracked route by eth0, to `192.0.2.0/24` for example. */
export function routeTo(destination: string, changes: Partial<Route> = {}): Route {
  const prefix = prefixOf(destination);
  return {
    family: prefix.address.family,
    type: 1,
    destination: prefix,
    protocol: 18,
    device: 'eth0',
    onlink: false,
    metrics: [],
    insertion: 'prepend',
    nexthops: [],
    tracked: true,
    ...changes,
  };
}

/** A tracked rule of preference 600 that sends to table 100. */
export function ruleFrom(source: string, changes: Partial<Rule> = {}): Rule {
  const from = prefixOf(source);
  return {
    family: from.address.family,
    inverted: false,
    from,
    preference: 600,
    protocol: 18,
    action: { kind: 'table', table: 100 },
    tracked: true,
    ...changes,
  };
}
