/** Notify scripts: what they are told and when, and that none of them can hurt the agent. */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { conf } from '../lib/conf-text.js';
import { type Lab, withLab } from '../lib/lab.js';
import { ALPHA, single, VIP } from '../topology/pair.js';

const fast = { version: 3 as const, advertInt: 0.1, priority: 100 };
const globals = 'enable_script_security\nscript_user root';

function script(lab: Lab, name: string, body: string, mode = 0o755): string {
  const path = join(lab.directoryOf('alpha'), name);
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, mode);
  return path;
}

/** A script that notes its arguments, and what it has noted. */
function noting(lab: Lab) {
  const notes = join(lab.directoryOf('alpha'), 'notes');
  // One write of one line: scripts of one transition run side by side.
  const path = script(lab, 'note.sh', `printf '%s\\n' "$*" >> ${notes}`);
  const lines = () => (existsSync(notes) ? readFileSync(notes, 'utf8').trimEnd().split('\n') : []);
  return { path, lines };
}

async function keepsAdvertising(lab: Lab, count: number) {
  const before = lab.sniffer.adverts(ALPHA.address).length;
  await lab.eventually(
    'adverts go on',
    () => lab.sniffer.adverts(ALPHA.address).length >= before + count,
    true,
    count * 400,
  );
}

describe('notify scripts', { concurrency: 3 }, () => {
  test('are told TYPE NAME STATE PRIORITY, or only what is configured, one transition after the other', () =>
    withLab(single, async lab => {
      const { path, lines } = noting(lab);
      const instance = ['master', 'backup', 'fault', 'stop']
        .map(state => `notify_${state} "${path} on-${state} 'two words'"`)
        .concat(`notify "${path} generic"`)
        .join('\n');
      const agent = lab.agent('alpha', 'holdfast', conf({ ...fast, globals, instance }));
      const step = (from: number, state: string, word: string) =>
        lab.eventually(
          `the scripts of ${state}`,
          () =>
            lines()
              .slice(from, from + 2)
              .sort(),
          [`generic INSTANCE VI_1 ${state} 100`, `on-${word} two words`],
          8_000,
        );
      await step(0, 'BACKUP', 'backup');
      await step(2, 'MASTER', 'master');
      await lab.network.ip('alpha', 'link set eth0 down\n');
      await step(4, 'FAULT', 'fault');
      await lab.network.ip('alpha', 'link set eth0 up\n');
      await step(6, 'BACKUP', 'backup');
      await step(8, 'MASTER', 'master');
      await agent.stop();
      await step(10, 'STOP', 'stop');
      assert.equal(lines().length, 12);
    }));

  test('that hang or pour out text delay neither adverts nor the end', () =>
    withLab(single, async lab => {
      const hanging = script(lab, 'hang.sh', 'exec sleep 600');
      const pouring = script(lab, 'pour.sh', 'exec timeout 3 yes "a line of noise"');
      const instance = `notify_master ${hanging}\nnotify ${pouring}`;
      const agent = lab.agent('alpha', 'holdfast', conf({ ...fast, globals, instance }));
      await lab.heldBy(VIP, ['alpha'], 8_000);
      await keepsAdvertising(lab, 20);
      assert.deepEqual(agent.states(), ['BACKUP', 'MASTER']);
      assert.ok(!agent.log().includes('a line of noise'));
      assert.deepEqual(await agent.stop(), { status: 0, signal: null });
    }));

  test('that cannot be run, or that anyone could change, are disabled with a message', () =>
    withLab(single, async lab => {
      const { lines, path } = noting(lab);
      const missing = join(lab.directoryOf('alpha'), 'missing.sh');
      const plain = script(lab, 'plain.sh', `${path} plain`, 0o644);
      const open = script(lab, 'open.sh', `${path} open`, 0o777);
      const instance = `notify_backup ${plain}\nnotify_master ${open}\nnotify_fault ${missing}\nnotify "${path} generic"`;
      const agent = lab.agent('alpha', 'holdfast', conf({ ...fast, globals, instance }));
      await lab.eventually(
        'the sound script ran for both transitions',
        lines,
        ['generic INSTANCE VI_1 BACKUP 100', 'generic INSTANCE VI_1 MASTER 100'],
        8_000,
      );
      for (const name of ['plain.sh', 'open.sh', 'missing.sh']) assert.match(agent.log(), new RegExp(name));
      await keepsAdvertising(lab, 5);
      assert.equal(lines().length, 2);
    }));

  test('run as their user', () =>
    withLab(single, async lab => {
      const out = join(lab.directoryOf('alpha'), 'who');
      writeFileSync(out, '');
      chmodSync(out, 0o666);
      const path = script(lab, 'who.sh', `printf '%s %s\\n' "$(id -u)" "$(id -G)" > ${out}`);
      const instance = `notify_master ${path} nobody nogroup`;
      lab.agent('alpha', 'holdfast', conf({ ...fast, globals, instance }));
      await lab.eventually('user and groups', () => readFileSync(out, 'utf8'), '65534 65534\n', 8_000);
    }));
});
