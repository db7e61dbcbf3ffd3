/** `vrrp_script` blocks. */
import { type Duration, seconds } from '../../../base/duration.js';
import type { ScriptUser } from '../../../base/script-user.js';
import type { ScriptSettings, Weight } from '../../../vrrp/settings.js';
import type { Position } from '../../diagnostics.js';
import type { Statement } from '../../parser.js';
import type { Apply, BuildContext } from '../context.js';
import type { Drafts } from '../drafts.js';
import { readInteger, readSeconds } from '../values.js';
import { readUser, scriptUser, splitCommand } from './scripts.js';
import { readOwnWeight } from './weights.js';

/** A `vrrp_script` whose path has not been looked at yet. */
export interface VrrpScriptDraft {
  readonly settings: ScriptSettings;
  readonly at: Position;
  /** Where each keyword of the block stood last. */
  readonly places: ReadonlyMap<string, Position>;
}

/** The last `script` line. */
interface VrrpCommand {
  readonly argv: readonly [string, ...string[]];
  readonly opensFile?: string;
  readonly at: Position;
}

/** A `vrrp_script` block while it is read. */
export interface VrrpScriptReading {
  script?: VrrpCommand | 'broken';
  interval?: Duration;
  timeout?: Duration;
  rise: number;
  fall: number;
  weight: Weight;
  user?: ScriptUser | 'unknown';
}

/** What each keyword of `vrrp_script` does. */
export const APPLY_VRRP_SCRIPT: Apply<VrrpScriptReading> = {
  script: readCommand,
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
  user: (draft, statement, context) => {
    draft.user = readUser(statement, 'the script is dropped', context);
  },
};

/** One `vrrp_script NAME { }`; the first of a name is the one that is found. */
export function readVrrpScript(drafts: Drafts, statement: Statement, context: BuildContext): void {
  const script = buildScript(statement, context);
  if (script !== undefined && !drafts.scripts.has(script.settings.name)) {
    drafts.scripts.set(script.settings.name, script);
  }
}

/** Undefined when it cannot be used, which has been reported. */
function buildScript(statement: Statement, context: BuildContext): VrrpScriptDraft | undefined {
  const name = statement.words[0]!.text;
  const reading: VrrpScriptReading = { rise: 1, fall: 1, weight: { weight: 0, reverse: false } };
  context.applyAll(statement.body, reading, APPLY_VRRP_SCRIPT);
  const { script, interval = seconds(1), timeout, rise, fall, weight } = reading;
  const { diagnostics } = context;
  if (script === undefined) {
    const text = `\`vrrp_script\` ${name} has no \`script\`; it is dropped`;
    diagnostics.error(statement.end, 'script-missing', text);
    return undefined;
  }
  if (script === 'broken' || reading.user === 'unknown') return undefined;
  const user = reading.user ?? scriptUser(context);
  if (user === undefined) {
    const text = `there is no user to run \`vrrp_script\` ${name} as; it is dropped`;
    diagnostics.error(statement.end, 'script-user-missing', text, { hint: 'set `script_user` before it' });
    return undefined;
  }
  return {
    at: script.at,
    places: new Map(statement.body.map(({ row, at }) => [row.name, at])),
    settings: {
      name,
      command: script.argv,
      ...(script.opensFile === undefined ? {} : { opensFile: script.opensFile }),
      interval,
      timeout: timeout ?? interval,
      rise,
      fall,
      weight,
      user,
    },
  };
}

/** The last one counts, but every one has to be well formed. */
function readCommand(draft: VrrpScriptReading, { words }: Statement, { diagnostics }: BuildContext): void {
  const word = words[0];
  if (word === undefined || word.text === '') return;
  const opened = /^<[ \t]*(\/.*)$/s.exec(word.text);
  if (opened !== null) {
    draft.script = { argv: [word.text], opensFile: opened[1]!.trim(), at: word.at };
    return;
  }
  const argv = splitCommand(word);
  if (argv.ok) draft.script = { argv: argv.value, at: word.at };
  else {
    diagnostics.error(word.at, 'script-quote', `\`script\`: ${argv.error}; the line is ignored`);
    draft.script = 'broken';
  }
}

function readPositive(statement: Statement, { diagnostics }: BuildContext): Duration | undefined {
  const value = readSeconds(statement, diagnostics);
  if (value === undefined || value > 0) return value;
  const text = `\`${statement.row.name}\` must be greater than 0; 1 s is used`;
  diagnostics.error(statement.words[0]!.at, 'value-zero', text);
  return seconds(1);
}
