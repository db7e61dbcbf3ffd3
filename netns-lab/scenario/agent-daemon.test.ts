/** In the background, as an init script starts it: the foreground process reports, the pid file names the daemon. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { commandOf } from '../lib/agent.js';
import { conf } from '../lib/conf-text.js';
import { type Lab, withLab } from '../lib/lab.js';
import { single, VIP } from '../topology/pair.js';

function daemon(lab: Lab, config: string) {
  const at = (name: string) => join(lab.directoryOf('alpha'), name);
  writeFileSync(at('keepalived.conf'), config);
  const files = ['-f', at('keepalived.conf'), '-p', at('parent.pid'), '-r', at('vrrp.pid'), '-c', at('checkers.pid')];
  return { pidFile: at('parent.pid'), start: () => lab.run('alpha', [...commandOf('holdfast'), '-D', ...files]) };
}

const addresses = (lab: Lab) => async () => (await lab.addresses('alpha')).includes(VIP);
const config = conf({ version: 3, advertInt: 0.1, priority: 100 });

describe('a daemon', { concurrency: 2 }, () => {
  test('goes to the background, is found by its pid file, and takes it along when it ends', () =>
    withLab(single, async lab => {
      const { pidFile, start } = daemon(lab, config);
      await start();
      await lab.eventually('the pid file is written', () => existsSync(pidFile), true, 3_000);
      await lab.eventually('the address is set', addresses(lab), true, 8_000);
      const pid = Number(readFileSync(pidFile, 'utf8'));
      process.kill(pid, 'SIGTERM');
      await lab.eventually('the daemon is gone', () => existsSync(`/proc/${pid}`), false, 5_000);
      assert.ok(!existsSync(pidFile));
      assert.equal(await addresses(lab)(), false);
    }));

  test('is started once: a second one with the same pid file leaves the first alone', () =>
    withLab(single, async lab => {
      const { pidFile, start } = daemon(lab, config);
      await start();
      await lab.eventually('the address is set', addresses(lab), true, 8_000);
      const pid = readFileSync(pidFile, 'utf8');
      await start().catch(() => {}); // keepalived ends with 0 here; what counts is the one that runs
      assert.equal(readFileSync(pidFile, 'utf8'), pid);
      const processes = (await lab.run('alpha', ['sh', '-c', `kill -0 ${pid.trim()} && echo alive`])).trim();
      assert.equal(processes, 'alive');
      assert.equal(await addresses(lab)(), true);
      assert.ok(lab.sniffer.adverts().every(advert => advert.priority === 100));
    }));
});
