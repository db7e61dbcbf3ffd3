/** What to say of a value that has the wrong form. */

import type { KeywordRow } from '../keywords/row.js';
import { isNamed } from '../keywords/shape.js';
import type { NodeKind, Nodes, YamlNode } from './nodes.js';

const FOUND: Readonly<Record<NodeKind, string>> = {
  nothing: 'nothing',
  boolean: 'true or false',
  text: 'a single value',
  list: 'a list',
  mapping: 'a mapping',
};

/** Reports that `node` is not what the keyword takes; `claim` follows the keyword's name, as in "takes a list". */
export function report(
  row: KeywordRow,
  node: YamlNode,
  nodes: Nodes,
  claim = `takes ${expected(row)}`,
  hint?: string,
): void {
  const text = `\`${row.name}\` ${claim}, not ${FOUND[nodes.kind(node)]}; it is ignored`;
  nodes.diagnostics.error(nodes.at(node), 'yaml-type', text, { hint });
}

function expected(row: KeywordRow): string {
  const several = row.repeats === true ? ', or a list of such' : '';
  switch (row.type) {
    case 'flag':
      return `true or false${several}`;
    case 'boolean':
      return `true or false${several}`;
    case 'integer':
      return `a whole number${several}`;
    case 'seconds':
      return `a number of seconds${several}`;
    case 'choice':
      return `one of ${row.choices!.join(', ')}${several}`;
    case 'word':
      return `a single word${several}`;
    case 'words':
      return row.repeats === true ? 'a line of words, or a list of lines' : 'a line of words, or a list of words';
    case 'script':
      return `a command, or a mapping with \`command\`, \`user\` and \`group\`${several}`;
    case 'entries':
      return isNamed(row) ? 'a mapping of names, each with a list of lines' : 'a list of lines';
    case 'block':
      return isNamed(row) ? 'a mapping of names, each with a mapping of keywords' : `a mapping of keywords${several}`;
  }
}
