import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outcome } from '../../src/health/outcome.js';
import { LONGEST_REPLY, SmtpDialogue } from '../../src/health/smtp.js';
import { seededRandom } from '../support/random.js';

function shown(outcome: Outcome): string {
  return outcome.ok ? 'up' : `down: ${outcome.fault.detail}`;
}

/** Plays the server's lines, then closes; what the checker said, and its verdict. */
function talk(lines: readonly string[], heloName = 'smtpchecker.keepalived.org'): string[] {
  const dialogue = new SmtpDialogue(heloName);
  const said: string[] = [];
  for (const line of lines) {
    const { send, outcome } = dialogue.feed(Buffer.from(line, 'latin1'));
    if (send !== undefined) said.push(Buffer.from(send).toString('latin1'));
    if (outcome !== undefined) return [...said, shown(outcome)];
  }
  return [...said, shown(dialogue.finish())];
}

const HELO = 'HELO smtpchecker.keepalived.org\r\n';
const QUIT = 'QUIT\r\n';
const wanted = (what: string, line: string, code: string) =>
  `down: the ${what} is "${line}", not a single line \`${code} ...\``;

const TALKS: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['all is well', ['220 hi\r\n', '250 ok\r\n', '221 bye\r\n'], [HELO, QUIT, 'up']],
  ['any reply to QUIT will do', ['220 hi\r\n', '250 ok\r\n', '500 no\r\n'], [HELO, QUIT, 'up']],
  ['even half a line', ['220 hi\r\n', '250 ok\r\n', '221'], [HELO, QUIT, 'up']],
  ['the server is busy', ['421 hi\r\n'], [wanted('greeting', '421 hi', '220')]],
  ['a greeting of several lines', ['220-a\r\n', '220 hi\r\n'], [wanted('greeting', '220-a', '220')]],
  ['the same in one read', ['220-a\r\n220 hi\r\n'], [wanted('greeting', '220-a', '220')]],
  ['a code without a blank', ['220\r\n'], [wanted('greeting', '220', '220')]],
  [
    'a reply to HELO of several lines',
    ['220 hi\r\n', '250-x\r\n250 ok\r\n'],
    [HELO, wanted('reply to HELO', '250-x', '250')],
  ],
  ['HELO is refused', ['220 hi\r\n', '500 what\r\n'], [HELO, wanted('reply to HELO', '500 what', '250')]],
  [
    'no reply to QUIT',
    ['220 hi\r\n', '250 ok\r\n'],
    [HELO, QUIT, 'down: the connection was closed before the reply to QUIT'],
  ],
  ['closed at once', [], ['down: the connection was closed before the greeting']],
  [
    'what came with the greeting is no reply to HELO',
    ['220 hi\r\n500 early\r\n', '250 ok\r\n', '221 bye\r\n'],
    [HELO, QUIT, 'up'],
  ],
  ['a line in pieces', ['2', '20 h', 'i\r', '\n', '250 ', 'ok\n', '221 bye\n'], [HELO, QUIT, 'up']],
];

for (const [says, lines, expected] of TALKS) {
  test(says, () => assert.deepEqual(talk(lines), expected));
}

test('the name of helo_name is said', () => {
  assert.equal(talk(['220 hi\r\n'], 'me.example')[0], 'HELO me.example\r\n');
});

test('nothing is said before the whole greeting has come', () => {
  assert.deepEqual(new SmtpDialogue('x').feed(Buffer.from('220 hi')), {});
});

test('time runs out at each stage', () => {
  const dialogue = new SmtpDialogue('x');
  assert.equal(shown(dialogue.expire()), 'down: the greeting did not come in time');
  dialogue.feed(Buffer.from('220 hi\r\n'));
  assert.equal(shown(dialogue.expire()), 'down: the reply to HELO did not come in time');
});

test('a line without an end is not waited for for ever, and random bytes do no harm', () => {
  assert.equal(
    talk(['220 '.padEnd(LONGEST_REPLY + 1, 'x')])[0],
    `down: the greeting is longer than ${LONGEST_REPLY} bytes`,
  );
  const random = seededRandom(3);
  for (let i = 0; i < 300; i++) {
    const noise = Array.from({ length: 40 }, () => String.fromCharCode(Math.floor(random() * 256))).join('');
    assert.match(talk([noise]).join(), /^down: /);
  }
});
