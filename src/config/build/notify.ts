/** Scripts and other reports of an instance or a group of instances. */
import type { GroupNotify, InstanceNotify, NotifyCommand } from '../../notify/settings.js';
import type { Position } from '../diagnostics.js';
import type { Apply, BuildContext, ScriptDraft } from './context.js';
import { finishCommand, readScriptLine } from './trackers/scripts.js';
import { readBoolean } from './values.js';

/** Keywords of the scripts that instances and groups share, by the field they fill. */
const SHARED_FIELDS = {
  notify_master: 'master',
  notify_backup: 'backup',
  notify_fault: 'fault',
  notify_stop: 'stop',
  notify: 'generic',
} as const;

/** All of an instance but `notify_deleted`, which may stand without a script. */
const INSTANCE_FIELDS = { ...SHARED_FIELDS, notify_master_rx_lower_pri: 'masterRxLowerPriority' } as const;

/** When a script runs. */
export type NotifyField = (typeof INSTANCE_FIELDS)[keyof typeof INSTANCE_FIELDS];

/** What is said about reports while a block is read. */
export interface NotifyDraft {
  readonly name: string;
  readonly notify: Partial<Record<NotifyField, ScriptDraft>>;
  /** `notify_deleted`, of an instance. */
  deleted?: { readonly script?: ScriptDraft; readonly at: Position };
  /** `smtp_alert`; undefined: as the globals say. */
  mails?: boolean;
  /** `notify_priority_changes`; undefined: as the group, then as the globals say. */
  reportsPriorityChanges?: boolean;
}

const APPLY_SHARED: Apply<NotifyDraft> = {
  smtp_alert: (draft, statement, { diagnostics }) => {
    const value = readBoolean(statement, diagnostics);
    if (value !== undefined) draft.mails = value;
  },
  notify_priority_changes: (draft, statement, { diagnostics }) => {
    const value = readBoolean(statement, diagnostics);
    if (value !== undefined) draft.reportsPriorityChanges = value;
  },
};

export const APPLY_GROUP_NOTIFY: Apply<NotifyDraft> = { ...APPLY_SHARED, ...scriptKeywords(SHARED_FIELDS) };

export const APPLY_INSTANCE_NOTIFY: Apply<NotifyDraft> = {
  ...APPLY_SHARED,
  ...scriptKeywords(INSTANCE_FIELDS),
  notify_deleted: (draft, statement, context) => {
    const { at } = statement;
    if (draft.deleted !== undefined) return reportTwice(draft.name, statement.row.name, at, context);
    const words = statement.words.length > 0 && statement.words[0]!.text !== '';
    const script = words ? readScriptLine(statement, labelOf('notify_deleted', draft.name), context) : undefined;
    draft.deleted = { at, ...(script === undefined ? {} : { script }) };
  },
};

/** Notifications of an instance as they will be made; `group` is the one it belongs to. */
export function finishInstanceNotify(
  draft: NotifyDraft,
  group: NotifyDraft | undefined,
  context: BuildContext,
): InstanceNotify {
  const { globals } = context;
  const deleted = finishCommand(draft.deleted?.script, context);
  const reportsPriority =
    draft.reportsPriorityChanges ?? group?.reportsPriorityChanges ?? globals.notifyPriorityChanges;
  return {
    instance: draft.name,
    ...commandsOf(draft, context),
    ...(deleted === undefined ? {} : { deleted }),
    ...(draft.deleted === undefined ? {} : { reportsDeleted: true }),
    ...(mails(draft, context) ? { mails: true } : {}),
    ...(reportsPriority === true ? { reportsPriorityChanges: true } : {}),
  };
}

/** Notifications of a group as they will be made. */
export function finishGroupNotify(draft: NotifyDraft, context: BuildContext): GroupNotify {
  const { masterRxLowerPriority: _, ...commands } = commandsOf(draft, context);
  return { group: draft.name, ...commands, ...(mails(draft, context) ? { mails: true } : {}) };
}

function mails({ mails: own }: NotifyDraft, { globals }: BuildContext): boolean {
  return own ?? globals.smtpAlertVrrp ?? globals.smtpAlert ?? false;
}

function commandsOf({ notify }: NotifyDraft, context: BuildContext): Partial<Record<NotifyField, NotifyCommand>> {
  const commands: Partial<Record<NotifyField, NotifyCommand>> = {};
  for (const [field, script] of Object.entries(notify) as [NotifyField, ScriptDraft][]) {
    const command = finishCommand(script, context);
    if (command !== undefined) commands[field] = command;
  }
  return commands;
}

function scriptKeywords(fields: Readonly<Record<string, NotifyField>>): Apply<NotifyDraft> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, scriptKeyword(field)]));
}

function scriptKeyword(field: NotifyField): Apply<NotifyDraft>[string] {
  return (draft, statement, context) => {
    const { name } = statement.row;
    if (draft.notify[field] !== undefined) return reportTwice(draft.name, name, statement.at, context);
    const script = readScriptLine(statement, labelOf(name, draft.name), context);
    if (script !== undefined) draft.notify[field] = script;
  };
}

function labelOf(keyword: string, owner: string): string {
  return `\`${keyword}\` of (${owner})`;
}

function reportTwice(owner: string, keyword: string, at: Position, { diagnostics }: BuildContext): void {
  diagnostics.error(at, 'notify-twice', `(${owner}) \`${keyword}\` is set already; the first one is kept`);
}
