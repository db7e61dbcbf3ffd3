/** Odd values and repetitions that random files brought up, one a file: the real `keepalived -t` and ours. */
import { testParity } from '../lib/config-parity.js';

const HEAD = '  interface eth0\n  virtual_router_id 51\n';
const VIPS = '  virtual_ipaddress {\n    10.0.5.1/24\n  }\n';

function instance(lines = ''): string {
  return `vrrp_instance V {\n${HEAD}${lines}${VIPS}}\n`;
}

/** Each text in its place, with the text as its title. */
function rows(texts: readonly string[], place: (text: string) => string): Record<string, string> {
  return Object.fromEntries(texts.map(text => [text.trim().replaceAll('\n', ' / '), place(text)]));
}

const inInstance = (text: string) => instance(`  ${text.replaceAll('\n', '\n  ')}\n`);
const inGlobals = (text: string) => `global_defs {\n  ${text}\n}\n${instance()}`;
const inList = (list: string) => (entry: string) => instance(`  ${list} {\n    ${entry}\n  }\n`);
const inBfd = (text: string) => `bfd_instance b {\n  ${text.replaceAll('\n', '\n  ')}\n}\n${instance()}`;

testParity(
  {
    // Numbers
    ...rows(
      [
        ...[
          'kernel_rx_buf_size',
          'kernel_rx_buf_size 5 6',
          'kernel_rx_buf_size -0',
          'garp_master_refresh -0',
          'debug -0',
        ],
        ...['garp_master_delay 4294', 'garp_master_delay 4295', 'garp_lower_prio_delay 4294'],
        ...['garp_lower_prio_delay 4295', 'garp_lower_prio_repeat 2147483647', 'garp_lower_prio_repeat 2147483648'],
        ...['garp_extra_if 5 foo', 'garp_extra_if 5 all', 'garp_extra_if 5 6 7 all', 'garp_extra_if all all 5'],
        ...['garp_extra_if 1 0 2147483647', 'garp_extra_if -0'],
      ],
      inInstance,
    ),
    ...rows(
      [
        ...['vrrp_garp_extra_if 5 foo', 'vrrp_garp_extra_if all all 5', 'vrrp_garp_master_delay -0'],
        ...['vrrp_rx_bufs_policy 1 foo', 'vrrp_rx_bufs_policy "" x', 'vrrp_rx_bufs_policy 1 2'],
        ...['vrrp_rx_bufs_policy MTU 1', 'vrrp_rx_bufs_policy foo 1', 'vrrp_rx_bufs_multiplier 2 3'],
        ...['process_monitor_rcv_bufs -0', 'process_monitor_rcv_bufs 5 6'],
      ],
      inGlobals,
    ),
    ...rows(['init_file +5', 'init_file -5', 'init_file 5 +5', 'init_file 5 6'], text => {
      return `track_file t {\n  file /tmp/t\n  ${text}\n}\n${instance()}`;
    }),
    'a wait for children of -0': `child_wait_time -0\n${instance()}`,

    // Addresses with something behind them
    ...rows(
      [
        ...['mcast_src_ip 10.0.0.1-5', 'mcast_src_ip 10.0.0.1/2-4', 'mcast_src_ip 10.0.0.1/24-'],
        ...['mcast_src_ip 10.0.0.1/-1', 'mcast_dst_ip 224.0.0.5-6', 'unicast_peer {\n10.0.0.9-10\n}'],
      ],
      inInstance,
    ),
    ...rows(
      [
        ...['vrrp_mcast_group4 224.0.0.5-6', 'vrrp_mcast_group4 224.0.0.5/6', 'vrrp_mcast_group4 224.0.0.5/-1'],
        ...['lvs_sync_daemon eth0 group 224.0.0.5-6', 'lvs_sync_daemon eth0 group 224.0.0.5/6'],
      ],
      inGlobals,
    ),
    ...rows(
      [
        ...['neighbor_ip 10.0.0.1-5', 'neighbor_ip 10.0.0.1/-1', 'neighbor_ip 10.0.0.2\nsource_ip 10.0.0.1/24'],
        ...['neighbor_ip 10.0.0.2\nsource_ip 10.0.0.1-5', 'neighbor_ip 10.0.0.2\nsource_ip 10.0.0.1/-1'],
      ],
      inBfd,
    ),

    // Names of interfaces
    ...rows(
      [
        ...['use_vmac ""', 'use_vmac lo', 'use_vmac vm1\nuse_vmac vm2', 'use_vmac vm1\nuse_vmac vm1'],
        ...['use_vmac vm1\nuse_vmac', 'use_vmac\nuse_vmac vm2', 'use_vmac vm1\nuse_vmac 02:00:00:00:00:01'],
        ...['use_ipvlan 10.0.0.1/24\nuse_ipvlan', 'use_ipvlan 10.0.0.1/24\nuse_ipvlan private'],
        ...['use_ipvlan iv1\nuse_ipvlan 10.0.0.1', 'use_ipvlan 10.0.0.1/+24', 'use_ipvlan 10.0.0.1/'],
        ...['use_ipvlan 10.0.0.1 foo/bar', 'use_ipvlan 10.0.0.1 "a b"', 'use_ipvlan 10.0.0.1 ""'],
        ...['use_ipvlan 10.0.0.1 lo', 'use_vmac vm1\nuse_ipvlan 10.0.0.1', 'use_ipvlan 10.0.0.1\nuse_vmac vm1'],
        ...['use_vmac\nunicast_fault_no_peer', 'use_vmac\nvmac_xmit_base\nunicast_fault_no_peer'],
        ...['interface eth0:', 'interface eth0:1', 'track_interface {\neth0:1\n}'],
      ],
      inInstance,
    ),
    ...rows(['10.0.6.1 dev eth0:1', '10.0.6.1 label eth0:1'], inList('virtual_ipaddress')),
    ...rows(
      [
        ...['lvs_sync_daemon fifteencharsxxx', 'lvs_sync_daemon sixteencharsxxxx', 'lvs_sync_daemon ""'],
        ...['lvs_sync_daemon eth0 V inst V', 'lvs_sync_daemon eth0 inst V inst V', 'lvs_sync_daemon eth0 V id 5 inst'],
      ],
      inGlobals,
    ),

    // Routes and rules
    ...rows(
      [
        ...['via 10.77.0.2 dev eth0 default', '10.1.0.0/16 dev eth0 any', 'default via 10.77.0.2 dev eth0 all'],
        ...['dev eth0 default via 10.77.0.2', 'via 10.77.0.2 dev eth0 to default', 'default dev eth0 default'],
        ...['2001:db8::/32 dev eth0 default6', 'via 10.77.0.2 dev eth0 10.1.0.0/16'],
        ...['10.1.0.0/16 dev eth0 nexthop weight 999 dev', '10.1.0.0/16 dev eth0 nexthop dev nosuch weight'],
        ...['10.1.0.0/16 dev eth0 nexthop via fe80::1 weight', '10.1.0.0/16 dev eth0 nexthop via bogus weight'],
        ...['2001:db8::/32 dev eth0 nexthop realms 1 weight', '10.1.0.0/16 dev eth0 nexthop via 10.77.0.1 via'],
        ...['10.1.0.0/16 dev eth0 nexthop encap mpls abc weight'],
      ],
      inList('virtual_routes'),
    ),
    ...rows(
      [
        ...['from 10.0.0.1 l3mdev realms 1 order 1', 'from 10.0.0.1 l3mdev suppress_ifgroup 1 order 1'],
        ...['from 10.0.0.1 l3mdev suppress_prefixlength 1 order 1', 'from 10.0.0.1 nop suppress_ifgroup 1 order 1'],
        ...['from 10.0.0.1 order -0 table 100', 'from 10.0.0.1 order 1 table 100 fwmark -0'],
        ...['from 10.0.0.1 sport 1-65536', 'from 10.0.0.1 dport 1-65536 foo', 'from 10.0.0.1 uidrange 5-1 foo'],
        ...['from 10.0.0.1 sport 1-65536 table 100 order 1', 'from 10.0.0.1 dport 90-80 table 100'],
      ],
      inList('virtual_rules'),
    ),

    // Things that are said twice
    ...rows(
      [
        'authentication {\nauth_type AH\nauth_pass 1234\nauth_pass ""\n}',
        'authentication {\nauth_type AH\nauth_pass ""\nauth_pass 1234\n}',
      ],
      inInstance,
    ),
    ...rows(
      [
        'script "/bin/true \'x"\nscript "/bin/true"',
        'script "/bin/true"\nscript "/bin/true \'x"',
        'script ""\nscript "/bin/true"',
        'script\nscript "/bin/true"',
      ],
      text => `vrrp_script chk {\n  ${text.replace('\n', '\n  ')}\n}\n${instance('  track_script {\n    chk\n  }\n')}`,
    ),

    // Braces in sequences
    ...rows(
      [
        ...['~LST(v, }, b) nopreempt', '~LST(v, a}b) nopreempt', '~LST(v, a{b}) nopreempt', '~LST(v, {a}) nopreempt'],
        ...['~LST({v,w}, {a}, {b) nopreempt', '~LST({v}, {a}, b) nopreempt', '~LST(v, {a},{b}) nopreempt'],
      ],
      inInstance,
    ),
  },
  {
    placedElsewhere: {
      'use_vmac / unicast_fault_no_peer': 'keepalived looks at the end of the block, we name the line with `use_vmac`',
    },
  },
);
