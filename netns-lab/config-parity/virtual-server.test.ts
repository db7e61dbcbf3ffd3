/** `SSL`, `virtual_server_group` and `virtual_server` blocks, one mistake a file: the real `keepalived -t` and ours. */
import { testParity } from '../lib/config-parity.js';

const HEAD = '  lb_algo rr\n  lb_kind NAT\n  protocol TCP\n';
const NO_METHOD = '  lb_algo rr\n  protocol TCP\n';
const DIRECT = HEAD.replace('NAT', 'DR');
const TUNNEL = HEAD.replace('NAT', 'TUN');
/** Of firewall marks, which have no protocol. */
const MARKED = '  lb_algo rr\n  lb_kind NAT\n';

function real(lines = '', address = '10.0.1.1 80'): string {
  const body = lines === '' ? '' : `    ${lines.replaceAll('\n', '\n    ')}\n`;
  return `  real_server ${address} {\n${body}    TCP_CHECK {\n      connect_timeout 3\n    }\n  }\n`;
}

function virtual(lines = '', { service = '10.0.0.1 80', head = HEAD, servers = real() } = {}): string {
  const body = lines === '' ? '' : `  ${lines.replaceAll('\n', '\n  ')}\n`;
  return `virtual_server ${service} {\n${head}${body}${servers}}\n`;
}

function group(...lines: string[]): string {
  return `virtual_server_group G {\n${lines.map(line => `  ${line}\n`).join('')}}\n`;
}

/** Each line in a virtual server of its own. */
function each(lines: readonly string[], make: (line: string) => string, where: string): Record<string, string> {
  return Object.fromEntries(lines.map(line => [`${where}: ${line.replaceAll('\n', ' / ')}`, make(line)]));
}

const SIX = real('', '2001:db8::2 80');
const OF_GROUP = { service: 'group G' };
const TUNNELLED = virtual('', { ...OF_GROUP, head: TUNNEL, servers: real('', '10.0.1.1') });

testParity({
  ...each(
    [
      '10.0.0.1 80',
      '10.0.0.1',
      '10.0.0.1 0',
      '10.0.0.1 99999',
      '10.0.0.1 80x',
      '10.0.0.1 080',
      '10.0.0.300 80',
      '010.0.0.1 80',
      '10.1 80',
      '10.0.0.1/24 80',
      '10.0.0.1-5 80',
      '10.0.0.1-x 80',
      '10.0.0.1:80',
      '10.0.0.1 80 more',
      'localhost 80',
      'FWMARK 5',
      'fwmark x',
      'fwmark 5x',
      'fwmark 4294967296',
      'fwmark 5',
      '',
    ],
    service => virtual('', { service }),
    'a virtual server',
  ),
  ...each(
    ['fwmark 5', 'fwmark 4294967295', 'fwmark 5 more', 'fwmark 0'],
    service => virtual('', { service, head: MARKED }),
    'a mark without protocol',
  ),
  'an address of IPv6': virtual('', { service: '2001:db8::1 80', servers: SIX }),
  'an address with a zone': virtual('', { service: 'fe80::1%eth0 80', servers: SIX }),
  'an address in brackets': virtual('', { service: '[2001:db8::1] 80', servers: SIX }),
  'a port for persistent clients only': virtual('persistence_timeout 5', { service: '10.0.0.1' }),
  'no real server': virtual('', { servers: '' }),
  'nothing but real servers': virtual('', { head: '' }),
  'no scheduler': virtual('', { head: HEAD.replace(/ *lb_algo.*\n/, '') }),
  'no method': virtual('', { head: HEAD.replace(/ *lb_kind.*\n/, '') }),
  'no protocol': virtual('', { head: HEAD.replace(/ *protocol.*\n/, '') }),
  'the same service twice': virtual() + virtual(),
  'old names of scheduler and method': virtual('', { head: '  lvs_sched rr\n  lvs_method DR\n  protocol TCP\n' }),
  ...each(
    'rr wrr lc wlc lblc sh mh dh fo ovf lblcr sed nq twos RR round-robin'.split(' '),
    name => virtual('', { head: HEAD.replace('rr', name) }),
    'scheduler',
  ),
  ...each(['tcp', 'Udp', 'SCTP', 'ICMP', ''], name => virtual('', { head: HEAD.replace('TCP', name) }), 'protocol'),
  ...each(
    ['NAT', 'DR', 'TUN', 'nat', 'FOO', '', 'NAT foo', 'DR type ipip', 'TUN type ipip', 'TUN type ipip nocsum'].concat(
      ['TUN type ipip csum', 'TUN csum', 'TUN type gue', 'TUN type gue port 5', 'TUN port 5 type gue'],
      ['TUN type gue port', 'TUN type gue port 0', 'TUN type gue port 65536', 'TUN type gue port 5 remcsum'],
      ['TUN type gre', 'TUN type gre csum', 'TUN type gre remcsum', 'TUN type gre port 5', 'TUN port 5'],
      ['TUN type GRE', 'TUN type', 'TUN type ip6ip', 'TUN foo', 'NAT csum', 'FOO type gue'],
    ),
    method => virtual('', { head: HEAD.replace('NAT', method) }),
    'method',
  ),
  ...Object.fromEntries(
    ['sh', 'mh', 'rr'].flatMap(scheduler =>
      ['sh-port', 'sh-fallback', 'mh-port', 'mh-fallback', 'hashed', 'flag-1', 'flag-2', 'flag-3'].map(flag => [
        `${flag} of ${scheduler}`,
        virtual(flag, { head: HEAD.replace('rr', scheduler) }),
      ]),
    ),
  ),
  'a flag above its scheduler': virtual('sh-port\nlb_algo sh', { head: HEAD.replace(/ *lb_algo.*\n/, '') }),
  'one-packet scheduling of TCP': virtual('ops'),
  'one-packet scheduling of UDP': virtual('ops', { head: HEAD.replace('TCP', 'UDP') }),
  'one-packet scheduling of SCTP': virtual('ops', { head: HEAD.replace('TCP', 'SCTP') }),
  'one-packet scheduling of a mark': virtual('ops', { service: 'fwmark 5', head: MARKED }),
});

/** Lines of a virtual server. */
testParity({
  ...each(
    [
      ...['ip_family inet', 'ip_family inet6', 'ip_family ipv4', 'ip_family'],
      ...['persistence_engine sip', 'persistence_engine 1234567890123456', 'persistence_engine 12345678901234567'],
      ...['persistence_timeout', 'persistence_timeout 0', 'persistence_timeout 1', 'persistence_timeout 5x'],
      ...['persistence_timeout 2678400', 'persistence_timeout 2678401'],
      ...['persistence_granularity 255.255.255.0', 'persistence_granularity 24', 'persistence_granularity 255.255'],
      ...['persistence_granularity 0xffffff00', 'persistence_granularity /24', 'persistence_granularity foo'],
      ...['delay_loop 0', 'delay_loop', 'delay_loop 0.000001', 'delay_loop 5x', 'delay_loop x', 'delay_loop 5000'],
      ...['delay_loop -1', 'delay_loop 1.1234567', 'delay_before_retry 0', 'delay_before_retry 5x', 'retry 0'],
      ...['retry 1', 'retry 4294967295', 'retry 4294967296', 'retry 5x', 'warmup 0', 'warmup 5x'],
      ...['connect_timeout 0', 'connect_timeout 5', 'connect_timeout 4295', 'connect_timeout 5x'],
      ...['inhibit_on_failure', 'inhibit_on_failure false', 'alpha', 'alpha foo', 'omega off', 'ha_suspend'],
      ...['quorum', 'quorum 0', 'quorum 2', 'quorum 4294967296', 'quorum 1x', 'hysteresis 0', 'hysteresis 1'],
      ...['hysteresis -1', 'quorum 3\nhysteresis 2', 'weight 0', 'weight 2147483647', 'weight 2147483648'],
      ...['weight 5x', 'weight -1', 'weight 5\nquorum 1'],
      ...['quorum_up /bin/true', 'quorum_down "/bin/true x"', 'quorum_up', 'quorum_up /no/such', 'quorum_up ""'],
      ...['quorum_up "/bin/true"\nquorum_up "/bin/false"', 'quorum_up /bin/true nosuchuser', "quorum_up '/bin/true"],
      ...['virtualhost', 'virtualhost a.example', 'virtualhost a b', 'virtualhost a\nvirtualhost b'],
      ...['snmp_name', 'snmp_name a', 'snmp_name a b', 'smtp_alert', 'smtp_alert on', 'smtp_alert foo'],
      ...['sorry_server', 'sorry_server 10.0.2.1', 'sorry_server 10.0.2.1 81', 'sorry_server 10.0.2.1 99999'],
      ...['sorry_server foo 80', 'sorry_server 10.0.2.1:80', 'sorry_server 2001:db8::5 80'],
      ...['sorry_server 10.0.2.1 80\nsorry_server 10.0.2.2 80', 'sorry_server_inhibit', 'sorry_server_lvs_method DR'],
      ...['sorry_server 10.0.2.1 80\nsorry_server_inhibit', 'sorry_server 10.0.2.1 80\nsorry_server_inhibit false'],
      ...['sorry_server 10.0.2.1 80\nsorry_server_lvs_method DR', 'sorry_server_lvs_method'],
      ...['sorry_server 10.0.2.1 80\nsorry_server_lvs_method', 'sorry_server 10.0.2.1 80\nsorry_server_lvs_method x'],
      ...['sorry_server 10.0.2.1 81\nsorry_server_lvs_method DR', 'sorry_server 10.0.2.1 80\nfoo'],
      ...['sorry_server 2001:db8::5 80\nsorry_server_lvs_method TUN', 'sorry_server_inhibit\nsorry_server 10.0.2.1 80'],
      ...['sorry_server 10.0.1.1 80', 'sorry_server 10.0.1.1 80\nsorry_server_inhibit', 'real_server', 'prrotocol TCP'],
      ...['sorry_server 10.0.1.1\nsorry_server_inhibit'],
    ],
    line => virtual(line),
    'a virtual server with',
  ),
  ...each(
    ['sorry_server 10.0.2.1', 'sorry_server 10.0.2.1 80', 'sorry_server 10.0.2.1 81', 'sorry_server 10.0.1.1'],
    line => virtual(line, { head: DIRECT }),
    'direct routing with',
  ),
  ...each(
    ['24', '64', '0', '128', '129', '5x', '255.255.255.0'],
    size => virtual(`persistence_granularity ${size}`, { service: '2001:db8::1 80', servers: SIX }),
    'granularity of IPv6',
  ),
  ...each(
    [
      ...['ip_family inet', 'ip_family inet6', 'ip_family inet\nip_family inet6', 'ha_suspend', 'quorum 3'],
      ...['persistence_granularity 24', 'persistence_granularity 255.255.255.0', 'persistence_granularity foo'],
      ...['persistence_granularity 64\npersistence_granularity 255.255.255.0'],
      ...['ip_family inet\npersistence_granularity 24', 'sorry_server 10.0.2.1 81', 'sorry_server 2001:db8::9'],
    ],
    line => virtual(line, { service: 'fwmark 5', head: MARKED }),
    'a mark with',
  ),
  'a sorry server that is inhibited as a real server': virtual('sorry_server 10.0.1.1 80', {
    servers: real('inhibit_on_failure'),
  }),
});

/** Real servers. */
testParity({
  ...each(
    [
      ...['weight', 'weight 0', 'weight 2147483647', 'weight 2147483648', 'weight 5x', 'weight -1', 'weight 5 reverse'],
      ...['lvs_method NAT', 'lvs_method DR', 'lvs_method foo', 'lvs_method', 'lvs_method TUN type gue port 5'],
      ...['lvs_method TUN csum', 'uthreshold 0', 'uthreshold 4294967295', 'uthreshold 4294967296', 'uthreshold 5x'],
      ...['lthreshold -1', 'uthreshold 5\nlthreshold 9', 'inhibit_on_failure', 'inhibit_on_failure false'],
      ...['inhibit_on_failure foo', 'alpha', 'alpha foo', 'notify_up', 'notify_up /bin/true', 'notify_down /no/such'],
      ...['notify_up /bin/true\nnotify_up /bin/false', 'retry 0', 'retry 5', 'retry 5x', 'delay_before_retry 5x'],
      ...['delay_before_retry', 'warmup 5', 'delay_loop 5', 'delay_loop 0', 'connect_timeout 0', 'smtp_alert foo'],
      ...['virtualhost', 'virtualhost a b', 'snmp_name a b', 'omega', 'quorum 1', 'foo'],
    ],
    line => virtual('', { servers: real(line) }),
    'a real server with',
  ),
  ...each(
    ['10.0.1.1', '10.0.1.1 0', '10.0.1.1 81', '10.0.1.1 99999', '10.0.1.1 80x', 'foo 80', '10.0.1.1:80'].concat([
      '10.0.1.1 80 foo',
      '10.0.1.1/24 80',
      '::1 80',
      '',
    ]),
    address => virtual('', { servers: real('', address) }),
    'a real server by NAT',
  ),
  ...each(
    ['10.0.1.1', '10.0.1.1 80', '10.0.1.1 81', '::1 80'],
    address => virtual('', { head: DIRECT, servers: real('', address) }),
    'a real server by direct routing',
  ),
  'a real server without checks': virtual('', { servers: '  real_server 10.0.1.1 80 {\n  }\n' }),
  'a brace of its own line': virtual('', { servers: '  real_server 10.0.1.1 80\n  {\n    weight 1\n  }\n' }),
  'the same real server twice': virtual('', { servers: real() + real('weight 2') }),
  'the same real server with another port': virtual('', { servers: real() + real('', '10.0.1.1 81') }),
  'the same real server with and without its port': virtual('', { servers: real() + real('', '10.0.1.1') }),
  'a quorum that needs the same real server twice': virtual('quorum 2', { servers: real() + real() }),
  'a quorum of the weights that the virtual server gives': virtual('quorum 3', { servers: `${real()}  weight 5\n` }),
  'no weight at all': virtual('', { servers: real('weight 0') }),
  'a quorum without any weight': virtual('quorum 2\nhysteresis 1', { servers: real('weight 0') }),
  'a hysteresis as high as the quorum': virtual('quorum 2\nhysteresis 2', { servers: real('weight 5') }),
  'direct routing set below for the first time': virtual('', {
    head: HEAD.replace(/ *lb_kind.*\n/, ''),
    servers: `${real('', '10.0.1.1 81')}  lb_kind DR\n`,
  }),
  'another weight set below': virtual('weight 5\nquorum 3', { servers: `${real()}  weight 1\n` }),
  'a sorry server above another method': virtual('sorry_server 10.0.2.1 81', { servers: `${real()}  lb_kind DR\n` }),
  'direct routing set below': virtual('', { servers: `${real('', '10.0.1.1 81')}  lb_kind DR\n` }),
  'NAT of one server among direct routing': virtual('', {
    head: DIRECT,
    servers: real('lvs_method NAT', '10.0.1.1 81'),
  }),
  'direct routing of one server among NAT': virtual('', { servers: real('lvs_method DR', '10.0.1.1 81') }),
  'another family': virtual('', { servers: real() + SIX }),
  'another family alone': virtual('', { servers: SIX }),
  'another family through a tunnel': virtual('', { servers: real('lvs_method TUN', '2001:db8::1 80') }),
  'another family through a tunnel that is set below': virtual('', {
    head: HEAD.replace(/ *lb_kind.*\n/, ''),
    servers: `${SIX}  lb_kind TUN\n`,
  }),
  'two families behind a mark': virtual('', { service: 'fwmark 5', head: MARKED, servers: real() + SIX }),
  'a tunnel decides no family': virtual('', {
    service: 'fwmark 5',
    head: MARKED.replace('NAT', 'TUN'),
    servers: real('', '2001:db8::1') + real('lvs_method NAT', '10.0.0.1'),
  }),
  'a family that comes too late': virtual('', {
    service: 'fwmark 5',
    head: MARKED,
    servers: `${real()}  ip_family inet6\n`,
  }),
  'a port behind a mark by NAT': virtual('', { service: 'fwmark 5', head: MARKED }),
  'a port behind a mark by direct routing': virtual('', { service: 'fwmark 5', head: MARKED.replace('NAT', 'DR') }),
  'no port behind a mark by direct routing': virtual('', {
    service: 'fwmark 5',
    head: MARKED.replace('NAT', 'DR'),
    servers: real('', '10.0.1.1'),
  }),
  'a port behind all ports by direct routing': virtual('persistence_timeout 5', {
    service: '10.0.0.1',
    head: DIRECT,
  }),
});

/** Groups. */
testParity({
  ...each(
    [
      ...['10.0.0.1 80', '10.0.0.1 99999', '10.0.0.1 x', '10.0.0.1 80 foo', 'foo 80', 'foo'],
      ...['10.0.0.0/24 80', '10.0.0.1/24 80', '10.0.0.0/0 80', '10.0.0.0/33 80', '10.0.0.0/x 80', '10.0.0.1/32 80'],
      ...['10.0.0.1-5 80', '10.0.0.5-1 80', '10.0.0.5-5 80', '10.0.0.1-255 80', '10.0.0.1-256 80', '10.0.0.1-x 80'],
      ...['10.0.0.1- 80', '10.0.0.1-010 80', '10.0.0.1-0x10 80', '10.0.0.0/24-5 80', '10.0.0.1-5/24 80'],
      ...['10.0.0.1-10.0.0.9 80', '10.0.0.1-10.0.3.9 80', '10.0.0.9-10.0.0.1 80', '10.0.0.9-10.0.0.9 80'],
      ...['10.0.0.9-2001:db8::1 80', '10.0.0.0/16 80', '10.0.0.0/8 80', '2001:db8::/64 80'],
      ...['2001:db8::1-f 80', '2001:db8::1-0x10 80', '2001:db8::1-g 80', '2001:db8::1-10000 80', '2001:db8::9-5 80'],
      ...['2001:db8::/120 80', '2001:db8::1/120 80', '2001:db8::/129 80', '2001:db8::1-2001:db8::9 80'],
    ],
    entry => group(entry) + TUNNELLED,
    'a group of',
  ),
  ...each(
    ['fwmark 5', 'fwmark', 'fwmark x', 'fwmark 5x', 'fwmark 0', 'fwmark 5 inet', 'fwmark 5 foo'].concat([
      'fwmark 4294967296',
      'fwmark 5 inet foo',
    ]),
    entry => group(entry) + virtual('', { ...OF_GROUP, head: MARKED }),
    'a group of',
  ),
  'a group without a port': group('10.0.0.1') + virtual('', OF_GROUP),
  'a persistent group without a port': group('10.0.0.1') + virtual('persistence_timeout 5', OF_GROUP),
  'a group with and without a port': group('10.0.0.1', '10.0.0.2 80') + virtual('', OF_GROUP),
  'a group with a protocol for its marks': group('fwmark 5') + virtual('', OF_GROUP),
  'a group without a protocol': group('10.0.0.1 80') + virtual('', { ...OF_GROUP, head: MARKED }),
  'a group without an entry': group() + virtual('', OF_GROUP),
  'a group nobody uses': group('10.0.0.1 80') + virtual(),
  'a group with a good and a bad entry': group('foo', '10.0.0.1 80') + virtual('', OF_GROUP),
  'a group that is defined below': virtual('', OF_GROUP) + group('10.0.0.1 80'),
  'a group that does not exist': virtual('quorum 5\nops', { ...OF_GROUP, head: MARKED }),
  'a group without a name': `virtual_server_group {\n  10.0.0.1 80\n}\n${virtual()}`,
  'a group with two names': group('10.0.0.1 80').replace('G', 'G H') + virtual(),
  'a group twice': group('10.0.0.1 80') + group('10.0.0.2 80') + virtual('', OF_GROUP),
  'a group in one line': `virtual_server_group G { 10.0.0.1 80 }\n${virtual('', OF_GROUP)}`,
  'one group for two virtual servers': group('10.0.0.1 80') + virtual('', OF_GROUP) + virtual('', OF_GROUP),
  'both families in a group': group('10.0.0.1 80', '2001:db8::1 80') + virtual('', OF_GROUP),
  'both families in a group through tunnels': group('10.0.0.1 80', '2001:db8::1 80') + TUNNELLED,
  'both families and a mark': group('10.0.0.1 80', '2001:db8::1 80', 'fwmark 5') + TUNNELLED,
  'both families and a mark with its own': group('10.0.0.1 80', '2001:db8::1 80', 'fwmark 5 inet') + TUNNELLED,
  'a group of another family': group('2001:db8::1 80') + virtual('', OF_GROUP),
  'real servers of two families for a group':
    group('10.0.0.1 80') + virtual('', { ...OF_GROUP, servers: real() + SIX }),
  'another family for a group': group('10.0.0.1 80') + virtual('ip_family inet6', OF_GROUP),
  ...each(
    ['', 'ha_suspend', 'ops', 'quorum 9', 'sorry_server 10.0.2.1 80', 'sorry_server 10.0.2.1 81'],
    line => group('10.0.0.9 80') + virtual(line, { ...OF_GROUP, head: DIRECT }),
    'direct routing of a group with',
  ),
  ...each(
    ['10.0.1.1', '10.0.1.1 80', '10.0.1.1 81'],
    address => group('10.0.0.9 80') + virtual('', { ...OF_GROUP, head: DIRECT, servers: real('', address) }),
    'direct routing of a group to',
  ),
  'direct routing of a group with two ports':
    group('10.0.0.9 80', '10.0.0.9 81') + virtual('', { ...OF_GROUP, head: DIRECT }),
  'direct routing of a group with a mark':
    group('10.0.0.9 80', 'fwmark 5') + virtual('', { ...OF_GROUP, head: DIRECT }),
  'NAT of a group with a mark': group('10.0.0.9 80', 'fwmark 5') + virtual('', OF_GROUP),
  'a sorry server with a port for a mark of a group':
    group('10.0.0.9 80', 'fwmark 5') +
    virtual('sorry_server 10.0.2.1 80', { ...OF_GROUP, head: DIRECT, servers: real('', '10.0.1.1') }),
});

/** `SSL`. */
testParity({
  ...each(
    [
      'password a',
      'password',
      'password a b',
      'ca /no/such',
      'ca',
      'ca /a\nca /b',
      'certificate',
      'key',
      'key ""',
    ].concat(['password a\npassword b', 'certificate /a\nkey /b', 'cafile /a']),
    lines => `SSL {\n${lines}\n}\n${virtual()}`,
    'SSL with',
  ),
  // Words without a number, as an empty definition leaves them.
  ...each(
    [
      'weight',
      'hysteresis',
      'quorum',
      'retry',
      'warmup',
      'delay_loop',
      'delay_before_retry',
      'connect_timeout',
    ].flatMap(keyword => [`${keyword} ""`, `${keyword} " "`, `${keyword} +`]),
    line => virtual(line),
    'an empty number',
  ),
  ...each(
    ['warmup .', 'warmup "+."', 'persistence_timeout ""', 'persistence_granularity ""', 'sorry_server 10.0.0.9 ""'],
    line => virtual(line),
    'an empty value',
  ),
  ...each(
    ['uthreshold ""', 'lthreshold ""', 'weight ""'],
    line => virtual('', { servers: real(line) }),
    'a server with',
  ),
  'an empty port': virtual('', { service: '10.0.0.1 ""' }),
  'a real server with an empty port': virtual('', { servers: real('', '10.0.1.1 ""') }),
  'a group with an empty mark': group('fwmark "" inet'),
  'a group with an empty port': group('10.3.0.1 ""'),
  'a group with an empty prefix length': group('10.3.0.1/ 80'),
  // Blocks that are passed over unread.
  ...each(
    ['10.0.0.300 80', '10.0.0.1 99999', '10.0.0.1 80x', 'fwmark x', 'fwmark 5x'],
    service => virtual('delay_loop', { service }),
    'a missing value in a block that is passed over',
  ),
  ...each(
    ['10.0.0.300 80', '10.0.0.1 99999', '10.0.0.1 x'],
    address => virtual('', { servers: real('weight', address) + real() }),
    'a missing value in a real server that is passed over',
  ),
  'a missing value behind a block that is passed over': virtual('', { service: '10.0.0.300 80' }) + virtual('weight'),
  // The default method is missed only where it is needed.
  'a method for each real server': virtual('', { head: NO_METHOD, servers: real('lvs_method DR') }),
  'a method for one real server of two': virtual('', {
    head: NO_METHOD,
    servers: real('lvs_method DR') + real('', '10.0.1.2 80'),
  }),
  'a method for each real server, and none for the sorry server': virtual('sorry_server 10.0.9.9 80', {
    head: NO_METHOD,
    servers: real('lvs_method DR'),
  }),
  'a method for the real and the sorry server': virtual('sorry_server 10.0.9.9 80\nsorry_server_lvs_method DR', {
    head: NO_METHOD,
    servers: real('lvs_method DR'),
  }),
  'a method for the real server that does not exist': virtual('', { head: NO_METHOD, servers: real('lvs_method DRX') }),
  // A sorry server of another family.
  'a sorry server through a tunnel': virtual('sorry_server fd00::1 80', { head: TUNNEL }),
  'a sorry server before the tunnel': virtual('sorry_server fd00::1 80\nlb_kind TUN', { head: NO_METHOD }),
  'a sorry server with a tunnel of its own': virtual(
    'sorry_server fd00::1 80\nsorry_server_lvs_method TUN\nlb_kind NAT',
    { head: NO_METHOD },
  ),
  // Groups.
  ...each(
    ['10.3.0.1 80', '10.3.0.1 80\nfwmark 5', 'fwmark 5\n10.3.0.1 80', '10.3.0.1-4 80\nfwmark 5 inet'],
    lines => group(...lines.split('\n')) + virtual('ha_suspend', OF_GROUP),
    'ha_suspend with a group of',
  ),
  ...each(
    [
      '10.3.0.1 80\nfwmark 5\nfwmark 7 inet6',
      '2001:db8::1 80\nfwmark 5\nfwmark 6 inet',
      'fwmark 5\nfwmark 6 inet\nfwmark 7 inet6',
      '10.3.0.1 80\nfwmark 7 inet6',
      'fwmark 5\nfwmark 6 inet',
    ],
    lines => group(...lines.split('\n')),
    'a group of',
  ),
  ...each(
    ['ip_family inet\nops', 'ip_family inet6\nops', 'ops'],
    line => group('10.3.0.1 80', '2001:db8::5 80') + virtual(line, { ...OF_GROUP, head: TUNNEL }),
    'a group of both families, through tunnels, with',
  ),
  'a group without its opening brace': 'virtual_server_group G\n  10.0.0.1 80\n}\n',
  'a group without a block, before something else': `virtual_server_group G\n${virtual()}`,
  'a group without a block, at the end': `${virtual()}virtual_server_group G\n`,
  // Quotes of scripts.
  ...each(
    [
      'quorum_up"/bin/true"',
      'quorum_up"/bin/true" /bin/true',
      "quorum_up'/bin/true' /bin/true",
      'quorum_up "/bin/true"root',
      "quorum_up /bin/true'",
      "quorum_up '",
      'quorum_up "/bin/true\'"',
      'quorum_up "/bin/true \'"',
      'quorum_up "/bin/true a\'b"',
      "quorum_up /bin/true 'a",
      'quorum_up "/bin/true" root ""',
      'quorum_up "/bin/true" ""',
    ],
    line => virtual(line),
    'a script line',
  ),
  'SSL with nothing': `SSL {\n}\n${virtual()}`,
  'SSL with a word': `SSL foo {\n}\n${virtual()}`,
  'SSL twice': `SSL {\n  ca /a\n}\nSSL {\n  ca /b\n}\n${virtual()}`,
});

/** Scripts without script security. */
testParity(
  {
    'a quorum script without script security': virtual('quorum_up /bin/true'),
    'a notify script of a real server without script security': virtual('', { servers: real('notify_up /bin/true') }),
    'a quorum script that does not exist, without script security': virtual('quorum_up /no/such'),
    'a quorum script of a virtual server that is dropped': virtual('quorum_up /bin/true', { servers: '' }),
    'a notify script of a real server that is dropped': virtual('', {
      servers: real() + real('notify_up /bin/true', '2001:db8::1 80'),
    }),
    'a quorum script of a virtual server without its group': virtual('quorum_up /bin/true', OF_GROUP),
    'no script at all': virtual(),
  },
  { globals: 'global_defs {\n  router_id a\n  script_user root\n}\n' },
);
