/** What the notification FIFOs get of virtual and real servers. */
import type { LvsEvent } from '../ipvs/pool/effect.js';

/**
 * The line with its end. keepalived 2.4 writes a NUL behind the line feed of these records, and of these alone; its
 * readers expect it, those of 2.2 did not see it.
 */
export function lvsFifoLine(event: LvsEvent): string {
  const { virtualServerName, up } = event;
  const who = event.kind === 'quorum' ? 'VS' : `RS ${event.realServerName}`;
  return `${who} ${virtualServerName} ${up ? 'UP' : 'DOWN'}\n\0`;
}
