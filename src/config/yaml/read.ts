/** YAML files to the same statements that keepalived.conf is parsed into. */
import type { Diagnostics } from '../diagnostics.js';
import type { IncludeFiles, OpenFile } from '../include.js';
import { ROOT } from '../keywords/root.js';
import type { Statement } from '../parser.js';
import { readContent } from './content.js';
import { openDocument } from './document.js';
import { type KeyedValue, Nodes } from './nodes.js';

/** Where a reading of YAML files takes from and gives to. */
export interface YamlReading {
  readonly includes: IncludeFiles;
  readonly diagnostics: Diagnostics;
  /** Takes each statement of the top level, in order. */
  consume(statement: Statement): void;
  /** A file was no YAML: the configuration must not be used without it. */
  refuse(reason: string): void;
}

/** True when a file of this name is read as YAML; JSON is YAML too. */
export function isYamlPath(path: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(path);
}

/**
 * Reads one file and what it includes. A file that is no YAML gives no statements at all, and is refused. Keys of the
 * top level that begin with `x-` are passed over: they are a place for anchors. So is `$schema`, which is for editors.
 */
export function readYaml(file: OpenFile, reading: YamlReading): void {
  const { diagnostics, includes } = reading;
  const opened = openDocument(file, diagnostics);
  if (opened === undefined) {
    reading.refuse(`${file.path} is no YAML that can be read`);
    return;
  }
  const nodes = new Nodes(opened, diagnostics);
  const checks = includes.checks;
  const consume = (statement: Statement) => {
    for (const inner of statement.body) if (inner.row.name === 'include_check') applyIncludeCheck(inner, reading);
    reading.consume(statement);
  };
  const include = (pair: KeyedValue) =>
    pair.key.startsWith('x-') || pair.key === '$schema' || readInclude(pair, file, nodes, reading);
  readContent(opened.document.contents, { table: ROOT, secret: false }, nodes, consume, include);
  includes.checks = checks;
}

/** `include: PATTERN`, or a list of patterns; the letters behind the word mean what they do in keepalived.conf. */
function readInclude({ key, keyNode, value }: KeyedValue, file: OpenFile, nodes: Nodes, reading: YamlReading): boolean {
  const letter = /^include([rmwba]?)$/.exec(key)?.[1];
  if (letter === undefined) return false;
  const patterns = nodes.kind(value) === 'list' ? nodes.items(value) : [value];
  for (const pattern of patterns) {
    const word = nodes.kind(pattern) === 'text' ? nodes.word(pattern) : undefined;
    const at = word?.at ?? nodes.at(keyNode);
    if (word === undefined) {
      reading.diagnostics.error(at, 'yaml-type', `\`${key}\` takes the name of a file, or a list of names`);
      continue;
    }
    for (const one of reading.includes.resolve(letter, word.raw, at, file)) {
      if (isYamlPath(one.path)) readYaml(one, reading);
      else {
        const text = `${one.path} is no YAML file by its name (.yaml, .yml, .json); it is not included`;
        const hint = 'turn it into one with `holdfast convert`';
        reading.diagnostics.error(at, 'yaml-include', text, { hint });
      }
    }
  }
  return true;
}

function applyIncludeCheck({ words, at }: Statement, { includes }: YamlReading): void {
  const given = words.map(({ text }) => text);
  includes.checks = includes.readChecks(given, at) ?? includes.checks;
}
