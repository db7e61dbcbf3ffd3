/** Arbitrary trees of statements, led by the keyword tables: all that a configuration may look like. */
import fc from 'fast-check';
import type { Position } from '../../../src/config/diagnostics.js';
import { ROOT } from '../../../src/config/keywords/root.js';
import type { KeywordRow, KeywordTable } from '../../../src/config/keywords/row.js';
import { isNamed } from '../../../src/config/keywords/shape.js';
import type { Statement } from '../../../src/config/parser.js';
import { makeWord, type Word } from '../../../src/config/token.js';
import { shape } from './reading.js';

const NOWHERE: Position = { file: 'made-up', line: 1, column: 1 };

/** Of what means something in one of the languages; no word of keepalived.conf holds a `"`, a NUL or a line break. */
const CHARACTERS = [..."ab01 \t#!{}$@~'\\:-,[]&*?|>%`=<+./()é\xff\x01\x7f\r"];
const ODD = [
  '',
  'null',
  '~',
  'true',
  'No',
  '0x1f',
  '1e3',
  '-',
  '--',
  '...',
  '<<',
  '- a',
  'a: b',
  'a #b',
  '$A=b',
  'include',
];

function rawWord(quotes: boolean): fc.Arbitrary<string> {
  const character = fc.constantFrom(...CHARACTERS, ...(quotes ? ['"'] : []));
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('a', 'eth0', '10.0.0.1/24', '5', '-3', '0.5', 'x.y', '/bin/x') },
    { weight: 1, arbitrary: fc.constantFrom(...ODD) },
    { weight: 3, arbitrary: fc.string({ unit: character, maxLength: 8 }).map(latin1) },
  );
}

function latin1(text: string): string {
  return text.replace('é', Buffer.from('é', 'utf8').toString('latin1'));
}

function words(least: number, most: number, quotes = false): fc.Arbitrary<readonly Word[]> {
  return fc
    .array(rawWord(quotes), { minLength: least, maxLength: most })
    .map(raws => raws.map(raw => makeWord(raw, NOWHERE)));
}

function statement(row: KeywordRow, depth: number): fc.Arbitrary<Statement> {
  const none = { at: NOWHERE, end: NOWHERE, row };
  const noContent = { body: fc.constant([]), entries: fc.constant([]) };
  const name = isNamed(row) ? words(Math.max(row.least, 1), 2) : fc.constant([]);
  switch (row.type) {
    case 'block':
      return fc
        .record({ words: name, body: trees(row.content!, depth + 1), entries: fc.constant([]) })
        .map(made => ({ ...none, ...made }));
    case 'entries': {
      const entry = words(1, 3).map(made => ({ words: made as readonly [Word, ...Word[]], at: NOWHERE }));
      const entries = fc.array(entry, { maxLength: 3 });
      return fc.record({ words: name, body: fc.constant([]), entries }).map(made => ({ ...none, ...made }));
    }
    case 'flag':
      return fc.constant({ ...none, words: [], body: [], entries: [] });
    case 'boolean':
      return fc.record({ words: words(0, 1), ...noContent }).map(made => ({ ...none, ...made }));
    case 'script':
      return fc
        .record({ words: words(Math.max(row.least, 1), 3, true), ...noContent })
        .map(made => ({ ...none, ...made }));
    default:
      return fc.record({ words: words(row.least, row.least + 2), ...noContent }).map(made => ({ ...none, ...made }));
  }
}

/** Whole configurations, shown without the tables when one of them fails a test. */
export function configurations(): fc.Arbitrary<Configuration> {
  return trees().map(statements => ({
    statements,
    [fc.toStringMethod]: () => JSON.stringify(statements.map(shape)),
  }));
}

export interface Configuration {
  readonly statements: readonly Statement[];
}

/** Statements of one block; the same keyword often comes more than once. */
function trees(table: KeywordTable = ROOT, depth = 0): fc.Arbitrary<readonly Statement[]> {
  const rows = [...table.rows.values()];
  if (rows.length === 0) return fc.constant([]);
  const few = fc.uniqueArray(fc.constantFrom(...rows), { minLength: 1, maxLength: 4 });
  return few.chain(chosen =>
    fc.array(
      fc.constantFrom(...chosen).chain(row => statement(row, depth)),
      { maxLength: depth === 0 ? 6 : 4 },
    ),
  );
}
