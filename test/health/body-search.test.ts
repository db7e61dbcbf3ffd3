import assert from 'node:assert/strict';
import { test } from 'node:test';
import { err, ok } from '../../src/base/result.js';
import {
  BodySearch,
  type CompiledPattern,
  LONGEST_MATCH,
  type SearchResult,
  WINDOW,
} from '../../src/health/body-search.js';
import type { BodyPattern } from '../../src/health/settings.js';

/** A library that knows plain words only, and counts the bytes it has looked at. */
function word(text: string, seen = { bytes: 0, longest: 0 }): CompiledPattern {
  const wanted = Buffer.from(text, 'latin1');
  return {
    lookBehind: 0,
    search(subject, from): SearchResult {
      const buffer = Buffer.from(subject.buffer, subject.byteOffset, subject.byteLength);
      seen.bytes += buffer.length - from;
      seen.longest = Math.max(seen.longest, buffer.length);
      assert.ok(from >= 0 && from <= buffer.length, `search from ${from} of ${buffer.length}`);
      const at = buffer.indexOf(wanted, from);
      if (at >= 0) return { kind: 'match', at };
      for (let start = Math.max(from, buffer.length - wanted.length + 1); start < buffer.length; start++) {
        if (wanted.subarray(0, buffer.length - start).equals(buffer.subarray(start))) {
          return { kind: 'partial', at: start };
        }
      }
      return { kind: 'none' };
    },
  };
}

function pattern(of: Partial<BodyPattern> = {}): BodyPattern {
  return { pattern: 'b', options: [], minOffset: 0, mustMatch: true, ...of };
}

function found(of: Partial<BodyPattern>, compiled: CompiledPattern, ...pieces: readonly (string | Uint8Array)[]) {
  const search = new BodySearch(pattern(of), ok(compiled));
  for (const piece of pieces) search.feed(typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece);
  return search.finish().ok;
}

test('a word is found in one piece, and across pieces', () => {
  assert.equal(found({}, word('b'), 'aaabaaa'), true);
  assert.equal(found({}, word('aba'), 'aaab', 'aaa'), true);
  assert.equal(found({}, word('c'), 'aaab', 'aaa'), false);
  assert.equal(found({}, word('c')), false, 'an answer without a body');
});

test('what may begin at the end of an answer is no match', () => {
  assert.equal(found({}, word('aab'), 'aaa'), false);
});

test('a match must start within the offsets, both included', () => {
  for (const [offsets, expected] of [
    [{ minOffset: 3 }, true],
    [{ minOffset: 4 }, false],
    [{ minOffset: 60 }, false],
    [{ maxOffset: 2 }, false],
    [{ maxOffset: 3 }, true],
  ] as const) {
    assert.equal(found(offsets, word('b'), 'aaabaaa'), expected, JSON.stringify(offsets));
    assert.equal(found(offsets, word('b'), ...'aaabaaa'), expected, `${JSON.stringify(offsets)}, byte by byte`);
  }
});

test('regex_no_match turns the answer round', () => {
  assert.equal(found({ mustMatch: false }, word('b'), 'abc'), false);
  assert.equal(found({ mustMatch: false }, word('x'), 'abc'), true);
});

test('an answer of any length is searched once and kept in part', () => {
  const seen = { bytes: 0, longest: 0 };
  const piece = new Uint8Array(10_000).fill(97);
  const pieces = Array.from({ length: 1_000 }, () => piece);
  assert.equal(found({}, word('abba', seen), ...pieces, 'abba'), true);
  assert.ok(seen.longest < WINDOW + 2 * piece.length, `${seen.longest} bytes were kept`);
  assert.ok(seen.bytes < 1.01 * 10_000_000, `${seen.bytes} bytes were searched`);
});

test('behind the last offset at which a match may start, nothing is searched any more', () => {
  const seen = { bytes: 0, longest: 0 };
  const pieces = Array.from({ length: 10 }, () => new Uint8Array(WINDOW));
  assert.equal(found({ maxOffset: 5 }, word('b', seen), ...pieces, 'b'), false);
  assert.equal(seen.bytes, WINDOW);
});

test('a match across two windows is found, wherever the window ends', () => {
  for (let before = WINDOW - 4; before <= WINDOW + 1; before++) {
    assert.equal(found({}, word('bcd'), new Uint8Array(before), 'bc', 'd'), true, `${before} bytes before`);
  }
});

test('offsets count from the start of the answer in every window', () => {
  const start = 3 * WINDOW;
  const pieces = [new Uint8Array(WINDOW), new Uint8Array(WINDOW), new Uint8Array(WINDOW), 'b'] as const;
  assert.equal(found({ minOffset: start }, word('b'), ...pieces), true);
  assert.equal(found({ minOffset: start + 1 }, word('b'), ...pieces), false);
  assert.equal(found({ maxOffset: start }, word('b'), ...pieces), true);
  assert.equal(found({ maxOffset: start - 1 }, word('b'), ...pieces), false);
});

test('one byte before the next search is kept, so that ^ cannot match at the start of a window', () => {
  const starts: number[] = [];
  const caret: CompiledPattern = {
    lookBehind: 0,
    search: (_, from) => {
      starts.push(from);
      return { kind: 'none' };
    },
  };
  found({}, caret, new Uint8Array(WINDOW), new Uint8Array(WINDOW), 'x');
  assert.deepEqual(starts, [0, 1, 1]);
});

test('what a pattern looks back at is kept', () => {
  const subjects: number[] = [];
  const looksBack: CompiledPattern = {
    lookBehind: 7,
    search: (subject, from) => {
      subjects.push(from, subject.length);
      return { kind: 'none' };
    },
  };
  found({}, looksBack, new Uint8Array(WINDOW), 'xyz');
  assert.deepEqual(subjects, [0, WINDOW, 7, 10]);
});

test('a match that never ends is given up, as is text that may not be cut', () => {
  const greedy: CompiledPattern = { lookBehind: 0, search: () => ({ kind: 'partial', at: 0 }) };
  for (const options of [[], ['utf']] as const) {
    const search = new BodySearch(pattern({ options }), ok(greedy));
    for (let i = 0; i < 2 * (LONGEST_MATCH / WINDOW); i++) search.feed(new Uint8Array(WINDOW));
    const outcome = search.finish();
    assert.equal(outcome.ok ? '' : outcome.fault.code, 'malformed');
  }
});

test('a pattern that does not compile, and a search that is given up, are failures with a reason', () => {
  const bad = new BodySearch(pattern(), err('missing closing parenthesis'));
  bad.feed(Buffer.from('b'));
  const outcome = bad.finish();
  assert.equal(outcome.ok ? '' : outcome.fault.detail, 'the pattern does not compile: missing closing parenthesis');

  const tired: CompiledPattern = { lookBehind: 0, search: () => ({ kind: 'error', detail: 'match limit exceeded' }) };
  for (const mustMatch of [true, false]) assert.equal(found({ mustMatch }, tired, 'b'), false);
});
