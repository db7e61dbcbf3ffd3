/** Keywords of `real_server IP [PORT] { }` in a virtual server. */
import { CHECKERS } from './checkers.js';
import { checkTimes, NAMES } from './lvs-common.js';
import { boolean, INT_MAX, integer, script, table, UINT_MAX, words } from './row.js';
import { METHOD_USAGE, SCRIPT_USAGE } from './usage.js';

export const REAL_SERVER = table('real_server', [
  integer('weight', [0, INT_MAX], 'share of the connections; with 0 it gets no new ones', {
    default: "the virtual server's, or 1",
    lenient: true,
  }),
  words('lvs_method', 1, 'how packets reach this server', {
    usage: METHOD_USAGE,
    default: 'as the virtual server',
  }),
  integer('uthreshold', [0, UINT_MAX], 'at this many connections the server gets no new ones; 0 is no limit', {
    default: 0,
    lenient: true,
  }),
  integer('lthreshold', [0, UINT_MAX], 'below this many connections it gets new ones again; 0 is no limit', {
    default: 0,
    lenient: true,
  }),
  boolean('inhibit_on_failure', 'a failed server stays listed with weight 0 instead of being removed', {
    default: 'as the virtual server',
  }),
  boolean('alpha', 'the server is down until its checks have succeeded', { default: 'as the virtual server' }),
  script('notify_up', 'script to run when the server comes up', { usage: SCRIPT_USAGE }),
  script('notify_down', 'script to run when the server goes down', { usage: SCRIPT_USAGE }),
  boolean('smtp_alert', 'mail when the server goes up or down', { default: 'smtp_alert_checker, or true' }),
  ...checkTimes({}),
  ...NAMES,
  ...CHECKERS,
]);
