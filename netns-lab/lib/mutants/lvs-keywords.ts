/** Lines of load balancing that are right, to build files of. */
import { pick, type Random } from './random.js';

/** A keyword, a way to make its value, and how likely it is to appear when not as likely as the others. */
export type Line = readonly [keyword: string, value: (random: Random) => string, probability?: number];

/** Any of these values. */
function one(...values: readonly string[]): (random: Random) => string {
  return random => pick(random, values);
}

const FLAG = one('');
const BOOLEAN = one('', 'true', 'false', 'on', 'off', 'yes', 'no');
const TIME = one('1', '3', '5', '1.5', '0.5', '.5', '5.', '60', '0.000001', '300');
const TIME_OR_NONE = one('0', '1', '3', '1.5', '.25', '10');
const RETRIES = one('1', '3', '10', '4294967295');
const NAME = one('www.example.com', 'a', '"my name"', 'host-1', 'example.com:8080');
export const SCRIPT = one(
  '"/bin/true"',
  '/bin/true',
  '"/bin/true a b"',
  '"/bin/true up" root',
  '"/bin/true" root root',
  "'/bin/true x'",
  '"/bin/echo \'a b\' c"',
);
export const METHOD = one(
  ...['NAT', 'NAT', 'DR', 'DR', 'TUN', 'TUN type ipip', 'TUN type gue port 6080', 'TUN type gre', 'TUN type gre csum'],
  ...['TUN type gue port 6080 remcsum', 'TUN type gue port 5 csum', 'TUN nocsum', 'TUN type ipip nocsum'],
);
export const PORTS = ['80', '443', '8080', '1', '65535', '53'] as const;
export const ADDRESSES = {
  4: ['10.0.0.1', '10.0.0.2', '192.168.1.10', '172.16.3.4', '10.77.0.1'],
  6: ['2001:db8::1', '2001:db8::2', 'fd00::10', '::1', 'fe80::1'],
} as const;
export const SCHEDULERS = 'rr wrr lc wlc sh mh dh sed nq fo ovf lblc lblcr twos'.split(' ');

const TIMES: readonly Line[] = [
  ['delay_loop', TIME],
  ['delay_before_retry', TIME_OR_NONE],
  ['warmup', TIME_OR_NONE],
];

export const VIRTUAL_SERVER: readonly Line[] = [
  ...TIMES,
  ['retry', RETRIES],
  ['connect_timeout', TIME],
  ['inhibit_on_failure', FLAG],
  ['alpha', FLAG],
  ['omega', FLAG],
  ['quorum', one('1', '1', '1', '2')],
  ['hysteresis', one('0', '0', '0', '1')],
  ['quorum_up', SCRIPT],
  ['quorum_down', SCRIPT],
  ['weight', one('1', '10', '2147483647', '100')],
  ['ha_suspend', FLAG],
  ['virtualhost', NAME],
  ['snmp_name', one('a', '"b c"')],
  ['smtp_alert', BOOLEAN],
  ['persistence_timeout', one('', '50', '1', '2678400', '360')],
  ['persistence_engine', one('sip')],
  ['flag-1', FLAG],
  ['flag-3', FLAG],
];

export const REAL_SERVER: readonly Line[] = [
  ...TIMES,
  ['weight', one('1', '5', '100', '2147483647', '3', '0'), 0.5],
  ['uthreshold', one('100', '0', '1000')],
  ['lthreshold', one('0', '10', '50')],
  ['inhibit_on_failure', BOOLEAN, 0.3],
  ['notify_up', SCRIPT],
  ['notify_down', SCRIPT],
  ['alpha', BOOLEAN],
  ['retry', RETRIES],
  ['connect_timeout', TIME],
  ['smtp_alert', BOOLEAN],
  ['virtualhost', NAME],
  ['snmp_name', one('rs1')],
];

/** Where a check connects to. */
export function connection(family: 4 | 6): readonly Line[] {
  return [
    ['connect_ip', one(...ADDRESSES[family])],
    ['connect_port', one(...PORTS), 0.4],
    ['bindto', one(...ADDRESSES[family])],
    ['bind_port', one(...PORTS)],
    ['bind_if', one('eth0', 'lo', 'eth1')],
    ['connect_timeout', TIME, 0.6],
    ['fwmark', one('0', '5', '4294967295')],
  ];
}

export const SCHEDULE: readonly Line[] = [
  ...TIMES,
  ['retry', one('0', '1', '3')],
  ['alpha', BOOLEAN],
  ['log_all_failures', BOOLEAN],
];

export const HTTP: readonly Line[] = [
  ['virtualhost', NAME],
  ['http_protocol', one('1.0', '1.0C', '1.0c', '1.1')],
  ['enable_sni', BOOLEAN],
  ['fast_recovery', BOOLEAN],
];

export const URL: readonly Line[] = [
  ['digest', one('9b3a0c85a887a256d6939da88aabd8cd', '9B3A0C85A887A256D6939DA88AABD8CD')],
  ['status_code', one('200', '200 301', '200-299', '200-204 301 302-399', '100-599', ''), 0.5],
  ['virtualhost', NAME],
  ['regex', one('"^ok$"', '"a b"', 'up', '"\\\\d+"', "'x y'", '"[a-z]+"')],
  ['regex_no_match', FLAG],
  ['regex_options', one('caseless', 'caseless dotall', 'multiline utf', 'nosuch')],
  ['regex_min_offset', one('0', '5', '100')],
  ['regex_max_offset', one('10', '200', '0')],
];

export const SMTP: readonly Line[] = [['helo_name', NAME, 0.4]];
export const DNS: readonly Line[] = [
  ['type', one('A', 'ns', 'CNAME', 'SOA', 'MX', 'TXT', 'AAAA', 'RRSIG', 'dnskey'), 0.5],
  ['name', one('example.com', 'www.example.com.', '.', 'ab'), 0.6],
];
export const MISC: readonly Line[] = [
  ['misc_timeout', one('5', '10')],
  ['misc_dynamic', FLAG],
  ['user', one('root', 'root root'), 0.3],
];
export const UDP: readonly Line[] = [
  ['payload', one('abcd', '01 02 03', '"0a0b"', 'FFee'), 0.4],
  ['require_reply', one('', 'abcd', 'axxd', '01 0x'), 0.4],
  ['min_reply_length', one('0', '1', '10')],
  ['max_reply_length', one('255', '65535', '100')],
];
export const FILE: readonly Line[] = [
  ['weight', one('1', '-1', '0', '10 reverse', '5 noreverse', '2147483647', '-2147483647'), 0.5],
];
export const BFD: readonly Line[] = [['alpha', BOOLEAN, 0.4]];

export const GLOBALS: readonly Line[] = [
  ['lvs_timeouts', one('tcp 900', 'tcp 900 tcpfin 30', 'tcp 900 tcpfin 30 udp 300', 'udp 5')],
  ['lvs_flush', FLAG],
  ['lvs_flush_on_stop', one('', 'VS')],
  ['lvs_sync_daemon', one('eth0', 'eth0 id 5', 'eth0 id 5 maxlen 1000 port 8848 ttl 3 group 224.0.0.81')],
  ['lvs_netlink_cmd_rcv_bufs', one('65536')],
  ['checker_log_all_failures', BOOLEAN],
  ['rs_init_notifies', BOOLEAN],
  ['nftables_ipvs', one('', 'mytable')],
  ['nftables_ipvs_start_fwmark', one('1', '5000')],
  ['checker_priority', one('-5', '10')],
  ['checker_rlimit_rttime', one('10000')],
  ['smtp_alert_checker', BOOLEAN],
  ['lvs_notify_fifo', one('/tmp/fifo1', '/tmp/fifo1 root', '/tmp/fifo1 root root')],
  ['lvs_notify_fifo_script', one('/bin/true', '"/bin/true a"', '/bin/true root')],
];
