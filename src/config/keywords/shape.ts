/** What a row says about how its keyword is written outside keepalived.conf. */
import type { KeywordRow, KeywordTable } from './row.js';

/** True for a block that has a name between its keyword and its brace, by which it can be told from others. */
export function isNamed({ type, least, usage }: KeywordRow): boolean {
  if (type === 'block') return least > 0 || (usage !== undefined && !usage.startsWith('{'));
  return type === 'entries' && least > 0;
}

/** Blocks of entries whose lines mean nothing: keepalived collects all words of all lines into one list. */
export function isWordList(row: KeywordRow): boolean {
  return row.type === 'entries' && ['group', 'interfaces', 'notification_email'].includes(row.name);
}

/** True when a script line of this block may name the user who runs it; a block with a `user` keyword has it there. */
export function namesUser(table: KeywordTable): boolean {
  return !table.rows.has('user');
}
