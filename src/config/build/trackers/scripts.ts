/** Commands of any block: the line that names one, who runs it, and whether its path can be run. */
import { err, ok, type Result } from '../../../base/result.js';
import type { ScriptUser } from '../../../base/script-user.js';
import type { NotifyCommand } from '../../../notify/settings.js';
import type { Position } from '../../diagnostics.js';
import { nearest } from '../../hint.js';
import { decodeText, splitScript } from '../../lexer.js';
import type { Statement, Word } from '../../parser.js';
import { defaultUser, findUser, userHint } from '../accounts.js';
import type { BuildContext, ScriptDraft } from '../context.js';
import { inspectScript, type ScriptFault } from './script-path.js';

/** Directories that are searched for a script of a similar name. */
const MOST_SEARCHES = 50;

/**
 * A notify line: `"COMMAND ARG..." [USER [GROUP]]`; undefined when it cannot be used. keepalived's test is silent about
 * most of what is wrong with it, and a real start drops the script; `counts` is for the lines it does judge.
 */
export function readScriptLine(
  statement: Statement,
  label: string,
  context: BuildContext,
  counts = false,
): ScriptDraft | undefined {
  const [script, userName, group] = statement.words;
  if (script === undefined) return undefined;
  const { accounts, diagnostics } = context;
  const silent = counts ? {} : ({ class: 'none' } as const);
  if (script.text.trim() === '') {
    diagnostics.error(script.at, 'script-empty', `${label} has no command; it is dropped`, silent);
    return undefined;
  }
  const command = splitCommand(script);
  if (!command.ok) {
    diagnostics.error(script.at, 'script-quote', `${label}: ${command.error}; it is dropped`);
    return undefined;
  }
  if (userName !== undefined) {
    const found = findUser(accounts, userName.text, group?.text);
    if (found.ok) return { label, argv: command.value, user: found.value, at: script.at };
    const hint =
      userHint(accounts, userName.text, group?.text) ?? 'put the command with its arguments in double quotes';
    const text = `${found.error} to run ${label} as; the script is dropped`;
    if (counts) diagnostics.error(userName.at, 'script-user-unknown', text, { hint });
    else diagnostics.warning(userName.at, 'script-user-unknown', text, { hint });
    return undefined;
  }
  const user = scriptUser(context);
  if (user !== undefined) return { label, argv: command.value, user, at: script.at };
  reportNoUser(label, script.at, context, counts);
  return undefined;
}

/** keepalived is silent where a `script_user` has been refused before, and counts the one that is missing. */
export function reportNoUser(label: string, at: Position, { globals, diagnostics }: BuildContext, counts = false) {
  const text = `there is no user to run ${label} as; it is dropped`;
  const hint = 'set `script_user` before it';
  if (globals.scriptUser !== 'unknown' || counts) diagnostics.error(at, 'script-user-missing', text, { hint });
  else diagnostics.warning(at, 'script-user-missing', text, { hint });
}

/**
 * Looks at a script's path with the final security setting. The argv to run (a bare name becomes its path), or
 * undefined when the script is disabled; what is wrong is reported with `missingCounts` deciding whether `-t` counts a
 * script that cannot run. A script that `isUsed` is one for `enable_script_security` to judge.
 */
export function resolveScript(draft: ScriptDraft, context: BuildContext, missingCounts: boolean, isUsed = true) {
  const { diagnostics, ports, globals, scriptsUsed } = context;
  context.drafts.commands.push(draft);
  if (ports.elsewhere === true) return draft.argv;
  const [path, ...rest] = draft.argv;
  const { label, at } = draft;
  const found = inspectScript(path, draft.user, ports);
  const insecure = found.ok && found.value.insecure !== undefined;
  if (isUsed && (found.ok || found.error.kind !== 'missing')) scriptsUsed.push({ label, at, insecure });
  if (!found.ok) {
    const text = `${draft.label} is disabled: ${found.error.reason}`;
    const hint = unusableHint(path, found.error, context);
    // keepalived's test does not look whether a file may be executed.
    if (missingCounts && found.error.kind !== 'not-executable') {
      diagnostics.error(draft.at, 'script-unusable', text, { hint });
    } else diagnostics.warning(draft.at, 'script-unusable', text, { hint });
    return undefined;
  }
  if (found.value.searched) {
    const text = `${draft.label} names \`${path}\` without a path; ${found.value.path} was found in PATH and is used`;
    diagnostics.warning(draft.at, 'script-path-searched', text);
  }
  if (found.value.insecure !== undefined) {
    const what = globals.scriptSecurity ? 'is disabled' : 'is unsafe';
    const text = `${draft.label} ${what}: it runs with root's rights, but ${found.value.insecure.reason}`;
    const hint = found.value.insecure.cure;
    if (globals.scriptSecurity && missingCounts) diagnostics.error(draft.at, 'script-insecure', text, { hint });
    else diagnostics.warning(draft.at, 'script-insecure', text, { hint });
    if (globals.scriptSecurity) return undefined;
  }
  return [found.value.path, ...rest] as const;
}

/** What to do about a script that cannot run: it has another name, or lacks a permission. */
function unusableHint(path: string, { kind }: ScriptFault, context: BuildContext): string | undefined {
  if (kind === 'not-executable') return 'give it execute permission with `chmod +x`';
  if (kind !== 'missing') return undefined;
  const slash = path.lastIndexOf('/');
  if (slash < 0) return 'write its absolute path';
  if (!path.startsWith('/')) return undefined;
  // A directory may be long, and ten thousand checkers may name scripts that are not there.
  if (context.scriptSearches++ >= MOST_SEARCHES) return undefined;
  const directory = path.slice(0, slash);
  const meant = nearest(path.slice(slash + 1), context.ports.files.list(directory === '' ? '/' : directory) ?? []);
  return meant === undefined ? undefined : `did you mean \`${directory}/${meant}\`?`;
}

/** A script that was read, as it will be run; keepalived's test does not look at the paths of these. */
export function finishCommand(script: ScriptDraft | undefined, context: BuildContext): NotifyCommand | undefined {
  const command = script === undefined ? undefined : resolveScript(script, context, false);
  return script === undefined || command === undefined ? undefined : { command, user: script.user };
}

/** A line `USER [GROUP]`. `unknown`: there is no such account, which has been reported; `consequence` ends the text. */
export function readUser(
  { words }: Statement,
  consequence: string,
  { accounts, diagnostics }: BuildContext,
): ScriptUser | 'unknown' {
  const [user, group] = words;
  const found = findUser(accounts, user!.text, group?.text);
  if (found.ok) return found.value;
  const hint = userHint(accounts, user!.text, group?.text);
  diagnostics.error(user!.at, 'script-user-unknown', `${found.error}; ${consequence}`, { hint });
  return 'unknown';
}

/** Who runs a script that names nobody, as far as it is known at this line; undefined: it cannot run. */
export function scriptUser({ globals, accounts, ports }: BuildContext): ScriptUser | undefined {
  if (globals.scriptUser === 'unknown') return undefined;
  return globals.scriptUser ?? defaultUser(accounts, ports.processUser, globals.scriptSecurity);
}

/** argv of a script string; the error is the end of a sentence. */
export function splitCommand(script: Word): Result<[string, ...string[]], string> {
  const split = splitScript(script.raw);
  if (!split.ok) return err(`a ${split.error.quote} inside the command is never closed`);
  const [first, ...rest] = split.value.map(piece => decodeText(piece.text));
  return first === undefined || first === '' ? err('the command is empty') : ok([first, ...rest]);
}
