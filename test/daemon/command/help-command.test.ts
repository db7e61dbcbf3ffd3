import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runHelp } from '../../../src/daemon/command/help-command.js';

test('without a topic the commands and blocks are listed', () => {
  for (const argv of [[], ['--help'], ['-h']]) {
    const { status, stdout, stderr } = runHelp(argv);
    assert.deepEqual([status, stderr], [0, '']);
    for (const word of ['holdfast check', 'holdfast convert', 'vrrp_instance', 'virtual_server']) {
      assert.ok(stdout.includes(word), word);
    }
    assert.ok(stdout.endsWith('\n'));
  }
});

test('several topics are answered one after the other', () => {
  const { status, stdout } = runHelp(['priority', 'number-range', 'check']);
  assert.equal(status, 0);
  assert.match(stdout, /`priority`, in[\s\S]*`number-range`, a diagnostic[\s\S]*'holdfast check --help'/);
});

test('an unknown topic suggests a near one, answers the others, and ends with status 1', () => {
  const { status, stdout, stderr } = runHelp(['prioritty', 'nopreempt', 'qqqqqqqqq\x1b[2J']);
  assert.equal(status, 1);
  assert.match(stdout, /`nopreempt`, in `vrrp_instance`/);
  assert.equal(
    stderr,
    "holdfast help: there is no keyword, block or code 'prioritty'; did you mean 'priority'?\n" +
      "holdfast help: there is no keyword, block or code 'qqqqqqqqq?[2J'; 'holdfast help' lists the blocks\n",
  );
});

test('the beginning of a name is answered with what begins like it', () => {
  const { status, stderr } = runHelp(['compare-weight']);
  assert.equal(status, 1);
  assert.match(stderr, /there is compare-weight-alone, compare-weight-lifts, .* and compare-weight-tie\n$/);
  assert.match(runHelp(['lint']).stderr, / and [0-9]+ more\n$/);
});

test('a block that stands in two others is listed once', () => {
  assert.equal(runHelp([]).stdout.match(/^ +url /gm)?.length, 1);
});

test('all codes can be listed', () => {
  assert.match(runHelp(['codes']).stdout, /^ {2}brace-unclosed +\S/m);
});
