/** Keywords of `vrrp_instance NAME { }`. Defaults are keepalived's; "global" means the value from `global_defs`. */
import { AUTH_HMAC } from './auth-hmac.js';
import { AUTHENTICATION } from './authentication.js';
import { garpRows } from './garp.js';
import {
  alias,
  block,
  boolean,
  choice,
  entries,
  flag,
  inSeconds,
  integer,
  later,
  script,
  surviving,
  table,
  UINT_MAX,
  word,
  words,
} from './row.js';
import { trackerRows } from './tracking.js';
import { ADDRESS_USAGE, ROUTE_USAGE, RULE_USAGE, SCRIPT_USAGE } from './usage.js';

const SOURCE = 'first address of the interface (IPv4), its link-local one (IPv6)';

const EXTRA_GARP = surviving(
  words('garp_extra_if', 1, 'an ARP now and then on further interfaces that carry addresses; 0 is none', {
    usage: '[all] SECONDS',
    range: [0, 86_400],
    unit: 's',
    default: 'global',
  }),
);

const TIMER_EXPIRED = words(
  'timer_expired_backup',
  0,
  'with `nopreempt`: go to backup when the program did not run for so long that a router of this priority took over',
  { usage: '[PRIORITY]', range: [1, 254], default: 254, since: '2.2.8' },
);

/** The block, with those in it. */
export const VRRP_INSTANCE = table('vrrp_instance', [
  choice('state', ['MASTER', 'BACKUP'], 'the state wished for at the start; the first election decides', {
    default: 'BACKUP, or MASTER with priority 255',
  }),
  word('interface', 'interface that carries the adverts and, unless they say otherwise, the addresses', {
    usage: 'IF',
  }),
  integer(
    'virtual_router_id',
    [1, 255],
    'number of the virtual router, the same on all its routers and unlike that of any other on this network',
  ),
  integer('priority', [1, 255], 'the highest becomes master; 255 is the address owner', {
    default: '100, or 255 with `state MASTER`',
  }),
  integer('version', [2, 3], 'VRRP version, the same on all nodes', {
    default: 'as `vrrp_version` (IPv4), 3 (IPv6)',
  }),
  inSeconds(
    'advert_int',
    [0.01, 255],
    'time between two adverts; whole seconds in version 2, up to 40.95 in version 3',
    {
      default: 1,
    },
  ),
  entries('virtual_ipaddress', 'addresses the master holds, advertised in this order', {
    usage: `{ ${ADDRESS_USAGE} [use_vmac] }`,
    repeats: true,
  }),
  entries('virtual_ipaddress_excluded', 'addresses the master holds but does not advertise; either family', {
    usage: `{ ${ADDRESS_USAGE} [use_vmac] }`,
    repeats: true,
  }),
  flag('no_virtual_ipaddress', 'the instance may be without addresses', { since: '2.2.8' }),
  inSeconds('preempt_delay', [0, 1_000], 'wait before preempting a lower-priority master', { default: 0 }),
  flag('preempt', 'a higher priority takes over; cancels `nopreempt`'),
  flag('nopreempt', 'a backup does not take over from a lower-priority master'),
  integer('down_timer_adverts', [1, 100], 'adverts missed before the master counts as down', { default: 'global' }),
  block('authentication', AUTHENTICATION, 'password of VRRP version 2, the same on all nodes', { secret: true }),
  block('auth_hmac', AUTH_HMAC, 'adverts of every version signed with HMAC-SHA256', { secret: true, since: '2.4.0' }),

  word('mcast_src_ip', 'source address of adverts', {
    usage: 'ADDRESS',
    default: SOURCE,
  }),
  word('unicast_src_ip', 'source address of unicast adverts', { usage: 'ADDRESS', default: SOURCE }),
  word('mcast_dst_ip', 'group that adverts are sent to', { usage: 'ADDRESS', default: 'global' }),
  entries('unicast_peer', 'routers that adverts are sent to, instead of the group', {
    usage: '{ ADDRESS [min_ttl N] [max_ttl N] }',
    repeats: true,
  }),
  integer('unicast_ttl', [0, 255], 'TTL or hop limit of unicast adverts', {
    default: '255 (IPv4), as the kernel has it (IPv6)',
  }),
  flag('unicast_fault_no_peer', 'without peers stay in FAULT instead of using multicast'),
  flag('check_unicast_src', 'drop adverts from anyone but a peer'),
  words(
    'old_unicast_checksum',
    0,
    'unicast adverts of version 3 over IPv4 have the checksum of old releases; `never`: not even if a peer does so',
    {
      usage: '[never]',
      default: 'as the peer does it',
    },
  ),
  boolean('v3_checksum_as_v2', 'the checksum of v3 adverts over IPv4 leaves out the pseudo header', {
    default: 'global',
    since: '2.2.8',
  }),
  flag('native_ipv6', 'the instance is one of IPv6 and version 3, even without addresses'),
  flag('track_src_ip', 'fault while the source address is absent'),
  surviving(
    integer('kernel_rx_buf_size', [0, UINT_MAX], 'receive buffer of the socket; 0 asks for nothing', {
      unit: 'bytes',
      default: 'as `vrrp_rx_bufs_policy` says',
    }),
  ),

  flag('dont_track_primary', 'ignore faults of the interface itself'),
  ...trackerRows('the priority'),

  script('notify_master', 'runs on becoming master', { usage: SCRIPT_USAGE }),
  script('notify_backup', 'runs on becoming backup', { usage: SCRIPT_USAGE }),
  script('notify_fault', 'runs on a fault', { usage: SCRIPT_USAGE }),
  script('notify_stop', 'runs when the program stops', { usage: SCRIPT_USAGE }),
  script('notify', 'runs at each change, with INSTANCE, name, state and priority appended', { usage: SCRIPT_USAGE }),
  script('notify_master_rx_lower_pri', 'runs when the master hears a lower priority', { usage: SCRIPT_USAGE }),
  script('notify_deleted', 'report DELETED when a reload removes the instance, and run the script if there is one', {
    least: 0,
    usage: `[${SCRIPT_USAGE}]`,
  }),
  boolean('notify_priority_changes', 'write changes of the priority to the FIFOs', {
    default: 'as the group, then `global_defs`, says',
  }),
  boolean('smtp_alert', 'mail at each change', { default: 'global' }),

  ...garpRows('', {
    defaults: { delay: 'global', repeat: 'global', refresh: 'global', refreshRepeat: 'global' },
    lowerPriorityDefaults: { delay: 'global', repeat: 'global' },
  }),
  EXTRA_GARP,
  alias('vmac_garp_intvl', EXTRA_GARP, { oldCounts: true }),
  boolean('lower_prio_no_advert', 'do not answer lower-priority adverts', { default: 'global' }),
  boolean('higher_prio_send_advert', 'send one more advert before yielding', { default: 'global' }),
  boolean('skip_check_adv_addr', 'compare the address list only when the master changes', { default: 'global' }),
  boolean('owner_ignore_adverts', 'an address owner (priority 255) drops all adverts', {
    default: 'global',
    since: '2.3.3',
  }),
  boolean('strict_mode', 'what the RFC does not know is taken out', { default: 'global' }),
  flag('accept', 'packets to the virtual addresses are answered', {
    default: 'on, except in strict mode',
  }),
  flag('no_accept', 'drop packets to the virtual addresses'),
  TIMER_EXPIRED,
  alias('thread_timer_expired', TIMER_EXPIRED, { since: '2.3.2' }),
  integer('debug', [0, 4], 'debug level, which nothing asks for, in keepalived neither', { default: 0 }),

  words('use_vmac', 0, 'adverts and addresses on a private macvlan with the MAC of the virtual router', {
    usage: '[[name] IF] [MAC] [netlink_notify_msg] [group GROUP]',
  }),
  flag('use_vmac_addr', 'a macvlan each for addresses on other devices and of the other family'),
  flag('vmac_xmit_base', 'adverts leave from the interface below the VMAC'),
  words('use_ipvlan', 0, 'adverts and addresses on an ipvlan, which shares the MAC of its interface', {
    usage: '[[name] IF] [ADDRESS[/LENGTH]] [bridge | private | vepa] [group GROUP]',
  }),
  word('vrf', 'VRF of a unicast instance without `interface`', { usage: 'IF' }),
  flag('promote_secondaries', 'other addresses of the network stay when the first one of the interface is removed'),
  entries('virtual_routes', 'routes the master holds', { usage: `{ ${ROUTE_USAGE} }`, repeats: true }),
  entries('virtual_rules', 'routing rules the master holds', { usage: `{ ${RULE_USAGE} }`, repeats: true }),
  later(
    'no IPVS synchronisation is started',
    word(
      'lvs_sync_daemon_interface',
      'IPVS connections are synchronised on this interface, as this instance is master or backup',
      {
        usage: 'IF',
        replacedBy: 'lvs_sync_daemon',
        oldCounts: true,
      },
    ),
  ),
  flag('linkbeat_use_polling', 'ask for the link of the interface now and then instead of waiting for news', {
    replacedBy: 'linkbeat_interfaces',
    oldCounts: true,
  }),
]);
