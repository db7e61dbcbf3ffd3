/** What happened to an instance or a group, as far as anybody outside is told of it. */
import type { NotifyState } from '../vrrp/effect.js';

/** A change of an instance. What scripts, FIFOs and mail make of it differs: `command.ts`, `fifo.ts`, `mail.ts`. */
export interface InstanceEvent {
  readonly instance: string;
  readonly state: NotifyState | 'MASTER_RX_LOWER_PRI' | 'MASTER_PRIORITY' | 'BACKUP_PRIORITY';
  /** The effective priority. */
  readonly priority: number;
}

/** A change of a sync group as a whole. */
export interface GroupEvent {
  readonly group: string;
  readonly state: Exclude<NotifyState, 'DELETED'>;
}

export type NotifyEvent = InstanceEvent | GroupEvent;

/** `(NAME)` as the log has it. */
export function nameOf(event: NotifyEvent): string {
  return 'group' in event ? event.group : event.instance;
}
