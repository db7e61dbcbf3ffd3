/** A script in YAML: its command, alone or with a user and a group. */
import type { KeywordRow, KeywordTable } from '../keywords/row.js';
import { namesUser } from '../keywords/shape.js';
import { makeWord, type Word } from '../token.js';
import { quoteCommand } from '../write/script.js';
import { report } from './complaint.js';
import type { Nodes, YamlNode } from './nodes.js';

/** The words of a script line: the command string, and perhaps user and group. Undefined: reported. */
export function readScript(
  row: KeywordRow,
  table: KeywordTable,
  node: YamlNode,
  nodes: Nodes,
): readonly Word[] | undefined {
  if (nodes.kind(node) !== 'mapping') return readCommand(row, node, nodes);
  let command: readonly Word[] | undefined = [];
  let user: Word | undefined;
  let group: Word | undefined;
  for (const { key, keyNode, value } of nodes.pairs(node)) {
    if (key === 'command') command = readCommand(row, value, nodes);
    else if ((key === 'user' || key === 'group') && namesUser(table)) {
      if (!['text', 'boolean'].includes(nodes.kind(value)))
        report(row, value, nodes, `takes the name of a ${key} as \`${key}\``);
      else if (key === 'user') user = nodes.word(value);
      else group = nodes.word(value);
    } else {
      const known = namesUser(table) ? '`command`, `user` and `group`' : '`command`';
      const hint = key === 'user' ? `\`user\` is a keyword of its own in \`${table.block}\`` : undefined;
      const text = `\`${row.name}\` has only ${known}; this is ignored`;
      nodes.diagnostics.error(nodes.at(keyNode), 'option-unknown', text, { hint });
    }
  }
  if (command === undefined) return undefined;
  if (command.length === 0) {
    const text = `\`${row.name}\` has no \`command\`; it is ignored`;
    nodes.diagnostics.error(nodes.at(node), 'parameter-missing', text);
    return undefined;
  }
  if (user === undefined && group !== undefined) {
    const text = 'a `group` needs a `user` beside it; it is ignored';
    nodes.diagnostics.error(group.at, 'option-unknown', text);
  }
  return [
    ...command,
    ...(user === undefined ? [] : [user]),
    ...(user === undefined || group === undefined ? [] : [group]),
  ];
}

/** A command string, or the arguments one by one. */
function readCommand(row: KeywordRow, node: YamlNode, nodes: Nodes): readonly Word[] | undefined {
  switch (nodes.kind(node)) {
    case 'nothing':
      return [];
    case 'mapping':
      report(row, node, nodes);
      return undefined;
    case 'list':
      return readArguments(row, node, nodes);
    default: {
      const command = nodes.word(node);
      return command === undefined ? undefined : [command];
    }
  }
}

function readArguments(row: KeywordRow, node: YamlNode, nodes: Nodes): readonly Word[] | undefined {
  const items = nodes.items(node);
  const args: string[] = [];
  for (const item of items) {
    const kind = nodes.kind(item);
    if (kind !== 'text' && kind !== 'boolean') {
      report(row, item, nodes, 'takes a list of single arguments');
      return undefined;
    }
    const raw = nodes.raw(item);
    if (raw.includes('\0')) {
      const sentence = `no argument of a command can hold a NUL; \`${row.name}\` is ignored`;
      nodes.diagnostics.error(nodes.at(item), 'nul-byte', sentence);
      return undefined;
    }
    args.push(raw);
  }
  return [makeWord(quoteCommand(args), nodes.at(node))];
}
