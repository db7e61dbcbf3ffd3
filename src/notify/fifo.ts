/** What the notification FIFOs get: one line an event, in keepalived's words, which readers take apart. */
import type { NotifyEvent } from './event.js';

/** The line, with its end. */
export function fifoLine(event: NotifyEvent): string {
  return 'group' in event
    ? `GROUP "${event.group}" ${event.state} 0\n`
    : `INSTANCE "${event.instance}" ${event.state} ${event.priority}\n`;
}
