import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SavedConfigurations } from '../../../src/daemon/director/saved-configurations.js';

function saver(text: string | undefined, refusal?: string) {
  const seen: string[] = [];
  const saved = new SavedConfigurations(
    {
      configurationText: () => text,
      makeDirectory: path => void seen.push(`directory ${path}`),
      writeFile(path, written) {
        if (refusal !== undefined) throw new Error(refusal);
        seen.push(`${path}: ${written}`);
      },
      pid: 77,
    },
    line => void seen.push(`${line.level} ${line.text}`),
  );
  return { saved, seen };
}

test('each configuration has a file of its own, counted from the first that was read', () => {
  const { saved, seen } = saver('text\n');
  saved.save('/save');
  saved.save(undefined);
  saved.save('/save');
  assert.deepEqual(seen, [
    'directory /save',
    '/save/keepalived.conf.77.0: text\n',
    'directory /save',
    '/save/keepalived.conf.77.2: text\n',
  ]);
});

test('what cannot be written is said, and no more', () => {
  const refused = saver('text\n', 'EACCES: permission denied');
  refused.saved.save('/save');
  assert.deepEqual(refused.seen, [
    'directory /save',
    'error Cannot write /save/keepalived.conf.77.0: EACCES: permission denied',
  ]);
  const changed = saver(undefined);
  changed.saved.save('/save');
  assert.match(changed.seen[0] ?? '', /^error Cannot write \/save\/keepalived\.conf\.77\.0: the files have changed/);
});
