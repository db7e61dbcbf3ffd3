/** `global_defs`: files that are written and watched, and reloads. */
import { boolean, flag, integer, type KeywordRow, later, surviving, word, words } from '../row.js';

const NO_COPY = 'no copy is needed: the configuration is read once, by one process';
const NO_DUMP_NAME = 'this dump file keeps its name, in keepalived, too';

export const FILES: readonly KeywordRow[] = [
  later(
    NO_COPY,
    surviving(word('tmp_config_directory', 'directory of the flattened copy of the configuration', { usage: 'DIR' })),
  ),
  word('config_save_dir', 'directory that gets a copy of every configuration read', { usage: 'DIR' }),
  boolean('data_use_instance', 'the name of the data dump carries the network namespace and the instance'),
  words('state_dump_file', 0, 'file that gets the data dump', {
    usage: 'PATH',
    since: '2.3.3',
    default: '/tmp/keepalived.data',
  }),
  later(
    NO_DUMP_NAME,
    words('stats_dump_file', 0, 'file that gets the statistics dump', {
      usage: 'PATH',
      since: '2.3.3',
      default: '/tmp/keepalived.stats',
    }),
  ),
  later(
    NO_DUMP_NAME,
    words('json_dump_file', 0, 'file that gets the JSON dump', {
      usage: 'PATH',
      since: '2.3.3',
      default: '/tmp/keepalived.json',
    }),
  ),
  integer('json_version', [1, 2], 'layout of the JSON dump', { default: 1, since: '2.2.8' }),
  word('iproute_usr_dir', 'directory of the routing names that ship with iproute2', {
    usage: 'DIR',
    since: '2.3.2',
    default: '/usr/share/iproute2',
  }),
  word('iproute_etc_dir', 'directory of the routing names of this machine', {
    usage: 'DIR',
    since: '2.3.2',
    default: '/etc/iproute2',
  }),
  words(
    'reload_check_config',
    0,
    'a reload tests the configuration first, as it always does, and LOGFILE gets what is found',
    {
      usage: '[LOGFILE]',
    },
  ),
  surviving(word('reload_time_file', 'file that holds the time of the next reload', { usage: 'PATH' })),
  flag('reload_repeat', 'a time of day in `reload_time_file` counts every day'),
  words('reload_file', 0, 'file that exists while a reload is in progress', { usage: '[PATH]' }),
];
