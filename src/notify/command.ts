/**
 * What to run when an instance or a group changes: keepalived's scripts, arguments and order. No environment carries
 * event data; everything a script learns is in its arguments.
 */
import type { GroupEvent, InstanceEvent } from './event.js';
import type { GroupNotify, InstanceNotify, NotifyCommand } from './settings.js';

/** The state's own script first, with its configured arguments only; then `notify` with TYPE NAME STATE PRIORITY appended. */
export function notifyCommands(settings: InstanceNotify, event: InstanceEvent): NotifyCommand[] {
  switch (event.state) {
    case 'MASTER_RX_LOWER_PRI':
      return settings.masterRxLowerPriority === undefined ? [] : [settings.masterRxLowerPriority];
    case 'MASTER_PRIORITY':
    case 'BACKUP_PRIORITY':
      return []; // for FIFOs alone
    default: {
      const { instance, state, priority } = event;
      return both(ownScript(settings, state), settings.generic, ['INSTANCE', instance, state, String(priority)]);
    }
  }
}

/** As for an instance; a group has no priority, and says 0. */
export function groupCommands(settings: GroupNotify, { group, state }: GroupEvent): NotifyCommand[] {
  return both(ownScript(settings, state), settings.generic, ['GROUP', group, state, '0']);
}

type OwnScripts = Pick<InstanceNotify, 'master' | 'backup' | 'fault' | 'stop' | 'deleted'>;

function ownScript(settings: OwnScripts, state: 'MASTER' | 'BACKUP' | 'FAULT' | 'STOP' | 'DELETED') {
  const { master, backup, fault, stop, deleted } = settings;
  return { MASTER: master, BACKUP: backup, FAULT: fault, STOP: stop, DELETED: deleted }[state];
}

function both(
  own: NotifyCommand | undefined,
  generic: NotifyCommand | undefined,
  told: readonly string[],
): NotifyCommand[] {
  const commands = own === undefined ? [] : [own];
  if (generic !== undefined) commands.push({ ...generic, command: [...generic.command, ...told] });
  return commands;
}
