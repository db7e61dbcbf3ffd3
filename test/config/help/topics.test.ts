import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CODES } from '../../../src/config/codes/index.js';
import { allBlocks, blockTitle } from '../../../src/config/help/blocks.js';
import { columns, sentence, wrap } from '../../../src/config/help/layout.js';
import { blockList, codeList, explainTopic, nearestTopic } from '../../../src/config/help/topics.js';

function explain(topic: string): string {
  return explainTopic(topic)?.join('\n') ?? '';
}

test('a keyword is explained with its usage, limits, default and whether it works', () => {
  const text = explain('virtual_router_id');
  assert.match(text, /^`virtual_router_id`, in `vrrp_instance`$/m);
  assert.match(text, /^ {4}virtual_router_id /m);
  assert.match(text, /^ {2}takes +a whole number from 1 to 255$/m);
  assert.match(text, /^ {2}works +yes$/m);
});

test('a keyword of several blocks is explained for each of them', () => {
  const text = explain('smtp_alert');
  for (const block of ['global_defs', 'vrrp_instance']) {
    assert.match(text, new RegExp(`^\`smtp_alert\`, in \`${block}\``, 'm'));
  }
});

test('a block is explained with all that it may contain', () => {
  const text = explain('vrrp_instance');
  assert.match(text, /^ {4}vrrp_instance NAME \{$/m);
  for (const keyword of ['priority', 'authentication', 'track_script']) {
    assert.match(text, new RegExp(`^ {4}${keyword} `, 'm'));
  }
  assert.match(explain('authentication'), /auth_pass/);
});

test('a code is explained with its cause and cure', () => {
  assert.match(explain('number-range'), /a diagnostic[\s\S]*cure/);
});

test('old names say what to write instead', () => {
  assert.match(explain('lvs_sync_daemon_interface'), /write `lvs_sync_daemon`/);
});

test('a keyword is found in other letters, and a misspelled one suggests the right one', () => {
  assert.match(explain('PRIORITY'), /`priority`, in/);
  assert.equal(explainTopic('prioritty'), undefined);
  assert.equal(nearestTopic('prioritty'), 'priority');
  assert.equal(nearestTopic('number-rnage'), 'number-range');
  for (const odd of ['', 'constructor', '__proto__', '\x1b[2J']) assert.equal(explainTopic(odd), undefined, odd);
});

test('every block and every code is listed', () => {
  const blocks = blockList().join('\n');
  for (const { openers } of allBlocks())
    for (const { name } of openers) assert.match(blocks, new RegExp(`\\b${name}\\b`));
  const codes = codeList().join('\n');
  for (const code of Object.keys(CODES)) assert.ok(codes.includes(code), code);
});

test('every keyword has an answer, and none is wider than 100 columns', () => {
  for (const block of allBlocks()) {
    for (const name of block.table.rows.keys()) {
      const lines = explainTopic(name) ?? [];
      assert.ok(lines.length > 4, `${name} of ${blockTitle(block)}`);
      for (const line of lines) {
        // A synopsis and an unbroken word may be longer.
        if (!line.startsWith('    ')) assert.ok(line.length <= 100, line);
      }
    }
  }
});

test('text breaks at blanks only', () => {
  const long = 'word '.repeat(50).trim();
  const lines = wrap(long, '  - ');
  assert.ok(lines.every(line => line.length <= 100));
  assert.equal(lines[1]!.slice(0, 5), '    w');
  assert.equal(lines.map(line => line.slice(4)).join(' '), long);
  assert.deepEqual(
    columns([
      ['a', 'one'],
      ['bcd', 'two'],
    ]),
    ['  a    one', '  bcd  two'],
  );
  assert.deepEqual(['the gap', '`x` is', 'ends.'].map(sentence), ['The gap.', '`x` is.', 'Ends.']);
});
