/** What a mail about an instance or a group says: keepalived's subjects and bodies, which filters know. */
import type { NotifyEvent } from './event.js';

export interface Letter {
  readonly subject: string;
  /** One line. */
  readonly body: string;
}

/** Only for events that are mailed; `ledger.ts` says which. */
export function letterOf(event: NotifyEvent, routerId: string): Letter {
  const { state } = event;
  const isDeleted = state === 'DELETED';
  const whose = 'group' in event ? `Group ${event.group}` : `Instance ${event.instance}`;
  const change = isDeleted ? 'Deleted' : `Entering ${state} state`;
  return { subject: `[${routerId}] VRRP ${whose} - ${change}`, body: `=> ${sentence(event)} <=` };
}

function sentence(event: NotifyEvent): string {
  if ('group' in event) return `All VRRP group instances are now in ${event.state} state`;
  if (event.state === 'DELETED') return 'VRRP Deleted at reload';
  return `VRRP Instance is ${event.state === 'MASTER' ? 'now' : 'no longer'} owning VRRP VIPs`;
}
