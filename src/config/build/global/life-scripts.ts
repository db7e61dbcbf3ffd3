/** `startup_script` and `shutdown_script`. */
import { type Duration, seconds } from '../../../base/duration.js';
import type { Statement } from '../../parser.js';
import type { LifeScript } from '../../settings.js';
import { setWholeDuration } from '../assign.js';
import type { Apply, BuildContext, ScriptDraft } from '../context.js';
import type { Globals } from '../globals.js';
import { finishCommand, readScriptLine } from '../trackers/scripts.js';

/** A script of the whole program's life while it is read. */
export interface LifeScriptDraft {
  script?: ScriptDraft;
  timeout: Duration;
}

/** Before anything is said. */
export function newLifeScript(): LifeScriptDraft {
  return { timeout: seconds(10) };
}

export const APPLY_LIFE_SCRIPTS: Apply<Globals> = {
  startup_script: (globals, statement, context) => readLifeScript(globals.startup, statement, context),
  startup_script_timeout: setWholeDuration((globals, timeout) => {
    globals.startup.timeout = timeout;
  }),
  shutdown_script: (globals, statement, context) => readLifeScript(globals.shutdown, statement, context),
  shutdown_script_timeout: setWholeDuration((globals, timeout) => {
    globals.shutdown.timeout = timeout;
  }),
};

/** Undefined when there is none, or none that can run. */
export function finishLifeScript({ script, timeout }: LifeScriptDraft, context: BuildContext): LifeScript | undefined {
  const command = finishCommand(script, context);
  return command === undefined ? undefined : { ...command, timeout };
}

function readLifeScript(draft: LifeScriptDraft, statement: Statement, context: BuildContext): void {
  const { row, at } = statement;
  if (draft.script !== undefined) {
    const text = `there is a \`${row.name}\` already; this one is ignored`;
    context.diagnostics.error(at, 'keyword-twice', text);
    return;
  }
  const script = readScriptLine(statement, `\`${row.name}\``, context, true);
  if (script !== undefined) draft.script = script;
}
