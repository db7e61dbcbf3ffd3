/** Keywords of `global_defs { }`. */
import {
  boolean,
  entries,
  flag,
  INT_MAX,
  inSeconds,
  integer,
  type KeywordRow,
  later,
  SECONDS_MAX,
  script,
  surviving,
  table,
  UINT_MAX,
  word,
  words,
} from './row.js';

const NO_LVS = 'load balancing is not done yet';
const NO_MAIL = 'no mail is sent yet';
const NO_FIFO = 'no FIFO is written yet';
const NO_SNMP = 'there is no SNMP agent yet';
const NO_DBUS = 'nothing is said on D-Bus yet';
const NO_FILTER = 'no packet filter is set';
const NO_SCHEDULING = 'scheduling stays as the system gives it';
const NO_NAMES = 'processes keep their names';
const NO_RELOAD_HELP = 'a reload happens at SIGHUP only, and is always checked first';
const NO_BUFFERS = 'receive buffers are sized by the program itself';
const NO_VMAC = 'no interface with a virtual MAC is made';
const NO_COPY = 'no copy of the configuration is written';

/** The scheduling keywords exist three times, for each process of keepalived. */
function scheduling(part: string): readonly KeywordRow[] {
  return [
    integer(`${part}_priority`, [-20, 19], 'nice value', { default: 0 }),
    flag(`${part}_no_swap`, 'lock memory'),
    integer(`${part}_rt_priority`, [0, INT_MAX], 'real-time priority', { default: 0 }),
    surviving(words(`${part}_cpu_affinity`, 1, 'CPUs to run on')),
    integer(`${part}_rlimit_rttime`, [1, UINT_MAX], 'CPU time between two blocking calls', {
      unit: 'µs',
      default: 10_000,
    }),
    integer(`${part}_rlimit_rtime`, [1, UINT_MAX], 'old name', { unit: 'µs', replacedBy: `${part}_rlimit_rttime` }),
  ].map(row => later(NO_SCHEDULING, row));
}

function receiveBuffers(name: string): readonly KeywordRow[] {
  return [
    later(NO_BUFFERS, integer(name, [1, UINT_MAX], 'receive buffer', { unit: 'bytes' })),
    later(NO_BUFFERS, boolean(`${name}_force`, 'exceed the system limit')),
  ];
}

const PROCESS: readonly KeywordRow[] = [
  words('router_id', 0, 'name of this node', { default: 'host name' }),
  surviving(
    words('script_user', 1, 'user and group that run scripts defined after this', { default: 'keepalived_script' }),
  ),
  flag('enable_script_security', 'refuse scripts run by root that others could change'),
  words('umask', 1, 'umask of the files written', { default: '0177' }),
  integer('random_seed', [0, UINT_MAX], 'seed of random numbers', { default: 'time' }),
  words('include_check', 0, 'what plain `include` insists on'),
  later(NO_NAMES, flag('process_names', 'name the processes')),
  ...['process_name', 'vrrp_process_name', 'checker_process_name', 'bfd_process_name'].map(name =>
    later(NO_NAMES, word(name, 'name of a process')),
  ),
  later(NO_NAMES, word('lvs_process_name', 'name of a process', { replacedBy: 'checker_process_name' })),
  later('scripts run by the path as it is configured', boolean('use_symlink_paths', 'run scripts through their link')),
  later(
    'scripts have the one group of their user',
    boolean('set_supplementary_groups', 'all groups of the script user'),
  ),
  later('it is not run', surviving(script('startup_script', 'runs before anything else'))),
  later('there is no startup script yet', integer('startup_script_timeout', [1, 1_000], 'its patience', { unit: 's' })),
  later('it is not run', surviving(script('shutdown_script', 'runs after anything else'))),
  later(
    'there is no shutdown script yet',
    integer('shutdown_script_timeout', [1, 1_000], 'its patience', { unit: 's' }),
  ),
  later(NO_COPY, surviving(word('tmp_config_directory', 'directory of the flattened copy'))),
  later(NO_COPY, word('config_save_dir', 'directory of saved copies')),
  later('dump files keep their names', boolean('data_use_instance', 'instance name in dump file names')),
  later('dump files keep their names', words('state_dump_file', 0, 'name of the data dump')),
  later('dump files keep their names', words('stats_dump_file', 0, 'name of the statistics dump')),
  later('dump files keep their names', words('json_dump_file', 0, 'name of the JSON dump')),
  later('no JSON dump is written', integer('json_version', [1, 2], 'layout of the JSON dump', { default: 1 })),
  later('routing names are read from their usual places', word('iproute_usr_dir', 'directory of routing names')),
  later('routing names are read from their usual places', word('iproute_etc_dir', 'directory of routing names')),
  later(NO_RELOAD_HELP, words('reload_check_config', 0, 'test a configuration before a reload')),
  later(NO_RELOAD_HELP, surviving(word('reload_time_file', 'file that holds the time of a reload'))),
  later(NO_RELOAD_HELP, flag('reload_repeat', 'reload at that time each day')),
  later(NO_RELOAD_HELP, words('reload_file', 0, 'file that exists during a reload')),
  ...['vrrp', 'checker', 'bfd'].flatMap(scheduling),
  later(NO_SCHEDULING, words('max_auto_priority', 0, 'highest real-time priority to take by itself', { default: 0 })),
  later(NO_SCHEDULING, integer('min_auto_priority_delay', [1, 10_000_000], 'lateness that raises it', { unit: 'µs' })),
  ...receiveBuffers('process_monitor_rcv_bufs'),
];

const VRRP: readonly KeywordRow[] = [
  words('dynamic_interfaces', 0, 'interfaces may be absent and appear later'),
  later(
    'an instance always names its interface',
    surviving(word('default_interface', 'device of addresses without one', { default: 'eth0' })),
  ),
  later(
    'the kernel reports multicast groups as it is set to',
    flag('disable_local_igmp', 'no reports for local groups'),
  ),
  word('vrrp_mcast_group4', 'IPv4 group of adverts', { default: '224.0.0.18' }),
  word('vrrp_mcast_group6', 'IPv6 group of adverts', { default: 'ff02::12' }),
  integer('vrrp_version', [2, 3], 'VRRP version of IPv4 instances', { default: 2 }),
  boolean('vrrp_strict', 'what the RFC does not know is taken out of every instance'),
  later(
    'the v3 checksum always covers the pseudo header, and both forms are accepted',
    flag('v3_checksum_as_v2', 'v3/IPv4 checksum without pseudo header'),
  ),
  boolean('vrrp_skip_check_adv_addr', 'compare the address list only when the master changes'),
  flag('vrrp_check_unicast_src', 'drop unicast adverts from anyone but a peer'),
  later(
    'an owner hears the adverts of others',
    boolean('vrrp_owner_ignore_adverts', 'address owners drop all adverts'),
  ),
  integer('vrrp_garp_master_delay', [0, UINT_MAX], 'second burst of ARPs after becoming master', {
    unit: 's',
    default: 5,
  }),
  integer('vrrp_garp_master_repeat', [0, UINT_MAX], 'ARPs in a burst for each address', { default: 5 }),
  integer('vrrp_garp_master_refresh', [0, UINT_MAX], 'time between two refreshing ARPs; 0 is none', {
    unit: 's',
    default: 0,
  }),
  integer('vrrp_garp_master_refresh_repeat', [0, UINT_MAX], 'ARPs at each refresh', { default: 1 }),
  integer('vrrp_garp_lower_prio_delay', [0, UINT_MAX], 'second burst after a lower-priority advert', { unit: 's' }),
  integer('vrrp_garp_lower_prio_repeat', [0, UINT_MAX], 'ARPs after a lower-priority advert'),
  inSeconds('vrrp_garp_interval', [0.000001, SECONDS_MAX], 'gap between two ARPs on an interface', { default: 0 }),
  inSeconds('vrrp_gna_interval', [0.000001, SECONDS_MAX], 'gap between two neighbour advertisements', { default: 0 }),
  boolean('vrrp_min_garp', 'as few ARPs as possible'),
  later('no extra interfaces are used', words('vrrp_garp_extra_if', 1, 'periodic ARP on extra interfaces')),
  later(
    'no extra interfaces are used',
    words('vrrp_vmac_garp_intvl', 1, 'old name of `vrrp_garp_extra_if`', {
      replacedBy: 'vrrp_garp_extra_if',
      oldCounts: true,
    }),
  ),
  integer('vrrp_down_timer_adverts', [1, 100], 'adverts missed before the master counts as down', { default: 3 }),
  boolean('vrrp_lower_prio_no_advert', 'do not answer lower-priority adverts'),
  boolean('vrrp_higher_prio_send_advert', 'send one more advert before yielding'),
  inSeconds('vrrp_startup_delay', [0.001, SECONDS_MAX], 'hold instances passive after the start', { default: 0 }),
  later(
    'only `vrrp_startup_delay` is waited for',
    inSeconds('vrrp_delay_after_boot', [0.001, SECONDS_MAX], 'the same, counted from boot'),
  ),
  flag('log_unknown_vrids', 'log adverts of unknown virtual routers'),
  later(NO_VMAC, word('vmac_prefix', 'prefix of interface names', { default: 'vrrp' })),
  later(NO_VMAC, word('vmac_addr_prefix', 'prefix of interface names')),
  later(NO_FILTER, words('vrrp_iptables', 0, 'iptables chains')),
  later(NO_FILTER, words('vrrp_ipsets', 0, 'ipset names')),
  later(NO_FILTER, words('nftables', 0, 'nftables table')),
  later(NO_FILTER, integer('nftables_priority', [-2_147_483_648, INT_MAX], 'priority of the chains', { default: -1 })),
  later(NO_FILTER, flag('nftables_ifindex', 'match interfaces by index')),
  later(NO_FILTER, flag('nftables_counters', 'count packets')),
  later(NO_BUFFERS, surviving(words('vrrp_rx_bufs_policy', 1, 'sizing of receive buffers'))),
  later(NO_BUFFERS, integer('vrrp_rx_bufs_multiplier', [1, UINT_MAX], 'packets to allow for', { default: 3 })),
  ...receiveBuffers('vrrp_netlink_cmd_rcv_bufs'),
  ...receiveBuffers('vrrp_netlink_monitor_rcv_bufs'),
];

const NOTIFICATION: readonly KeywordRow[] = [
  later(NO_MAIL, entries('notification_email', 'recipients of mail')),
  later(NO_MAIL, surviving(word('notification_email_from', 'sender of mail'))),
  later(NO_MAIL, words('smtp_server', 1, 'mail server and port')),
  later(NO_MAIL, word('smtp_helo_name', 'name in the HELO')),
  later(
    NO_MAIL,
    integer('smtp_connect_timeout', [0, UINT_MAX], 'patience with the mail server', { unit: 's', default: 30 }),
  ),
  ...['smtp_alert', 'smtp_alert_vrrp', 'smtp_alert_checker', 'no_checker_emails'].map(name =>
    later(NO_MAIL, boolean(name, 'which events are mailed')),
  ),
  later(NO_MAIL, flag('no_email_faults', 'no mail for faults')),
  ...['notify_fifo', 'vrrp_notify_fifo', 'lvs_notify_fifo'].map(name =>
    later(NO_FIFO, surviving(words(name, 1, 'FIFO that events are written to'))),
  ),
  ...['notify_fifo_script', 'vrrp_notify_fifo_script', 'lvs_notify_fifo_script'].map(name =>
    later(NO_FIFO, script(name, 'reader of that FIFO')),
  ),
  later('priority changes are not reported', boolean('vrrp_notify_priority_changes', 'report changes of priorities')),
  later(NO_FIFO, flag('fifo_write_vrrp_states_on_reload', 'write all states after a reload')),
  later(NO_SNMP, surviving(word('snmp_socket', 'socket of the AgentX master'))),
  ...[
    'enable_traps',
    'enable_snmp_vrrp',
    'enable_snmp_rfc',
    'enable_snmp_rfcv2',
    'enable_snmp_rfcv3',
    'enable_snmp_checker',
  ].map(name => later(NO_SNMP, flag(name, 'part of the SNMP agent'))),
  later(NO_SNMP, flag('enable_snmp_keepalived', 'part of the SNMP agent', { replacedBy: 'enable_snmp_vrrp' })),
  later(NO_SNMP, inSeconds('snmp_vs_stats_update_interval', [0.001, 30], 'age of statistics', { default: 5 })),
  later(NO_SNMP, inSeconds('snmp_rs_stats_update_interval', [0.001, 30], 'age of statistics', { default: 5 })),
  later(NO_DBUS, flag('enable_dbus', 'report on D-Bus')),
  later(NO_DBUS, surviving(word('dbus_service_name', 'name on D-Bus'))),
  later(NO_DBUS, word('dbus_no_interface_name', 'path element without an interface')),
];

const LVS: readonly KeywordRow[] = [
  words('lvs_timeouts', 0, 'timeouts of IPVS'),
  flag('lvs_flush', 'flush IPVS at the start'),
  words('lvs_flush_on_stop', 0, 'flush IPVS at the stop'),
  words('lvs_flush_onstop', 0, 'old name', { replacedBy: 'lvs_flush_on_stop' }),
  surviving(words('lvs_sync_daemon', 1, 'synchronisation of IPVS connections')),
  ...receiveBuffers('lvs_netlink_cmd_rcv_bufs'),
  ...receiveBuffers('lvs_netlink_monitor_rcv_bufs'),
  boolean('checker_log_all_failures', 'log every failed check'),
  boolean('rs_init_notifies', 'notify for servers up at the start'),
  words('nftables_ipvs', 0, 'nftables table of IPVS'),
  integer('nftables_ipvs_priority', [-2_147_483_648, INT_MAX], 'priority of its chains', { default: -1 }),
  integer('nftables_ipvs_start_fwmark', [1, UINT_MAX], 'first mark', { default: 1_000 }),
].map(row => later(NO_LVS, row));

export const GLOBAL_DEFS = table('global_defs', [...PROCESS, ...VRRP, ...NOTIFICATION, ...LVS]);
