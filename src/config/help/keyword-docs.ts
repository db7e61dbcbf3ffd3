/** What the row of a keyword says, in words: for the terminal, and for the generated documentation. */
import { type KeywordRow, UINT_MAX } from '../keywords/row.js';
import type { BlockDoc } from './blocks.js';
import { wrap } from './layout.js';

/** The keyword with what may follow it, as a manual's synopsis; several lines for a block. */
export function usageLines(row: KeywordRow): readonly string[] {
  const { before, inside } = usageParts(row);
  const line = before === '' ? row.name : `${row.name} ${before}`;
  if (inside === undefined) return wrap(line, '', row.name.length + 1);
  const more = row.type === 'entries' ? ['    ...'] : [];
  return [...wrap(`${line} {`, ''), ...wrap(inside, '    ', 8), ...more, '}'];
}

/** The same in one line. */
export function usageLine(row: KeywordRow): string {
  const { before, inside } = usageParts(row);
  const words = [row.name, before, ...(inside === undefined ? [] : [`{ ${inside} }`])];
  return words.filter(word => word !== '').join(' ');
}

interface UsageParts {
  readonly before: string;
  /** Of a block. */
  readonly inside?: string;
}

/** A usage may show the braces itself; where it does not, they belong to the type. */
function usageParts(row: KeywordRow): UsageParts {
  const text = argumentsOf(row);
  const open = text.indexOf('{');
  if (open >= 0) {
    if (!text.endsWith('}') || text.indexOf('{', open + 1) >= 0) return { before: text };
    return { before: text.slice(0, open).trim(), inside: text.slice(open + 1, -1).trim() };
  }
  if (row.type === 'entries') return { before: '', inside: text };
  return row.type === 'block' ? { before: text, inside: '...' } : { before: text };
}

/** The values it takes, with limits and unit; undefined when the usage says all. */
export function valueText(row: KeywordRow): string | undefined {
  switch (row.type) {
    case 'integer':
      return rangeText('a whole number', row);
    case 'seconds':
      return `${rangeText('seconds', { ...row, unit: undefined })}, at most ${row.decimals ?? 6} decimals`;
    case 'boolean':
      return 'nothing or `true` `on` `yes`, or `false` `off` `no`';
    case 'choice':
      return `one of ${row.choices!.map(one => `\`${one}\``).join(', ')}`;
    case 'flag':
      return 'nothing';
    case 'entries':
      return 'lines of its own, one entry each';
    default:
      return row.range === undefined ? undefined : rangeText('a whole number', row);
  }
}

/** The default in words; undefined when there is none or it goes without saying. */
export function defaultText({ type, default: value, unit }: KeywordRow): string | undefined {
  if (value === undefined || (type === 'flag' && value === false)) return undefined;
  if (value === 'global') return 'as `global_defs` says';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'number' && unit !== undefined ? `${value} ${unit}` : String(value);
}

/** What does not happen yet when this keyword is used in this block; undefined when it works. */
export function missingEffect(row: KeywordRow, block: BlockDoc): string | undefined {
  return row.noEffect ?? block.noEffect;
}

/** Short remarks: age, repetition, the name to use instead. */
export function remarks({ since, repeats, replacedBy, secret }: KeywordRow): readonly string[] {
  return [
    ...(replacedBy === undefined ? [] : [`an old name: write \`${replacedBy}\``]),
    ...(since === undefined ? [] : [`keepalived has it since ${since}, so 2.2.7 does not know it`]),
    ...(repeats === true ? ['it may stand several times, and each one counts'] : []),
    ...(secret === true ? ['what it holds is never shown'] : []),
  ];
}

function argumentsOf(row: KeywordRow): string {
  if (row.usage !== undefined) return row.usage;
  switch (row.type) {
    case 'integer':
      return 'N';
    case 'seconds':
      return 'SECONDS';
    case 'boolean':
      return '[BOOLEAN]';
    case 'choice':
      return row.choices!.join('|');
    case 'word':
      return 'WORD';
    case 'words':
      return row.least === 0 ? '[WORD...]' : row.least === 1 ? 'WORD...' : `${'WORD '.repeat(row.least - 1)}WORD...`;
    case 'script':
      return 'COMMAND [USER [GROUP]]';
    case 'entries':
      return 'ENTRY';
    case 'block':
      return row.least === 0 ? '' : 'NAME';
    default:
      return '';
  }
}

type Limits = Pick<KeywordRow, 'range'> & { readonly unit?: KeywordRow['unit'] | undefined };

function rangeText(noun: string, { range, unit }: Limits): string {
  const what = unit === undefined ? noun : `${noun} of ${UNITS[unit]}`;
  if (range === undefined) return what;
  const [least, most] = range;
  // The greatest numbers a C program holds are no limits that anybody meets.
  return most >= UINT_MAX >>> 1 ? `${what}, ${least} or more` : `${what} from ${least} to ${most}`;
}

const UNITS: Readonly<Record<NonNullable<KeywordRow['unit']>, string>> = {
  s: 'seconds',
  ms: 'milliseconds',
  µs: 'microseconds',
  bytes: 'bytes',
};
