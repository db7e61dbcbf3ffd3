/** `global_defs`: who this node and its processes are, and who runs scripts. */

import type { Statement } from '../../parser.js';
import type { ProcessNames } from '../../settings.js';
import { setBoolean, setTrue } from '../assign.js';
import type { Apply, BuildContext } from '../context.js';
import type { Globals } from '../globals.js';
import { readUser } from '../trackers/scripts.js';
import { readBoolean, readInteger } from '../values.js';
import { readUmask } from './umask.js';

/** What the kernel keeps of a name: TASK_COMM_LEN without its final NUL. */
const LONGEST_PROCESS_NAME = 15;

export const APPLY_IDENTITY: Apply<Globals> = {
  router_id: readRouterId,
  script_user: readScriptUser,
  enable_script_security: setTrue((globals, value) => {
    globals.scriptSecurity = value;
  }),
  use_symlink_paths: setBoolean((globals, value) => {
    globals.usesSymlinkPaths = value;
  }),
  set_supplementary_groups: (_, statement, { accounts, diagnostics }) => {
    const value = readBoolean(statement, diagnostics);
    // The accounts of another machine are shared by all who look at it.
    if (value !== undefined && accounts.elsewhere !== true) accounts.bringsAllGroups = value;
  },
  umask: readUmask,
  // These two steer the reading of lines and have done so already.
  random_seed: (_, statement, { diagnostics }) => void readInteger(statement, diagnostics),
  include_check: () => undefined,
  process_names: setTrue((globals, value) => {
    globals.namesProcesses = value;
  }),
  process_name: processName('parent'),
  vrrp_process_name: processName('vrrp'),
  checker_process_name: processName('checker'),
  lvs_process_name: processName('checker'),
  bfd_process_name: processName('bfd'),
};

/** Names that were given count, wherever `process_names` stands. */
export function finishNames({ namesProcesses, processNames }: Globals): ProcessNames {
  const usual = { parent: 'keepalived', vrrp: 'keepalived_vrrp', checker: 'keepalived_lvs', bfd: 'keepalived_bfd' };
  return namesProcesses ? { ...usual, ...processNames } : { ...processNames };
}

function processName(part: keyof ProcessNames) {
  return (globals: Globals, { row, words }: Statement, { diagnostics }: BuildContext): void => {
    const word = words[0]!;
    const bytes = Buffer.from(word.text, 'utf8');
    if (bytes.length > LONGEST_PROCESS_NAME) {
      const text = `\`${row.name}\` is at most ${LONGEST_PROCESS_NAME} characters, not ${bytes.length}; the rest of ${word.text} is cut off`;
      diagnostics.error(word.at, 'process-name-long', text);
    }
    globals.processNames[part] = bytes.subarray(0, LONGEST_PROCESS_NAME).toString('utf8');
  };
}

function readRouterId(globals: Globals, { words, at }: Statement, { diagnostics }: BuildContext): void {
  const id = words[0];
  if (id === undefined) diagnostics.error(at, 'router-id-missing', '`router_id` needs a name; the line is ignored');
  else globals.routerId = id.text;
}

/** A user who was refused stays refused, as in keepalived: another one further down repairs nothing. */
function readScriptUser(globals: Globals, statement: Statement, context: BuildContext): void {
  if (globals.scriptUser === 'unknown') {
    const text = 'a `script_user` before this one was refused; scripts that rely on it stay dropped';
    context.diagnostics.error(statement.words[0]!.at, 'script-user-unknown', text, { hint: 'remove the first one' });
  } else globals.scriptUser = readUser(statement, 'scripts that rely on `script_user` are dropped', context);
}
