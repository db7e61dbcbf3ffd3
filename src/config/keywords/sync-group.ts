/** Keywords of `vrrp_sync_group NAME { }`. */
import { boolean, entries, flag, later, script, table } from './row.js';
import { trackerRows } from './tracking.js';

const NO_SCRIPTS = 'members do not change state together yet, so the group has no changes to report';
const SCRIPT_USAGE = '"COMMAND [ARGUMENT...]" [USER [GROUP]]';

export const SYNC_GROUP = table('vrrp_sync_group', [
  entries('group', 'instances that change state together; they may be defined below', {
    usage: '{ INSTANCE [INSTANCE...] }',
  }),
  ...trackerRows('the priority of every member'),
  later(NO_SCRIPTS, script('notify_master', 'runs when the group becomes master', { usage: SCRIPT_USAGE })),
  later(NO_SCRIPTS, script('notify_backup', 'runs when the group becomes backup', { usage: SCRIPT_USAGE })),
  later(NO_SCRIPTS, script('notify_fault', 'runs on a fault of a member', { usage: SCRIPT_USAGE })),
  later(NO_SCRIPTS, script('notify_stop', 'runs when the program stops', { usage: SCRIPT_USAGE })),
  later(
    NO_SCRIPTS,
    script('notify', 'runs at each change, with GROUP, name, state and priority appended', { usage: SCRIPT_USAGE }),
  ),
  later('no mail is sent yet', boolean('smtp_alert', 'mail at each change of the group', { default: 'global' })),
  later(
    'priority changes are not reported',
    boolean('notify_priority_changes', 'members report changes of their priority unless they say otherwise', {
      default: 'global',
    }),
  ),
  flag('sync_group_tracking_weight', 'members may have weighted trackers of their own, and different priorities'),
  flag('global_tracking', 'old name of `sync_group_tracking_weight`', {
    replacedBy: 'sync_group_tracking_weight',
    oldCounts: true,
  }),
]);
