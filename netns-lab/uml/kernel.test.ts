/** The guest itself: what becomes of a command that hangs, a kernel that crashes, and a test that is given up. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { eventually } from '../lib/eventually.js';
import { Guest, type GuestEnd } from './kernel.js';

async function inGuest(script: string, limit: number): Promise<GuestEnd> {
  const guest = new Guest();
  try {
    return await guest.run(script, limit);
  } finally {
    guest.close();
    assert.equal(existsSync(guest.directory), false);
  }
}

/** Processes of this host that a guest with this directory consists of. */
function processesOf({ directory }: Guest): string[] {
  return readdirSync('/proc').filter(name => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'latin1').includes(`uml_dir=${directory}`);
    } catch {
      return false; // it has ended
    }
  });
}

test('a command that takes too long is ended, and the host’s files are not for it to write', async () => {
  const path = `/etc/holdfast-guest-${process.pid}`;
  const { status, killed } = await inGuest(`if touch ${path}; then exit 3; fi; sleep 1000`, 2);
  assert.deepEqual({ status, killed }, { status: 124, killed: false });
  assert.equal(existsSync(path), false);
});

test('a kernel that crashes ends at once, and its last words are kept', async () => {
  const { status, killed, console } = await inGuest('echo c >/proc/sysrq-trigger', 60);
  assert.deepEqual({ status, killed }, { status: undefined, killed: false });
  assert.match(console, /Kernel panic - not syncing: sysrq triggered crash/);
});

test('a guest that is given up leaves no process', async () => {
  const guest = new Guest();
  const end = guest.run('sleep 1000', 60);
  await eventually('it has several processes', () => processesOf(guest).length > 1, true, 60_000);
  guest.close();
  assert.equal((await end).status, undefined);
  await eventually('they are gone', () => processesOf(guest), [], 10_000);
  assert.equal(existsSync(guest.directory), false);
});
