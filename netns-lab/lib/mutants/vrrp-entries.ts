/** Entries of the lists of VRRP: addresses, routes, rules, peers, trackers, delays. Their options come in any order. */
import { between, chance, pick, type Random, shuffled } from './random.js';
import { address, INTERFACES, number } from './vrrp-keywords.js';

/** What one line of a list holds, made anew. */
export type Entry = (random: Random) => string;

const some = (random: Random, options: readonly Entry[], most: number) =>
  Array.from({ length: between(random, 0, most) }, () => pick(random, options)(random));

function option(keyword: string, value: Entry): Entry {
  return random => `${keyword} ${value(random)}`;
}

function one(...values: readonly string[]): Entry {
  return random => pick(random, values);
}

const DEVICE = one(...INTERFACES);
const UINT = number(0, 4_294_967_295);
const TOS = one('0', '4', '0x10', '256', 'EF', 'AF11', 'foo', '-0');
const REALMS = one('1', '1/2', 'foo', '256', '/1', '1/', '1/2/3');
const TABLE = one('main', '100', '0', 'nosuch', '4294967295', '4294967296', '0x64', '-1');
const PROTOCOL = one('static', '18', '255', '256', 'foo');

const ADDRESS_OPTIONS: readonly Entry[] = [
  option('dev', DEVICE),
  option('scope', one('link', 'host', 'global', '5', '255', '256', 'foo')),
  option('brd', random => (chance(random, 0.5) ? pick(random, ['+', '-']) : address(random))),
  option('label', one('eth0:1', 'eth0:12345678901', 'x')),
  option('peer', address),
  option('preferred_lft', one('0', 'forever', '5', '-1', 'abc', '4294967295', '4294967296')),
  one('home', '-nodad', 'mngtmpaddr', 'noprefixroute', 'autojoin', 'no_track', 'use_vmac', 'track_group T'),
  one('metric', 'nodad', 'dev', 'label', 'foo'),
];

export const addressEntry: Entry = random => [address(random), ...some(random, ADDRESS_OPTIONS, 3)].join(' ');

const locked = (value: Entry): Entry => {
  return random => `${chance(random, 0.3) ? 'lock ' : ''}${value(random)}`;
};
const ENCAPSULATION = one(
  ...['ip id 5 dst 10.0.0.9', 'ip dst fe80::1', 'ip6 id 5 dst fe80::1 hoplimit 256', 'mpls 100/200', 'mpls abc'],
  ...['mpls 1048576', 'ila 1:2:3:4', 'ila x', 'foo', ''],
);
const TIME = one('5', '5s', '5ms', '1.5s', 'abc', '5 s', '-5', '0', '4294967295', '0x5');

const ROUTE_OPTIONS: readonly Entry[] = [
  random => `${pick(random, ['via', 'via', 'gw', 'via inet', 'via inet6'])} ${address(random)}`,
  option('dev', DEVICE),
  option('src', address),
  option('from', address),
  option('table', TABLE),
  option('metric', UINT),
  option('scope', one('link', 'host', '5', '256', 'foo')),
  option('tos', TOS),
  option('protocol', PROTOCOL),
  option('encap', ENCAPSULATION),
  random => `${pick(random, ['mtu', 'advmss', 'reordering', 'cwnd', 'ssthresh'])} ${locked(UINT)(random)}`,
  random => `${pick(random, ['rtt', 'rttvar', 'rto_min'])} ${locked(TIME)(random)}`,
  random => `${pick(random, ['window', 'initcwnd', 'initrwnd', 'expires'])} ${UINT(random)}`,
  option('hoplimit', number(0, 255)),
  option('features', one('ecn', 'foo', 'ecn ecn', '')),
  random => `${pick(random, ['quickack', 'fastopen_no_cookie'])} ${number(0, 1)(random)}`,
  option('congctl', locked(one('cubic', 'reno'))),
  option('pref', one('low', 'medium', 'high', '0', '1', '3', 'foo')),
  option('ttl-propagate', one('enabled', 'disabled', '1')),
  option('realms', REALMS),
  option('vrf', DEVICE),
  option('or', address),
  option('as', one('10.0.0.1', 'to 10.0.0.1')),
  one('onlink', 'add', 'append', 'prepend', 'no_track', 'track_group T', 'inet', 'inet6', 'foo', 'via', 'lock'),
];

const HOP_PARTS: readonly Entry[] = [
  option('via', address),
  option('dev', DEVICE),
  option('weight', number(1, 256)),
  option('realms', REALMS),
  option('encap', ENCAPSULATION),
  one('onlink', 'foo', 'via'),
];
const TYPES = 'unicast local broadcast brd anycast multicast throw unreachable prohibit blackhole nat 5'.split(' ');
const DESTINATIONS = ['default', 'default6', 'any', 'all', '10.0.0.0/24', '2001:db8::/32', '10/8'] as const;

export const routeEntry: Entry = random => {
  const type = chance(random, 0.2) ? [pick(random, TYPES)] : [];
  const destination = chance(random, 0.6) ? pick(random, DESTINATIONS) : address(random);
  const usual = chance(random, 0.4) ? [pick(random, ['via 10.77.0.2', 'dev eth0'])] : [];
  const head = [...type, destination];
  const options = [...usual, ...some(random, ROUTE_OPTIONS, 3)];
  const hops = chance(random, 0.2) ? [`nexthop ${some(random, HOP_PARTS, 3).join(' ')}`.trim()] : [];
  return [...(chance(random, 0.1) ? [...options, ...head] : [...head, ...options]), ...hops].join(' ');
};

const RULE_OPTIONS: readonly Entry[] = [
  random =>
    `${pick(random, ['from', 'to'])} ${chance(random, 0.3) ? pick(random, ['default', 'any']) : address(random)}`,
  random => `${pick(random, ['preference', 'order', 'priority', 'pref'])} ${UINT(random)}`,
  option('tos', TOS),
  option('fwmark', one('1', '1/2', '0x10/0xff', '0', '4294967296', '1/', '/1', 'abc', '010', '-0')),
  option('realms', REALMS),
  option('suppress_prefixlength', one('0', '32', '33', '129', '-1', 'abc', '2147483648')),
  option('suppress_ifgroup', one('0', '5', 'default', 'foo', '-1')),
  random => `${pick(random, ['dev', 'iif', 'oif'])} ${DEVICE(random)}`,
  option('tunnel-id', one('5', '0x10', '18446744073709551615', '18446744073709551616', '-1', 'abc')),
  option('uidrange', one('1-5', '5-1', '5', '1-', 'a-b', '0-4294967295', '0-4294967296')),
  option('protocol', PROTOCOL),
  option('ipproto', one('tcp', 'udp', '6', '255', '256', 'foo', 'TCP', 'icmp')),
  random => `${pick(random, ['sport', 'dport'])} ${pick(random, ['80', '80-90', '90-80', '1-65536', 'http', '5-'])}`,
  one('not', 'no_track', 'track_group T', 'foo', 'table', 'from', 'inet', 'inet6', 'type'),
];
const ACTIONS: readonly Entry[] = [
  one('table 100', 'lookup main', 'goto 20000', 'goto 5', 'l3mdev', 'nop', 'blackhole', 'unreachable', 'prohibit'),
  one('type blackhole', 'type goto 5', 'type foo', 'type table 5'),
  option('table', TABLE),
];

export const ruleEntry: Entry = random =>
  shuffled(random, [
    ...some(random, RULE_OPTIONS, 3),
    ...(chance(random, 0.7) ? [`from ${pick(random, ['10.0.0.1', '2001:db8::1', '10.0.0.0/8'])}`] : []),
    ...(chance(random, 0.7) ? ['preference 100'] : []),
    ...(chance(random, 0.9) ? [pick(random, ACTIONS)(random)] : []),
  ]).join(' ');

const TTLS: readonly Entry[] = [
  option('min_ttl', number(0, 255)),
  option('max_ttl', number(0, 255)),
  one('foo', 'min_ttl'),
];
export const peerEntry: Entry = random => [address(random), ...some(random, TTLS, 2)].join(' ');

/** With a weight, most of the time. */
export function trackerEntry(...names: readonly string[]): Entry {
  const weights: readonly Entry[] = [
    option('weight', number(-254, 254)),
    random => `weight 5 ${pick(random, ['reverse', 'noreverse', 'foo'])}`,
    one('', 'weight', 'foo', 'reverse'),
  ];
  return random => `${pick(random, names)} ${pick(random, weights)(random)}`.trim();
}

export const linkbeatEntry: Entry = random =>
  `${DEVICE(random)} ${pick(random, ['', 'MII', 'ETHTOOL', 'IOCTL', 'mii', 'foo', 'MII foo'])}`.trim();

export const delayEntry: Entry = random =>
  `${DEVICE(random)} ${pick(random, ['', '1', '1.5 .5', '255', '255.1', '1 2 3', 'x', '1 x', '0 0', '1.0000001'])}`.trim();
