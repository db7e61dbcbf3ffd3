import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeOf } from '../../../src/config/lint/code.js';
import { instanceText, load } from '../../support/fake-machine.js';
import { lint } from '../../support/lint.js';

/** What is said of one line inside an instance: `COLUMN CODE`. */
const line = (text: string): readonly string[] =>
  lint(instanceText(text))
    .filter(({ code }) => /slash|semicolon|assignment|lookalike/.test(code))
    .map(({ at, code }) => `${at?.column} ${code}`);

/** Hints of the mistakes that the reading finds in one line of an instance. */
const hints = (text: string): readonly (string | undefined)[] =>
  load(instanceText(text)).diagnostics.map(({ hint }) => hint);

test('comments of other languages', () => {
  assert.deepEqual(line('virtual_ipaddress_excluded {\n// the address\n}'), ['1 lint-slash-comment']);
  assert.deepEqual(line('priority 100 // high'), ['14 lint-slash-comment']);
  assert.deepEqual(line('priority 100 /* old */'), ['14 lint-slash-comment']);
  for (const fine of [
    '# // no',
    'priority 100 # // no',
    'notify //opt/x.sh',
    'notify "http://x // y"',
    'notify_master /x/*.sh',
  ]) {
    assert.deepEqual(line(fine), [], fine);
  }
});

test('a semicolon is part of the word before it', () => {
  assert.deepEqual(line('unicast_src_ip 10.0.0.2;'), ['24 lint-semicolon']);
  assert.deepEqual(line('notify "/x;"'), []);
  assert.deepEqual(line('authentication {\nauth_type PASS\nauth_pass x;\n}'), [], 'it may be part of the password');
});

test('an assignment is no keyword', () => {
  assert.deepEqual(line('unicast_src_ip = 10.0.0.2'), ['16 lint-assignment']);
  assert.deepEqual(line('label=x'), [], 'no keyword of this language');
  assert.deepEqual(lint('$PRIO=100\n$priority = 100\n'), []);
});

test('where the reading finds a mistake, its hint says the same and no lint follows', () => {
  const rows: readonly [string, string][] = [
    ['// the address', 'begin a comment with `#` or `!`'],
    ['; the address', 'begin a comment with `#` or `!`'],
    ['/* the address */', 'begin a comment with `#` or `!`'],
    ['priority=100', 'write `priority VALUE`, without `=`'],
    ['priority: 100', 'write `priority VALUE`, without `:`'],
    ['priority = 100', 'write `priority VALUE`, without `=`'],
    ['nopreempt;', 'write `nopreempt` without the `;`'],
    ['priority 100;', 'write `priority 100`, without the `;`'],
    ['state = BACKUP', 'write `state VALUE`, without `=`'],
    ['state BACKUP;', 'write `state BACKUP`, without the `;`'],
    ['script = "/bin/true"', '`script` belongs into `vrrp_script`'],
    ['script: "/bin/true"', 'write `script VALUE`, without `:`'],
    ['advert_int 1s', 'write 1 alone: it is in seconds'],
    ['advert_int 2000ms', 'write 2: it is in seconds'],
    ['priority 100%', 'write the number alone'],
  ];
  for (const [text, hint] of rows) {
    assert.deepEqual(hints(text), [hint], text);
    assert.deepEqual(line(text), [], text);
  }
  assert.deepEqual(hints('priority 100x1'), [undefined]);
});

test('lookalikes are named with their number and column', () => {
  const [found] = lint(instanceText('priority\u00a0100'));
  assert.equal(found?.code, 'lint-lookalike');
  assert.equal(found?.at?.column, 9);
  assert.match(found?.text ?? '', /a no-break space \(U\+00A0\) looks like a blank/);
  assert.deepEqual(line('notify \u201c/x\u201d'), ['8 lint-lookalike']);
  assert.deepEqual(line('weight \u2212 20'), ['8 lint-lookalike']);
  assert.deepEqual(line('# \u201cquoted\u201d'), []);
  assert.deepEqual(line('notify "\u00e9\u201d"'), []);
  assert.deepEqual(
    load(`\ufeff${instanceText()}`).diagnostics[0]?.hint,
    'save the file as UTF-8 without a byte order mark',
  );
  assert.deepEqual(lint(`\ufeff${instanceText()}`), []);
  assert.match(lint(instanceText('state\ufeff BACKUP'))[0]?.text ?? '', /^a byte order mark .* looks like nothing/);
});

test('a secret on such a line is not shown', () => {
  const found = lint(instanceText('authentication {\nauth_type PASS\nauth_pass s3cret // old\n}'));
  assert.deepEqual(
    found.map(({ code }) => code),
    ['lint-slash-comment'],
  );
  assert.doesNotMatch(JSON.stringify(found), /s3cret/);
});

test('comments and quotes are no code', () => {
  assert.equal(codeOf('a "b # c" d # e'), 'a "_____" d ');
  assert.equal(codeOf('a \\# b ! c'), 'a __ b ');
});
