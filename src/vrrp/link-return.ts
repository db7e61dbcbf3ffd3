/**
 * A link that goes down takes things with it without its instance taking notice: one that does not follow the link
 * (`dont_track_primary`), or whose link was away for less than its delay. The kernel drops the IPv6 addresses of a
 * device that is switched off, and the routes through it. A MASTER has them put back when the link returns.
 */
import { type Instance, say, tell } from './instance.js';
import { tellRouting } from './routing.js';
import type { Route, VirtualAddress } from './settings.js';

/** An interface is up again; `missing` are the addresses of ours that the kernel does not have on it any more. */
export function onLinkReturned(vr: Instance, name: string, missing: readonly VirtualAddress[]): void {
  if (vr.state !== 'MASTER') return;
  // By name, for a reload may have brought other entries for the same addresses.
  const lost = new Set(missing.map(nameOf));
  const addresses = vr.present.filter(entry => entry.tracked && lost.has(nameOf(entry)));
  const routes = vr.routing.routes.filter(route => route.tracked && mayUse(route, name));
  if (addresses.length > 0) {
    const texts = addresses.map(({ address }) => address.text).join(', ');
    say(vr, 'info', 'link-returned', `Putting back what went with the link of ${name}: ${texts}`, { interface: name });
    tell(vr, { kind: 'add-addresses', addresses });
  }
  tellRouting(vr, 'add-routes', { routes, rules: [] });
  const { masterRepeat } = vr.settings.garp;
  if (addresses.length > 0) tell(vr, { kind: 'announce', addresses, repeat: masterRepeat });
}

/** Two entries of one instance are the same when address and device are. */
function nameOf({ address, device }: VirtualAddress): string {
  return `${address.text} ${device ?? ''}`;
}

/** A route that names no device may lead through any. */
function mayUse({ device, nexthops }: Route, name: string): boolean {
  const devices = [device, ...nexthops.map(hop => hop.device)].flatMap(each => each ?? []);
  return devices.length === 0 || devices.includes(name);
}
