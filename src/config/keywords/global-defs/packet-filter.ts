/** `global_defs`: iptables, ipsets and nftables. */
import { flag, INT_MAX, integer, type KeywordRow, later, UINT_MAX, words } from '../row.js';

const NO_FILTER = 'no packet filter is set';
const NO_LVS = 'load balancing is not done yet';
const PRIORITY = [-INT_MAX - 1, INT_MAX] as const;

export const PACKET_FILTER: readonly KeywordRow[] = [
  words(
    'vrrp_iptables',
    0,
    'chains of iptables that get the rules of `no_accept`: for what comes in, and for what goes out unless it is left out',
    {
      usage: '[IN [OUT]]',
      default: 'none; alone it means INPUT and OUTPUT',
    },
  ),
  words('vrrp_ipsets', 0, 'names of the ipsets that the iptables rules use; without a name, no sets are used', {
    usage: '[ADDRESSES [ADDRESSES6 [INTERFACES6 [IGMP [MLD [ND]]]]]]',
    default: 'names made from keepalived',
  }),
  words('nftables', 0, 'table of nftables that gets the rules of `no_accept`', {
    usage: '[TABLE]',
    default: 'none; alone it means keepalived',
  }),
  integer('nftables_priority', PRIORITY, 'priority of the chains of that table', { default: -1 }),
  flag('nftables_ifindex', 'rules name interfaces by their index'),
  flag('nftables_counters', 'rules count packets'),
].map(row => later(NO_FILTER, row));

export const IPVS_PACKET_FILTER: readonly KeywordRow[] = [
  words('nftables_ipvs', 0, 'table of nftables that gives the addresses of a virtual server group one mark', {
    usage: '[TABLE]',
    default: 'none; alone it means keepalived_ipvs',
  }),
  integer('nftables_ipvs_priority', PRIORITY, 'priority of the chains of that table', { default: -1 }),
  integer('nftables_ipvs_start_fwmark', [1, UINT_MAX], 'first mark that may be given', { default: 1_000 }),
].map(row => later(NO_LVS, row));
