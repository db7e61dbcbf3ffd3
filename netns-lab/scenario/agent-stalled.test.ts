/** A backup that was kept from running: the adverts of a living master wait in its socket, and must be heard first. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conf } from '../lib/conf-text.js';
import { withLab } from '../lib/lab.js';
import { ALPHA, BRAVO, pair } from '../topology/pair.js';

/** More than are read in one go, so that some deadlines come up before their adverts do. */
const INSTANCES = 60;

const crowd = (priority: number) =>
  Array.from({ length: INSTANCES }, (_, i) =>
    conf({ version: 3, advertInt: 0.1, priority, vips: [`10.81.0.${i + 1}/32`] })
      .replace(/^global_defs \{[^}]*\}\n/, '')
      .replace('VI_1', `VI_${i + 1}`)
      .replace('virtual_router_id 51', `virtual_router_id ${i + 1}`),
  ).join('\n');

test('a backup that was stopped for longer than its master-down time does not take over when it runs again', () =>
  withLab(pair, async lab => {
    lab.agent('alpha', 'keepalived', crowd(150), { quiet: true });
    const held = async () => (await lab.addresses('alpha')).filter(address => address.startsWith('10.81.')).length;
    await lab.eventually('alpha is master of all', held, INSTANCES, 8_000);
    const backup = lab.agent('bravo', 'holdfast', crowd(100), { quiet: true });
    const last = `VI_${INSTANCES}`;
    await lab.eventually('bravo is backup', () => backup.state(last), 'BACKUP', 8_000);

    const heard = () => lab.sniffer.adverts(ALPHA.address).length;
    const rounds = async (what: string) => {
      const from = heard();
      await lab.eventually(what, heard, count => count >= from + 10 * INSTANCES, 5_000);
    };
    backup.signal('SIGSTOP');
    await rounds('ten adverts of each pass it by'); // 1 s against 361 ms
    backup.signal('SIGCONT');
    await rounds('ten more of each come while it runs');
    assert.deepEqual(lab.sniffer.adverts(BRAVO.address), []);
    assert.deepEqual(backup.states(last), ['BACKUP']);
  }));
