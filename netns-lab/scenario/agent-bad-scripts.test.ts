/** Scripts and readers that misbehave: whatever they do, adverts go on, the log says it, and the end leaves nothing behind. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { conf } from '../lib/conf-text.js';
import { type Lab, withLab } from '../lib/lab.js';
import { processTree } from '../lib/process-tree.js';
import { ALPHA, pair, single, VIP } from '../topology/pair.js';

const fast = { version: 3 as const, advertInt: 0.1, priority: 100 };
const globals = 'enable_script_security\nscript_user root';
const INSTANCES = 200;

function script(lab: Lab, name: string, body: string): string {
  const path = join(lab.directoryOf('alpha'), name);
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

const tracking = (command: string, lines = '') => ({
  ...fast,
  globals,
  instance: 'track_script {\nchk\n}',
  blocks: `vrrp_script chk {\nscript "${command}"\ninterval 1\n${lines}\n}`,
});

/** Many instances of one configuration, each with its own VRID and address. */
const crowd = (count: number, one: string) =>
  Array.from({ length: count }, (_, i) =>
    one
      .replace(i === 0 ? /^$/ : /^global_defs \{[^}]*\}\n/, '')
      .replace('VI_1', `VI_${i + 1}`)
      .replace('virtual_router_id 51', `virtual_router_id ${i + 1}`)
      .replace(VIP, `10.81.0.${i + 1}`)
      .replace('/24', '/32'),
  ).join('\n');

async function keepsAdvertising(lab: Lab, count: number) {
  const from = lab.sniffer.adverts(ALPHA.address).length;
  const said = () => lab.sniffer.adverts(ALPHA.address).length;
  await lab.eventually(`${count} more adverts`, said, seen => seen >= from + count, 500 * count);
}

const isAlive = (pid: number) =>
  existsSync(`/proc/${pid}/exe`) && readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.[0] !== 'Z';

describe('a script or a reader', { concurrency: 2 }, () => {
  test('a FIFO whose reader never reads takes what it can; the rest is lost, and counted once it is read again', () =>
    withLab(single, async lab => {
      const path = join(lab.directoryOf('alpha'), 'stuck.fifo');
      await lab.run('alpha', ['mkfifo', '-m', '600', path]);
      const reader = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
      lab.onClose(() => closeSync(reader));
      const fill = (size: number) => {
        try {
          for (;;) writeSync(reader, Buffer.alloc(size, 10));
        } catch (error) {
          assert.equal((error as NodeJS.ErrnoException).code, 'EAGAIN');
        }
      };
      fill(4_096);
      fill(1);
      const agent = lab.agent('alpha', 'holdfast', conf({ ...fast, globals: `${globals}\nvrrp_notify_fifo ${path}` }));
      await lab.heldBy(VIP, ['alpha'], 8_000);
      const logged = (text: string) =>
        lab.eventually(`the log has: ${text}`, () => agent.log().includes(text), true, 4_000);
      await logged(`lines to ${path} are lost: it is full, nobody reads it`);
      await keepsAdvertising(lab, 10);
      const buffer = Buffer.alloc(65_536);
      try {
        for (;;) readSync(reader, buffer);
      } catch (error) {
        assert.equal((error as NodeJS.ErrnoException).code, 'EAGAIN');
      }
      await lab.network.ip('alpha', 'link set eth0 down\n');
      await logged(`${path} takes lines again; 2 were lost`);
      assert.equal(buffer.toString('latin1', 0, readSync(reader, buffer)), 'INSTANCE "VI_1" FAULT 100\n');
      assert.deepEqual(await agent.stop(), { status: 0, signal: null });
    }));

  test(`${INSTANCES} notify scripts at once that all hang: a backup never sees its chance, and none outlives the agent`, () =>
    withLab(pair, async lab => {
      const notes = join(lab.directoryOf('alpha'), 'started');
      const hang = script(lab, 'hang.sh', `echo x >> ${notes}; exec sleep 600`);
      const one = { version: 3 as const, advertInt: 0.3 };
      const config = (priority: number, instance: string) =>
        crowd(INSTANCES, conf({ ...one, priority, globals, instance }));
      const agent = lab.agent('alpha', 'holdfast', config(150, `notify_master ${hang}`), { quiet: true });
      const started = () => (existsSync(notes) ? readFileSync(notes, 'utf8').length / 2 : 0);
      await lab.eventually('the first has started', started, count => count > 0, 8_000);
      const backup = lab.agent('bravo', 'holdfast', config(100, ''), { quiet: true });
      await lab.eventually('all have started', started, INSTANCES, 20_000);
      await lab.eventually('bravo is backup', () => backup.state(`VI_${INSTANCES}`), 'BACKUP', 8_000);
      await keepsAdvertising(lab, 10 * INSTANCES);
      for (const n of [1, 2, INSTANCES]) assert.deepEqual(backup.states(`VI_${n}`), ['BACKUP']);
      const tree = processTree(agent.pid);
      assert.ok(tree.length > INSTANCES);
      assert.deepEqual(await agent.stop(), { status: 0, signal: null });
      await lab.eventually('all have gone', () => tree.filter(isAlive), [], 4_000);
    }));

  test('a track script that ignores TERM is killed after its time, with what it has started, and counts as failed', () =>
    withLab(single, async lab => {
      const pids = join(lab.directoryOf('alpha'), 'pids');
      const broken = join(lab.directoryOf('alpha'), 'broken');
      const stubborn = script(
        lab,
        'stubborn.sh',
        `[ -e ${broken} ] || exit 0\ntrap '' TERM\nsleep 600 & echo $! $$ >> ${pids}\nwhile :; do wait; done`,
      );
      const agent = lab.agent('alpha', 'holdfast', conf(tracking(stubborn, 'timeout 1')));
      await lab.heldBy(VIP, ['alpha'], 8_000);
      writeFileSync(broken, '');
      await lab.eventually('it counts as failed', () => agent.state(), 'FAULT', 8_000);
      const first = (readFileSync(pids, 'utf8').split('\n')[0] ?? '').split(' ').map(Number);
      assert.equal(first.length, 2);
      await lab.eventually('it is killed, with its child', () => first.filter(isAlive), [], 6_000);
      rmSync(broken);
      await lab.heldBy(VIP, ['alpha'], 12_000);
      const all = readFileSync(pids, 'utf8').trim().split(/\s/).map(Number);
      assert.deepEqual(await agent.stop(), { status: 0, signal: null });
      await lab.eventually('nothing is left of any', () => all.filter(isAlive), [], 4_000);
    }));

  test('a track script that leaves a daemon behind is judged by its own end, and the daemon is left alone', () =>
    withLab(single, async lab => {
      const pid = join(lab.directoryOf('alpha'), 'pid');
      const forking = script(lab, 'fork.sh', `[ -e ${pid} ] || { setsid sleep 600 & echo $! > ${pid}; }; exit 0`);
      const agent = lab.agent('alpha', 'holdfast', conf(tracking(forking)));
      await lab.heldBy(VIP, ['alpha'], 8_000);
      const daemon = Number(readFileSync(pid, 'utf8'));
      lab.onClose(() => process.kill(daemon, 'SIGKILL'));
      assert.deepEqual(await agent.stop(), { status: 0, signal: null });
      assert.ok(isAlive(daemon));
    }));

  for (const { kind, states } of [
    // keepalived takes a script that cannot be executed for one that has succeeded.
    { kind: 'keepalived', states: ['BACKUP', 'MASTER'] },
    { kind: 'holdfast', states: ['BACKUP', 'MASTER', 'FAULT', 'BACKUP', 'MASTER'] },
  ] as const) {
    test(`${kind}: a track script whose file is deleted ${states.length > 2 ? 'fails until it is back' : 'counts as before'}`, () =>
      withLab(single, async lab => {
        const ran = join(lab.directoryOf('alpha'), 'ran');
        const runs = () => (existsSync(ran) ? readFileSync(ran, 'utf8').length : 0);
        const path = script(lab, 'gone.sh', `printf x >> ${ran}`);
        const agent = lab.agent('alpha', kind, conf(tracking(path)));
        await lab.heldBy(VIP, ['alpha'], 8_000);
        rmSync(path);
        if (states.length > 2) await lab.eventually('it counts as failed', () => agent.state(), 'FAULT', 8_000);
        else await keepsAdvertising(lab, 30); // the script is due every second
        script(lab, 'gone.sh', `printf x >> ${ran}`);
        const before = runs();
        await lab.eventually('it runs again', runs, count => count > before, 8_000);
        await lab.eventually('the states', () => agent.states(), [...states], 8_000);
        assert.deepEqual(await agent.stop(), { status: 0, signal: null });
      }));
  }

  test('scripts whose user may have no further process are told of, judge nothing, and no advert waits for them', () =>
    withLab(single, async lab => {
      // The limit counts the processes of `games`, who has none beside ours: the first may run, and no second beside it.
      const hang = script(lab, 'hang.sh', 'exec sleep 600');
      const instance = `notify_backup ${hang} games games\nnotify_master ${hang} games games\ntrack_script {\nchk\n}`;
      const blocks = 'vrrp_script chk {\nscript "/usr/bin/test -e /"\ninterval 1\nuser games games\n}';
      const under = ['prlimit', '--nproc=0:0'];
      const agent = lab.agent('alpha', 'holdfast', conf({ ...fast, globals, instance, blocks }), { under });
      await lab.heldBy(VIP, ['alpha'], 8_000);
      const refusal = `(VI_1) notify script ${hang} for MASTER could not be started (EAGAIN)`;
      await lab.eventually('the log says it', () => agent.log().includes(refusal), true, 4_000);
      const stands = 'VRRP_Script(chk) could not be started (EAGAIN): it counts as up as before';
      await lab.eventually('the check is told of, too', () => agent.log().includes(stands), true, 4_000);
      await keepsAdvertising(lab, 10);
      assert.deepEqual(agent.states(), ['BACKUP', 'MASTER']);
      assert.deepEqual(await agent.stop(), { status: 0, signal: null });
    }));
});
