/** Statements to YAML text, in the form that `config/yaml` reads. */

import { ROOT } from '../keywords/root.js';
import type { KeywordTable } from '../keywords/row.js';
import { isNamed, isWordList, namesUser } from '../keywords/shape.js';
import type { Entry, Statement } from '../parser.js';
import { type Group, groupStatements } from './groups.js';
import { yamlScalar } from './yaml-scalar.js';
import { joinPlainWords, joinWords, wordList } from './yaml-words.js';

/** A value: what follows `key:` in the same line, or the lines below it, each without the key's own indentation. */
type Value = string | readonly string[];

/** The whole file: a mapping of the keywords of the top level, or a list of mappings where their order demands it. */
export function writeYaml(statements: readonly Statement[]): string {
  const mappings = groupStatements(statements);
  const [first, ...more] = mappings.map(mapping => keywordLines(mapping, ROOT));
  if (first === undefined) return '{}\n';
  const blocks = first.flatMap((line, i) => (i > 0 && /^[^ ]/.test(line) ? ['', line] : [line]));
  const lines =
    more.length === 0
      ? blocks
      : [first, ...more].flatMap((mapping, i) => [...(i > 0 ? [''] : []), ...listItem(mapping)]);
  return `${lines.join('\n')}\n`;
}

/** The content of a block. */
function content(statements: readonly Statement[], table: KeywordTable): Value {
  const mappings = groupStatements(statements);
  const [first, ...more] = mappings.map(mapping => keywordLines(mapping, table));
  if (first === undefined) return '{}';
  return more.length === 0 ? first : [first, ...more].flatMap(listItem);
}

function keywordLines(mapping: readonly Group[], table: KeywordTable): readonly string[] {
  return mapping.flatMap(group => keyed(group.row.name, valueFor(group, table)));
}

/** `key: value`, or the key above the indented lines. */
function keyed(key: string, value: Value): readonly string[] {
  if (typeof value === 'string') return [value === '' ? `${key}:` : `${key}: ${value}`];
  return [`${key}:`, ...value.map(line => (line === '' ? line : `  ${line}`))];
}

function listItem(value: Value): readonly string[] {
  const lines = typeof value === 'string' ? [value] : value;
  return lines.map((line, i) => (i > 0 ? `  ${line}` : line === '' ? '-' : `- ${line}`));
}

function valueFor({ row, statements }: Group, table: KeywordTable): Value {
  if (isNamed(row)) {
    return statements.flatMap(one => {
      return keyed(yamlScalar(joinWords(one.words.map(({ raw }) => raw))), inside(one));
    });
  }
  const values = statements.map(one =>
    row.type === 'block' || row.type === 'entries' ? inside(one) : line(one, table),
  );
  const single = values.length === 1 ? values[0]! : undefined;
  // A list would be taken for several statements.
  const isList =
    single !== undefined && (typeof single === 'string' ? single.startsWith('[') : single[0]!.startsWith('- '));
  if (single !== undefined && !(row.repeats === true && row.type !== 'entries' && isList)) return single;
  return values.flatMap(listItem);
}

/** What stands in the braces of a block. */
function inside({ row, body, entries }: Statement): Value {
  if (row.type === 'block') return content(body, row.content!);
  if (entries.length === 0) return '[]';
  return entries.flatMap(entry => entryItems(entry, isWordList(row)));
}

function entryItems({ words }: Entry, apart: boolean): readonly string[] {
  const raws = words.map(({ raw }) => raw);
  if (apart) return raws.flatMap(raw => entryItem([raw]));
  return entryItem(raws);
}

function entryItem(raws: readonly string[]): readonly string[] {
  const joined = joinPlainWords(raws);
  return [`- ${joined === undefined ? wordList(raws) : yamlScalar(joined)}`];
}

/** The value of a keyword that is one line. Words that mean nothing there are left out. */
function line({ row, words }: Statement, table: KeywordTable): Value {
  const raws = words.map(({ raw }) => raw);
  const [first, user, group] = raws;
  switch (row.type) {
    case 'flag':
      return 'true';
    case 'boolean':
      return yamlScalar(first ?? 'true');
    case 'words': {
      const joined = joinPlainWords(raws);
      if (raws.length === 0) return '';
      return joined === undefined ? wordList(raws) : yamlScalar(joined);
    }
    case 'script': {
      if (first === undefined) return '';
      if (user === undefined || !namesUser(table)) return yamlScalar(first);
      const more = group === undefined ? [] : [`group: ${yamlScalar(group)}`];
      return [`command: ${yamlScalar(first)}`, `user: ${yamlScalar(user)}`, ...more];
    }
    default:
      return first === undefined ? '' : yamlScalar(first);
  }
}
