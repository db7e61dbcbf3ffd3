/** The generated documents: every keyword, and every diagnostic. */
import { CODE_AREAS } from '../codes/index.js';
import type { KeywordRow } from '../keywords/row.js';
import { allBlocks, type BlockDoc, blockTitle } from './blocks.js';
import { defaultText, missingEffect, remarks, usageLine, valueText } from './keyword-docs.js';
import { sentence } from './layout.js';

const GENERATED = '<!-- Written by `npm run docs` from the tables in src/config; changes here are lost. -->';

/** What `holdfast check --format json` prints; `render/json.ts` does it. */
const JSON_SHAPE = [
  '## For programs',
  '',
  '`holdfast check --format json` prints one document. Fields may be added; `version` changes with anything else. What is',
  'not known is left out.',
  '',
  '| field | holds |',
  '|---|---|',
  '| `version` | 1 |',
  '| `files[]` | of each file that was asked for: `path`; `readable`; `starts`, whether the daemon would run with it; `reason`, why it would not |',
  '| `diagnostics[]` | `file`, `line`, `column`, `endColumn`, `severity` (`error`, `warning`, `note`), `code`, `message`, `hint`, `source`, `readAs` (the line with its definitions put in), `includedFrom[]` (`file`, `line`, innermost first), `related[]` (`file`, `line`, `column`, `message`) |',
  '| `verdicts[]` | of each virtual router of several nodes: `about`, `text`, and `master`, the name of the file |',
  '| `summary` | `errors`, `warnings`, `notes`: how many |',
  '',
  'Lines and columns count from 1, columns in bytes; `endColumn` is the first one behind the word. `source` is the line,',
  'unless it may hold a secret. With `--support` the document has `version`, `files[]` (paths) and `withoutEffect[]`:',
  '`keyword`, `block`, `effect` (what does not happen) and `places[]` (`file`, `line`, `column`).',
];

/** `conf/KEYWORDS.md`: one table for each block. */
export function keywordsDocument(): string {
  const blocks = allBlocks();
  return [
    '# Keywords of the configuration',
    '',
    GENERATED,
    '',
    'Every keyword, block by block. `holdfast help KEYWORD` says the same in a terminal. *No* in the last column means',
    'that the keyword is read and checked, and that what it says there does not happen yet; `holdfast check --support',
    'FILE` lists all of that in a file.',
    '',
    ...blocks.flatMap(blockSection),
  ].join('\n');
}

/** `conf/DIAGNOSTICS.md`: every code with its cause and cure, area by area. */
export function diagnosticsDocument(): string {
  return [
    '# Diagnostics',
    '',
    GENERATED,
    '',
    'Every message about a configuration carries a code, `error[keyword-unknown]`, which stays the same from release to',
    'release. `holdfast help CODE` says the same in a terminal.',
    '',
    ...JSON_SHAPE,
    '',
    ...CODE_AREAS.filter(({ codes }) => Object.keys(codes).length > 0).flatMap(({ title, codes }) => [
      `## ${title}`,
      '',
      '| code | cause | cure |',
      '|---|---|---|',
      ...Object.entries(codes)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([code, { cause, cure }]) => `| \`${code}\` | ${cell(sentence(cause))} | ${cell(sentence(cure))} |`),
      '',
    ]),
  ].join('\n');
}

function blockSection(block: BlockDoc): readonly string[] {
  const meaning = block.openers[0]?.meaning;
  return [
    `## ${blockTitle(block).replace(/^t/, 'T')}`,
    '',
    ...(meaning === undefined ? [] : [sentence(meaning), '']),
    ...(block.noEffect === undefined ? [] : [`No effect yet: ${block.noEffect}.`, '']),
    '| keyword | meaning | takes | default | works |',
    '|---|---|---|---|---|',
    ...[...block.table.rows.values()].map(row => keywordRow(row, block)),
    '',
  ];
}

function keywordRow(row: KeywordRow, block: BlockDoc): string {
  const missing = missingEffect(row, block);
  const works = missing === undefined ? 'yes' : missing === block.noEffect ? 'no' : `no: ${missing}`;
  const said = [row.meaning, ...remarks(row)].join('; ');
  const cells = [`\`${usageLine(row)}\``, said, valueText(row) ?? '', defaultText(row) ?? '', works];
  return `| ${cells.map(cell).join(' | ')} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
