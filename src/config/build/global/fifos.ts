/** `notify_fifo` and its siblings, and the scripts that read them. */

import type { ScriptUser } from '../../../base/script-user.js';
import type { NotifyFifo, NotifyFifos } from '../../../notify/settings.js';
import type { Position } from '../../diagnostics.js';
import type { Statement } from '../../parser.js';
import { findUser, userHint } from '../accounts.js';
import { setTrue } from '../assign.js';
import type { Apply, BuildContext, ScriptDraft } from '../context.js';
import type { Globals } from '../globals.js';
import { readScriptLine, reportNoUser, resolveScript, scriptUser } from '../trackers/scripts.js';

/** A FIFO and its reader while they are read: each may stand without the other. */
export interface FifoDraft {
  /** As in the configuration. */
  readonly keyword: string;
  fifo?: { readonly path: string; readonly owner: ScriptUser; readonly at: Position };
  script?: ScriptDraft;
}

/** The three FIFOs while they are read. */
export interface FifosDraft {
  readonly all: FifoDraft;
  readonly vrrp: FifoDraft;
  readonly lvs: FifoDraft;
  writesStatesOnReload: boolean;
}

/** Before anything is said. */
export function newFifos(): FifosDraft {
  return {
    all: { keyword: 'notify_fifo' },
    vrrp: { keyword: 'vrrp_notify_fifo' },
    lvs: { keyword: 'lvs_notify_fifo' },
    writesStatesOnReload: false,
  };
}

export const APPLY_FIFOS: Apply<Globals> = {
  notify_fifo: ({ fifos }, statement, context) => readFifo(fifos.all, statement, context),
  vrrp_notify_fifo: ({ fifos }, statement, context) => readFifo(fifos.vrrp, statement, context),
  lvs_notify_fifo: ({ fifos }, statement, context) => readFifo(fifos.lvs, statement, context),
  notify_fifo_script: ({ fifos }, statement, context) => readFifoScript(fifos.all, statement, context),
  vrrp_notify_fifo_script: ({ fifos }, statement, context) => readFifoScript(fifos.vrrp, statement, context),
  lvs_notify_fifo_script: ({ fifos }, statement, context) => readFifoScript(fifos.lvs, statement, context),
  fifo_write_vrrp_states_on_reload: setTrue(({ fifos }, value) => {
    fifos.writesStatesOnReload = value;
  }),
};

/** Which processes keepalived would have: their FIFOs and readers are the ones that count. */
export interface RunningParts {
  readonly vrrp: boolean;
  readonly lvs: boolean;
}

/**
 * Two keywords with one path are one FIFO: the one for all events is the one that stays, and of the special ones only
 * one may start a reader.
 */
export function finishFifos({ fifos }: Globals, parts: RunningParts, context: BuildContext): NotifyFifos {
  const { all, vrrp, lvs, writesStatesOnReload } = fifos;
  for (const special of [vrrp, lvs]) dropIfEqual(special, all, context);
  if (
    vrrp.fifo !== undefined &&
    vrrp.fifo.path === lvs.fifo?.path &&
    vrrp.script !== undefined &&
    lvs.script !== undefined
  ) {
    const text = `\`lvs_notify_fifo_script\` is dropped: \`vrrp_notify_fifo\` is the same FIFO, and has a reader`;
    context.diagnostics.warning(lvs.script.at, 'fifo-shared', text);
    delete lvs.script;
  }
  const finished = {
    all: finishFifo(all, parts.vrrp || parts.lvs, context),
    vrrp: finishFifo(vrrp, parts.vrrp, context),
    lvs: finishFifo(lvs, parts.lvs, context),
  };
  return {
    ...(finished.all === undefined ? {} : { all: finished.all }),
    ...(finished.vrrp === undefined ? {} : { vrrp: finished.vrrp }),
    ...(finished.lvs === undefined ? {} : { lvs: finished.lvs }),
    writesStatesOnReload,
  };
}

function dropIfEqual(special: FifoDraft, all: FifoDraft, { diagnostics }: BuildContext): void {
  if (special.fifo === undefined || special.fifo.path !== all.fifo?.path) return;
  const text = `\`${special.keyword}\` is dropped: ${special.fifo.path} is the \`notify_fifo\` for all events already`;
  diagnostics.warning(special.fifo.at, 'fifo-shared', text);
  delete special.fifo;
  delete special.script;
}

function finishFifo(draft: FifoDraft, isUsed: boolean, context: BuildContext): NotifyFifo | undefined {
  const { fifo, script, keyword } = draft;
  // keepalived counts a reader without a FIFO, too, when it asks for script security.
  const command = script === undefined ? undefined : resolveScript(script, context, false, isUsed);
  if (fifo === undefined) {
    if (script === undefined) return undefined;
    const text = `there is no \`${keyword}\` for \`${keyword}_script\` to read; it is not run`;
    context.diagnostics.warning(script.at, 'fifo-missing', text);
    return undefined;
  }
  const { path, owner } = fifo;
  return { path, owner, ...(command === undefined ? {} : { script: { command, user: script!.user } }) };
}

/** `PATH [USER [GROUP]]`: owned by who would run scripts at this line, unless it names somebody. */
function readFifo(draft: FifoDraft, { row, words }: Statement, context: BuildContext): void {
  const [path, userName, group] = words;
  const { diagnostics, accounts } = context;
  if (draft.fifo !== undefined) {
    const text = `\`${row.name}\` is ${draft.fifo.path} already; ${path!.text} is ignored`;
    diagnostics.error(path!.at, 'keyword-twice', text);
    return;
  }
  const label = `\`${row.name}\` ${path!.text}`;
  if (path!.text === '') {
    diagnostics.warning(path!.at, 'path-empty', `\`${row.name}\` needs a path; the line is ignored`);
    return;
  }
  const { at } = path!;
  if (userName === undefined) {
    const owner = scriptUser(context);
    if (owner === undefined) reportNoUser(label, at, context);
    else draft.fifo = { path: path!.text, owner, at };
    return;
  }
  const found = findUser(accounts, userName.text, group?.text);
  if (found.ok) {
    draft.fifo = { path: path!.text, owner: found.value, at };
    return;
  }
  // keepalived's test says nothing here.
  const hint = userHint(accounts, userName.text, group?.text);
  const text = `${found.error} to own ${label}; the FIFO is dropped`;
  diagnostics.warning(userName.at, 'script-user-unknown', text, { hint });
}

function readFifoScript(draft: FifoDraft, statement: Statement, context: BuildContext): void {
  const { row, at } = statement;
  if (draft.script !== undefined) {
    context.diagnostics.error(at, 'keyword-twice', `there is a \`${row.name}\` already; this one is ignored`);
    return;
  }
  const script = readScriptLine(statement, `\`${row.name}\``, context);
  if (script !== undefined) draft.script = script;
}
