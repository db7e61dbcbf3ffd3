/** With the library itself, which every Debian has. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpReply } from '../../src/health/http.js';
import { type BodyPattern, REGEX_OPTIONS } from '../../src/health/settings.js';
import { loadPcre2, type Pcre2Option } from '../../src/sys/pcre2.js';
import { httpUrl } from '../support/check-run.js';

const loaded = loadPcre2();
assert.ok(loaded.ok, loaded.ok ? '' : loaded.error);
const compile = loaded.value;

function find(pattern: string, subject: string, options: readonly Pcre2Option[] = [], from = 0) {
  const compiled = compile(pattern, options);
  assert.ok(compiled.ok, compiled.ok ? '' : compiled.error);
  return compiled.value.search(Buffer.from(subject, 'latin1'), from);
}

test('a match, none, and one that may go on', () => {
  assert.deepEqual(find('b', 'aaabaaa'), { kind: 'match', at: 3 });
  assert.deepEqual(find('b', 'aaabaaab', [], 4), { kind: 'match', at: 7 });
  assert.deepEqual(find('c', 'aaabaaa'), { kind: 'none' });
  assert.deepEqual(find('abb', 'aaab'), { kind: 'partial', at: 2 });
  assert.deepEqual(find('b', ''), { kind: 'none' });
});

// [option, pattern, subject, without it, with it]
const OPTIONS: readonly (readonly [Pcre2Option, string, string, string, string])[] = [
  ['caseless', 'B', 'abc', 'none', 'match'],
  ['dotall', 'a.b', 'a\nb ', 'none', 'match'],
  ['multiline', '^b', 'a\nb ', 'none', 'match'],
  ['extended', 'a b', 'ab ', 'none', 'match'],
  ['firstline', 'b', 'a\nb ', 'match', 'none'],
  ['ungreedy', 'a+', 'aa', 'partial', 'match'],
  ['allow_empty_class', 'x|a[]b', 'x ', 'error', 'match'],
  ['never_utf', '(*UTF)a', 'a', 'match', 'error'],
  ['never_ucp', '(*UCP)a', 'a', 'match', 'error'],
  ['never_backslash_c', '\\C', 'a', 'match', 'error'],
  ['dupnames', '(?<n>a)|(?<n>b)', 'b ', 'error', 'match'],
  ['alt_bsux', '\\u0061', 'a ', 'error', 'match'],
  ['no_auto_capture', '(a)\\1', 'aa ', 'match', 'error'],
  ['match_unset_backref', '\\1b|(a)', 'b ', 'none', 'match'],
  ['utf', '^.b', '\xc3\xbcb ', 'none', 'match'],
  ['ucp', '\\w', '\xe4', 'none', 'match'],
  ['alt_circumflex', '(?m)^b', 'b', 'match', 'match'],
  ['alt_verbnames', '(*MARK:a\\x62)a', 'a', 'match', 'match'],
  ['use_offset_limit', 'a', 'a', 'match', 'match'],
  ['auto_callout', 'a', 'a', 'match', 'match'],
  ['dollar_endonly', 'a', 'a', 'match', 'match'],
  ['no_auto_possess', 'a', 'a', 'match', 'match'],
  ['no_dotstar_anchor', 'a', 'a', 'match', 'match'],
  ['no_start_optimize', 'a', 'a', 'match', 'match'],
];

test('every option of regex_options is one of the library', () => {
  assert.deepEqual(OPTIONS.map(([option]) => option).sort(), [...REGEX_OPTIONS].sort());
});

for (const [option, pattern, subject, without, withIt] of OPTIONS) {
  test(`${option}: ${without} without, ${withIt} with it`, () => {
    const kind = (options: readonly Pcre2Option[]) => {
      const compiled = compile(pattern, options);
      return compiled.ok ? compiled.value.search(Buffer.from(subject, 'latin1'), 0).kind : 'error';
    };
    assert.deepEqual([kind([]), kind([option])], [without, withIt]);
  });
}

test('what a pattern looks back at is known', () => {
  const compiled = compile('(?<=abc)d', []);
  assert.equal(compiled.ok && compiled.value.lookBehind, 3);
});

test('a pattern that does not compile is refused with a reason and a place', () => {
  const compiled = compile('(bad', []);
  assert.equal(compiled.ok ? '' : compiled.error, 'missing closing parenthesis, at character 5');
});

test('a search that goes too far is given up', () => {
  const found = find('^(a+)+$', `${'a'.repeat(60)}b `);
  assert.equal(found.kind, 'error');
});

test('text that is not UTF-8 is an error of the search, not of the program', () => {
  assert.equal(find('a', '\xff', ['utf']).kind, 'error');
});

test('without the library it is said which one is missing and where it is from', () => {
  const missing = loadPcre2('libpcre2-missing.so.0');
  assert.match(
    missing.ok ? '' : missing.error,
    /^`regex` needs the library libpcre2-missing\.so\.0 \(Debian's package/,
  );
});

const HEADER = 'HTTP/1.0 200 OK\r\nServer: sixteen\r\n\r\n';

// What keepalived made of the body `aaabaaa` (unless another one stands here), sent with the header in one segment, and
// in a segment of its own.
const ROWS: readonly (readonly [Partial<BodyPattern>, string, boolean | undefined, boolean | undefined])[] = [
  [{ pattern: 'b' }, 'aaabaaa', true, true],
  [{ pattern: '^aaa' }, 'aaabaaa', false, true],
  [{ pattern: '^H' }, 'aaabaaa', true, false],
  [{ pattern: 'aaa$' }, 'aaabaaa', false, false],
  [{ pattern: 'aaa\\z' }, 'aaabaaa', false, false],
  [{ pattern: 'b', minOffset: 3 }, 'aaabaaa', true, true],
  [{ pattern: 'b', minOffset: 4 }, 'aaabaaa', true, false],
  [{ pattern: 'b', minOffset: 60 }, 'aaabaaa', false, undefined],
  [{ pattern: 'b', maxOffset: 2 }, 'aaabaaa', false, false],
  [{ pattern: 'b', maxOffset: 3 }, 'aaabaaa', false, true],
  [{ pattern: 'b', maxOffset: 60 }, 'aaabaaa', true, undefined],
  [{ pattern: 'a.c' }, 'abc', true, undefined],
  [{ pattern: 'a\\wc' }, 'abc', true, undefined],
  [{ pattern: 'ab c' }, 'abc', false, undefined],
  [{ pattern: 'B' }, 'abc', false, undefined],
  [{ pattern: 'B', options: ['caseless'] }, 'abc', true, undefined],
  [{ pattern: 'b', mustMatch: false }, 'abc', false, undefined],
];

function isUp(of: Partial<BodyPattern>, ...pieces: readonly string[]): boolean {
  const body: BodyPattern = { pattern: '', options: [], minOffset: 0, mustMatch: true, ...of };
  const reply = new HttpReply(httpUrl({ body }), compile(body.pattern, body.options));
  for (const piece of pieces) reply.feed(Buffer.from(piece, 'latin1'));
  return reply.finish().ok;
}

for (const [pattern, body, joined, split] of ROWS) {
  test(`${JSON.stringify(pattern)} against ${body}: ${joined} joined, ${split} split`, () => {
    if (joined !== undefined) assert.equal(isUp(pattern, HEADER + body), joined);
    if (split !== undefined) assert.equal(isUp(pattern, HEADER, body), split);
  });
}

test('a match across two reads', () => assert.equal(isUp({ pattern: 'aba' }, HEADER, 'aaab', 'aaa'), true));

test('^ matches at the start of an answer, and not where a window of it begins', () => {
  const window = 'x'.repeat(0x4_0000);
  assert.equal(isUp({ pattern: '^x' }, HEADER, window), true);
  for (const pattern of ['^y', '\\Ay', '(?m)^y', '\\by']) {
    assert.equal(isUp({ pattern }, HEADER, window, 'y ', window), false, pattern);
  }
  assert.equal(isUp({ pattern: '(?<=xxx)y' }, HEADER, window, 'y ', window), true);
});

test('a pattern that does not compile fails its check with the reason', () => {
  assert.equal(isUp({ pattern: '(bad' }, HEADER, 'bad'), false);
});
