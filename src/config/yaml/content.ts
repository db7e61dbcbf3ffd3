/**
 * The content of a block to statements, led by the same tables as keepalived.conf. A mapping holds each keyword once,
 * in the order in which they are to be read; where equal keywords must stand apart, a list of mappings does.
 */
import type { Position } from '../diagnostics.js';
import { ROOT } from '../keywords/root.js';
import type { KeywordRow, KeywordTable } from '../keywords/row.js';
import { isNamed } from '../keywords/shape.js';
import type { Entry, Statement } from '../parser.js';
import type { Word } from '../token.js';
import { unknownKeywordHint } from '../unknown-keyword.js';
import { report } from './complaint.js';
import type { KeyedValue, Nodes, YamlNode } from './nodes.js';
import { readValue, readWordList } from './value.js';

/** Takes what is no keyword of the top level: true when it was an `include` line. */
export type Include = (pair: KeyedValue) => boolean;

/** The block whose content is read. */
export interface Content {
  readonly table: KeywordTable;
  /** Lines in it are never shown. */
  readonly secret: boolean;
}

const NO_STATEMENTS: readonly Statement[] = [];
const NO_ENTRIES: readonly Entry[] = [];

/** Hands over each statement of a block's content, or of the whole file, in order. */
export function readContent(
  node: YamlNode,
  content: Content,
  nodes: Nodes,
  consume: (statement: Statement) => void,
  include: Include = () => false,
): void {
  const mappings = nodes.kind(node) === 'list' ? nodes.items(node) : [node];
  for (const mapping of mappings) {
    const kind = nodes.kind(mapping);
    if (kind === 'mapping') {
      for (const pair of nodes.pairs(mapping)) {
        if (content.secret) nodes.hide(pair);
        if (content.table !== ROOT || !include(pair)) readPair(pair, content, nodes, consume);
      }
    } else if (kind !== 'nothing') {
      const where = content.table === ROOT ? content.table.block : `\`${content.table.block}\``;
      const text = `${where} holds keywords with values (\`keyword: value\`); this is ignored`;
      nodes.diagnostics.error(nodes.at(mapping), 'yaml-type', text);
    }
  }
}

function readPair(pair: KeyedValue, content: Content, nodes: Nodes, consume: (statement: Statement) => void): void {
  const row = content.table.rows.get(pair.key);
  if (row === undefined) {
    reportUnknown(pair, content, nodes);
    return;
  }
  const secret = content.secret || row.secret === true;
  if (secret) nodes.hide(pair);
  const at = nodes.at(pair.keyNode);
  if (row.type === 'block' || row.type === 'entries') readBlocks(row, pair, secret, nodes, consume);
  else {
    for (const words of readValue(row, content.table, pair.value, nodes)) {
      if (enough(row, words, at, nodes)) consume(simple(row, at, words));
    }
  }
}

function readBlocks(
  row: KeywordRow,
  { keyNode, value }: KeyedValue,
  secret: boolean,
  nodes: Nodes,
  consume: (statement: Statement) => void,
): void {
  const kind = nodes.kind(value);
  const at = nodes.at(keyNode);
  if (!isNamed(row)) {
    const blocks = row.type === 'block' && row.repeats === true && kind === 'list' ? nodes.items(value) : [value];
    for (const one of blocks) readBlock(row, [], kind === 'list' ? nodes.at(one) : at, one, secret, nodes, consume);
    return;
  }
  if (kind !== 'mapping') {
    if (kind !== 'nothing') report(row, value, nodes);
    else nodes.diagnostics.warning(at, 'yaml-empty', `\`${row.name}\` has no names below it; it does nothing`);
    return;
  }
  for (const named of nodes.pairs(value)) {
    const words = nodes.line(named.keyNode);
    if (words === undefined) continue;
    const place = nodes.at(named.keyNode);
    if (row.content?.rows.has(named.key) === true && nodes.kind(named.value) !== 'mapping') {
      const hint = `write \`${row.name}: {NAME: {${named.key}: ...}}\``;
      report(row, named.value, nodes, `needs a name above \`${named.key}\`, and below the name a mapping`, hint);
    } else if (enough(row, words, place, nodes)) readBlock(row, words, place, named.value, secret, nodes, consume);
  }
}

function readBlock(
  row: KeywordRow,
  words: readonly Word[],
  at: Position,
  node: YamlNode,
  secret: boolean,
  nodes: Nodes,
  consume: (statement: Statement) => void,
): void {
  const kind = nodes.kind(node);
  const end = kind === 'nothing' ? at : nodes.endOf(node);
  if (row.type === 'entries') {
    if (kind !== 'list' && kind !== 'nothing') {
      report(row, node, nodes, undefined, kind === 'text' ? 'begin the line with `- `' : undefined);
      return;
    }
    consume({ row, at, words, body: NO_STATEMENTS, entries: readEntries(row, node, nodes), end });
    return;
  }
  if (kind === 'text' || kind === 'boolean') {
    report(row, node, nodes);
    return;
  }
  const body: Statement[] = [];
  readContent(node, { table: row.content!, secret }, nodes, statement => body.push(statement));
  consume({ row, at, words, body, entries: NO_ENTRIES, end });
}

/** Each item is one line, or the words of one. */
function readEntries(row: KeywordRow, node: YamlNode, nodes: Nodes): readonly Entry[] {
  return nodes.items(node).flatMap(item => {
    const kind = nodes.kind(item);
    if (kind === 'mapping' || kind === 'nothing') {
      report(row, item, nodes, 'takes a list of lines', kind === 'mapping' ? 'put the line in quotes' : undefined);
      return [];
    }
    const [first, ...more] = (kind === 'list' ? readWordList(row, item, nodes) : nodes.line(item)) ?? [];
    return first === undefined ? [] : [{ words: [first, ...more] as const, at: first.at }];
  });
}

function simple(row: KeywordRow, at: Position, words: readonly Word[]): Statement {
  return { row, at, words, body: NO_STATEMENTS, entries: NO_ENTRIES, end: at };
}

/** Reports a keyword without the words it cannot do without, as for a line of keepalived.conf. */
function enough(row: KeywordRow, words: readonly Word[], at: Position, nodes: Nodes): boolean {
  if (words.length >= row.least) return true;
  const text = `\`${row.name}\` needs ${row.least === 1 ? 'a value' : `${row.least} values`}: ${row.meaning}`;
  nodes.diagnostics.error(at, 'parameter-missing', text, {
    class: row.survives === true ? 'general' : 'missing-parameter',
  });
  return false;
}

function reportUnknown({ key, keyNode }: KeyedValue, { table, secret }: Content, nodes: Nodes): void {
  const hint =
    table !== ROOT && /^include[rmwba]?$/.test(key)
      ? '`include` stands at the top level of a YAML file only'
      : nodes.diagnostics.isFull
        ? undefined
        : unknownKeywordHint(key, table);
  // Inside `authentication` a stray word may be the password.
  const name = secret ? '' : ` \`${key.length > 40 ? `${key.slice(0, 40)}...` : key}\``;
  const where = table === ROOT ? table.block : `\`${table.block}\``;
  const text = `unknown keyword${name} in ${where}; it is ignored with all that belongs to it`;
  nodes.diagnostics.error(nodes.at(keyNode), 'keyword-unknown', text, { class: 'unknown-keyword', hint });
}
