import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceText } from '../../support/fake-machine.js';
import { compare } from '../../support/lint.js';

const GLOBALS = 'global_defs {\nenable_script_security\nscript_user root\n}\n';

/** A node whose scripts s0, s1 ... have these weights. */
function node(lines: string, ...weights: readonly number[]): string {
  const scripts = weights.map((weight, i) => `vrrp_script s${i} {\nscript /bin/check\nweight ${weight}\n}\n`);
  const tracked = weights.length === 0 ? '' : `track_script {\n${weights.map((_, i) => `s${i}\n`).join('')}}`;
  return `${GLOBALS}${scripts.join('')}${instanceText(`${lines}\n${tracked}`)}`;
}

const said = (...nodes: readonly string[]) =>
  compare(...nodes).diagnostics.map(({ severity, code, text }) => `${severity} ${code}: ${text}`);

test('weights that can never move the addresses', () => {
  const [found, ...more] = said(node('priority 150', -10), node('priority 100', -10));
  assert.deepEqual(more, []);
  assert.equal(
    found,
    'warning compare-weight-never: a failure of script s0 takes (VI) of a.conf from 150 to 140, still above the 100 of (VI) of b.conf: no failover',
  );
  const together = said(node('priority 150', -10, -20), node('priority 100', -10, -20));
  assert.match(
    together[0]!,
    /compare-weight-never: even a failure of script s0 and script s1 together takes .* from 150 to 120/,
  );
});

test('weights that do it only together, or only just', () => {
  const alone = said(node('priority 150', -30, -60), node('priority 100', -30, -60));
  assert.deepEqual(
    alone.map(one => one.split(':')[0]),
    ['note compare-weight-alone'],
  );
  assert.match(alone[0]!, /script s0 takes .* from 150 to 120/);
  assert.match(
    said(node('priority 150', -50), node('priority 100', -50))[0]!,
    /^warning compare-weight-tie: .* to 100, exactly/,
  );
  assert.deepEqual(said(node('priority 150', -51), node('priority 100', -51)), []);
});

test('trackers without a weight end in FAULT, which always moves them', () => {
  assert.deepEqual(said(node('priority 150', 0), node('priority 100', 0)), []);
});

test('weights that add count while all is well', () => {
  assert.deepEqual(said(node('priority 101', 2), node('priority 100', 2)), []);
  const lifted = compare(node('priority 110', 0), node('priority 100', 20));
  assert.deepEqual(
    lifted.diagnostics.map(({ code }) => code),
    ['compare-weight-lifts'],
  );
  assert.match(
    lifted.verdicts[0]!.text,
    /^b\.conf is MASTER .* priority 120 \(100 and its trackers\) before a\.conf with 110$/,
  );
});

test('`nopreempt` of the backup keeps it from taking over', () => {
  const found = said(node('priority 150\nnopreempt', -60), node('priority 100\nnopreempt', 0));
  assert.deepEqual(
    found.map(one => one.split(':')[0]),
    ['warning compare-weight-nopreempt'],
  );
});

test('a node that watches nothing keeps what it gets', () => {
  const found = said(node('priority 150', -60), node('priority 100'));
  assert.deepEqual(
    found.map(one => one.split(':')[0]),
    ['note compare-trackers'],
  );
  assert.match(found[0]!, /\(VI\) of a\.conf tracks s0, and \(VI\) of b\.conf no script at all/);
});

test('a tracked interface has a weight like any other', () => {
  const tracking = (priority: number) => instanceText(`priority ${priority}\ntrack_interface {\neth1 weight -10\n}`);
  assert.match(said(tracking(150), tracking(100))[0]!, /compare-weight-never: a failure of interface eth1/);
});
