/** The short way through a file and the long way give the same tokens. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { Diagnostics } from '../../src/config/diagnostics.js';
import { IncludeFiles, NO_CHECKS, type OpenFile } from '../../src/config/include.js';
import { splitWords } from '../../src/config/lexer.js';
import { readPlainLine } from '../../src/config/plain-lines.js';
import { Source } from '../../src/config/source.js';
import type { Token } from '../../src/config/token.js';
import { fakePorts } from '../support/fake-machine.js';

function openFile(text: string): OpenFile {
  const bytes = Buffer.from(text, 'latin1');
  return { path: '/c', directory: '/', bytes, text, includedFrom: [], chain: [] };
}

/** One line as the reader of files gives it when it may not take the short way. */
function longWay(line: string): readonly Token[] {
  const ports = fakePorts();
  const diagnostics = new Diagnostics();
  const source = new Source(ports, diagnostics, 'me', new IncludeFiles(ports, diagnostics, NO_CHECKS), {
    plainLines: false,
  });
  source.push(openFile(line));
  const tokens: Token[] = [];
  for (let token = source.next(); token !== undefined; token = source.next()) tokens.push(token);
  return tokens;
}

function shortWay(line: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  return readPlainLine({ open: openFile(line), offset: 0, line: 1 }, tokens) ? tokens : undefined;
}

/** What the parser sees of tokens. */
function seen(tokens: readonly Token[]) {
  return tokens.map(({ kind, text, at, words }) => ({
    kind,
    text,
    at,
    words:
      words?.map(word => [word.raw, word.text, word.at.column]) ??
      (kind === 'text'
        ? splitWords(text).words.map(piece => [piece.text, piece.text, at.column + piece.offset])
        : undefined),
  }));
}

function compare(line: string): boolean {
  const short = shortWay(line);
  if (short === undefined) return false;
  assert.deepEqual(seen(short), seen(longWay(line)), JSON.stringify(line));
  return true;
}

const ROWS = [
  '',
  '   \t ',
  'priority 100',
  '  priority\t100   ',
  'vrrp_instance VI_1 {',
  'a{b}c',
  '}',
  ' } } {x{ y z } ',
  'a # { comment',
  'a!b',
  '# only',
  'interface eth0',
  'include_check read',
  'a\r',
  'x }\r',
];

test('plain lines go the short way, and come out as the long way gives them', () => {
  for (const row of ROWS) assert.ok(compare(`${row}\n`), row);
});

test('whatever the preprocessor may look for goes the long way', () => {
  const rows = [
    '@id x',
    '~SEQ(a,1,2) x',
    'include x',
    'includem x',
    'a "b',
    'a $b',
    'a\\',
    'é',
    'a\0',
    '# a\0',
    'a\x01',
  ];
  for (const row of [...rows, `a ${'x'.repeat(1_100)}`]) assert.equal(shortWay(`${row}\n`), undefined, row);
});

test('any line at all comes out the same', () => {
  const pieces = fc.constantFrom(
    'a',
    'priority',
    ' ',
    '\t',
    '{',
    '}',
    '#',
    '!',
    '"',
    '$',
    '@',
    '~',
    '\\',
    '\r',
    '1',
    'é',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), parts => {
      compare(`${parts.join('')}\n`);
    }),
    { numRuns: 2_000 },
  );
});

test('the samples go the short way, but for few lines', () => {
  const folder = new URL('../../conf', import.meta.url).pathname;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.conf'));
  const lines = files.flatMap(name => readFileSync(join(folder, name), 'latin1').split('\n'));
  const short = lines.filter(line => compare(`${line}\n`)).length;
  assert.ok(short > lines.length * 0.8, `${short} of ${lines.length}`);
});
