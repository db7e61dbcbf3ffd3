/** Scopes of IPv4 addresses by name: rtnetlink(7)'s own, and those an administrator gave names (ip-address(8)). */
import { parseCNotation } from '../numbers.js';
import type { FilePorts } from '../ports.js';

/** Where iproute2 keeps them; the first file that is there counts. */
const FILES = ['/etc/iproute2/rt_scopes', '/usr/share/iproute2/rt_scopes'];

const BUILT_IN: readonly (readonly [string, number])[] = [
  ['global', 0],
  ['site', 200],
  ['link', 253],
  ['host', 254],
  ['nowhere', 255],
];

/** Names with their numbers, 0 to 255. Lines that are not `NUMBER NAME` are passed over, as keepalived does. */
export function readScopeNames(files: FilePorts): ReadonlyMap<string, number> {
  const names = new Map(BUILT_IN);
  for (const path of FILES) {
    const bytes = files.read(path);
    if (!bytes.ok) continue;
    for (const line of Buffer.from(bytes.value).toString('latin1').split('\n')) {
      const [number = '', name, ...more] = line.trim().split(/[ \t]+/);
      const scope = parseCNotation(number);
      if (scope !== undefined && scope >= 0 && scope <= 255 && name !== undefined && more.length === 0) {
        names.set(name, scope);
      }
    }
    break;
  }
  return names;
}
