/** What virtual and real servers say in the same words. */
import type { Statement } from '../../parser.js';
import type { Apply, BuildContext, ScriptDraft } from '../context.js';
import { readScriptLine } from '../trackers/scripts.js';
import { readBoolean, readInteger, readLenientInteger, readLenientSeconds } from '../values.js';
import type { ServerDraft } from './draft.js';

/** A wrong value leaves what was said before. */
export const APPLY_SERVER: Apply<ServerDraft> = {
  weight: (draft, statement, context) => {
    draft.weight = readLenientInteger(statement, context) ?? draft.weight;
  },
  delay_loop: (draft, statement, context) => {
    draft.delayLoop = readLenientSeconds(statement, context) ?? draft.delayLoop;
  },
  delay_before_retry: (draft, statement, context) => {
    draft.delayBeforeRetry = readLenientSeconds(statement, context) ?? draft.delayBeforeRetry;
  },
  retry: (draft, statement, { diagnostics }) => {
    draft.retry = readInteger(statement, diagnostics) ?? draft.retry;
  },
  warmup: (draft, statement, context) => {
    draft.warmup = readLenientSeconds(statement, context) ?? draft.warmup;
  },
  connect_timeout: (draft, statement, context) => {
    draft.connectTimeout = readLenientSeconds(statement, context) ?? draft.connectTimeout;
  },
  smtp_alert: (draft, statement, { diagnostics }) => {
    draft.mails = readBoolean(statement, diagnostics) ?? draft.mails;
  },
  virtualhost: (draft, { words }) => {
    draft.virtualHost = words[0]!.text;
  },
  snmp_name: (draft, { words }, { diagnostics }) => {
    if (words.length === 1) draft.snmpName = words[0]!.text;
    else diagnostics.error(words[1]!.at, 'words-extra', '`snmp_name` takes one word; the line is ignored');
  },
};

/** A script of a server: the first one is kept. `label` names it in messages. */
export function readServerScript(
  before: ScriptDraft | undefined,
  label: string,
  statement: Statement,
  context: BuildContext,
): ScriptDraft | undefined {
  const { row, at, words } = statement;
  if (before !== undefined) {
    context.diagnostics.error(at, 'notify-twice', `\`${row.name}\` is set already; the first one is kept`);
    return before;
  }
  if (words[0]?.text.trim() === '') {
    context.diagnostics.warning(words[0].at, 'script-empty', `\`${row.name}\` has no command; nothing is run`);
    return undefined;
  }
  return readScriptLine(statement, label, context);
}

/** A word after a keyword that is a switch by being there does not switch it off. */
export function warnOfWord({ row, words }: Statement, { diagnostics }: BuildContext): void {
  const word = words[0];
  if (word === undefined || !['false', 'off', 'no'].includes(word.text)) return;
  const text = `\`${row.name}\` takes no word: \`${row.name} ${word.text}\` switches it on`;
  diagnostics.warning(word.at, 'flag-word', text, { hint: 'remove the line to leave it off' });
}
