/** `global_defs`: who this node and its processes are, and the scripts they run. */
import {
  alias,
  boolean,
  flag,
  integer,
  type KeywordRow,
  later,
  script,
  surviving,
  UINT_MAX,
  word,
  words,
} from '../row.js';
import { SCRIPT_USAGE, USER_USAGE } from '../usage.js';

const NO_PART = 'the part of the program it is for is not there yet';

function processName(name: string, part: string): KeywordRow {
  return word(name, `name of ${part}, at most 15 characters`, { usage: 'NAME' });
}

const CHECKER_NAME = later(NO_PART, processName('checker_process_name', 'the process of load balancing'));

function lifeScript(which: 'startup' | 'shutdown', when: string): readonly KeywordRow[] {
  return [
    surviving(script(`${which}_script`, `the script that runs once, ${when}`, { usage: SCRIPT_USAGE })),
    surviving(
      integer(`${which}_script_timeout`, [1, 1_000], `how long the ${which} script may take before it is ended`, {
        unit: 's',
        default: 10,
      }),
    ),
  ];
}

export const IDENTITY: readonly KeywordRow[] = [
  words('router_id', 0, 'name of this node, as mails and SNMP show it', { usage: 'NAME', default: 'host name' }),
  surviving(
    words('script_user', 1, 'user and group that run the scripts and own the FIFOs defined after this line', {
      usage: USER_USAGE,
      default: 'keepalived_script if there is such an account, else the user of the program',
    }),
  ),
  flag('enable_script_security', 'root runs no script that somebody else could change'),
  later(
    'with it or without it, scripts are run by their path as configured',
    boolean('use_symlink_paths', 'scripts are run by the path as configured, not by the one behind its links', {
      since: '2.3.0',
    }),
  ),
  boolean('set_supplementary_groups', 'scripts of the users named from here on get all groups of their user', {
    since: 'a release after 2.4.3',
  }),
  words('umask', 1, 'permissions that files written by the program do not get', {
    usage: 'NUMBER | BIT [| BIT ...]',
    default: '0177',
  }),
  integer('random_seed', [0, UINT_MAX], 'seed of `_RANDOM` and of random delays', { default: 'time of the start' }),
  words('include_check', 0, 'which failures of a plain `include` are mistakes; without a word all of them', {
    usage: '[read] [match] [wildcard_match] [brace_match], each with + or - before it',
  }),
  flag('process_names', 'the process is named `keepalived`, unless the next keyword names it'),
  processName('process_name', 'the process'),
  processName('vrrp_process_name', 'the process, unless the keyword before names it'),
  CHECKER_NAME,
  alias('lvs_process_name', CHECKER_NAME),
  later(NO_PART, processName('bfd_process_name', 'the BFD process')),
  ...lifeScript('startup', 'before anything else is started'),
  ...lifeScript('shutdown', 'after everything else has ended'),
];
