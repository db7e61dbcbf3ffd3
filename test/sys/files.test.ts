import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { facts, linkFacts, list, read, realPath } from '../../src/sys/files.js';

test('files, links and directories are told apart, and nothing throws', t => {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-files-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const [file, link] = [join(directory, 'file'), join(directory, 'link')];
  writeFileSync(file, 'four');
  chmodSync(file, 0o750);
  symlinkSync(file, link);
  assert.deepEqual([facts(file)?.kind, facts(file)?.mode, facts(file)?.size], ['file', 0o750, 4]);
  assert.deepEqual([facts(link)?.kind, linkFacts(link)?.kind, facts(directory)?.kind], ['file', 'link', 'directory']);
  assert.equal(realPath(link), realPath(file));
  assert.deepEqual([...(list(directory) ?? [])].sort(), ['file', 'link']);
  const bytes = read(file);
  assert.equal(bytes.ok && Buffer.from(bytes.value).toString(), 'four');
  assert.deepEqual(read(join(directory, 'none')), { ok: false, error: 'ENOENT' });
  for (const odd of [join(directory, 'none'), 'a\0b', join(file, 'below')]) {
    assert.deepEqual(
      [facts(odd), linkFacts(odd), realPath(odd), list(odd), read(odd).ok],
      [undefined, undefined, undefined, undefined, false],
    );
  }
});
