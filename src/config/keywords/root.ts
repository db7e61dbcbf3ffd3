/** Keywords outside any block. */
import { GLOBAL_DEFS } from './global-defs.js';
import { block, flag, INT_MAX, integer, later, skipped, surviving, table, word, words } from './row.js';
import { VRRP_INSTANCE } from './vrrp-instance.js';
import { VRRP_SCRIPT } from './vrrp-script.js';

const NO_LVS = 'load balancing is not done yet: no IPVS service is set up and no real server is checked';

export const ROOT = table('the top level', [
  block('global_defs', GLOBAL_DEFS, 'settings of the whole program'),
  block('vrrp_instance', VRRP_INSTANCE, 'one virtual router', { least: 0 }),
  block('vrrp_script', VRRP_SCRIPT, 'a check whose result moves priorities', { least: 1 }),
  skipped(
    'vrrp_sync_group',
    'instances that change state together',
    'groups have no effect yet: each instance changes state for itself, group trackers and notify scripts do nothing',
    { least: 1 },
  ),
  skipped('vrrp_track_process', 'a process to watch', 'processes are not watched yet', { least: 1 }),
  skipped('track_file', 'a file whose value moves priorities', 'files are not watched yet', { least: 1 }),
  skipped('vrrp_track_file', 'old name of `track_file`', 'files are not watched yet', { least: 1 }),
  skipped('bfd_instance', 'a BFD session', 'BFD sessions are not run yet', { least: 1 }),
  skipped('track_group', 'instances that follow a static address', 'it does nothing yet', { least: 1 }),
  skipped('static_ipaddress', 'addresses held all the time', 'these addresses are not added yet'),
  skipped('static_routes', 'routes held all the time', 'these routes are not added yet'),
  skipped('static_rules', 'rules held all the time', 'these rules are not added yet'),
  skipped('garp_group', 'interfaces that share a gap between ARPs', 'its intervals are not used yet'),
  skipped(
    'linkbeat_interfaces',
    'interfaces whose link is polled',
    'links are not polled: the kernel tells their state',
  ),
  skipped('interface_up_down_delays', 'debounce of links', 'links are not debounced yet'),
  skipped('SSL', 'TLS settings of health checks', NO_LVS),
  skipped('virtual_server_group', 'addresses of one service', NO_LVS, { least: 1 }),
  skipped('virtual_server', 'one balanced service', NO_LVS, { least: 1 }),
  surviving(word('net_namespace', 'network namespace to run in')),
  later('nothing is set up in that namespace', words('net_namespace_ipvs', 0, 'network namespace of IPVS')),
  later('no ipset is used', flag('namespace_with_ipsets', 'ipsets inside a namespace')),
  flag('use_pid_dir', 'PID files go to their own directory'),
  words('instance', 0, 'name of this daemon among several'),
  later(
    'the program waits its own time for its parts',
    integer('child_wait_time', [0, INT_MAX], 'patience at stop', { unit: 's', default: 5 }),
  ),
  later(
    'links are not polled: the kernel tells their state',
    flag('linkbeat_use_polling', 'poll the link of interfaces'),
  ),
]);
