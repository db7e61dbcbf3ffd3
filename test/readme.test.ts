/** The README's lists of keywords say what the keyword tables do. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ROOT } from '../src/config/keywords/root.js';
import type { KeywordTable } from '../src/config/keywords/row.js';
import { NO_EFFECT, OPTIONS } from '../src/daemon/cli-options.js';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** The text below a heading, up to the next heading of whatever level. */
function section(heading: string): string {
  const start = README.indexOf(`\n${heading}\n`);
  assert.notEqual(start, -1, `the README has no heading "${heading}"`);
  const body = README.slice(start + heading.length + 2);
  const end = body.search(/^#+ /m);
  return end < 0 ? body : body.slice(0, end);
}

/** The words in backticks. */
function quoted(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(match => match[1]!);
}

/** `*` stands for any letters. */
function pattern(word: string): RegExp {
  return new RegExp(`^${word.replaceAll('*', '.*')}$`);
}

function contentOf(block: string): KeywordTable {
  const content = ROOT.rows.get(block)?.content;
  assert.ok(content !== undefined, `${block} is no block`);
  return content;
}

const TABLES: readonly (readonly [heading: string, table: KeywordTable])[] = [
  ['#### `global_defs`', contentOf('global_defs')],
  ['#### `vrrp_instance`', contentOf('vrrp_instance')],
  ['#### `vrrp_script`', contentOf('vrrp_script')],
  ['#### Outside blocks', ROOT],
];

for (const [heading, { block, rows }] of TABLES) {
  const [works = '', later = ''] = section(heading).split('No effect yet:');
  const effective = [...rows.values()].filter(row => row.noEffect === undefined).map(row => row.name);
  const idle = [...rows.values()].filter(row => row.noEffect !== undefined).map(row => row.name);

  test(`the README lists the keywords of ${block} that work, and no other`, () => {
    assert.deepEqual(quoted(works).sort(), effective.sort());
  });

  test(`the README lists the keywords of ${block} that have no effect yet, and no other`, () => {
    const patterns = quoted(later);
    const listed = (name: string) => patterns.some(word => pattern(word).test(name));
    assert.deepEqual(
      idle.filter(name => !listed(name)),
      [],
      'without effect, and not listed',
    );
    assert.deepEqual(effective.filter(listed), [], 'listed, but they work');
    assert.deepEqual(
      patterns.filter(word => !idle.some(name => pattern(word).test(name))),
      [],
      'listed, but there is no such keyword',
    );
  });
}

test('the README names every command line option that has no effect', () => {
  const row = README.split('\n').find(line => line.startsWith('| `--all '));
  const named = quoted(row ?? '')[0]?.split(' ');
  const idle = OPTIONS.filter(option => NO_EFFECT.has(option.name)).map(option => option.short ?? option.long);
  assert.equal(idle.length, NO_EFFECT.size, 'NO_EFFECT names an option that does not exist');
  assert.deepEqual(named?.sort(), idle.sort());
});
