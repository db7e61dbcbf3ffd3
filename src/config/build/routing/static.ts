/** `static_ipaddress`, `static_routes` and `static_rules`: there from the start to the stop. */
import type { StaticAddress } from '../../../vrrp/settings.js';
import type { Entry, Statement } from '../../parser.js';
import type { BuildContext } from '../context.js';
import type { Drafts } from '../drafts.js';
import { type PlacedAddress, readAddressEntry } from '../instance/addresses.js';
import { readRouteEntry } from './routes.js';
import { findTrackGroup } from './routing-options.js';
import { readRuleEntry } from './rules.js';

/** keepalived's own choice. */
const DEFAULT_INTERFACE = 'eth0';

/** `static_ipaddress { }`; blocks add up. */
export function readStaticAddresses(drafts: Drafts, { entries }: Statement, context: BuildContext): void {
  for (const entry of entries) {
    const placed = readAddressEntry(entry, 'static', context);
    const address = placed === undefined ? undefined : finishAddress(placed, context);
    if (address !== undefined) drafts.statics.addresses.push(address);
  }
}

/** `static_routes { }`; blocks add up. */
export function readStaticRoutes(drafts: Drafts, { entries }: Statement, context: BuildContext): void {
  readAll(entries, drafts.statics.routes, entry => readRouteEntry(entry, 'static', context));
}

/** `static_rules { }`; blocks add up. */
export function readStaticRules(drafts: Drafts, { entries }: Statement, context: BuildContext): void {
  readAll(entries, drafts.statics.rules, entry => readRuleEntry(entry, 'static', context));
}

function readAll<Value>(
  entries: readonly Entry[],
  values: Value[],
  read: (entry: Entry) => { readonly value: Value } | undefined,
): void {
  for (const entry of entries) {
    const placed = read(entry);
    if (placed !== undefined) values.push(placed.value);
  }
}

/** An address without `dev` goes to the default interface, if there is one. */
function finishAddress(placed: PlacedAddress, context: BuildContext): StaticAddress | undefined {
  const { value, at } = placed;
  const trackGroup = placed.trackGroup === undefined ? undefined : findTrackGroup(placed.trackGroup, context);
  const name = value.device ?? context.globals.defaultInterface ?? DEFAULT_INTERFACE;
  if (value.device === undefined && !context.interfaceMayExist(name)) {
    const text = `${value.address.text} names no device, and there is no default interface \`${name}\`; the entry is dropped`;
    const hint = 'add `dev IF`, or set `default_interface` in `global_defs`';
    context.diagnostics.error(at, 'static-device', text, { class: 'fatal', hint });
    return undefined;
  }
  return { ...value, device: name, ...(trackGroup === undefined ? {} : { trackGroup }) };
}
