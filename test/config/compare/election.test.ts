import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceText } from '../../support/fake-machine.js';
import { compare } from '../../support/lint.js';

const pair = (first: string, second: string) => compare(instanceText(first), instanceText(second));
const said = ({ diagnostics }: ReturnType<typeof compare>) =>
  diagnostics.map(({ severity, code }) => `${severity} ${code}`);

test('equal priorities leave it to the addresses', () => {
  const open = pair('priority 100', '');
  assert.deepEqual(said(open), ['warning compare-priority']);
  assert.match(open.diagnostics[0]!.text, /a\.conf:4 says 100, in b\.conf it is 100/);
  assert.equal(open.verdicts[0]?.master, undefined);
  assert.match(open.verdicts[0]!.text, /same priority 100: the one with the higher address becomes MASTER/);
  const known = pair('mcast_src_ip 10.0.0.11', 'mcast_src_ip 10.0.0.12');
  assert.equal(known.verdicts[0]?.master, 'b.conf');
  assert.match(known.verdicts[0]!.text, /and by the higher source address/);
});

test('two owners are an error', () => {
  assert.deepEqual(said(pair('state MASTER', 'priority 255')), [
    'note compare-both-master',
    'error compare-two-owners',
  ]);
});

test('two wishes for MASTER are a note, and a warning where they cost `nopreempt`', () => {
  const both = (lines = '') => pair(`state MASTER\npriority 150\n${lines}`, 'state MASTER\npriority 100');
  assert.deepEqual(said(both()), ['note compare-both-master']);
  assert.deepEqual(said(both('nopreempt')), ['warning compare-both-master']);
  assert.match(both('nopreempt').diagnostics[0]!.text, /`nopreempt` does not work with it and is cleared/);
});

test('a wish for MASTER does not stand against a higher priority', () => {
  const found = pair('state MASTER\npriority 100', 'state BACKUP\npriority 150');
  assert.deepEqual(said(found), ['warning compare-state']);
  assert.equal(found.verdicts[0]?.master, 'b.conf');
});

test('`nopreempt` of the lower one alone changes nothing', () => {
  assert.deepEqual(said(pair('priority 150', 'priority 100\nnopreempt')), ['warning compare-nopreempt']);
  assert.deepEqual(said(pair('priority 150\nnopreempt', 'priority 100\nnopreempt')), []);
});

test('the verdict says what preemption does', () => {
  const stays = pair('priority 150\nnopreempt', 'priority 100\nnopreempt').verdicts[0]!.text;
  assert.match(stays, /leaves the addresses where they are \(`nopreempt`\)$/);
  const waits = pair('priority 150\npreempt_delay 30', 'priority 100').verdicts[0]!.text;
  assert.match(waits, /waits for its `preempt_delay` of 30 s$/);
});

test("an instance that stays in FAULT is nobody's MASTER", () => {
  const six = (priority: number) =>
    instanceText(`version 2\npriority ${priority}\nauthentication {\nauth_type PASS\nauth_pass x\n}`, {
      addresses: 'fe80::1/64',
    });
  assert.match(compare(six(150), six(100)).verdicts[0]!.text, /^nobody is MASTER: \(VI\) of a\.conf stays in FAULT/);
});
