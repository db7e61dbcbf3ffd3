/** Running scripts as another user: only root can, so this stands beside the lab. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { requireRoot } from '../lib/root.js';

requireRoot();

const source = new URL('../../src/sys/process.ts', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'holdfast-user-'));
chmodSync(folder, 0o755);
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** What `/proc/self/status` says in a script that a root daemon with supplementary groups runs as `uid:gid`. */
async function identityOf(
  uid: number,
  gid: number,
  allGroups = false,
  under: readonly string[] = [],
): Promise<Record<string, string>> {
  const out = join(folder, `${uid}`);
  writeFileSync(out, '');
  chmodSync(out, 0o666);
  const program = `
    import { runProcess } from '${source}';
    process.setgroups([4, 27]);
    const command = ['/bin/sh', '-c', 'cat /proc/self/status > "$0"', '${out}'];
    const result = await runProcess({ command, user: { uid: ${uid}, gid: ${gid}${allGroups ? ', allGroups: true' : ''} } }).result;
    process.exit(result.exit ?? 99);`;
  const command = [...under, process.execPath, '--import', 'tsx', '--input-type=module', '-e', program];
  const child = spawn(command[0]!, command.slice(1), { stdio: 'inherit' });
  const [status] = await once(child, 'exit');
  assert.equal(status, 0);
  const lines = readFileSync(out, 'utf8').split('\n');
  return Object.fromEntries(
    lines.map(line => line.split(/:\s+/)).map(([name = '', value = '']) => [name, value.trim()]),
  );
}

test('a script of another user has that user’s ids, no capability and none of root’s groups', async () => {
  const identity = await identityOf(65534, 65534);
  assert.equal(identity.Uid, '65534\t65534\t65534\t65534');
  assert.equal(identity.Gid, '65534\t65534\t65534\t65534');
  assert.equal(identity.Groups, '');
  assert.equal(identity.CapEff, '0000000000000000');
});

test('a script of root keeps none of the daemon’s supplementary groups either', async () => {
  const identity = await identityOf(0, 0);
  assert.equal(identity.Uid, '0\t0\t0\t0');
  assert.equal(identity.Groups, '');
});

test('a script that may have all groups of its user has them, and nothing else', async () => {
  // A machine of its own as far as groups go.
  const groups = join(folder, 'group');
  writeFileSync(groups, 'root:x:0:\nnogroup:x:65534:\nadm:x:4:root\nfirst:x:4242:nobody\nsecond:x:4243:root,nobody\n');
  const under = ['unshare', '--mount', 'sh', '-ec', `mount --bind ${groups} /etc/group; exec "$@"`, 'sh'];
  const identity = await identityOf(65534, 65534, true, under);
  assert.equal(identity.Uid, '65534\t65534\t65534\t65534');
  assert.equal(identity.Gid, '65534\t65534\t65534\t65534');
  assert.deepEqual(identity.Groups?.split(' ').sort(), ['4242', '4243', '65534']);
  assert.equal(identity.CapEff, '0000000000000000');
});
