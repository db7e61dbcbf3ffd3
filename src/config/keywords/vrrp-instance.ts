/** Keywords of `vrrp_instance NAME { }`. Defaults are keepalived's; "global" means the value from `global_defs`. */
import { AUTHENTICATION } from './authentication.js';
import {
  block,
  boolean,
  choice,
  entries,
  flag,
  INT_MAX,
  inSeconds,
  integer,
  later,
  script,
  skipped,
  table,
  UINT_MAX,
  word,
  words,
} from './row.js';

const NO_VMAC =
  'no interface with a virtual MAC is made: adverts and addresses use the interface itself and its own MAC';
const NO_MAIL = 'no mail is sent yet';
const NO_EXTRA_IF = 'no extra interfaces are used, so no such ARP is sent';

export const VRRP_INSTANCE = table('vrrp_instance', [
  choice('state', ['MASTER', 'BACKUP'], 'the state wished for at the start', { default: 'BACKUP' }),
  word('interface', 'interface that carries the adverts'),
  integer('virtual_router_id', [1, 255], 'number of the virtual router'),
  integer('priority', [1, 255], 'the highest becomes master; 255 is the address owner', { default: 100 }),
  integer('version', [2, 3], 'VRRP version', { default: 'global' }),
  inSeconds('advert_int', [0.01, 255], 'time between two adverts', { default: 1 }),
  entries('virtual_ipaddress', 'addresses the master holds, advertised in this order'),
  entries('virtual_ipaddress_excluded', 'addresses the master holds but does not advertise'),
  flag('no_virtual_ipaddress', 'the instance may be without addresses'),
  inSeconds('preempt_delay', [0, 1_000], 'wait before preempting a lower-priority master', { default: 0 }),
  flag('preempt', 'a higher priority takes over; cancels `nopreempt`'),
  flag('nopreempt', 'a backup does not take over from a lower-priority master'),
  integer('down_timer_adverts', [1, 100], 'adverts missed before the master counts as down', { default: 'global' }),
  block('authentication', AUTHENTICATION, 'password of VRRP version 2'),
  skipped('auth_hmac', 'signed adverts', 'adverts are not signed yet, so the instance stays in FAULT'),

  word('mcast_src_ip', 'source address of adverts'),
  word('unicast_src_ip', 'source address of unicast adverts'),
  word('mcast_dst_ip', 'group that adverts are sent to', { default: 'global' }),
  entries('unicast_peer', 'routers that adverts are sent to, instead of the group'),
  integer('unicast_ttl', [0, 255], 'TTL of unicast adverts', { default: 255 }),
  flag('unicast_fault_no_peer', 'without peers stay in FAULT instead of using multicast'),
  flag('check_unicast_src', 'drop adverts from anyone but a peer'),
  later('the standard checksum is always used', words('old_unicast_checksum', 0, 'old pseudo header of v3 unicast')),
  later(
    'the v3 checksum always covers the pseudo header, and both forms are accepted',
    boolean('v3_checksum_as_v2', 'v3/IPv4 checksum without pseudo header', { default: 'global' }),
  ),
  flag('native_ipv6', 'an IPv6 instance, whatever its addresses'),
  later('the source address is not tracked', flag('track_src_ip', 'fault while the source address is absent')),
  integer('kernel_rx_buf_size', [0, INT_MAX], 'receive buffer of the socket', { unit: 'bytes' }),

  flag('dont_track_primary', 'ignore faults of the interface itself'),
  entries('track_interface', 'interfaces whose state moves the priority'),
  entries('track_script', 'scripts whose result moves the priority'),
  skipped(
    'track_file',
    'files whose value moves the priority',
    'files are not watched: the priority does not follow them',
  ),
  skipped('track_process', 'processes to watch', 'processes are not watched: the priority does not follow them'),
  skipped('track_bfd', 'BFD sessions to follow', 'BFD sessions are not run: the priority does not follow them'),

  script('notify_master', 'runs on becoming master'),
  script('notify_backup', 'runs on becoming backup'),
  script('notify_fault', 'runs on a fault'),
  script('notify_stop', 'runs at the stop'),
  script('notify', 'runs at each change, with type, name, state and priority'),
  script('notify_master_rx_lower_pri', 'runs when the master hears a lower priority'),
  later(
    'an instance removed by a reload reports nothing',
    script('notify_deleted', 'runs when a reload removes the instance', { least: 0 }),
  ),
  later(
    'priority changes are not reported',
    boolean('notify_priority_changes', 'report changes of the priority', { default: 'global' }),
  ),
  later(NO_MAIL, boolean('smtp_alert', 'mail at each change', { default: 'global' })),

  integer('garp_master_delay', [0, UINT_MAX], 'second burst of ARPs after becoming master', {
    unit: 's',
    default: 'global',
  }),
  integer('garp_master_repeat', [0, UINT_MAX], 'ARPs in a burst for each address', { default: 'global' }),
  integer('garp_master_refresh', [0, UINT_MAX], 'time between two refreshing ARPs; 0 is none', {
    unit: 's',
    default: 'global',
  }),
  integer('garp_master_refresh_repeat', [0, UINT_MAX], 'ARPs at each refresh', { default: 'global' }),
  integer('garp_lower_prio_delay', [0, UINT_MAX], 'second burst after a lower-priority advert', {
    unit: 's',
    default: 'global',
  }),
  integer('garp_lower_prio_repeat', [0, UINT_MAX], 'ARPs after a lower-priority advert', { default: 'global' }),
  later(
    NO_EXTRA_IF,
    words('garp_extra_if', 1, 'periodic ARP on extra interfaces', { default: 'global', survives: true }),
  ),
  later(
    NO_EXTRA_IF,
    words('vmac_garp_intvl', 1, 'old name of `garp_extra_if`', { replacedBy: 'garp_extra_if', oldCounts: true }),
  ),
  boolean('lower_prio_no_advert', 'do not answer lower-priority adverts', { default: 'global' }),
  boolean('higher_prio_send_advert', 'send one more advert before yielding', { default: 'global' }),
  boolean('skip_check_adv_addr', 'compare the address list only when the master changes', { default: 'global' }),
  later(
    'an owner hears the adverts of others',
    boolean('owner_ignore_adverts', 'an address owner drops all adverts', { default: 'global' }),
  ),
  boolean('strict_mode', 'what the RFC does not know is taken out', { default: 'global' }),
  flag('accept', 'packets to the virtual addresses are answered', { default: true }),
  later(
    'no packet filter is set: a backup holds no address, and the master answers on its addresses',
    flag('no_accept', 'drop packets to the virtual addresses'),
  ),
  later(
    'a late timer does not make it backup',
    words('timer_expired_backup', 0, 'drop to backup after being unscheduled too long'),
  ),
  later(
    'a late timer does not make it backup',
    words('thread_timer_expired', 0, 'old name of `timer_expired_backup`', { replacedBy: 'timer_expired_backup' }),
  ),
  integer('debug', [0, 4], 'debug level; stored only', { default: 0 }),

  later(NO_VMAC, words('use_vmac', 0, 'a private macvlan with the virtual MAC')),
  later(NO_VMAC, flag('use_vmac_addr', 'virtual MACs for addresses elsewhere')),
  later(NO_VMAC, flag('vmac_xmit_base', 'send adverts from the base interface')),
  later(
    'no ipvlan is made: adverts and addresses use the interface itself',
    words('use_ipvlan', 0, 'a private ipvlan'),
  ),
  later('the instance is not put into a VRF', word('vrf', 'VRF of a unicast instance')),
  later(
    'the interface sysctl is left as it is',
    flag('promote_secondaries', 'secondary addresses survive the primary'),
  ),
  skipped('virtual_routes', 'routes the master holds', 'these routes are not added yet'),
  skipped('virtual_rules', 'rules the master holds', 'these rules are not added yet'),
  later(
    'no IPVS synchronisation is started',
    word('lvs_sync_daemon_interface', 'IPVS synchronisation with this instance', {
      replacedBy: 'lvs_sync_daemon',
      oldCounts: true,
    }),
  ),
  later(
    'links are not polled: the kernel tells their state',
    flag('linkbeat_use_polling', 'poll the link', { replacedBy: 'linkbeat_interfaces', oldCounts: true }),
  ),
]);
