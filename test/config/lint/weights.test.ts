import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceText } from '../../support/fake-machine.js';
import { lint, places } from '../../support/lint.js';

const scripts = (...weights: readonly string[]): string =>
  weights.map((weight, i) => `vrrp_script s${i} {\nscript /bin/check\n${weight}\n}\n`).join('');

const tracked = (count: number): string =>
  `track_script {\n${Array.from({ length: count }, (_, i) => `s${i}\n`).join('')}}`;

const GLOBALS = 'global_defs {\nenable_script_security\nscript_user root\n}\n';

/** An instance that tracks scripts with these weights. */
const text = (lines: string, ...weights: readonly string[]): string =>
  GLOBALS + scripts(...weights) + instanceText(`${lines}\n${tracked(weights.length)}`);

test('what a failure takes away above 254 is not missed', () => {
  const ceiling = lint(text('priority 250', 'weight 20'));
  assert.deepEqual(places(ceiling), ['14 lint-weight-ceiling']);
  assert.match(
    ceiling[0]!.text,
    /a failure of script s0 costs 4 instead of 20: `priority` 250 with all weights is 270/,
  );
  assert.match(ceiling[0]!.hint!, /`priority` of 234 or less/);
  assert.match(lint(text('priority 254', 'weight 20'))[0]!.text, /a failure of script s0 changes nothing/);
  assert.deepEqual(lint(text('priority 234', 'weight 20')), []);
});

test('negative weights that add up below 1 are held there', () => {
  assert.deepEqual(places(lint(text('priority 50', 'weight -30', 'weight -30'))), ['16 lint-weight-floor']);
  assert.deepEqual(lint(text('priority 61', 'weight -30', 'weight -30')), []);
});

test('`reverse` turns a weight around', () => {
  assert.deepEqual(lint(text('priority 250', 'weight 20 reverse')), []);
  assert.deepEqual(places(lint(text('priority 250', 'weight -20 reverse'))), ['14 lint-weight-ceiling']);
});

test('`nopreempt` makes weights idle, and names the trackers', () => {
  const [found, ...more] = lint(text('nopreempt', 'weight -20', 'weight 0'));
  assert.deepEqual(more, []);
  assert.equal(found?.code, 'lint-weight-nopreempt');
  assert.deepEqual(
    found?.related?.map(one => one.text),
    ['script s0 has a weight'],
  );
  assert.deepEqual(lint(text('nopreempt', 'weight 0')), []);
  assert.deepEqual(lint(text('preempt', 'weight -20')), []);
});
