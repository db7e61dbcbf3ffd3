/**
 * A script that anyone may write to, and that root would run: with `enable_script_security` it is never started, without
 * it runs under protest. The real keepalived lives through the same scenario.
 */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Agent } from '../lib/agent.js';
import { conf } from '../lib/conf-text.js';
import { type Lab, withLab } from '../lib/lab.js';
import { ALPHA, single, VIP } from '../topology/pair.js';

/** A world-writable script that notes its arguments as one line. */
function openScript(lab: Lab) {
  const at = (name: string) => join(lab.directoryOf('alpha'), name);
  const [path, notes] = [at('open.sh'), at('notes')];
  writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "$*" >> ${notes}\n`);
  chmodSync(path, 0o777);
  return { path, lines: () => (existsSync(notes) ? readFileSync(notes, 'utf8').trimEnd().split('\n') : []) };
}

/** The script checks, and is told of every transition. */
const config = (path: string, globals: string) =>
  conf({
    version: 3,
    advertInt: 0.1,
    priority: 100,
    globals: `script_user root\n${globals}`,
    blocks: `vrrp_script chk {\nscript "${path} checks"\ninterval 1\n}`,
    instance: `track_script {\nchk\n}\nnotify "${path} told"`,
  });

/** Lines of the log that complain of the permissions of a script. */
const protests = (agent: Agent) =>
  agent
    .log()
    .split('\n')
    .filter(line => /unsafe|insecure/i.test(line) && /open\.sh|chk/.test(line)).length;

describe('a world-writable script', { concurrency: 2 }, () => {
  for (const kind of ['holdfast', 'keepalived'] as const) {
    test(`is disabled by ${kind} with enable_script_security, and the instance lives without it`, () =>
      withLab(single, async lab => {
        const { path, lines } = openScript(lab);
        const agent = lab.agent('alpha', kind, config(path, 'enable_script_security'));
        // A tracked script without a result would hold the instance: it is not tracked at all.
        await lab.heldBy(VIP, ['alpha'], 8_000);
        assert.ok(protests(agent) >= 2, 'the check and the notify script are complained of');
        const sent = () => lab.sniffer.adverts(ALPHA.address).length;
        await lab.eventually('more adverts than two intervals of the check', sent, count => count >= 25, 5_000);
        await agent.stop();
        assert.deepEqual(lines(), []);
      }));

    test(`is run by ${kind} without enable_script_security, and complained of`, () =>
      withLab(single, async lab => {
        const { path, lines } = openScript(lab);
        const agent = lab.agent('alpha', kind, config(path, ''));
        await lab.heldBy(VIP, ['alpha'], 8_000);
        const expected = ['checks', 'told INSTANCE VI_1 BACKUP 100', 'told INSTANCE VI_1 MASTER 100'];
        await lab.eventually('check and notifications', () => [...new Set(lines())].sort(), expected, 4_000);
        assert.ok(protests(agent) >= 2, 'the check and the notify script are complained of');
        assert.match(agent.log(), /SECURITY VIOLATION/);
      }));
  }
});
