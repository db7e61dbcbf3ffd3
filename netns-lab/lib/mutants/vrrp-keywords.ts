/** Lines of VRRP, BFD and `global_defs` to build files of: most of the values are right, or nearly. */
import { chance, pick, type Random } from './random.js';

/** A keyword, and a way to make what follows it. */
export type Line = readonly [keyword: string, value: (random: Random) => string];

export const INTERFACES = ['eth0', 'eth1', 'eth0', 'eth1', 'lo', 'nosuch0', 'eth0:1', 'averyveryverylongname'] as const;

const NUMBERS = [
  ...['0', '-1', '1', '1.5', '0x10', '1e3', '""', '5x', '+5', '007', 'abc', '-0', '"5"', "'5'", '1 2', '.', '10.0.0.1'],
  ...['4294967295', '4294967296', '2147483647', '2147483648', '99999999999999999999', ''],
] as const;
const TIMES = [
  ...['0', '1.5', '.5', '5.', '1,5', '1s', '0.000001', '0.0000001', '4294', '4294.967295', '4294.967296', '4295'],
  ...['40.95', '40.96', '0.004', '255.5', '1.2.3', '3600', '1000', '1000.001', '0.001', '""', '-1', ''],
] as const;
const BOOLEANS = ['', '', 'on', 'off', 'true', 'false', 'yes', 'no', 'On', '1', '0', '""', 'on off', 'maybe'] as const;
const SCRIPTS = [
  ...['"/bin/true"', '/bin/true', '/bin/true root', '"/bin/true a b" root root', "'/bin/true x'", '"/nosuch/script"'],
  ...['', '""', '"/bin/true" nosuchuser', '"/bin/true" root nosuchgroup', 'true', '/bin/true "root"', '/etc/passwd'],
] as const;
const NAMES = ['V', 'W', 'chk', 'nosuch', '""', '"a b"', 'a.b', 'longer-than-any-name-of-anything', '1', '-x'] as const;

export function one(...values: readonly string[]): (random: Random) => string {
  return random => pick(random, values);
}

/** A number at the limits or between them, or something else. */
export function number(least: number, most: number): (random: Random) => string {
  const edges = [least, least + 1, most - 1, most, Math.floor((least + most) / 2), least - 1, most + 1].map(String);
  return random => pick(random, chance(random, 0.6) ? edges : NUMBERS);
}

function time(least: number, most: number): (random: Random) => string {
  return random => (chance(random, 0.5) ? number(least, most)(random) : pick(random, TIMES));
}

/** An address as a plain value, sometimes with what should not be there. */
export function address(random: Random): string {
  const right = ['10.0.0.1', '10.77.0.1', '10.77.0.2', '192.168.1.5', 'fe80::1', '2001:db8::1'] as const;
  const odd = [
    ...['224.0.0.18', '0.0.0.0', '255.255.255.255', '10.0.0.256', '10.0.0', '10.0.0.01', '127.0.0.1', 'ff02::12'],
    ...['::', '::1', '2001:db8::g', '::ffff:10.0.0.1', 'fe80::1%eth0', '2001:DB8:0:0:0:0:0:2', 'ff02::1:2', 'bogus'],
  ] as const;
  const lengths = [
    '/24',
    '/32',
    '/0',
    '/33',
    '/64',
    '/128',
    '/129',
    '/',
    '/-1',
    '/24x',
    '/255.255.255.0',
    '-5',
  ] as const;
  const bare = pick(random, chance(random, 0.75) ? right : odd);
  return chance(random, 0.25) ? bare + pick(random, lengths) : bare;
}

const FLAG = one('', '', '', 'x');
const BOOLEAN = one(...BOOLEANS);
const SCRIPT = one(...SCRIPTS);
const INTERFACE = one(...INTERFACES);
const NAME = one(...NAMES);
const UINT = number(0, 4_294_967_295);
const WEIGHT = (random: Random) => `${number(-253, 253)(random)}${pick(random, ['', '', ' reverse', ' foo'])}`;

/** Every keyword of the list, with the same kind of value. */
function all(keywords: string, value: Line[1]): readonly Line[] {
  return keywords.split(' ').map(keyword => [keyword, value]);
}

const GARP: readonly Line[] = [
  ...all('garp_master_delay garp_lower_prio_delay', number(0, 4_294)),
  ...all('garp_master_repeat garp_master_refresh garp_master_refresh_repeat garp_lower_prio_repeat', UINT),
];

export const GLOBAL_DEFS: readonly Line[] = [
  ...GARP.map(([keyword, value]): Line => [`vrrp_${keyword}`, value]),
  ...all('process_names nftables_ifindex nftables_counters log_unknown_vrids vrrp_check_unicast_src', FLAG),
  ...all('vrrp_lower_prio_no_advert vrrp_higher_prio_send_advert vrrp_min_garp smtp_alert smtp_alert_vrrp', BOOLEAN),
  ...all('vrrp_notify_priority_changes data_use_instance no_checker_emails process_monitor_rcv_bufs_force', BOOLEAN),
  ...all('vrrp_netlink_cmd_rcv_bufs vrrp_netlink_monitor_rcv_bufs process_monitor_rcv_bufs', UINT),
  ...all('vrrp_priority checker_priority bfd_priority', number(-20, 19)),
  ...all('vrrp_rlimit_rttime checker_rlimit_rttime min_auto_priority_delay', number(1, 10_000_000)),
  ...all('vrrp_garp_interval vrrp_gna_interval', time(0.000_001, 4_294)),
  ...all('vrrp_mcast_group4 vrrp_mcast_group6', address),
  ...all('process_name vrrp_process_name router_id vmac_prefix dbus_service_name default_interface', NAME),
  ...all('notify_fifo vrrp_notify_fifo', one('/tmp/f', '/tmp/f root', '/tmp/f nosuchuser', '', '""')),
  ...all('startup_script shutdown_script', SCRIPT),
  ...all('startup_script_timeout shutdown_script_timeout', number(1, 1_000)),
  ['vrrp_version', number(2, 3)],
  ['vrrp_down_timer_adverts', number(1, 100)],
  ['vrrp_startup_delay', time(0.001, 4_294)],
  ['vrrp_garp_extra_if', one('5', 'all 5', '0', '86400', '86401', 'all', '5 foo', '5 all', '-0')],
  ['vrrp_rx_bufs_policy', one('MTU', 'advert', '1000', '1000 foo', 'foo', 'MTU ADVERT', '5 MTU', '5x', '')],
  ['vrrp_rx_bufs_multiplier', number(1, 4_294_967_295)],
  ['lvs_sync_daemon', one('eth0', 'eth0 inst V', 'eth0 id 256', 'eth0 V 5', 'eth0 V inst W', 'sixteencharsxxxx')],
  ['dynamic_interfaces', one('', 'allow_if_changes', 'foo')],
  ['umask', one('022', '0x12', 'IRGRP', 'IRGRP | IWGRP', 'foo', '1000', '8', '')],
  ['vrrp_cpu_affinity', one('0', '0 0', '64', 'x', '')],
  ['max_auto_priority', number(-1, 99)],
  ['nftables', one('', 'table', 'a b')],
  ['nftables_priority', number(-2_147_483_648, 2_147_483_647)],
];

export const INSTANCE: readonly Line[] = [
  ...GARP,
  ...all('nopreempt preempt accept no_accept dont_track_primary native_ipv6 unicast_fault_no_peer', FLAG),
  ...all('use_vmac_addr vmac_xmit_base promote_secondaries check_unicast_src track_src_ip', FLAG),
  ...all('lower_prio_no_advert higher_prio_send_advert strict_mode smtp_alert notify_priority_changes', BOOLEAN),
  ...all('notify notify_master notify_backup notify_fault notify_stop notify_master_rx_lower_pri', SCRIPT),
  ...all('mcast_src_ip unicast_src_ip mcast_dst_ip', address),
  ...all('interface lvs_sync_daemon_interface', INTERFACE),
  ...all('virtual_router_id priority', number(1, 255)),
  ['state', one('MASTER', 'BACKUP', 'master', 'FAULT', '"MASTER"', '')],
  ['version', number(2, 3)],
  ['advert_int', time(0.01, 255)],
  ['preempt_delay', time(0, 1_000)],
  ['down_timer_adverts', number(1, 100)],
  ['unicast_ttl', number(0, 255)],
  ['kernel_rx_buf_size', UINT],
  ['garp_extra_if', one('5', 'all 5', '0', '86400', '86401', 'all', '5 foo', '-0')],
  ['debug', number(0, 4)],
  ['old_unicast_checksum', one('', 'never', 'foo')],
  ['use_vmac', one('', 'vm1', 'vm1 02:00:00:00:01:02', '02:00:00:00:01', '01:00:5e:00:00:01', 'eth1', 'vm1 vm2', '""')],
  ['use_ipvlan', one('10.77.0.5', '10.77.0.5/24 vepa', 'iv1', '10.77.0.5 private bridge', 'eth1', '10.77.0.5/+24', '')],
];

export const SCRIPT_BLOCK: readonly Line[] = [
  ['script', one('"/bin/true"', '/bin/true', '"/nosuch/x"', '"</etc/passwd"', '"/bin/true x"', "'/bin/true'", '')],
  ['weight', WEIGHT],
  ...all('rise fall', number(1, 2_147_483_647)),
  ['user', one('root', 'root root', 'nosuchuser', 'root nosuchgroup', '')],
  ['init_fail', FLAG],
];

export const SYNC_GROUP: readonly Line[] = [
  ...all('notify notify_master notify_backup notify_fault notify_stop', SCRIPT),
  ...all('smtp_alert notify_priority_changes', BOOLEAN),
  ...all('sync_group_tracking_weight global_tracking', FLAG),
];

export const TRACK_PROCESS: readonly Line[] = [
  ['process', one('foo', 'foo bar', '"foo bar"', '', '""')],
  ['param_match', one('', 'initial', 'partial', 'exact')],
  ['weight', WEIGHT],
  ['quorum', number(1, 65_535)],
  ['quorum_max', number(0, 65_535)],
  ...all('delay terminate_delay fork_delay', time(0.000_001, 3_600)),
  ['full_command', FLAG],
];

export const TRACK_FILE: readonly Line[] = [
  ['weight', WEIGHT],
  ['init_file', one('', '5', '5 overwrite', 'overwrite', '+5', '255', '0x5', 'foo', '-254')],
];

export const BFD: readonly Line[] = [
  ...all('neighbor_ip neighbour_ip', address),
  ...all('min_rx min_tx', time(1, 4_294_967)),
  ['idle_tx', time(1_000, 4_294_967)],
  ...all('multiplier ttl hoplimit', number(1, 255)),
  ['max_hops', number(-1, 255)],
  ['weight', WEIGHT],
  ...all('passive vrrp checker', FLAG),
];

export const GARP_GROUP: readonly Line[] = [
  ...all('garp_interval gna_interval', time(0, 2_147)),
  ['interface', one('eth1', 'nosuch0', 'eth0')],
];

export const TOP_LEVEL: readonly Line[] = [
  ...all('use_pid_dir linkbeat_use_polling namespace_with_ipsets', FLAG),
  ['child_wait_time', number(0, 4_294_967_295)],
  ['instance', NAME],
];
