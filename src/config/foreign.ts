/** What words look like that somebody wrote in the manner of another language; as hints for the mistakes they lead to. */
import type { KeywordRow, KeywordTable } from './keywords/row.js';
import { isKeywordSomewhere } from './unknown-keyword.js';

/** A hint for a word that was taken for a keyword of this block, or undefined. */
export function foreignKeyword(word: string, table: KeywordTable): string | undefined {
  if (/^(?:\/\/|\/\*|\*\/|;)/.test(word)) return 'begin a comment with `#` or `!`';
  if (word.startsWith('\ufeff')) return 'save the file as UTF-8 without a byte order mark';
  const sign = /[=:;,]/.exec(word);
  if (sign === null || !isKeywordSomewhere(word.slice(0, sign.index), table)) return undefined;
  const keyword = word.slice(0, sign.index);
  const isEnd = sign.index === word.length - 1 && (sign[0] === ';' || sign[0] === ',');
  return isEnd
    ? `write \`${keyword}\` without the \`${sign[0]}\``
    : `write \`${keyword} VALUE\`, without \`${sign[0]}\``;
}

/** A hint for a word that should have been a number, or undefined. */
export function foreignNumber(word: string, { name, unit }: KeywordRow): string | undefined {
  if (word === '=' || word === ':') return `write \`${name} VALUE\`, without \`${word}\``;
  // Bounded, so that a long run of digits is looked at once.
  const match = /^(-?[0-9]{1,12}(?:\.[0-9]{1,9})?)(;|,|%|[a-zµ]{1,12})$/i.exec(word);
  if (match === null) return undefined;
  const [, number, rest] = match as unknown as [string, string, string];
  if (rest === ';' || rest === ',') return `write \`${name} ${number}\`, without the \`${rest}\``;
  if (unit === 's' && /^m(?:s|sec|illis\w*)$/i.test(rest)) return `write ${Number(number) / 1_000}: it is in seconds`;
  if (unit === 's' && /^m(?:in\w*)?$/i.test(rest)) return `write ${Number(number) * 60}: it is in seconds`;
  return unit === undefined ? 'write the number alone' : `write ${number} alone: it is in ${UNITS[unit]}`;
}

/** A hint for a word that should have been one of the choices of a keyword, or undefined. */
export function foreignChoice(word: string, { name, choices = [] }: KeywordRow): string | undefined {
  if (word === '=' || word === ':') return `write \`${name} VALUE\`, without \`${word}\``;
  const last = word.at(-1);
  const choice = word.slice(0, -1);
  if ((last !== ';' && last !== ',') || !choices.includes(choice)) return undefined;
  return `write \`${name} ${choice}\`, without the \`${last}\``;
}

const UNITS = { s: 'seconds', ms: 'milliseconds', µs: 'microseconds', bytes: 'bytes' } as const;
