/** A machine that is short of something: a full disk, settings that are read-only, few descriptors, no memory. VRRP goes on. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Agent } from '../lib/agent.js';
import { conf } from '../lib/conf-text.js';
import { type Lab, withLab } from '../lib/lab.js';
import { ALPHA, pair, single, VIP } from '../topology/pair.js';

const fast = { version: 3 as const, advertInt: 0.1, priority: 100 };

/** Starts the command behind it in a file system view of its own, once `deed` is done there. */
const withOwnMounts = (deed: string) => ['unshare', '--mount', 'sh', '-ec', `${deed}\nexec "$@"`, 'sh'];

async function keepsAdvertising(lab: Lab, count: number) {
  const from = lab.sniffer.adverts(ALPHA.address).length;
  const said = () => lab.sniffer.adverts(ALPHA.address).length;
  await lab.eventually(`${count} more adverts`, said, seen => seen >= from + count, 500 * count);
}

const logs = (lab: Lab, agent: Agent, wanted: RegExp) =>
  lab.eventually(`the log has ${wanted}`, () => wanted.test(agent.log()), true, 8_000);

/** A file system of one page over a directory, as full as it gets: nobody but the agent sees it. */
const fillDisk = (path: string) =>
  `mount -t tmpfs -o size=4k none ${path}\n: > ${path}/keepalived.stats\nhead -c 4096 /dev/zero > ${path}/filler`;

describe('a machine that is short of', { concurrency: 2 }, () => {
  test('room for dumps: the trouble is told, nothing half-written stays, and the old dump is still there', () =>
    withLab(single, async lab => {
      const full = lab.directoryOf('alpha/full');
      const under = [...withOwnMounts(fillDisk(full)), 'env', `TMPDIR=${full}`];
      const agent = lab.agent('alpha', 'holdfast', conf(fast), { under });
      await lab.heldBy(VIP, ['alpha'], 8_000);
      agent.signal('SIGUSR1');
      await logs(lab, agent, /Cannot write keepalived\.data: ENOSPC/);
      agent.signal('SIGUSR2');
      await logs(lab, agent, /Cannot write keepalived\.stats: ENOSPC/);
      assert.deepEqual(readdirSync(`/proc/${agent.pid}/root${full}`).sort(), ['filler', 'keepalived.stats']);
      await keepsAdvertising(lab, 10);
      assert.deepEqual(await agent.stop(), { status: 0, signal: null });
    }));

  test('room for its pid file: it does not start, says why, and leaves no empty file', () =>
    withLab(single, async lab => {
      const full = lab.directoryOf('alpha/full');
      const deed = `${fillDisk(full)}\nstatus=0\n"$@" || status=$?\necho "left: $(ls -m ${full})"\nexit $status`;
      const extra = ['-p', join(full, 'parent.pid')];
      const agent = lab.agent('alpha', 'holdfast', conf(fast), { extra, under: withOwnMounts(deed) });
      assert.deepEqual(await agent.exit(), { status: 1, signal: null });
      assert.match(agent.log(), new RegExp(`cannot write the pid file ${full}/parent.pid: ENOSPC`));
      assert.match(agent.log(), /^left: filler, keepalived\.stats$/m);
      assert.deepEqual(lab.sniffer.adverts(), []);
    }));

  test('settings it may write: what it could not set is told, with what follows, and it is master all the same', () =>
    withLab(single, async lab => {
      const under = withOwnMounts('mount --bind -o ro /proc/sys /proc/sys');
      const other = `vrrp_instance VI_2 {
    interface eth0
    virtual_router_id 52
    priority 100
    version 3
    advert_int 0.1
    promote_secondaries
    virtual_ipaddress {
        10.77.0.102/24
    }
}`;
      const config = conf({ ...fast, instance: 'use_vmac', blocks: other });
      const agent = lab.agent('alpha', 'holdfast', config, { under });
      for (const address of [VIP, '10.77.0.102']) await lab.heldBy(address, ['alpha'], 8_000);
      await logs(
        lab,
        agent,
        /other addresses will go with the first one of their network: .*promote_secondaries.*EROFS/,
      );
      await logs(lab, agent, /the VMAC may not work as it should: .*arp_ignore = 1 dev vrrp\.51: EROFS/);
      await keepsAdvertising(lab, 10);
      assert.deepEqual(await agent.stop(), { status: 0, signal: null });
      for (const address of [VIP, '10.77.0.102']) await lab.heldBy(address, [], 4_000);
      assert.ok(!(await lab.run('alpha', ['ip', '-br', 'link'])).includes('vrrp.51'));
    }));

  test('the right to a real-time priority: it is told once, and VRRP runs at the ordinary one', () =>
    withLab(single, async lab => {
      const under = ['setpriv', '--bounding-set=-sys_nice', '--inh-caps=-sys_nice', 'prlimit', '--rtprio=0:0'];
      const globals = 'vrrp_rt_priority 20';
      const agent = lab.agent('alpha', 'holdfast', conf({ ...fast, globals }), { under });
      await lab.heldBy(VIP, ['alpha'], 8_000);
      await logs(lab, agent, /sched_setscheduler\(SCHED_RR, 20\): EPERM/);
      await keepsAdvertising(lab, 10);
      assert.equal(agent.log().split('EPERM').length, 2);
      assert.deepEqual(await agent.stop(), { status: 0, signal: null });
    }));

  test('descriptors: who has a socket runs; who has none says so, waits in FAULT, and hinders nobody', () =>
    withLab(single, async lab => {
      const count = 150;
      const link = (i: number) =>
        `link add link eth0 name m${i} type macvlan mode bridge\nlink set m${i} up\naddr add 10.90.${i}.1/24 dev m${i}\n`;
      await lab.network.ip('alpha', Array.from({ length: count }, (_, i) => link(i)).join(''));
      const config = Array.from({ length: count }, (_, i) =>
        conf({ ...fast, advertInt: 0.5, vips: [`10.90.${i}.100/24`] })
          .replace(i === 0 ? /^$/ : /^global_defs \{[^}]*\}\n/, '')
          .replace('VI_1', `VI_${i + 1}`)
          .replace('interface eth0', `interface m${i}`)
          .replace('virtual_router_id 51', `virtual_router_id ${i + 1}`),
      ).join('\n');
      const under = ['prlimit', '--nofile=128:128'];
      const agent = lab.agent('alpha', 'holdfast', config, { under, quiet: true });
      const held = async () => (await lab.addresses('alpha')).filter(address => address.endsWith('.100')).length;
      const running = () => Array.from({ length: count }, (_, i) => agent.state(`VI_${i + 1}`));
      const settled = (states: readonly string[]) => states.every(state => state === 'MASTER' || state === 'FAULT');
      const states = await lab.eventually('each has found its place', running, settled, 12_000);
      const masters = states.filter(state => state === 'MASTER').length;
      assert.ok(masters >= 64 && masters < count, `${masters} masters`);
      await lab.eventually('the masters have their addresses', held, masters, 8_000);
      assert.match(agent.log(), /EMFILE.*raise LimitNOFILE of its unit/);
      const before = lab.sniffer.adverts().length;
      await lab.eventually(
        'all advertise',
        () => lab.sniffer.adverts().length,
        now => now > before + 5 * masters,
        8_000,
      );
      assert.deepEqual(running(), states);
      assert.deepEqual(await agent.stop(), { status: 0, signal: null });
      await lab.eventually('all have gone', held, 0, 4_000);
    }));

  test('memory for the director: VRRP never notices, and another one takes its place', () =>
    withLab(pair, async lab => {
      const agent = lab.agent('alpha', 'holdfast', conf({ version: 3, advertInt: 0.3, priority: 150 }), {
        under: ['env', 'NODE_OPTIONS=--max-old-space-size=48'],
      });
      await lab.heldBy(VIP, ['alpha'], 8_000);
      const backup = lab.agent('bravo', 'keepalived', conf({ version: 3, advertInt: 0.3, priority: 100 }));
      await lab.eventually('bravo is backup', () => backup.state(), 'BACKUP', 8_000);
      // Within every limit of a file, and beyond the memory: there is much to say about each of them.
      const many = Array.from({ length: 60_000 }, (_, i) => `vrrp_instance X_${i} {\n}\n`).join('');
      agent.reload(many + readFileSync(agent.configPath, 'utf8'));
      await logs(lab, agent, /the director thread died and was started anew/);
      await keepsAdvertising(lab, 10);
      agent.reload(conf({ version: 3, advertInt: 0.3, priority: 150, vips: [`${VIP}/24`, '10.77.0.101/24'] }));
      await lab.heldBy('10.77.0.101', ['alpha'], 12_000);
      assert.deepEqual(backup.states(), ['BACKUP']);
      assert.deepEqual(agent.states(), ['BACKUP', 'MASTER']);
      assert.deepEqual(await agent.stop(), { status: 0, signal: null });
    }));
});
