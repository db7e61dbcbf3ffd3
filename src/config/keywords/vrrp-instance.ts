/** Keywords of `vrrp_instance NAME { }`. Defaults are keepalived's; "global" means the value from `global_defs`. */
import { AUTH_HMAC } from './auth-hmac.js';
import { AUTHENTICATION } from './authentication.js';
import { ADDRESS_USAGE, ROUTE_USAGE, RULE_USAGE } from './routing-usage.js';
import {
  block,
  boolean,
  choice,
  entries,
  flag,
  inSeconds,
  integer,
  later,
  script,
  table,
  UINT_MAX,
  word,
  words,
} from './row.js';
import { trackerRows } from './tracking.js';

const NO_VMAC =
  'no interface with a virtual MAC is made: adverts and addresses use the interface itself and its own MAC';
const NO_MAIL = 'no mail is sent yet';
const NO_EXTRA_IF = 'no extra interfaces are used, so no such ARP is sent';
const SCRIPT_USAGE = '"COMMAND [ARGUMENT...]" [USER [GROUP]]';

export const VRRP_INSTANCE = table('vrrp_instance', [
  choice('state', ['MASTER', 'BACKUP'], 'the state wished for at the start; the first election decides', {
    default: 'BACKUP',
  }),
  word('interface', 'interface that carries the adverts and, unless they say otherwise, the addresses', {
    usage: 'IF',
  }),
  integer(
    'virtual_router_id',
    [1, 255],
    'number of the virtual router, the same on all its routers and unlike that of any other on this network',
  ),
  integer('priority', [1, 255], 'the highest becomes master; 255 is the address owner', { default: 100 }),
  integer('version', [2, 3], 'VRRP version, the same on all nodes; IPv6 has 3', { default: 'global' }),
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
  later(
    'adverts are not signed yet, so the instance stays in FAULT',
    block('auth_hmac', AUTH_HMAC, 'adverts of every version signed with HMAC-SHA256', { secret: true, since: '2.4.0' }),
  ),

  word('mcast_src_ip', 'source address of adverts; without it the first address of the interface', {
    usage: 'ADDRESS',
  }),
  word('unicast_src_ip', 'source address of unicast adverts', { usage: 'ADDRESS' }),
  word('mcast_dst_ip', 'group that adverts are sent to', { usage: 'ADDRESS', default: 'global' }),
  entries('unicast_peer', 'routers that adverts are sent to, instead of the group', {
    usage: '{ ADDRESS [min_ttl N] [max_ttl N] }',
    repeats: true,
  }),
  integer('unicast_ttl', [0, 255], 'TTL of unicast adverts; the default for IPv6 is that of the kernel', {
    default: 255,
  }),
  flag('unicast_fault_no_peer', 'without peers stay in FAULT instead of using multicast'),
  flag('check_unicast_src', 'drop adverts from anyone but a peer'),
  later(
    'the standard checksum is always used',
    words('old_unicast_checksum', 0, 'the checksum of version 3 over IPv4 unicast that keepalived before 1.3.6 sent', {
      usage: '[never]',
      default: 'as the peer does it',
    }),
  ),
  later(
    'the v3 checksum always covers the pseudo header, and both forms are accepted',
    boolean('v3_checksum_as_v2', 'version 3 over IPv4 with a checksum that leaves out the pseudo header', {
      default: 'global',
      since: '2.2.8',
    }),
  ),
  flag('native_ipv6', 'an IPv6 instance, whatever its addresses'),
  later('the source address is not tracked', flag('track_src_ip', 'fault while the source address is absent')),
  integer('kernel_rx_buf_size', [0, UINT_MAX], 'receive buffer of the socket; 0 is the default of the kernel', {
    unit: 'bytes',
  }),

  flag('dont_track_primary', 'ignore faults of the interface itself'),
  ...trackerRows('the priority'),

  script('notify_master', 'runs on becoming master', { usage: SCRIPT_USAGE }),
  script('notify_backup', 'runs on becoming backup', { usage: SCRIPT_USAGE }),
  script('notify_fault', 'runs on a fault', { usage: SCRIPT_USAGE }),
  script('notify_stop', 'runs when the program stops', { usage: SCRIPT_USAGE }),
  script('notify', 'runs at each change, with INSTANCE, name, state and priority appended', { usage: SCRIPT_USAGE }),
  script('notify_master_rx_lower_pri', 'runs when the master hears a lower priority', { usage: SCRIPT_USAGE }),
  later(
    'an instance removed by a reload reports nothing',
    script('notify_deleted', 'report DELETED when a reload removes the instance, and run the script if there is one', {
      least: 0,
      usage: `[${SCRIPT_USAGE}]`,
    }),
  ),
  later(
    'priority changes are not reported',
    boolean('notify_priority_changes', 'report changes of the priority', { default: 'of the group, then global' }),
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
    words('garp_extra_if', 1, 'an ARP now and then on further interfaces that carry addresses; 0 is none', {
      usage: '[all] SECONDS',
      range: [0, 86_400],
      unit: 's',
      default: 'global',
      survives: true,
    }),
  ),
  later(
    NO_EXTRA_IF,
    words('vmac_garp_intvl', 1, 'old name of `garp_extra_if`', {
      usage: '[all] SECONDS',
      range: [0, 86_400],
      unit: 's',
      replacedBy: 'garp_extra_if',
      oldCounts: true,
      survives: true,
    }),
  ),
  boolean('lower_prio_no_advert', 'do not answer lower-priority adverts', { default: 'global' }),
  boolean('higher_prio_send_advert', 'send one more advert before yielding', { default: 'global' }),
  boolean('skip_check_adv_addr', 'compare the address list only when the master changes', { default: 'global' }),
  later(
    'an owner hears the adverts of others',
    boolean('owner_ignore_adverts', 'an address owner (priority 255) drops all adverts', {
      default: 'global',
      since: '2.3.3',
    }),
  ),
  boolean('strict_mode', 'what the RFC does not know is taken out', { default: 'global' }),
  flag('accept', 'packets to the virtual addresses are answered', { default: true }),
  later(
    'no packet filter is set: a backup holds no address, and the master answers on its addresses',
    flag('no_accept', 'drop packets to the virtual addresses'),
  ),
  later(
    'a late timer does not make it backup',
    words(
      'timer_expired_backup',
      0,
      'with `nopreempt`: go to backup when the program did not run for so long that a router of this priority took over',
      {
        usage: '[PRIORITY]',
        range: [1, 254],
        default: 254,
        since: '2.2.8',
      },
    ),
  ),
  later(
    'a late timer does not make it backup',
    words('thread_timer_expired', 0, 'old name of `timer_expired_backup`', {
      usage: '[PRIORITY]',
      range: [1, 254],
      replacedBy: 'timer_expired_backup',
      since: '2.3.2',
    }),
  ),
  integer('debug', [0, 4], 'debug level; stored only', { default: 0 }),

  later(
    NO_VMAC,
    words('use_vmac', 0, 'adverts and addresses on a private macvlan with the MAC of the virtual router', {
      usage: '[[name] IF] [MAC] [netlink_notify_msg] [group GROUP]',
    }),
  ),
  later(NO_VMAC, flag('use_vmac_addr', 'a macvlan each for addresses on other devices and of the other family')),
  later(NO_VMAC, flag('vmac_xmit_base', 'adverts leave from the interface below the VMAC')),
  later(
    'no ipvlan is made: adverts and addresses use the interface itself',
    words('use_ipvlan', 0, 'adverts and addresses on an ipvlan, which shares the MAC of its interface', {
      usage: '[[name] IF] [ADDRESS[/LENGTH]] [bridge | private | vepa] [group GROUP]',
    }),
  ),
  later(
    'the instance is not put into a VRF',
    word('vrf', 'VRF of a unicast instance without `interface`', { usage: 'IF' }),
  ),
  later(
    'the interface sysctl is left as it is',
    flag('promote_secondaries', 'other addresses of the network stay when the first one of the interface is removed'),
  ),
  later(
    'these routes are not added yet',
    entries('virtual_routes', 'routes the master holds', { usage: `{ ${ROUTE_USAGE} }`, repeats: true }),
  ),
  later(
    'these rules are not added yet',
    entries('virtual_rules', 'routing rules the master holds', { usage: `{ ${RULE_USAGE} }`, repeats: true }),
  ),
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
  later(
    'links are not polled: the kernel tells their state',
    flag('linkbeat_use_polling', 'ask for the link of the interface now and then instead of waiting for news', {
      replacedBy: 'linkbeat_interfaces',
      oldCounts: true,
    }),
  ),
]);
