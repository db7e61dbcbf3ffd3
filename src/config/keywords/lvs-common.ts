/** What `virtual_server` and `real_server` have in common. */
import { inSeconds, integer, type KeywordRow, surviving, UINT_MAX, word, words } from './row.js';

export const METHOD_USAGE = 'NAT | DR | TUN [type ipip | type gue port N | type gre] [nocsum | csum | remcsum]';

export const MAXIMUM_WEIGHT = 2_147_483_647;

/** Greatest time of keepalived's 64-bit microsecond counters, in seconds. */
const LONG_SECONDS = 18_446_744_073_709;
const SHORT_SECONDS = 4_294.967295;
const MICROSECOND = 0.000001;

/** When and how patiently real servers are checked; `defaults` by keyword where they are not the virtual server's. */
export function checkTimes(defaults: Readonly<Record<string, string | number>>): readonly KeywordRow[] {
  const given = (name: string) => ({ default: defaults[name] ?? 'as the virtual server' });
  return [
    inSeconds('delay_loop', [MICROSECOND, LONG_SECONDS], 'time between two checks of a real server', {
      ...given('delay_loop'),
      lenient: true,
    }),
    inSeconds('delay_before_retry', [0, LONG_SECONDS], 'time from a failed check to its repetition', {
      ...given('delay_before_retry'),
      lenient: true,
    }),
    integer('retry', [1, UINT_MAX], 'failed checks that are forgiven before a server counts as down', given('retry')),
    inSeconds('warmup', [0, LONG_SECONDS], 'the first check waits a random part of this time', {
      ...given('warmup'),
      lenient: true,
    }),
    inSeconds('connect_timeout', [MICROSECOND, SHORT_SECONDS], 'time a check waits for a connection or a reply', {
      ...given('connect_timeout'),
      lenient: true,
    }),
  ];
}

/** What it is called elsewhere. */
export const NAMES: readonly KeywordRow[] = [
  surviving(word('virtualhost', 'name that HTTP and SSL checks put into the Host header', { usage: 'NAME' })),
  surviving(words('snmp_name', 1, 'name in the SNMP tables', { usage: 'NAME' })),
];
