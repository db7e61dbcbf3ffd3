/**
 * What to run when an instance changes: keepalived's scripts, arguments and order. No environment carries event data;
 * everything a script learns is in its arguments.
 */
import type { NotifyState } from '../vrrp/effect.js';
import type { InstanceNotify, NotifyCommand } from './settings.js';

export interface NotifyEvent {
  readonly instance: string;
  readonly state: NotifyState | 'MASTER_RX_LOWER_PRI';
  /** The effective priority. */
  readonly priority: number;
}

/** The state's own script first, with its configured arguments only; then `notify` with TYPE NAME STATE PRIORITY appended. */
export function notifyCommands(settings: InstanceNotify, event: NotifyEvent): NotifyCommand[] {
  if (event.state === 'MASTER_RX_LOWER_PRI') {
    return settings.masterRxLowerPriority === undefined ? [] : [settings.masterRxLowerPriority];
  }
  const own = { MASTER: settings.master, BACKUP: settings.backup, FAULT: settings.fault, STOP: settings.stop };
  const commands: NotifyCommand[] = [];
  const specific = own[event.state];
  if (specific !== undefined) commands.push(specific);
  if (settings.generic !== undefined) {
    const { command, user } = settings.generic;
    const told = ['INSTANCE', event.instance, event.state, String(event.priority)];
    commands.push({ command: [...command, ...told], user });
  }
  return commands;
}
