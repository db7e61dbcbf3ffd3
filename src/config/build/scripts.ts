/** `vrrp_script` blocks, script lines, and what their paths are worth. */
import { type Duration, seconds } from '../../base/duration.js';
import { err, ok, type Result } from '../../base/result.js';
import type { ScriptUser } from '../../base/script-user.js';
import type { ScriptSettings, Weight } from '../../vrrp/settings.js';
import type { Position } from '../diagnostics.js';
import { decodeText, splitScript } from '../lexer.js';
import type { Statement, Word } from '../parser.js';
import { defaultUser, findUser } from './accounts.js';
import type { Apply, BuildContext, ScriptDraft } from './context.js';
import { inspectScript } from './script-path.js';
import { readInteger, readSeconds } from './values.js';
import { readOwnWeight } from './weights.js';

/** A `vrrp_script` whose path has not been looked at yet. */
export interface VrrpScriptDraft {
  readonly settings: ScriptSettings;
  readonly at: Position;
  /** Where each keyword of the block stood last. */
  readonly places: ReadonlyMap<string, Position>;
}

/** A `vrrp_script` block while it is read. */
export interface Reading {
  script?: Word;
  interval?: Duration;
  timeout?: Duration;
  rise: number;
  fall: number;
  weight: Weight;
  user?: ScriptUser | 'unknown';
}

/** What each keyword of `vrrp_script` does. */
export const APPLY_VRRP_SCRIPT: Apply<Reading> = {
  script: (draft, { words }) => {
    if (words[0] !== undefined && words[0].text !== '') draft.script = words[0];
  },
  interval: (draft, statement, context) => {
    draft.interval = readPositive(statement, context) ?? draft.interval ?? seconds(1);
  },
  timeout: (draft, statement, context) => {
    const value = readPositive(statement, context);
    if (value !== undefined) draft.timeout = value;
  },
  rise: (draft, statement, { diagnostics }) => {
    draft.rise = readInteger(statement, diagnostics) ?? 1;
  },
  fall: (draft, statement, { diagnostics }) => {
    draft.fall = readInteger(statement, diagnostics) ?? 1;
  },
  weight: (draft, statement, context) => {
    draft.weight = readOwnWeight(statement, context) ?? draft.weight;
  },
  user: (draft, { words }, { accounts, diagnostics }) => {
    const found = findUser(accounts, words[0]!.text, words[1]?.text);
    draft.user = found.ok ? found.value : 'unknown';
    if (!found.ok) diagnostics.error(words[0]!.at, 'script-user-unknown', `${found.error}; the script is dropped`);
  },
};

/** One `vrrp_script NAME { }`; undefined when it cannot be used. */
export function buildVrrpScript(statement: Statement, context: BuildContext): VrrpScriptDraft | undefined {
  const name = statement.words[0]!.text;
  const reading: Reading = { rise: 1, fall: 1, weight: { weight: 0, reverse: false } };
  context.applyAll(statement.body, reading, APPLY_VRRP_SCRIPT);
  const { script, interval = seconds(1), timeout, rise, fall, weight } = reading;
  const { diagnostics } = context;
  if (script === undefined) {
    const text = `\`vrrp_script\` ${name} has no \`script\`; it is dropped`;
    diagnostics.error(statement.end, 'script-missing', text);
    return undefined;
  }
  if (reading.user === 'unknown') return undefined;
  const user = reading.user ?? scriptUser(context);
  if (user === undefined) {
    const text = `there is no user to run \`vrrp_script\` ${name} as; it is dropped`;
    diagnostics.error(statement.end, 'script-user-missing', text, { hint: 'set `script_user` before it' });
    return undefined;
  }
  const opened = /^<[ \t]*(\/.*)$/s.exec(script.text);
  const command = opened === null ? splitCommand(script) : ok<[string, ...string[]]>([script.text]);
  if (!command.ok) {
    diagnostics.error(script.at, 'script-quote', `\`vrrp_script\` ${name}: ${command.error}; it is dropped`);
    return undefined;
  }
  return {
    at: script.at,
    places: new Map(statement.body.map(({ row, at }) => [row.name, at])),
    settings: {
      name,
      command: command.value,
      ...(opened === null ? {} : { opensFile: opened[1]!.trim() }),
      interval,
      timeout: timeout ?? interval,
      rise,
      fall,
      weight,
      user,
    },
  };
}

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
    const hint = 'put the command with its arguments in double quotes';
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
    // keepalived's test does not look whether a file may be executed.
    if (missingCounts && found.error.kind !== 'not-executable') diagnostics.error(draft.at, 'script-unusable', text);
    else diagnostics.warning(draft.at, 'script-unusable', text);
    return undefined;
  }
  if (found.value.searched) {
    const text = `${draft.label} names \`${path}\` without a path; ${found.value.path} was found in PATH and is used`;
    diagnostics.warning(draft.at, 'script-path-searched', text);
  }
  if (found.value.insecure !== undefined) {
    const what = globals.scriptSecurity ? 'is disabled' : 'is unsafe';
    const text = `${draft.label} ${what}: it runs with root's rights, but ${found.value.insecure}`;
    if (globals.scriptSecurity && missingCounts) diagnostics.error(draft.at, 'script-insecure', text);
    else diagnostics.warning(draft.at, 'script-insecure', text);
    if (globals.scriptSecurity) return undefined;
  }
  return [found.value.path, ...rest] as const;
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

function readPositive(statement: Statement, { diagnostics }: BuildContext): Duration | undefined {
  const value = readSeconds(statement, diagnostics);
  if (value === undefined || value > 0) return value;
  const text = `\`${statement.row.name}\` must be greater than 0; 1 s is used`;
  diagnostics.error(statement.words[0]!.at, 'value-zero', text);
  return seconds(1);
}
