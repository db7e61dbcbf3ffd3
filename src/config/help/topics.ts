/** Answers of `holdfast help`: a keyword, a block, or the code of a diagnostic. */
import { CODES, explainCode } from '../codes/index.js';
import { nearest } from '../hint.js';
import type { KeywordRow } from '../keywords/row.js';
import { allBlocks, type BlockDoc, blockTitle } from './blocks.js';
import { defaultText, missingEffect, remarks, usageLines, valueText } from './keyword-docs.js';
import { columns, sentence, wrap } from './layout.js';

interface Place {
  readonly block: BlockDoc;
  readonly row: KeywordRow;
}

/** Lines about every meaning of this word; undefined when it has none. */
export function explainTopic(topic: string): readonly string[] | undefined {
  const code = explainCode(topic);
  const places = keywordPlaces(topic);
  const block = allBlocks().find(({ name, openers }) => name === topic && !openers.some(row => row.name === topic));
  const parts = [
    ...(code === undefined ? [] : [codeLines(topic, code.cause, code.cure)]),
    ...places.map(keywordLines),
    ...(block === undefined ? [] : [[blockTitle(block), '', ...contentLines(block)]]),
  ];
  return parts.length === 0 ? undefined : parts.flatMap((part, i) => (i === 0 ? part : ['', ...part]));
}

/** The name somebody may have meant by a topic that does not exist. */
export function nearestTopic(topic: string): string | undefined {
  return nearest(topic, topicNames());
}

function topicNames(): readonly string[] {
  return [...new Set([...allBlocks().flatMap(({ table }) => [...table.rows.keys()]), ...Object.keys(CODES)])];
}

/** All blocks with what each is for. */
export function blockList(): readonly string[] {
  const rows = allBlocks().flatMap(({ openers, around }) =>
    openers.map(row => [`${'  '.repeat(around.length)}${row.name}`, row.meaning] as const),
  );
  // A block that may stand in two others is listed where it is described.
  const told = new Set<string>();
  const once = rows.filter(([name, text]) => !told.has(`${name} ${text}`) && told.add(`${name} ${text}`));
  return columns(once);
}

/** Topics that begin with this, when it is long enough to mean something: `lint` is said of many codes. */
export function topicsBeginning(start: string): readonly string[] {
  return start.length < 3 ? [] : topicNames().filter(name => name.startsWith(start));
}

/** All codes with their causes. */
export function codeList(): readonly string[] {
  return columns(Object.entries(CODES).map(([code, { cause }]) => [code, cause] as const));
}

/** Where a keyword may stand; a name written in other letters is found when nothing has it as it is. */
function keywordPlaces(name: string): readonly Place[] {
  const everywhere = allBlocks().flatMap(block => [...block.table.rows.values()].map(row => ({ block, row })));
  const exact = everywhere.filter(({ row }) => row.name === name);
  if (exact.length > 0) return exact;
  return everywhere.filter(({ row }) => row.name.toLowerCase() === name.toLowerCase());
}

function keywordLines({ block, row }: Place): readonly string[] {
  const value = valueText(row);
  const standard = defaultText(row);
  const missing = missingEffect(row, block);
  const facts: (readonly [string, string])[] = [];
  if (value !== undefined) facts.push(['takes', value]);
  if (standard !== undefined) facts.push(['default', standard]);
  for (const remark of remarks(row)) facts.push(['note', remark]);
  facts.push(['works', missing === undefined ? 'yes' : `no: ${missing}`]);
  const where = block.openers.length === 0 ? `at ${block.name}` : `in ${blockTitle(block)}`;
  const lines = [
    `\`${row.name}\`, ${where}`,
    '',
    ...usageLines(row).map(line => `    ${line}`),
    '',
    ...wrap(sentence(row.meaning), '  '),
    '',
    ...columns(facts),
  ];
  const inner = row.content === undefined ? undefined : allBlocks().find(({ table }) => table === row.content);
  return inner === undefined ? lines : [...lines, '', ...contentLines(inner)];
}

function contentLines(block: BlockDoc): readonly string[] {
  const rows = [...block.table.rows.values()].map(row => {
    const idle = row.noEffect !== undefined && block.noEffect === undefined;
    return [row.name, idle ? `${row.meaning} (no effect yet)` : row.meaning] as const;
  });
  return ['  It may contain:', '', ...columns(rows, 4)];
}

function codeLines(code: string, cause: string, cure: string): readonly string[] {
  return [`\`${code}\`, a diagnostic`, '', ...wrap(sentence(cause), '  '), '', ...columns([['cure', sentence(cure)]])];
}
