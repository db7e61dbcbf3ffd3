/** What is generated from the tables is up to date, and every diagnostic is explained. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { CODE_AREAS, CODES } from '../src/config/codes/index.js';
import { allBlocks, blockTitle } from '../src/config/help/blocks.js';
import { DOCUMENTS } from './support/documents.js';

const ROOT = new URL('..', import.meta.url).pathname;

for (const [path, text] of DOCUMENTS) {
  test(`${path} is what \`npm run docs\` writes`, () => {
    // Not `equal`: a difference of a thousand lines says less than this.
    assert.ok(readFileSync(join(ROOT, path), 'utf8') === text(), `${path} is out of date: run npm run docs`);
  });
}

test('every code has a cause and a cure in whole sentences', () => {
  for (const [code, { cause, cure }] of Object.entries(CODES)) {
    for (const text of [cause, cure]) assert.match(text, /^[A-Z`'0-9].{5,}[.!?]$/s, `${code}: ${text}`);
    assert.match(code, /^[a-z0-9]+(-[a-z0-9]+)*$/);
  }
});

test('every code belongs to one area', () => {
  const all = CODE_AREAS.flatMap(({ codes }) => Object.keys(codes));
  assert.deepEqual(all.toSorted(), Object.keys(CODES).toSorted());
});

test('every code that is explained is said somewhere', () => {
  const text = sources(join(ROOT, 'src'))
    .filter(path => !relative(ROOT, path).startsWith('src/config/codes/'))
    .map(path => readFileSync(path, 'utf8'))
    .join('\n');
  const silent = Object.keys(CODES).filter(code => !text.includes(`'${code}'`));
  assert.deepEqual(silent, []);
});

test('every keyword has a meaning in plain words, and its block is named once', () => {
  const names = allBlocks().map(blockTitle);
  assert.deepEqual(
    names.filter((name, i) => names.indexOf(name) !== i),
    [],
  );
  for (const block of allBlocks()) {
    for (const { name, meaning } of block.table.rows.values()) {
      assert.match(meaning, /\S+ \S+/, `${name} of ${blockTitle(block)}`);
      assert.doesNotMatch(meaning, /\.$/, `${name} of ${blockTitle(block)}: no full stop`);
    }
  }
});

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}
