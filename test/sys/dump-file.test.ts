import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { dumpDirectory, writeDumpFile } from '../../src/sys/dump-file.js';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-dump-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

test('dumps go to TMPDIR when it is an absolute directory, else to /tmp', async () => {
  const file = join(folder, 'plain');
  writeFileSync(file, '');
  assert.equal(await dumpDirectory({ TMPDIR: folder }), folder);
  assert.equal(await dumpDirectory({ TMPDIR: 'relative' }), '/tmp');
  assert.equal(await dumpDirectory({ TMPDIR: join(folder, 'absent') }), '/tmp');
  assert.equal(await dumpDirectory({ TMPDIR: file }), '/tmp');
  assert.equal(await dumpDirectory({}), '/tmp');
});

test('a dump has mode 0666 less the umask and replaces the one before', async () => {
  const before = process.umask(0o177);
  try {
    const path = await writeDumpFile('keepalived.stats', 'first', folder);
    assert.equal(path, join(folder, 'keepalived.stats'));
    assert.equal(statSync(path).mode & 0o777, 0o600);
    await writeDumpFile('keepalived.stats', 'second', folder);
    assert.equal(readFileSync(path, 'utf8'), 'second');
  } finally {
    process.umask(before);
  }
});

test('a symbolic link left in the way is replaced, never followed', async () => {
  const victim = join(folder, 'victim');
  writeFileSync(victim, 'precious');
  symlinkSync(victim, join(folder, 'keepalived.data'));
  await writeDumpFile('keepalived.data', 'ours', folder);
  assert.equal(readFileSync(victim, 'utf8'), 'precious');
  assert.equal(readFileSync(join(folder, 'keepalived.data'), 'utf8'), 'ours');
});

test('a dump that cannot be put in place leaves nothing behind', async () => {
  const place = mkdtempSync(join(folder, 'place-'));
  mkdtempSync(join(place, 'keepalived.data-'));
  const taken = readdirSync(place)[0] ?? '';
  await assert.rejects(writeDumpFile(taken, 'x', place), { code: 'EISDIR' });
  assert.deepEqual(readdirSync(place), [taken]);
});
