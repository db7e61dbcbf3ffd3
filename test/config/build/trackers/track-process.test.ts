import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seconds, ZERO } from '../../../../src/base/duration.js';
import { load, mistakes } from '../../../support/fake-machine.js';

function block(lines: string): string {
  return `vrrp_track_process p {\n${lines}\n}\n`;
}

const found = (lines: string, test = true) => load(block(lines), {}, { test }).settings?.vrrp.trackProcesses[0];

test('a process has the defaults of keepalived', () => {
  assert.deepEqual(found('process sshd'), {
    name: 'p',
    process: 'sshd',
    parameters: [],
    matching: 'none',
    fullCommand: false,
    weight: { weight: 0, reverse: false },
    quorum: 1,
    terminateDelay: ZERO,
    forkDelay: ZERO,
  });
});

test('parameters are compared exactly unless `param_match` says how', () => {
  const matching = (lines: string) => found(lines)?.matching;
  assert.deepEqual(found('process sshd -D "a b"')?.parameters, ['-D', 'a b']);
  assert.equal(matching('process sshd -D'), 'exact');
  assert.equal(matching('process sshd\nparam_match'), 'exact');
  assert.equal(matching('process sshd -D\nparam_match initial'), 'initial');
  assert.equal(matching('param_match partial\nprocess sshd -D'), 'partial');
  assert.equal(matching('process sshd -D\nparam_match other'), 'exact');
});

test('a quorum and its limit agree, or the later line is ignored', () => {
  const limits = (lines: string) => {
    const one = found(`process sshd\n${lines}`);
    return [one?.quorum, one?.quorumMax];
  };
  assert.deepEqual(limits('quorum 2\nquorum_max 5'), [2, 5]);
  assert.deepEqual(limits('quorum 5\nquorum_max 3'), [5, undefined]);
  assert.deepEqual(limits('quorum_max 3\nquorum 5'), [1, 3]);
  assert.deepEqual(limits('quorum_max 0'), [0, 0], 'none may run');
  assert.deepEqual(limits('quorum 1\nquorum_max 0'), [0, 0]);
  assert.deepEqual(limits('quorum 2\nquorum_max 0'), [2, undefined]);
  assert.deepEqual(limits('quorum_max 0\nquorum 1'), [0, 0]);
});

test('one delay sets both, and each can be set', () => {
  const delays = (lines: string, test = true) => {
    const one = found(`process sshd\n${lines}`, test);
    return [one?.terminateDelay, one?.forkDelay];
  };
  assert.deepEqual(delays('delay 1.5'), [seconds(1.5), seconds(1.5)]);
  assert.deepEqual(delays('delay 2\nfork_delay 3'), [seconds(2), seconds(3)]);
  assert.deepEqual(delays('terminate_delay 0'), [ZERO, ZERO]);
  assert.deepEqual(delays('delay 2x', false), [seconds(2), seconds(2)]);
});

test('mistakes stand where they were made', () => {
  const rows: readonly [string, readonly string[]][] = [
    ['weight 1', ['3 process-missing']],
    ['process a\nprocess b', ['3 process-twice']],
    ['process a\nparam_match exact', ['3 option-unknown']],
    ['process a\nweight 5\nweight 6', ['4 keyword-twice']],
    ['process a\nquorum 5\nquorum_max 3', ['4 quorum-conflict']],
    ['process', ['2 parameter-missing', '3 process-missing']],
  ];
  for (const [lines, expected] of rows) assert.deepEqual(mistakes(load(block(lines))), expected, lines);
});
