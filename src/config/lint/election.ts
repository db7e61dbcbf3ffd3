/** Who becomes MASTER: settings of one node that decide it in a way few expect. */
import { OWNER_PRIORITY } from '../../vrrp/settings.js';
import type { Subject } from './subject.js';

/** Looks for address owners. */
export function lintElection({ settings, places, found }: Subject): void {
  for (const { name, priority } of settings.vrrp.instances) {
    if (priority !== OWNER_PRIORITY) continue;
    // RFC 9568 6.4.1: the owner goes to MASTER without listening first.
    const means = 'at its start it becomes MASTER without listening first, and no tracker moves its priority';
    if (places.wrote(name, 'priority')) {
      const hint = 'unless the addresses are configured on its interface for good, use 254 or less';
      const text = `(${name}) \`priority\` 255 makes this node the address owner: ${means}`;
      found.note(places.keyword(name, 'priority'), 'lint-owner', text, { hint });
    } else {
      const hint = 'set `priority`, on the backup a lower one';
      const text = `(${name}) \`state MASTER\` without \`priority\` means 255, the address owner: ${means}`;
      found.warning(places.keyword(name, 'state'), 'lint-owner', text, { hint });
    }
  }
}
