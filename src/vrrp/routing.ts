/**
 * Virtual routes and rules of an instance: there while it is MASTER. They follow the addresses, for a gateway may be
 * within reach only by one of them, and go before them; rules come last, for they send packets to the routes.
 */
import type { Effect } from './effect.js';
import { type Instance, tell } from './instance.js';
import { diffRouting, NO_ROUTING, type Routing, type RoutingChange } from './routing-entries.js';
import type { InstanceSettings } from './settings.js';

/** Asks for all routes and rules of the instance. */
export function addRouting(vr: Instance): void {
  const { routes, rules } = vr.settings;
  vr.routing = { routes, rules };
  tellRouting(vr, 'add-routes', vr.routing);
}

/** Gives back what was asked for. */
export function removeRouting(vr: Instance): void {
  tellRouting(vr, 'remove-routes', vr.routing);
  vr.routing = NO_ROUTING;
}

/** Of a MASTER: notes what the new settings ask for. What has to be told is the caller's, for addresses go in between. */
export function changeRouting(vr: Instance, { routes, rules }: InstanceSettings): RoutingChange {
  const change = diffRouting(vr.routing, { routes, rules });
  vr.routing = { routes, rules };
  return change;
}

/** Nothing is told about nothing. */
export function tellRouting(
  vr: Instance,
  kind: Extract<Effect['kind'], 'add-routes' | 'remove-routes'>,
  { routes, rules }: Routing,
): void {
  if (routes.length + rules.length > 0) tell(vr, { kind, routes, rules });
}
