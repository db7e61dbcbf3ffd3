/** `Type=notify`: what systemd hears of the service, and that its watchdog sees the thread that sends adverts. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { conf } from '../lib/conf-text.js';
import { withLab } from '../lib/lab.js';
import { ServiceManager } from '../lib/service-manager.js';
import { pair, VIP } from '../topology/pair.js';

const fast = { version: 3 as const, advertInt: 0.1 };
const WITHIN = 8_000;

describe('a service manager', { concurrency: 2 }, () => {
  test('hears of the start, of changes, of reloads good and bad, and of the end', () =>
    withLab(pair, async lab => {
      const manager = await ServiceManager.start(lab, 'alpha');
      const has = (what: string, wanted: (said: string[]) => boolean) =>
        lab.eventually(what, () => manager.said(), wanted, WITHIN);
      const count = (line: string) => (said: readonly string[]) => said.filter(each => each === line).length;
      const ready = count('READY=1');

      const agent = lab.agent('alpha', 'holdfast', conf({ ...fast, priority: 100 }), { under: manager.under() });
      await has('ready', said => ready(said) === 1);
      assert.equal(manager.said()[0], 'READY=1');
      await has('its state', said => said.includes('STATUS=VRRP: 1 MASTER'));
      await lab.heldBy(VIP, ['alpha'], WITHIN);

      agent.reload(conf({ ...fast, priority: 90 }));
      await has('ready after a reload', said => ready(said) === 2);
      agent.reload('vrrp_instance VI_1 {');
      await has('ready after a reload that was refused', said => ready(said) === 3);
      const reloads = manager.said().filter(line => line.startsWith('RELOADING=1 '));
      assert.equal(reloads.length, 2);
      for (const line of reloads) assert.match(line, /^RELOADING=1 MONOTONIC_USEC=[1-9]\d+$/);

      lab.agent('bravo', 'keepalived', conf({ ...fast, priority: 150 }));
      await has('its new state', said => said.includes('STATUS=VRRP: 1 BACKUP'));
      await agent.stop();
      await has('the end', said => said.at(-1) === 'STOPPING=1');
      assert.equal(manager.said().filter(line => line === 'WATCHDOG=1').length, 0, 'nobody asked for it');
    }));

  test('that watches has signs of life, and none of a process that hangs', () =>
    withLab(pair, async lab => {
      const manager = await ServiceManager.start(lab, 'alpha');
      const alive = () => manager.said().filter(line => line === 'WATCHDOG=1').length;
      const agent = lab.agent('alpha', 'holdfast', conf({ ...fast, priority: 100 }), { under: manager.under(200) });
      await lab.eventually('signs of life', alive, count => count >= 5, WITHIN);
      agent.signal('SIGSTOP');
      // Adverts stop with them: the other node takes over, which is three intervals of its own.
      lab.agent('bravo', 'keepalived', conf({ ...fast, priority: 50 }));
      await lab.eventually('the other takes over', () => lab.agents[1]?.state(), 'MASTER', WITHIN);
      const before = alive();
      const adverts = () => lab.sniffer.adverts('10.77.0.2').length;
      const seen = adverts();
      await lab.eventually('ten adverts of the other', adverts, count => count >= seen + 10, WITHIN);
      assert.equal(alive(), before);
      agent.signal('SIGCONT');
      await lab.eventually('it lives again', alive, count => count > before, WITHIN);
    }));

  test('is no affair of scripts', () =>
    withLab(pair, async lab => {
      const manager = await ServiceManager.start(lab, 'alpha');
      const script = `/bin/sh -c 'env > ${lab.directoryOf('alpha')}/environment'`;
      lab.agent(
        'alpha',
        'holdfast',
        conf({
          ...fast,
          priority: 100,
          globals: 'enable_script_security\nscript_user root',
          instance: `notify_master "${script}"`,
        }),
        { under: manager.under(60_000) },
      );
      const environment = () => lab.run('alpha', ['sh', '-c', `cat ${lab.directoryOf('alpha')}/environment || true`]);
      const text = await lab.eventually('the script ran', environment, seen => seen.includes('PATH='), WITHIN);
      assert.ok(!/NOTIFY_SOCKET|WATCHDOG/.test(text), text);
    }));
});
