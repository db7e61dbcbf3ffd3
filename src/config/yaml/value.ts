/** The value of a keyword that is one line in keepalived.conf, as the words of that line. */
import type { KeywordRow, KeywordTable } from '../keywords/row.js';
import type { Word } from '../token.js';
import { report } from './complaint.js';
import type { Nodes, YamlNode } from './nodes.js';
import { readScript } from './script.js';

/**
 * The words behind the keyword, once for each statement: `false` for a flag makes none, a list for a keyword that
 * repeats makes several. What has the wrong form is reported and left out; whether a number or a choice is right is
 * for the build to say, as it is for a line of keepalived.conf.
 */
export function readValue(
  row: KeywordRow,
  table: KeywordTable,
  node: YamlNode,
  nodes: Nodes,
): readonly (readonly Word[])[] {
  const values = row.repeats === true && nodes.kind(node) === 'list' ? nodes.items(node) : [node];
  return values.flatMap(value => {
    const words = readOne(row, table, value, nodes);
    return words === undefined ? [] : [words];
  });
}

/** Undefined: there is no such statement. */
function readOne(row: KeywordRow, table: KeywordTable, node: YamlNode, nodes: Nodes): readonly Word[] | undefined {
  if (row.type === 'script') return readScript(row, table, node, nodes);
  const kind = nodes.kind(node);
  if (kind === 'nothing') return [];
  if (row.type === 'flag') {
    if (kind === 'boolean') return nodes.raw(node).toLowerCase() === 'true' ? [] : undefined;
    report(row, node, nodes);
    return undefined;
  }
  if (kind === 'mapping' || (kind === 'list' && row.type !== 'words')) {
    report(row, node, nodes);
    return undefined;
  }
  if (kind === 'list') return readWordList(row, node, nodes);
  if (row.type === 'words') return nodes.line(node);
  const word = nodes.word(node);
  return word === undefined ? undefined : [word];
}

/** A list of single words; undefined when one of them is none. */
export function readWordList(row: KeywordRow, node: YamlNode, nodes: Nodes): readonly Word[] | undefined {
  const words: Word[] = [];
  for (const item of nodes.items(node)) {
    const kind = nodes.kind(item);
    if (kind !== 'text' && kind !== 'boolean') {
      report(row, item, nodes, 'takes a list of single words here');
      return undefined;
    }
    const word = nodes.word(item);
    if (word === undefined) return undefined;
    words.push(word);
  }
  return words;
}
