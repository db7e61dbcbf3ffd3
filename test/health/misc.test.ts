import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeScriptEnd, type ScriptEnd } from '../../src/health/misc.js';

/** `down`, or the weight the server gets. */
function said(dynamic: boolean, end: ScriptEnd): string {
  const outcome = judgeScriptEnd({ dynamic }, end);
  return outcome.ok ? String(outcome.weight ?? 'configured') : 'down';
}

test('misc_dynamic: the exit status is a weight', () => {
  const statuses = [0, 1, 2, 3, 12, 254, 255];
  assert.deepEqual(
    statuses.map(status => said(true, { kind: 'exit', status })),
    ['configured', 'down', '0', '1', '10', '252', '253'],
  );
});

test('without misc_dynamic anything but 0 is a failure', () => {
  const statuses = [0, 1, 2, 7, 255];
  assert.deepEqual(
    statuses.map(status => said(false, { kind: 'exit', status })),
    ['configured', 'down', 'down', 'down', 'down'],
  );
});

test('a script that is killed, takes too long or does not start has failed, dynamic or not', () => {
  const ends: readonly ScriptEnd[] = [
    { kind: 'signal', signal: 'SIGSEGV' },
    { kind: 'overrun' },
    { kind: 'not-started', detail: 'EACCES' },
  ];
  for (const end of ends) for (const dynamic of [true, false]) assert.equal(said(dynamic, end), 'down');
});
