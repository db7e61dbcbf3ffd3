/** Entries of `virtual_ipaddress`, `virtual_ipaddress_excluded` and `static_ipaddress`, one a file: the real `keepalived -t` and ours. */
import { testParity } from '../lib/config-parity.js';

const HEAD = 'vrrp_instance V {\n  interface eth0\n  virtual_router_id 51\n';

const ENTRIES = [
  '10.0.0.1 use_vmac',
  '10.0.0.1 dev eth1 use_vmac',
  '10.0.0.1 use_vmac dev eth1',
  '10.0.0.1 track_group g',
  '10.0.0.1 dev eth0 dev eth1',
  '10.0.0.1 dev',
  '10.0.0.1 scope',
  '10.0.0.1 home',
  'fe80::1 home',
  '10.0.0.1 -nodad',
  '10.0.0.1 mngtmpaddr',
  'fe80::1 mngtmpaddr',
  '10.0.0.1 noprefixroute',
  '10.0.0.1 autojoin',
  '10.0.0.1 no_track',
  '10.0.0.1 preferred_lft 5',
  '10.0.0.1 preferred_lft forever',
  '10.0.0.1 preferred_lft foo',
  '10.0.0.1 preferred_lft 4294967296',
  '10.0.0.1 preferred_lft 4294967295',
  '10.0.0.1 preferred_lft -1',
  '10.0.0.1 brd +',
  '10.0.0.1/30 brd +',
  '10.0.0.1/31 brd +',
  '10.0.0.1/24 brd -',
  '10.0.0.1/24 brd 10.0.0.255',
  '10.0.0.1/24 brd fe80::1',
  '10.0.0.1/24 brd bogus',
  '10.0.0.1/24 brd',
  '10.0.0.1 peer 10.0.0.2',
  '10.0.0.1 peer 10.0.0.2/24',
  '10.0.0.1/24 peer 10.0.0.2',
  '10.0.0.1 peer fe80::1',
  '10.0.0.1 peer bogus',
  '10.0.0.1 peer 10.0.0.2 brd 10.0.0.255',
  '10.0.0.1 peer',
  '10.0.0.1 label eth0:1',
  '10.0.0.1 label eth0:12345678901',
  '10.0.0.1 label eth0:1234567890',
  '10.0.0.1 label',
  '10.0.0.1 label foo',
  'fe80::1 label eth0:1',
  'fe80::1 brd +',
  'fe80::1 peer fe80::2',
  'fe80::1 scope link',
  'fe80::1 scope foo',
  '10.0.0.1/',
  '10.0.0.1/foo',
  '10.0.0.1/-1',
  '10.0.0.1/24/5',
  '10.0.0.0/24',
  '224.0.0.5',
  '0.0.0.0',
  '255.255.255.255',
  '127.0.0.1',
  '::',
  '::1',
  '10.0.0.1 label eth0:1 label eth0:2',
  '10.0.0.1 scope link scope host',
  '10.0.0.1 foo bar baz',
  '10.0.0.1 proto 5',
  '10.0.0.1 valid_lft 5',
  '10.0.0.1 metric 5',
  '10.0.0.1-5',
  '10.0.0.1 10.0.0.2',
  'dev eth0 10.0.0.1',
  '10.0.0.1 dev eth0 label',
];

testParity(
  Object.fromEntries(
    ENTRIES.map(entry => [`the address \`${entry}\``, `${HEAD}  virtual_ipaddress {\n    ${entry}\n  }\n}\n`]),
  ),
);

const EXCLUDED = ['10.0.0.2 use_vmac', 'fe80::5 dev eth1', 'fe80::5 track_group g', '10.0.0.1/24 dev eth1', 'bogus'];

testParity(
  Object.fromEntries(
    EXCLUDED.map(entry => [
      `the excluded address \`${entry}\``,
      `${HEAD}  virtual_ipaddress {\n    10.0.0.1/24\n  }\n  virtual_ipaddress_excluded {\n    ${entry}\n  }\n}\n`,
    ]),
  ),
);

const GROUP = `track_group g {\n  group {\n    V\n  }\n}\n${HEAD}  virtual_ipaddress {\n    10.0.0.1\n  }\n}\n`;

const STATIC = [
  '10.1.0.1/24',
  '10.1.0.1/24 dev eth0',
  '10.1.0.1/24 dev eth1 use_vmac',
  '10.1.0.1/24 dev nope',
  '10.1.0.1/24 dev eth0 track_group g',
  '10.1.0.1/24 track_group g',
  '10.1.0.1/24 dev eth0 no_track',
  'fe80::1/64 dev eth0 scope link',
  'bogus',
  '10.1.0.1/24 dev eth0 foo',
  '10.1.0.1/24 dev eth0 track_group',
];

testParity(
  Object.fromEntries(
    STATIC.flatMap(entry => {
      const block = `static_ipaddress {\n  ${entry}\n}\n`;
      return [
        [`the static address \`${entry}\``, block],
        [`the static address \`${entry}\` with a group`, GROUP + block],
        [
          `the static address \`${entry}\` with a default interface that does not exist`,
          `global_defs {\n  default_interface nope\n}\n${block}`,
        ],
      ];
    }),
  ),
);
