// biome-ignore-all lint/suspicious/noTemplateCurlyInString: `${NAME}` is syntax of the configuration language here
/**
 * A seeded fuzzer over lexer, parser and builders: samples cut, spliced, doubled and sprinkled with what the language
 * is made of. Whatever comes of it, the answer is settings and diagnostics with places that exist; a failure names its
 * seed.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../src/config/keywords/root.js';
import type { KeywordTable } from '../../src/config/keywords/row.js';
import { splitArguments, splitBraces, splitScript, splitWords, stripComment } from '../../src/config/lexer.js';
import { renderText } from '../../src/config/render/text.js';
import { load } from '../support/fake-machine.js';
import { seededRandom } from '../support/random.js';

const CASES = 1_500;
/** One hostile case must not take longer than this, whatever the machine is doing besides. */
const PATIENCE_MS = 5_000;

const folder = new URL('../../conf', import.meta.url).pathname;
const SAMPLES = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.conf'))
  .map(name => readFileSync(join(folder, name), 'latin1'));

/** Every keyword there is, and a block of each that has one. */
function keywordsOf({ rows }: KeywordTable): readonly string[] {
  return [...rows.values()].flatMap(row => [row.name, ...(row.content === undefined ? [] : keywordsOf(row.content))]);
}

const KEYWORDS = [...new Set(keywordsOf(ROOT))];
const PIECES = [
  ...[
    '{',
    '}',
    '{\n',
    '\n}',
    '"',
    "'",
    '#',
    '!',
    '\\',
    '\\\n',
    '\n',
    '\r\n',
    ' ',
    '\t',
    '\0',
    '\x7f',
    '\xff',
    '\ufeff',
  ],
  ...[
    '$A=1\n',
    '$A=x\\\ny\n',
    '$A',
    '${A}',
    '${_RANDOM 1 5}',
    '${_HASH}',
    '@me ',
    '@^me ',
    '~SEQ(a,1,3) ',
    '~LST(a,b) ',
  ],
  ...[
    'include keepalived.conf\n',
    'includem x\n',
    '0',
    '-1',
    '256',
    '4294967296',
    '1e9',
    '.5',
    '1.0000001',
    '0x10',
    '010',
  ],
  ...[
    '10.0.0.1',
    '10.0.0.0/8',
    '10.0.0.1-9',
    'fe80::1/64',
    '::',
    'fe80::1-ffff',
    '1.2.3',
    'eth0',
    'nope',
    'weight',
    'true',
  ],
];

/** Whole numbers below `limit`. */
function dice(seed: number): (limit: number) => number {
  const random = seededRandom(seed);
  return limit => Math.floor(random() * limit);
}

function mutate(below: (limit: number) => number): string {
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
  let text = pick(SAMPLES);
  for (let i = below(12); i >= 0; i--) {
    const at = below(text.length + 1);
    const length = below(60);
    switch (below(6)) {
      case 0:
        text = text.slice(0, at) + text.slice(at + length);
        break;
      case 1:
        text = text.slice(0, at) + text.slice(at, at + length).repeat(1 + below(4)) + text.slice(at + length);
        break;
      case 2:
        text = text.slice(0, at) + pick(PIECES) + text.slice(at);
        break;
      case 3:
        text = `${text.slice(0, at)}\n${pick(KEYWORDS)} ${pick(PIECES)}${pick(['', ' {\n', '\n{'])}${text.slice(at)}`;
        break;
      case 4: {
        const other = pick(SAMPLES);
        const from = below(other.length);
        text = text.slice(0, at) + other.slice(from, from + below(400)) + text.slice(at);
        break;
      }
      default:
        text = text.slice(0, at) + String.fromCharCode(below(256)) + text.slice(at + 1);
    }
  }
  return text;
}

test('mangled configurations are answered, in good time and with places that exist', () => {
  for (let seed = 1; seed <= CASES; seed++) {
    const text = mutate(dice(seed));
    const bytes = Buffer.from(text, 'latin1');
    const start = performance.now();
    try {
      const { diagnostics, exitStatus } = load(bytes, {}, { configId: 'me', test: seed % 2 === 0 });
      assert.ok([0, 2, 4, 5, 6].includes(exitStatus), `exit status ${exitStatus}`);
      const lines = text.split('\n');
      for (const diagnostic of diagnostics) {
        assert.doesNotMatch(renderText(diagnostic), /[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
        if (diagnostic.at === undefined) continue;
        const { line, column } = diagnostic.at;
        assert.ok(line >= 1 && line <= lines.length, `line ${line} of ${lines.length}: ${diagnostic.text}`);
        assert.ok(column >= 1 && column <= lines[line - 1]!.length + 1, `column ${column}: ${diagnostic.text}`);
      }
    } catch (reason) {
      throw new Error(`seed ${seed}:\n${text}`, { cause: reason });
    }
    const took = performance.now() - start;
    assert.ok(took < PATIENCE_MS, `seed ${seed} took ${Math.round(took)} ms`);
  }
});

test('the lexer takes any bytes', () => {
  const below = dice(7);
  for (let i = 0; i < 20_000; i++) {
    const line = Array.from({ length: below(24) }, () =>
      below(3) === 0 ? PIECES[below(PIECES.length)]! : String.fromCharCode(below(256)),
    ).join('');
    const { text } = stripComment(line);
    for (const { text: piece, offset } of splitBraces(text)) {
      assert.equal(text.slice(offset, offset + piece.length), piece);
    }
    for (const { offset } of splitWords(text).words) assert.ok(offset < text.length);
    splitArguments(text);
    splitScript(text);
  }
});
