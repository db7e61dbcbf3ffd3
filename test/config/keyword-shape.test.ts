import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT } from '../../src/config/keywords/root.js';
import type { KeywordRow, KeywordTable } from '../../src/config/keywords/row.js';
import { isNamed, isWordList } from '../../src/config/keywords/shape.js';

function allRows(table: KeywordTable = ROOT, seen = new Set<KeywordTable>()): readonly KeywordRow[] {
  if (seen.has(table)) return [];
  seen.add(table);
  const rows = [...table.rows.values()];
  return [...rows, ...rows.flatMap(({ content }) => (content === undefined ? [] : allRows(content, seen)))];
}

function names(rows: readonly KeywordRow[]): readonly string[] {
  return [...new Set(rows.map(({ name }) => name))].toSorted();
}

test('these blocks have names, and no others', () => {
  assert.deepEqual(names(allRows().filter(isNamed)), [
    'bfd_instance',
    'real_server',
    'track_file',
    'track_group',
    'virtual_server',
    'virtual_server_group',
    'vrrp_instance',
    'vrrp_script',
    'vrrp_sync_group',
    'vrrp_track_file',
    'vrrp_track_process',
  ]);
});

test('these blocks are lists of words', () => {
  assert.deepEqual(names(allRows().filter(isWordList)), ['group', 'interfaces', 'notification_email']);
});

test('every block with names says what its name is', () => {
  assert.deepEqual(names(allRows().filter(row => isNamed(row) && row.usage === undefined)), []);
});
