import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceText } from '../../support/fake-machine.js';
import { lint, places } from '../../support/lint.js';

test('priority 255 that nobody wrote is a warning, and a note where somebody did', () => {
  const unmeant = lint(instanceText('state MASTER'));
  assert.deepEqual(places(unmeant), ['4 lint-owner']);
  assert.equal(unmeant[0]?.severity, 'warning');
  assert.match(unmeant[0]?.text ?? '', /`state MASTER` without `priority` means 255/);
  const meant = lint(instanceText('priority 255'));
  assert.deepEqual(
    meant.map(one => one.severity),
    ['note'],
  );
  assert.deepEqual(lint(instanceText('state MASTER\npriority 150')), []);
});

test('a lint never counts for the exit status of -t', () => {
  for (const one of lint(instanceText('state MASTER'))) assert.equal(one.class, undefined);
});

test('a plain instance has nothing that bites', () => {
  assert.deepEqual(lint(instanceText()), []);
});
