import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findPatternFault } from '../../../src/config/build/lvs/check/pattern.js';
import type { RegexOption } from '../../../src/health/settings.js';

function fault(pattern: string, ...options: readonly RegexOption[]): string | undefined {
  return findPatternFault(pattern, new Set(options));
}

test('brackets without a partner, and quantifiers without anything before them, are found', () => {
  const rows: Readonly<Record<string, string>> = {
    '(bad': 'the `(` at character 1 is never closed',
    'a(b(c)': 'the `(` at character 2 is never closed',
    'bad)': 'the `)` at character 4 closes nothing',
    '[bad': 'the `[` at character 1 is never closed',
    '[]bad': 'the `[` at character 1 is never closed',
    '[^]bad': 'the `[` at character 1 is never closed',
    'a[[:alpha:]': 'the `[` at character 2 is never closed',
    'a\\': 'it ends with a single backslash',
    '*a': 'the `*` at character 1 has nothing to repeat',
    'a|+b': 'the `+` at character 3 has nothing to repeat',
    '(+a)': 'the `+` at character 2 has nothing to repeat',
    '(?#never': 'the `(` at character 1 is never closed',
  };
  for (const [pattern, reason] of Object.entries(rows)) assert.equal(fault(pattern), reason, pattern);
});

test('what PCRE2 accepts is accepted', () => {
  const patterns = [
    '',
    'a(b)c',
    '(?:a)(?i)b(?<n>c)(?P<m>d)(?P=m)\\k<n>',
    '(?=a)(?!b)(?<=c)(?<!d)(?>e)(?|f)',
    '[]a]',
    '[^]a]',
    '[[:alpha:]]]',
    '[a\\]b]',
    '[[a]',
    '[\\Q]\\E]',
    '\\Q(([[\\E',
    '\\Q((',
    '\\(\\)\\[',
    '\\c(',
    'a{2,}(b)*?c++',
    '^*a',
    '(*UTF)(*UCP)a',
    '(*MARK:a(b)c',
    '(?#a ( comment)b',
    'a|',
    '|a',
    '()',
    '(?(1)a|b)',
    'a*',
  ];
  for (const pattern of patterns) assert.equal(fault(pattern), undefined, pattern);
});

test('where comments or empty classes may hide brackets, nothing is said', () => {
  assert.equal(fault('a # (', 'extended'), undefined);
  assert.equal(fault('(?x) a # ('), undefined);
  assert.equal(fault('[]a', 'allow_empty_class'), undefined);
  assert.equal(fault('(?C"(")a'), undefined);
  assert.equal(fault('(*atomic:a'), 'the `(` at character 1 is never closed');
  assert.equal(fault('(*atomic:(a)'), undefined);
});

test('no pattern takes long or throws', () => {
  const pieces = fc.constantFrom(
    '(',
    ')',
    '[',
    ']',
    '\\',
    '*',
    '+',
    '?',
    '|',
    '^',
    ':',
    '#',
    'Q',
    'E',
    'x',
    'a',
    '(?',
    '[:',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), found => {
      const reason = fault(found.join(''));
      assert.ok(reason === undefined || reason.length > 0);
    }),
  );
  const started = performance.now();
  for (const piece of ['(', '[', '[[:', '(?', '(?a', '\\Q', '(*']) fault(piece.repeat(50_000));
  assert.ok(performance.now() - started < 2_000);
});
