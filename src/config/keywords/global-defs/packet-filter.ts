/** `global_defs`: iptables, ipsets and nftables. */
import { flag, INT_MAX, integer, type KeywordRow, later, UINT_MAX, words } from '../row.js';

const NO_IPTABLES = "nftables is used instead, as keepalived without iptables (Debian's) does";
const NO_LVS = 'load balancing is not done yet';
const PRIORITY = [-INT_MAX - 1, INT_MAX] as const;

export const PACKET_FILTER: readonly KeywordRow[] = [
  later(
    NO_IPTABLES,
    words(
      'vrrp_iptables',
      0,
      'chains of iptables that get the rules of `no_accept`: for what comes in, and for what goes out unless it is left out',
      {
        usage: '[IN [OUT]]',
        default: 'none; alone it means INPUT and OUTPUT',
      },
    ),
  ),
  later(
    NO_IPTABLES,
    words('vrrp_ipsets', 0, 'names of the ipsets that the iptables rules use; without a name, no sets are used', {
      usage: '[ADDRESSES [ADDRESSES6 [INTERFACES6 [IGMP [MLD [ND]]]]]]',
      default: 'names made from keepalived',
    }),
  ),
  words('nftables', 0, 'table of nftables that gets the rules of `no_accept`', {
    usage: '[TABLE]',
    default: 'keepalived, where a rule is needed; alone it means the same',
  }),
  integer('nftables_priority', PRIORITY, 'priority of the chains of that table', { default: -1 }),
  flag('nftables_ifindex', 'rules about link-local addresses name every interface by its index'),
  flag('nftables_counters', 'rules count packets'),
];

export const IPVS_PACKET_FILTER: readonly KeywordRow[] = [
  words('nftables_ipvs', 0, 'table of nftables that gives the addresses of a virtual server group one mark', {
    usage: '[TABLE]',
    default: 'none; alone it means keepalived_ipvs',
  }),
  integer('nftables_ipvs_priority', PRIORITY, 'priority of the chains of that table', { default: -1 }),
  integer('nftables_ipvs_start_fwmark', [1, UINT_MAX], 'first mark that may be given', { default: 1_000 }),
].map(row => later(NO_LVS, row));
