/** SIGUSR1: why is this node not master? The lines both programs have are the same in both. */
import { writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { conf } from '../lib/conf-text.js';
import { type Lab, withLab } from '../lib/lab.js';
import { pair, VIP } from '../topology/pair.js';

/** Priority 100, of which a script takes 30 when the file `broken` exists. */
function weighted(lab: Lab) {
  const broken = `${lab.directoryOf('bravo')}/broken`;
  const config = conf({
    version: 3,
    advertInt: 0.1,
    priority: 100,
    globals: 'enable_script_security\nscript_user root',
    instance: 'track_script {\nchk\n}',
    blocks: `vrrp_script chk {\nscript "/usr/bin/test ! -e ${broken}"\ninterval 1\nweight -30\n}`,
  });
  return { broken, config };
}

const shared = /^(State|Priority|Effective priority|Total priority|Number of interface and track script faults) = /;

describe('the state dump', { concurrency: 2 }, () => {
  for (const kind of ['holdfast', 'keepalived'] as const) {
    test(`of ${kind} names state, faults and effective priority`, () =>
      withLab(pair, async lab => {
        const { broken, config } = weighted(lab);
        const agent = lab.agent('bravo', kind, config);
        const told = async () => (await agent.data()).filter(line => shared.test(line));
        const facts = (state: string, faults: number, effective: number) => [
          `State = ${state}`,
          `Number of interface and track script faults = ${faults}`,
          'Priority = 100',
          `Effective priority = ${effective}`,
          `Total priority = ${effective}`,
        ];
        await lab.heldBy(VIP, ['bravo'], 8_000);
        await lab.eventually('a sound master', told, facts('MASTER', 0, 100), 3_000);
        writeFileSync(broken, '');
        await lab.eventually('the script takes its weight', told, facts('MASTER', 0, 70), 4_000);
        lab.agent('alpha', 'keepalived', conf({ version: 3, advertInt: 0.1, priority: 90 }));
        await lab.heldBy(VIP, ['alpha'], 8_000);
        await lab.eventually('a backup', told, facts('BACKUP', 0, 70), 3_000);
        await lab.network.ip('bravo', 'link set eth0 down\n');
        await lab.eventually('a fault', told, facts('FAULT', 1, 70), 3_000);
      }));
  }

  test('of ours says besides whom it follows, which faults hold it, and what the last change was for', () =>
    withLab(pair, async lab => {
      const { config } = weighted(lab);
      lab.agent('alpha', 'keepalived', conf({ version: 3, advertInt: 0.1, priority: 150 }));
      await lab.heldBy(VIP, ['alpha'], 8_000);
      const agent = lab.agent('bravo', 'holdfast', config);
      await lab.eventually('a backup', () => agent.state(), 'BACKUP', 8_000);
      const holds = (line: string) =>
        lab.eventually(
          line,
          () => agent.data(),
          seen => seen.includes(line),
          3_000,
        );
      await holds('Master router = 10.77.0.1');
      await holds('Master priority = 150');
      await lab.network.ip('bravo', 'link set eth0 down\n');
      await holds('interface eth0 is down');
      await holds('Last reason = interface eth0 is down');
    }));
});
