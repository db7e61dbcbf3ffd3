/** `global_defs`: defaults of instances, and what concerns all of them. */
import { garpRows } from '../garp.js';
import {
  alias,
  boolean,
  flag,
  inSeconds,
  integer,
  type KeywordRow,
  MICROSECOND,
  SECONDS_MAX,
  surviving,
  word,
  words,
} from '../row.js';

const EXTRA_GARP = surviving(
  words('vrrp_garp_extra_if', 1, 'how often one ARP keeps switches informed about each further interface', {
    usage: '[all] SECONDS',
    range: [1, 86_400],
    unit: 's',
    default: 'none',
  }),
);

export const VRRP_DEFAULTS: readonly KeywordRow[] = [
  words('dynamic_interfaces', 0, 'interfaces may be absent at the start and appear later', {
    usage: '[allow_if_changes]',
  }),
  surviving(
    word('default_interface', 'interface of static addresses that name none', { usage: 'IF', default: 'eth0' }),
  ),
  flag('disable_local_igmp', 'the kernel sends no IGMP reports for groups of 224.0.0.x'),
  word('vrrp_mcast_group4', 'multicast group of IPv4 adverts', { usage: 'ADDRESS', default: '224.0.0.18' }),
  word('vrrp_mcast_group6', 'multicast group of IPv6 adverts', { usage: 'ADDRESS', default: 'ff02::12' }),
  integer('vrrp_version', [2, 3], 'VRRP version of IPv4 instances', { default: 2 }),
  boolean('vrrp_strict', 'what the RFC does not know is taken out of every instance'),
  flag('v3_checksum_as_v2', 'the checksum of v3 adverts over IPv4 leaves out the pseudo header', { since: '2.2.8' }),
  boolean('vrrp_skip_check_adv_addr', 'the address list of adverts is compared only when the master changes'),
  flag('vrrp_check_unicast_src', 'unicast adverts from anyone but a peer are dropped'),
  boolean('vrrp_owner_ignore_adverts', 'address owners drop all adverts', { since: '2.3.3' }),
  ...garpRows('vrrp_', {
    defaults: { delay: 5, repeat: 5, refresh: 0, refreshRepeat: 1 },
    lowerPriorityDefaults: { delay: 'the delay of the instance', repeat: 'the repeat of the instance' },
  }),
  inSeconds('vrrp_garp_interval', [MICROSECOND, SECONDS_MAX], 'gap between two ARPs on an interface', { default: 0 }),
  inSeconds(
    'vrrp_gna_interval',
    [MICROSECOND, SECONDS_MAX],
    'gap between two neighbour advertisements on an interface',
    {
      default: 0,
    },
  ),
  boolean('vrrp_min_garp', 'as few ARPs as possible: one for each address, and none repeated'),
  EXTRA_GARP,
  alias('vrrp_vmac_garp_intvl', EXTRA_GARP, { oldCounts: true }),
  integer('vrrp_down_timer_adverts', [1, 100], 'adverts missed before the master counts as down', { default: 3 }),
  boolean('vrrp_lower_prio_no_advert', 'a master does not answer lower-priority adverts'),
  boolean('vrrp_higher_prio_send_advert', 'a master sends one more advert before it yields'),
  inSeconds('vrrp_startup_delay', [0.001, SECONDS_MAX], 'how long instances stay passive after the start', {
    default: 0,
  }),
  inSeconds('vrrp_delay_after_boot', [0.001, SECONDS_MAX], 'how long instances stay passive after the machine booted', {
    default: 0,
    since: '2.4.0',
  }),
  flag('log_unknown_vrids', 'adverts of unknown virtual routers are logged'),
  word('vmac_prefix', 'what names of interfaces with a virtual MAC begin with', { usage: 'PREFIX', default: 'vrrp' }),
  word('vmac_addr_prefix', 'what names of interfaces of `use_vmac_addr` begin with', {
    usage: 'PREFIX',
    default: 'as `vmac_prefix`',
  }),
];
