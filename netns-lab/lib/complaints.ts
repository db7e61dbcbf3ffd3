/**
 * What real keepalived says about its peer. Its log is read against the lines it writes when all is well; anything
 * else is a complaint, so that a message nobody thought of fails a scenario, too.
 */
import type { Agent } from './agent.js';

const WELL = [
  /^Starting Keepalived /,
  /^Running on Linux /,
  /^Command line: /,
  /^ {8,}'/, // the command line's continuation
  /^Opening file /,
  /^Configuration file /,
  /^NOTICE: setting config option max_auto_priority/,
  /^Starting VRRP child process/,
  /^Registering /,
  /^Assigned address /,
  /^Startup complete/,
  /^\(\w+\) removing VIPs\./,
  /^\(\w+\) setting VIPs\./,
  /^\(\w+\) Entering (BACKUP|MASTER|FAULT) STATE/,
  /^VRRP sockpool: /,
  /^VRRP_Group\(\w+\) Syncing instances to (BACKUP|MASTER|FAULT) state/,
  /^\(\w+\) Receive advertisement timeout/,
  /^\(\w+\) Sending\/queueing (gratuitous ARPs|Unsolicited Neighbour Adverts) /,
  /^Sending (gratuitous ARP|unsolicited Neighbour Advert) /,
  /^\(\w+\) Master received (advert from|higher priority|lower)/,
  /^\(\w+\) Received (lower|higher) priority advert/,
  /^\(\w+\) Received advert from \S+ with (lower|higher|same) priority/,
  /^\(\w+\) received lower priority/,
  /^\(\w+\) Backup received priority 0 advertisement/,
  /^\(\w+\) Master received priority 0 message/,
  /^\(\w+\) master set to /,
  /^Printing VRRP stats /,
  /^Stopping$/,
  /^\(\w+\) sent 0 priority/,
  /^Stopped /,
  /^CPU usage /,
  /^Netlink reports \w+ (up|down)$/,
  /^Script `\w+` now returning \d+/,
  /^VRRP_Script\(\w+\) (succeeded|failed)/,
  /^\(\w+\) (Changing effective priority|Setting effective priority)/,
  /^Reloading|^Reloaded|^Reload finished/,
];

/** Lines of a keepalived log that are not among those of a quiet life; empty for other programs. */
export function complaints(agent: Agent): string[] {
  if (agent.kind !== 'keepalived') return [];
  const said = agent.log().split('\n');
  // "Sat Nov 21 10:40:14 2026: " stands before each.
  return said
    .map(line => line.replace(/^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}: /, ''))
    .filter(line => line !== '' && !WELL.some(well => well.test(line)));
}
