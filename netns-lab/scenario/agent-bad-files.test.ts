/** What else may stand where the configuration was, at a reload: it is refused, and nothing changes. */
import assert from 'node:assert/strict';
import { chmodSync, chownSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { Agent } from '../lib/agent.js';
import { conf } from '../lib/conf-text.js';
import { type Lab, withLab } from '../lib/lab.js';
import { ALPHA, pair, VIP } from '../topology/pair.js';

const FAST = { version: 3, advertInt: 0.3 } as const;

/** Root to whom permissions of files apply. */
const MORTAL = [
  'setpriv',
  '--bounding-set=-dac_override,-dac_read_search',
  '--inh-caps=-dac_override,-dac_read_search',
];

interface Thing {
  readonly what: string;
  /** Puts it where the configuration is. */
  readonly place: (lab: Lab, path: string) => Promise<unknown> | undefined;
  /** Why it is refused. */
  readonly reason: RegExp;
}

const instead = (path: string) => {
  rmSync(path);
  return path;
};

const THINGS: readonly Thing[] = [
  {
    what: 'a FIFO that nobody writes to',
    place: (lab, path) => lab.run('alpha', ['mkfifo', instead(path)]),
    reason: /is not a regular file/,
  },
  {
    what: '/dev/zero, behind a link',
    place: (_, path) => void symlinkSync('/dev/zero', instead(path)),
    reason: /is not a regular file/,
  },
  {
    what: 'a file of a gigabyte',
    place: (_, path) => void truncateSync(path, 1 << 30),
    reason: /is larger than 16777216 bytes/,
  },
  {
    what: 'nothing',
    place: (_, path) => void rmSync(path),
    reason: /there is no configuration file/,
  },
  {
    what: 'a link to itself',
    place: (_, path) => void symlinkSync(path, instead(path)),
    reason: /there is no configuration file|cannot be found/,
  },
  {
    what: 'a file it may not read',
    place: (_, path) => {
      chmodSync(path, 0o600);
      return void chownSync(path, 65_534, 65_534);
    },
    reason: /cannot be read: EACCES/,
  },
  {
    what: 'sixteen megabytes of NUL bytes',
    place: (_, path) => {
      truncateSync(path, 0);
      return void truncateSync(path, 1 << 24);
    },
    reason: /NUL byte/,
  },
];

async function untilRefused(lab: Lab, agent: Agent, reason: RegExp) {
  const refused = () => /Reload refused, the running configuration stays/.test(agent.log()) && reason.test(agent.log());
  await lab.eventually('the reload is refused, and why', refused, true, 12_000);
}

describe('a reload that finds', { concurrency: 2 }, () => {
  for (const { what, place, reason } of THINGS) {
    test(`${what}: is refused; the pair never notices, and the next one works`, () =>
      withLab(pair, async lab => {
        const agent = lab.agent('alpha', 'holdfast', conf({ ...FAST, priority: 150 }), { under: MORTAL });
        await lab.heldBy(VIP, ['alpha'], 8_000);
        const backup = lab.agent('bravo', 'keepalived', conf({ ...FAST, priority: 100 }));
        await lab.eventually('bravo is backup', () => backup.log().includes('Entering BACKUP STATE'), true, 8_000);
        await place(lab, agent.configPath);
        agent.signal('SIGHUP');
        await untilRefused(lab, agent, reason);
        const from = lab.sniffer.adverts(ALPHA.address).length;
        const said = () => lab.sniffer.adverts(ALPHA.address).length;
        await lab.eventually('ten more adverts', said, count => count >= from + 10, 8_000);
        assert.deepEqual(agent.states(), ['BACKUP', 'MASTER']);
        assert.ok(!backup.log().includes('Entering MASTER STATE'));
        await lab.heldBy(VIP, ['alpha'], 4_000);
        // A sound one takes its place, as editors do it.
        const fresh = `${agent.configPath}.new`;
        writeFileSync(fresh, conf({ ...FAST, priority: 150, vips: [`${VIP}/24`, '10.77.0.101/24'] }));
        renameSync(fresh, agent.configPath);
        agent.signal('SIGHUP');
        await lab.heldBy('10.77.0.101', ['alpha'], 8_000);
        assert.deepEqual(agent.states(), ['BACKUP', 'MASTER']);
      }));
  }
});
