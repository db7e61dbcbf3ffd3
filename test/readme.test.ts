/** The README's support table says what the keyword tables do. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ROOT } from '../src/config/keywords/root.js';
import type { KeywordRow } from '../src/config/keywords/row.js';
import { NO_EFFECT, OPTIONS } from '../src/daemon/command/cli-options.js';

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

/** The rows of the support table, by the words quoted in their first cell. */
function supportRows(): readonly { readonly names: readonly string[]; readonly state: string }[] {
  const lines = section('## What of keepalived is supported').split('\n');
  return lines.flatMap(line => {
    const [, area = '', state = ''] = /^\| (.*) \| (.*) \|$/.exec(line) ?? [];
    return area === '' ? [] : [{ names: quoted(area), state }];
  });
}

test('the support table names every block that has no effect yet, and no other as such', () => {
  const isBlock = ({ type, replacedBy }: KeywordRow) => ['block', 'entries'].includes(type) && replacedBy === undefined;
  const blocks = [...ROOT.rows.values()].filter(isBlock);
  const idleRows = supportRows().filter(({ state }) => state.includes('no effect yet'));
  const idle = new Set(idleRows.flatMap(({ names }) => names));
  for (const { name, noEffect } of blocks) assert.equal(idle.has(name), noEffect !== undefined, name);
});

test('what the README links to is there', () => {
  const targets = [...README.matchAll(/\]\(([^)#\s]+)\)/g)].map(match => match[1]!).filter(one => !one.includes(':'));
  assert.ok(targets.length >= 8);
  for (const target of targets) assert.ok(existsSync(new URL(`../${target}`, import.meta.url)), target);
});

test('the README names every command line option that has no effect', () => {
  const row = README.split('\n').find(line => line.startsWith('| `--all '));
  const named = quoted(row ?? '')[0]?.split(' ');
  const idle = OPTIONS.filter(option => NO_EFFECT.has(option.name)).map(option => option.short ?? option.long);
  assert.equal(idle.length, NO_EFFECT.size, 'NO_EFFECT names an option that does not exist');
  assert.deepEqual(named?.sort(), idle.sort());
});
