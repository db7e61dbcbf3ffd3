/** Keywords outside any block. */
import { BFD_INSTANCE } from './bfd-instance.js';
import { GARP_GROUP } from './garp-group.js';
import { GLOBAL_DEFS } from './global-defs.js';
import { alias, block, entries, flag, integer, later, surviving, table, UINT_MAX, word, words } from './row.js';
import { SSL } from './ssl.js';
import { SYNC_GROUP } from './sync-group.js';
import { TRACK_FILE } from './track-file.js';
import { TRACK_GROUP } from './track-group.js';
import { TRACK_PROCESS } from './track-process.js';
import { ADDRESS_USAGE, ROUTE_USAGE, RULE_USAGE } from './usage.js';
import { VIRTUAL_SERVER } from './virtual-server.js';
import { VRRP_INSTANCE } from './vrrp-instance.js';
import { VRRP_SCRIPT } from './vrrp-script.js';

const NO_LVS = 'load balancing is not done yet: no IPVS service is set up and no real server is checked';
const FILE = block('track_file', TRACK_FILE, 'a file whose number moves priorities, or makes a FAULT', {
  least: 1,
  usage: 'NAME { ... }',
  repeats: true,
});

/** Everything: the other tables hang on its blocks. */
export const ROOT = table('the top level', [
  block('global_defs', GLOBAL_DEFS, 'settings of the whole program'),
  block('vrrp_instance', VRRP_INSTANCE, 'one virtual router', { usage: 'NAME { ... }', repeats: true }),
  block('vrrp_script', VRRP_SCRIPT, 'a script whose result moves priorities, or makes a FAULT', {
    least: 1,
    usage: 'NAME { ... }',
    repeats: true,
  }),
  block('vrrp_sync_group', SYNC_GROUP, 'instances that change state together', {
    usage: 'NAME { ... }',
    repeats: true,
  }),
  block('vrrp_track_process', TRACK_PROCESS, 'a process to watch', {
    least: 1,
    usage: 'NAME { ... }',
    repeats: true,
  }),
  FILE,
  alias('vrrp_track_file', FILE),
  later(
    'BFD sessions are not run yet',
    block('bfd_instance', BFD_INSTANCE, 'a BFD session with a neighbour', {
      least: 1,
      usage: 'NAME { ... }',
      repeats: true,
    }),
  ),
  block('track_group', TRACK_GROUP, 'instances that follow the interface of a static address, route or rule', {
    usage: 'NAME { ... }',
    repeats: true,
  }),
  entries('static_ipaddress', 'addresses that are there as long as the program runs, whoever is master', {
    usage: `{ ${ADDRESS_USAGE} [track_group NAME] }`,
    repeats: true,
  }),
  entries('static_routes', 'routes that are there as long as the program runs, whoever is master', {
    usage: `{ ${ROUTE_USAGE} [track_group NAME] }`,
    repeats: true,
  }),
  entries('static_rules', 'routing rules that are there as long as the program runs, whoever is master', {
    usage: `{ ${RULE_USAGE} [track_group NAME] }`,
    repeats: true,
  }),
  block('garp_group', GARP_GROUP, 'interfaces that share the gap between two ARPs', { repeats: true }),
  entries('linkbeat_interfaces', 'interfaces whose link is polled; without a method all are tried in this order', {
    usage: '{ IF [MII | ETHTOOL | IOCTL] }',
    repeats: true,
  }),
  entries(
    'interface_up_down_delays',
    'how long a link must be down, and how long up, before it counts: 0 to 255 s, 0 unless given',
    {
      usage: '{ IF DOWN [UP] }',
      repeats: true,
    },
  ),
  later(NO_LVS, block('SSL', SSL, 'how checks over TLS present themselves and whom they trust')),
  later(
    NO_LVS,
    entries('virtual_server_group', 'addresses and firewall marks that share the real servers of one virtual server', {
      least: 1,
      usage: 'NAME { ADDRESS [PORT] | ADDRESS/LENGTH [PORT] | FIRST-LAST [PORT] | fwmark N [inet | inet6] }',
      repeats: true,
    }),
  ),
  later(
    NO_LVS,
    block('virtual_server', VIRTUAL_SERVER, 'one balanced service and the real servers behind it', {
      least: 1,
      usage: 'ADDRESS [PORT] { ... } | fwmark N { ... } | group NAME { ... }',
      repeats: true,
    }),
  ),
  surviving(word('net_namespace', 'network namespace that everything happens in', { usage: 'NAME' })),
  later(
    'load balancing is not done yet, so nothing is set up in that namespace',
    words('net_namespace_ipvs', 0, 'network namespace that IPVS is set up in; without a name the default one', {
      usage: '[NAME]',
      default: 'as `net_namespace`',
    }),
  ),
  later('no ipsets are used', flag('namespace_with_ipsets', 'ipsets are used in a network namespace, too')),
  flag('use_pid_dir', 'PID files go to `/run/keepalived`'),
  words('instance', 0, 'name of this daemon among several on one machine; PID files carry it', { usage: 'NAME' }),
  integer('child_wait_time', [0, UINT_MAX], 'how long the program waits at its stop for its parts to end', {
    unit: 's',
    default: 5,
  }),
  flag('linkbeat_use_polling', 'the link of the interface of every instance is polled'),
]);
