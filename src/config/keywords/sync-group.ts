/** Keywords of `vrrp_sync_group NAME { }`. */
import { alias, boolean, entries, flag, script, table } from './row.js';
import { trackerRows } from './tracking.js';
import { SCRIPT_USAGE } from './usage.js';

const OWN_WEIGHTS = flag(
  'sync_group_tracking_weight',
  'members may have weighted trackers of their own, and different priorities',
);

/** The block. */
export const SYNC_GROUP = table('vrrp_sync_group', [
  entries('group', 'instances that change state together; they may be defined below', {
    usage: '{ INSTANCE [INSTANCE...] }',
  }),
  ...trackerRows('the priority of every member'),
  script('notify_master', 'runs when the group becomes master', { usage: SCRIPT_USAGE }),
  script('notify_backup', 'runs when the group becomes backup', { usage: SCRIPT_USAGE }),
  script('notify_fault', 'runs on a fault of a member', { usage: SCRIPT_USAGE }),
  script('notify_stop', 'runs when the program stops', { usage: SCRIPT_USAGE }),
  script('notify', 'runs at each change, with GROUP, name, state and priority appended', { usage: SCRIPT_USAGE }),
  boolean('smtp_alert', 'mail at each change of the group', { default: 'global' }),
  boolean('notify_priority_changes', 'members report changes of their priority unless they say otherwise', {
    default: 'global',
  }),
  OWN_WEIGHTS,
  alias('global_tracking', OWN_WEIGHTS, { oldCounts: true }),
]);
