/** Keywords of `vrrp_script NAME { }`. */
import { flag, INT_MAX, inSeconds, integer, later, script, table, words } from './row.js';
import { USER_USAGE } from './usage.js';

export const VRRP_SCRIPT = table('vrrp_script', [
  script('script', 'the command to run, or `</path` to test that a file opens', {
    least: 0,
    usage: '"COMMAND [ARGUMENT...]" | "</PATH"',
  }),
  inSeconds('interval', [0, 4_294], 'time between two starts', { decimals: 3, default: 1 }),
  inSeconds('timeout', [0, 4_294], 'time after which a run counts as failed', { decimals: 3, default: 'interval' }),
  words('weight', 1, 'what success adds to or failure takes from the priority; 0 means FAULT', {
    usage: '-253..253 [reverse]',
    range: [-253, 253],
    default: 0,
    lenient: true,
  }),
  integer('rise', [1, INT_MAX], 'successes needed to become up', { default: 1 }),
  integer('fall', [1, INT_MAX], 'failures needed to become down', { default: 1 }),
  words('user', 1, 'user and group that run the script', { usage: USER_USAGE, default: 'script_user' }),
  later(
    'a script counts as undecided until its first result, as it does in keepalived',
    flag('init_fail', 'assume failure at the start'),
  ),
]);
