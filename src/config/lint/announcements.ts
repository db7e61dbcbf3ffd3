/** Gratuitous ARP and unsolicited NA: a takeover nobody notices is none. */
import { microseconds, seconds } from '../../base/duration.js';
import { listed, secondsText } from '../wording.js';
import type { Subject } from './subject.js';

/** Looks at the gaps between ARPs, and at how often they are sent. */
export function lintAnnouncements(subject: Subject): void {
  lintPace(subject);
  lintOnlyOnce(subject);
}

/** Every address of an interface waits for those before it. */
function lintPace({ settings, places, found }: Subject): void {
  const { garpInterval, gnaInterval } = settings.vrrp.globals;
  const waiting = new Map<string, { readonly instance: string; count: number }>();
  for (const { name, interface: own, addresses, excludedAddresses } of settings.vrrp.instances) {
    for (const { address, device = own } of [...addresses, ...excludedAddresses]) {
      const key = `${address.family} ${device}`;
      const entry = waiting.get(key) ?? { instance: name, count: 0 };
      entry.count++;
      waiting.set(key, entry);
    }
  }
  for (const [key, { instance, count }] of waiting) {
    const [family, device] = key.split(' ');
    const [keyword, what, gap] =
      family === '4'
        ? (['vrrp_garp_interval', 'ARP', garpInterval] as const)
        : (['vrrp_gna_interval', 'neighbour advertisement', gnaInterval] as const);
    const last = microseconds(gap * (count - 1));
    if (last <= seconds(2)) continue;
    const text = `with ${secondsText(gap)} between two announcements (\`${keyword}\`), the last of ${count} addresses on ${device} gets its first ${what} ${secondsText(last)} after a takeover; until then its traffic goes to the old master`;
    found.warning(places.instance(instance), 'lint-garp-pace', text, { hint: `lower \`${keyword}\`` });
  }
}

/** One frame, and no other chance: a switch that is still learning loses it. The settings are mostly global ones. */
function lintOnlyOnce({ settings, places, found }: Subject): void {
  const hasty = settings.vrrp.instances.filter(
    ({ garp, addresses, excludedAddresses }) =>
      addresses.length + excludedAddresses.length > 0 &&
      garp.masterRepeat <= 1 &&
      garp.masterDelay === 0 &&
      garp.masterRefresh === 0,
  );
  const [first] = hasty;
  if (first === undefined) return;
  const names = listed(hasty.map(({ name }) => `(${name})`));
  const text = `a takeover of ${names} is told to the neighbours by one single frame for each address: where it is lost, traffic stays with the old master`;
  const hint = 'let `garp_master_delay` and `garp_master_repeat` have their defaults of 5';
  found.note(places.instance(first.name), 'lint-garp-once', text, { hint });
}
