/** `fwmark N` of virtual servers and of their groups. */
import { UINT_MAX } from '../../keywords/row.js';
import { parseInteger } from '../../numbers.js';
import type { Word } from '../../parser.js';
import type { BuildContext } from '../context.js';
import { reportBadNumber } from '../values.js';

/** 0 is a number here, and for the caller to refuse. Undefined: reported; `consequence` ends the message. */
export function readFirewallMark(word: Word, consequence: string, { diagnostics }: BuildContext): number | undefined {
  const mark = parseInteger(word.text, [0, UINT_MAX]);
  if (mark.ok) return mark.value;
  const text = `a firewall mark is a number from 1 to ${UINT_MAX}, not \`${word.text}\`; ${consequence}`;
  reportBadNumber(word, mark.error, text, diagnostics);
  return undefined;
}

/** What is said about mark 0. */
export function markZeroText(consequence: string): string {
  return `mark 0 is what packets without a mark have, so it cannot select any; ${consequence}`;
}
