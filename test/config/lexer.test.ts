import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  decodeEscapes,
  splitArguments,
  splitBraces,
  splitScript,
  splitWords,
  stripComment,
} from '../../src/config/lexer.js';

const texts = (pieces: readonly { readonly text: string }[]): string[] => pieces.map(({ text }) => text);

test('a comment begins at # or ! anywhere outside double quotes', () => {
  const rows: readonly [string, string][] = [
    ['a#b', 'a'],
    ['a !b', 'a'],
    ['"a#b" c # d', '"a#b" c'],
    ['a\\#b x', 'a'],
    ['q\\zx y', 'q\\zx y'],
    ["'a#b'", "'a"],
    ['word  \t', 'word'],
    ['tail\\', 'tail\\'],
    ['# all', ''],
    ['word # comment \\', 'word\\'],
    ['word \\ # \\', 'word \\\\'],
    ['# comment \\ ', ''],
    ['"a\\" # b"', '"a\\" # b"'],
  ];
  for (const [line, expected] of rows) assert.equal(stripComment(line).text, expected, line);
  assert.equal(stripComment('a\\#b').escapedComment, true);
  assert.equal(stripComment('# comment \\').keptBackslash, true);
});

test('a backslash hides a quote from the search for comments', () => {
  const rows: readonly [string, number | undefined][] = [
    ['"a\\"', 0],
    ['a\\"b"', 4],
    ['"a\\\\"', undefined],
    ['"a" b', undefined],
    // What is cut into words finds these.
    ['"a', undefined],
    ['"a\\"b"', undefined],
  ];
  for (const [line, expected] of rows) assert.equal(stripComment(line).hiddenQuote, expected, line);
});

test('braces outside double quotes cut a line', () => {
  const cut = splitBraces('group { a b } "x{y}" {}');
  assert.deepEqual(texts(cut), ['group', '{', 'a b', '}', '"x{y}"', '{', '}']);
  assert.deepEqual(
    cut.map(({ offset }) => offset),
    [0, 6, 8, 12, 14, 21, 22],
  );
});

test('a double quote always begins a new word', () => {
  assert.deepEqual(texts(splitWords('abc"d e"f').words), ['abc', 'd e', 'f']);
  assert.deepEqual(texts(splitWords('"" x').words), ['', 'x']);
  assert.deepEqual(texts(splitWords(' a\tb ').words), ['a', 'b']);
  const open = splitWords('weight "1');
  assert.deepEqual([texts(open.words), open.unterminated], [['weight'], 7]);
});

test('script lines are split as keepalived splits them, first into arguments and then into argv', () => {
  // Each row: the text after the keyword, argv, and the words for user and group.
  const rows: readonly [string, readonly string[], readonly string[]][] = [
    ['"/s one two"', ['/s', 'one', 'two'], []],
    ['/s root', ['/s'], ['root']],
    ['"/s" "nobody"', ['/s'], ['nobody']],
    ['"/s seven" nobody nogroup', ['/s', 'seven'], ['nobody', 'nogroup']],
    ['"/s"  ""', ['/s'], ['']],
    [`"/s 'a b' c"`, ['/s', 'a b', 'c'], []],
    [`'/s "q r"'`, ['/s', 'q r'], []],
    ['"/s {x}"', ['/s', '{x}'], []],
    ['"/s \\x41\\102\\t|"', ['/s', 'AB\t|'], []],
    ['"/s \\x414"', ['/s', 'A4'], []],
    [`"/s ''"`, ['/s', ''], []],
    ['"/s a\\"b"', ['/s', 'a"b'], []],
    ['"/s \\"in ner\\" z"', ['/s', '"in', 'ner"', 'z'], []],
    [`"/s 'don\\'t'"`, ['/s', "don't"], []],
    [`"/s a'b c'd"`, ['/s', 'ab cd'], []],
    ['"/s a\\ b"', ['/s', 'a b'], []],
    [`"/s 'a\\tb'"`, ['/s', 'a\tb'], []],
    ['"/s a\\\\b"', ['/s', 'a\\b'], []],
    ['"/s \\#z \\q\\cA"', ['/s', '#z', 'q\x01'], []],
    ['"/s $HOME *"', ['/s', '$HOME', '*'], []],
    ['"/s a"b c', ['/s', 'ab'], ['c']],
    ['/s\\ e f', ['/s e'], ['f']],
  ];
  for (const [line, argv, rest] of rows) {
    const first = splitArguments(line);
    assert.ok(first.ok, line);
    const second = splitScript(first.value[0]!.text);
    assert.ok(second.ok, line);
    assert.deepEqual([texts(second.value), texts(first.value).slice(1)], [argv, rest], line);
  }
});

test('a quote that never ends is named with its place', () => {
  const split = splitArguments(`a 'b c`);
  assert.deepEqual(split, { ok: false, error: { quote: "'", offset: 2 } });
});

test('any text is split without an error thrown, and nothing is made up', () => {
  const anyLine = fc.string({ unit: fc.constantFrom(...`ab {}"'\\#!$\t~()@/`), maxLength: 60 });
  fc.assert(
    fc.property(anyLine, line => {
      const stripped = stripComment(line).text;
      // The blanks before a backslash at the end are taken out.
      assert.ok(line.startsWith(stripped.replace(/\\$/, '')));
      for (const { text, offset } of splitBraces(stripped))
        assert.equal(stripped.slice(offset, offset + text.length), text);
      for (const { text } of splitWords(stripped).words) assert.ok(stripped.includes(text));
      const split = splitArguments(line);
      if (split.ok) for (const { text } of split.value) splitScript(text);
    }),
    { numRuns: 300 },
  );
});

test('the escapes of a pattern are read without its quotes and blanks', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['plain \'text"', 'plain \'text"'],
    [String.raw`a\.c`, 'a.c'],
    [String.raw`a\\.c`, String.raw`a\.c`],
    [String.raw`\x41\102\t\cA`, 'AB\t\x01'],
    ['a\\', 'a\\'],
  ];
  for (const [written, read] of rows) assert.equal(decodeEscapes(written), read, written);
});
