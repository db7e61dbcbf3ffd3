/** Virtual addresses: their options, those not advertised, those that others remove. */
import { VIP } from '../../topology/pair.js';
import { crash, ip, reload, startAgain } from '../acts.js';
import { configuration, VIPS, VIPS6 } from '../configuration.js';
import { are, is, type Story } from '../story.js';
import { withSecondInterface } from '../topology.js';

const excluded = (...lines: string[]) => `virtual_ipaddress_excluded {\n${lines.join('\n')}\n}`;
const mixed = excluded('10.77.0.110/32', 'fd77::110/64', '192.0.2.1');

export const ADDRESSES: readonly Story[] = [
  {
    title: 'options of IPv4 addresses',
    config: configuration({
      vips: [
        '10.76.0.100/24 brd + scope link label eth0:vip',
        '10.77.1.100/24 brd 10.77.1.7',
        '10.77.2.100 scope host',
        '10.77.3.100/24 noprefixroute no_track',
        '10.77.4.100/24 brd -',
        '10.77.5.100 peer 10.77.5.1',
        '10.77.6.100/24 preferred_lft 0',
      ],
    }),
    start: is('MASTER'),
    steps: [],
  },
  {
    title: 'an address that the kernel refuses',
    // In the subnet of a global address no other scope is possible.
    config: configuration({ vips: ['10.77.0.100/24 scope link', '10.77.0.101/24'] }),
    start: is('MASTER'),
    steps: [],
  },
  {
    title: 'options of IPv6 addresses',
    config: configuration({
      vips: [
        'fe80::77:100/64',
        'fd77::100/64 home',
        'fd77:1::100/64 -nodad',
        'fd77:2::100',
        'fd77:3::100/64 noprefixroute',
        'fd77:4::100/64 preferred_lft 0',
        'fd77:5::100/64 mngtmpaddr',
        'fd77:6::100/64 preferred_lft 1000',
      ],
    }),
    start: is('MASTER'),
    steps: [],
  },
  {
    title: 'excluded addresses of both families, and one on another interface',
    nodes: withSecondInterface,
    config: configuration({
      vips: [...VIPS, '10.78.0.100/24 dev eth1'],
      lines: excluded('10.77.0.110/32', 'fd77::110/64', '192.0.2.1', 'fd78::1 dev eth1'),
    }),
    start: is('MASTER'),
    steps: [
      { when: ip('link set eth1 down'), until: is('FAULT') },
      { when: ip('link set eth1 up'), until: is('MASTER') },
    ],
  },
  {
    title: 'someone removes a virtual address',
    config: configuration({ vips: [...VIPS, '10.77.0.101/24'] }),
    start: is('MASTER'),
    steps: [
      {
        when: ip('addr del 10.77.0.101/24 dev eth0'),
        until: is('MASTER', { carries: [VIP, '10.77.0.101'], told: 'INSTANCE "VI_1" MASTER 100' }),
      },
    ],
  },
  {
    title: 'someone removes an IPv6 address',
    config: configuration({ vips: VIPS6 }),
    start: is('MASTER'),
    steps: [
      {
        when: ip('addr del fd77::100/64 dev eth0'),
        until: is('MASTER', { carries: ['fd77::100'], told: 'INSTANCE "VI_1" MASTER 100' }),
      },
    ],
  },
  {
    title: 'someone removes an excluded address, and one that is not tracked',
    config: configuration({ lines: excluded('10.77.0.110/32', '10.77.0.111/32 no_track') }),
    start: is('MASTER'),
    steps: [
      { when: ip('addr del 10.77.0.111/32 dev eth0'), until: is('MASTER', { lacks: ['10.77.0.111'], adverts: 3 }) },
      {
        when: ip('addr del 10.77.0.110/32 dev eth0'),
        until: is('MASTER', { carries: ['10.77.0.110'], told: 'INSTANCE "VI_1" MASTER 100' }),
      },
    ],
  },
  {
    title: 'someone adds the address of a backup, which then becomes master',
    config: configuration({}),
    start: is('MASTER'),
    steps: [
      { when: crash, until: are({}, { carries: [VIP] }) },
      { when: ip('addr add 10.77.0.101/24 dev eth0'), until: are({}) },
      { when: startAgain, until: is('MASTER') },
    ],
  },
  {
    title: 'a reload adds addresses, and another takes some away',
    config: configuration({ lines: mixed }),
    start: is('MASTER'),
    steps: [
      {
        when: reload(configuration({ vips: [...VIPS, '10.77.0.101/24'], lines: mixed }), 'a reload with one more'),
        until: is('MASTER', { carries: ['10.77.0.101'], announced: { '10.77.0.101': 5 } }),
      },
      {
        when: reload(configuration({ vips: ['10.77.0.101/24'] }), 'a reload with fewer'),
        until: is('MASTER', { lacks: [VIP, 'fd77::110'], adverts: 2 }),
      },
    ],
  },
];
