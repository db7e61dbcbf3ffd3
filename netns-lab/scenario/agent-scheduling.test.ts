/**
 * How the kernel schedules the thread that sends adverts, beside keepalived's VRRP process; and that neither our other
 * threads nor a script have anything of it.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Agent, AgentKind } from '../lib/agent.js';
import { conf } from '../lib/conf-text.js';
import { type Lab, withLab } from '../lib/lab.js';
import { type Thread, threads } from '../lib/threads.js';
import { pair, VIP } from '../topology/pair.js';

const KINDS = ['keepalived', 'holdfast'] as const;
const WITHIN = 8_000;
const SCHED_OTHER = 0;
const SCHED_RR = 2;
/** keepalived dies of less now and then, on a machine as busy as this one. */
const PATIENT = 'vrrp_rlimit_rttime 1000000';

function config(globals: string, instance = ''): string {
  const script = 'script_user root\nenable_script_security';
  return conf({ version: 3, advertInt: 0.1, priority: 150, globals: `${script}\n${globals}`, instance });
}

/** The process that carries VRRP, whoever it belongs to. */
function vrrpPid(agent: Agent): number {
  return Number(readFileSync(join(agent.place.directory, 'vrrp.pid'), 'latin1'));
}

function vrrpThread(agent: Agent): Pick<Thread, 'policy' | 'realTimePriority' | 'nice' | 'cpus'> {
  const [{ policy, realTimePriority, nice, cpus }] = threads(vrrpPid(agent)) as [Thread];
  return { policy, realTimePriority, nice, cpus };
}

function lockedKilobytes(agent: Agent): number {
  return Number(/^VmLck:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${vrrpPid(agent)}/status`, 'latin1'))?.[1]);
}

/** Starts an agent and waits until it is master. */
async function master(lab: Lab, kind: AgentKind, text: string): Promise<Agent> {
  const agent = lab.agent('alpha', kind, text);
  await lab.heldBy(VIP, ['alpha'], WITHIN);
  return agent;
}

describe('scheduling', { concurrency: 2 }, () => {
  for (const kind of KINDS) {
    test(`${kind}: real-time priority, CPUs and memory are as configured, and a reload takes them back`, () =>
      withLab(pair, async lab => {
        const agent = await master(
          lab,
          kind,
          config(`vrrp_rt_priority 10\nvrrp_cpu_affinity 1\nvrrp_no_swap\n${PATIENT}`),
        );
        const realTime = () => {
          const { nice: _, ...rest } = vrrpThread(agent);
          return { ...rest, isLocked: lockedKilobytes(agent) > 0 };
        };
        const wanted = { policy: SCHED_RR, realTimePriority: 10, cpus: '1', isLocked: true };
        await lab.eventually('a real-time thread on one CPU', realTime, wanted, WITHIN);

        agent.reload(config('vrrp_priority 3\nvrrp_no_swap'));
        const plain = { policy: SCHED_OTHER, realTimePriority: 0, nice: 3, isLocked: true };
        const seen = () => {
          try {
            const { cpus: _, ...rest } = vrrpThread(agent);
            return { ...rest, isLocked: lockedKilobytes(agent) > 0 };
          } catch {
            return undefined; // keepalived dies of its own limit now and then, and its parent starts another
          }
        };
        await lab.eventually('an ordinary thread with its own nice value', seen, plain, WITHIN);
      }));

    test(`${kind}: a nice value is that of the thread`, () =>
      withLab(pair, async lab => {
        const agent = await master(lab, kind, config('vrrp_priority -5'));
        await lab.eventually('its nice value', () => vrrpThread(agent).nice, -5, WITHIN);
        assert.equal(vrrpThread(agent).policy, SCHED_OTHER);
      }));

    test(`${kind}: who comes late raises its priority step by step, as far as it may`, () =>
      withLab(pair, async lab => {
        const globals = `max_auto_priority 2\nmin_auto_priority_delay 200000\n${PATIENT}`;
        const agent = await master(lab, kind, config(globals));
        lab.agent('bravo', 'keepalived', conf({ version: 3, advertInt: 0.1, priority: 100 }));
        await lab.eventually('the other one listens', () => lab.agents[1]?.state(), 'BACKUP', WITHIN);
        for (const expected of [1, 2, 2]) {
          const count = () => lab.agents[1]?.states().filter(state => state === 'MASTER').length ?? 0;
          const before = count();
          process.kill(vrrpPid(agent), 'SIGSTOP');
          // Three adverts that do not come are more than the lateness that counts.
          await lab.eventually('the other one takes over', count, before + 1, WITHIN);
          process.kill(vrrpPid(agent), 'SIGCONT');
          await lab.eventually('it is raised', () => vrrpThread(agent).realTimePriority, expected, WITHIN);
          await lab.heldBy(VIP, ['alpha'], WITHIN);
        }
        assert.equal(vrrpThread(agent).policy, SCHED_RR);
        assert.equal(agent.log().match(/timer expired \d+\.\d{6} seconds ago/g)?.length, 3);
        assert.deepEqual(agent.log().match(/Set realtime priority \d/g), [
          'Set realtime priority 1',
          'Set realtime priority 2',
        ]);
      }));
  }

  test('neither other threads nor scripts have anything of it', () =>
    withLab(pair, async lab => {
      const seen = join(lab.directoryOf('alpha'), 'seen');
      const script = join(lab.directoryOf('alpha'), 'look.sh');
      const look = `cat /proc/self/stat /proc/self/status /proc/self/limits > ${seen}.new && mv ${seen}.new ${seen}`;
      writeFileSync(script, `#!/bin/sh\n${look}\n`, { mode: 0o755 });
      const globals = 'vrrp_priority -7\nvrrp_rt_priority 10\nvrrp_cpu_affinity 1\nvrrp_no_swap';
      const agent = await master(lab, 'holdfast', config(globals, `notify_master ${script}`));
      await lab.eventually('the script ran', () => existsSync(seen), true, WITHIN);

      await lab.eventually('a real-time thread', () => vrrpThread(agent).policy, SCHED_RR, WITHIN);
      const [, ...others] = threads(agent.pid);
      assert.ok(others.some(({ name }) => name === 'director'));
      for (const { name, policy, cpus } of others) {
        assert.deepEqual({ name, policy, cpus }, { name, policy: SCHED_OTHER, cpus: '0-1' });
      }
      const director = others.find(({ name }) => name === 'director');
      assert.equal(director?.nice, 0, 'the unit’s priority is not for scripts');

      const text = readFileSync(seen, 'latin1');
      const fields = text.slice(text.indexOf(')') + 2).split(' ');
      assert.deepEqual(
        { nice: fields[16], priority: fields[37], policy: fields[38] },
        { nice: '0', priority: '0', policy: '0' },
      );
      assert.match(text, /^Cpus_allowed_list:\t0-1$/m);
      assert.match(text, /^VmLck:\s+0 kB$/m);
      assert.match(text, /^Max realtime timeout\s+unlimited\s+unlimited\s+us/m);
    }));

  test('a turn that takes longer than the limit is told and survived', () =>
    withLab(pair, async lab => {
      // 2 µs are less than one tick of the kernel's clock: the first tick that meets the thread at work exceeds it. A
      // reload is work, the more so the more addresses there are.
      const excluded = [...Array(400).keys()].map(n => `10.78.${n >> 8}.${n & 255}/32`).join('\n');
      const many = `virtual_ipaddress_excluded {\n${excluded}\n}`;
      const agent = await master(lab, 'holdfast', config('vrrp_rt_priority 1\nvrrp_rlimit_rttime 2', many));
      const told = () => /more than 2 µs of CPU time went by between two waits/.test(agent.log());
      const reload = () => {
        agent.signal('SIGHUP');
        return told();
      };
      await lab.eventually('it is told', reload, true, 2 * WITHIN);
      assert.deepEqual(agent.states(), ['BACKUP', 'MASTER']);
      assert.ok(agent.isRunning);
    }));

  for (const [globals, name] of [
    ['process_names', 'keepalived'],
    ['process_name parent', 'parent'],
    ['vrrp_process_name adverts', 'adverts'],
    ['', 'holdfast'],
  ] as const) {
    test(`the process is called ${name} with \`${globals}\``, () =>
      withLab(pair, async lab => {
        const agent = await master(lab, 'holdfast', config(globals));
        await lab.eventually('its name', () => threads(agent.pid)[0]?.name, name, WITHIN);
      }));
  }
});
