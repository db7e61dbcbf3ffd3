/** Addresses, routes and rules that belong to no instance. */
import type { Route, Rule, StaticAddress } from '../../../vrrp/settings.js';

/** What was read of static items so far. */
export interface StaticDrafts {
  readonly addresses: StaticAddress[];
  readonly routes: Route[];
  readonly rules: Rule[];
}

/** Before the first block. */
export function newStaticDrafts(): StaticDrafts {
  return { addresses: [], routes: [], rules: [] };
}
