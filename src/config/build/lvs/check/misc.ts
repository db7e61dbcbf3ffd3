/** `MISC_CHECK`: a script and who runs it. */

import { seconds } from '../../../../base/duration.js';
import type { ScriptUser } from '../../../../base/script-user.js';
import type { MiscCheck } from '../../../../health/settings.js';
import type { Position } from '../../../diagnostics.js';
import type { Statement } from '../../../parser.js';
import type { Apply, BuildContext, ScriptDraft } from '../../context.js';
import { readUser, reportNoUser, resolveScript, scriptUser, splitCommand } from '../../trackers/scripts.js';
import { readInteger } from '../../values.js';
import { APPLY_SCHEDULE, type CheckedServerDraft, newSchedule, type ScheduledDraft } from './draft.js';
import { type CheckerDefaults, finishSchedule, type KindDefaults } from './finish.js';

const MISC_DEFAULTS: KindDefaults = { retries: 0, retryDelay: seconds(1) };

/** A `MISC_CHECK` that was read. */
export interface MiscCheckDraft extends ScheduledDraft {
  readonly kind: 'misc';
  readonly script: ScriptDraft;
  /** Whole seconds; 0: as the virtual server's `delay_loop`. */
  readonly timeout: number;
  readonly dynamic: boolean;
}

interface Command {
  readonly argv: readonly [string, ...string[]];
  readonly at: Position;
}

interface Reading extends ScheduledDraft {
  /** `broken`: what was written last cannot be split, which has been reported. */
  command: Command | 'broken' | undefined;
  timeout: number;
  dynamic: boolean;
  user: ScriptUser | 'unknown' | undefined;
}

/** What each keyword of `MISC_CHECK` does. */
export const APPLY_MISC_CHECK: Apply<Reading> = {
  ...APPLY_SCHEDULE,
  misc_path: readPath,
  misc_timeout: (draft, statement, { diagnostics }) => {
    draft.timeout = readInteger(statement, diagnostics) ?? draft.timeout;
  },
  misc_dynamic: draft => {
    draft.dynamic = true;
  },
  user: (draft, statement, context) => {
    draft.user = readUser(statement, 'the checker is dropped', context);
  },
};

/** Undefined without a script, or without somebody to run it, which has been reported. */
export function readMiscCheck(
  statement: Statement,
  context: BuildContext,
  server: CheckedServerDraft,
): MiscCheckDraft | undefined {
  const { at, body, end } = statement;
  const reading: Reading = {
    at,
    schedule: newSchedule(),
    command: undefined,
    timeout: 0,
    dynamic: false,
    user: undefined,
  };
  context.applyAll(body, reading, APPLY_MISC_CHECK);
  if (reading.user === 'unknown') return undefined;
  const script = readScript(reading.command, reading.user, server, end, context);
  if (script === undefined) return undefined;
  const { schedule, timeout, dynamic } = reading;
  return { kind: 'misc', at, schedule, script, timeout, dynamic };
}

/**
 * Undefined when the script cannot run, which has been reported: the checker then no longer holds the server down.
 * Needs the final `enable_script_security`, so everything must have been read.
 */
export function finishMiscCheck(
  draft: MiscCheckDraft,
  inherited: CheckerDefaults,
  context: BuildContext,
): MiscCheck | undefined {
  const { script, timeout, dynamic } = draft;
  // keepalived's test does not look at the paths of these scripts.
  const command = resolveScript(script, context, false);
  if (command === undefined) return undefined;
  return {
    kind: 'misc',
    schedule: finishSchedule(draft, inherited, MISC_DEFAULTS, context),
    command,
    user: script.user,
    timeout: timeout === 0 ? inherited.virtualServerDelayLoop : seconds(timeout),
    dynamic,
  };
}

/** A line without a command leaves the one before it. */
function readPath(draft: Reading, { words }: Statement, { diagnostics }: BuildContext): void {
  const [path, extra] = words;
  if (path !== undefined && path.text.trim() !== '') {
    const argv = splitCommand(path);
    draft.command = argv.ok ? { argv: argv.value, at: path.at } : 'broken';
    if (!argv.ok) diagnostics.error(path.at, 'script-quote', `\`misc_path\`: ${argv.error}; the checker is dropped`);
  }
  if (extra === undefined) return;
  const text = `\`misc_path\` takes one string, the command with its arguments; \`${extra.text}\` and what follows is ignored`;
  const hint = 'put the whole command in double quotes; a user has a line of its own, `user`';
  diagnostics.warning(extra.at, 'words-extra', text, { hint });
}

function readScript(
  command: Command | 'broken' | undefined,
  user: ScriptUser | undefined,
  { address }: CheckedServerDraft,
  end: Position,
  context: BuildContext,
): ScriptDraft | undefined {
  if (command === 'broken') return undefined;
  if (command === undefined) {
    const text = '`MISC_CHECK` has no `misc_path` with a command; the checker is dropped';
    context.diagnostics.error(end, 'script-missing', text);
    return undefined;
  }
  const label = `\`misc_path\` of real server ${address.text}`;
  const runner = user ?? scriptUser(context);
  if (runner !== undefined) return { label, argv: command.argv, user: runner, at: command.at };
  reportNoUser(label, end, context, true);
  return undefined;
}
