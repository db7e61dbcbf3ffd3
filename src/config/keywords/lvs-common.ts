/** What `virtual_server` and `real_server` have in common. */
import {
  inSeconds,
  integer,
  type KeywordRow,
  LONG_SECONDS_MAX,
  MICROSECOND,
  SECONDS_MAX,
  surviving,
  UINT_MAX,
  word,
  words,
} from './row.js';

/** When and how patiently real servers are checked; `defaults` by keyword where they are not the virtual server's. */
export function checkTimes(defaults: Readonly<Record<string, string | number>>): readonly KeywordRow[] {
  const given = (name: string) => ({ default: defaults[name] ?? 'as the virtual server' });
  return [
    inSeconds('delay_loop', [MICROSECOND, LONG_SECONDS_MAX], 'time between two checks of a real server', {
      ...given('delay_loop'),
      lenient: true,
    }),
    inSeconds('delay_before_retry', [0, LONG_SECONDS_MAX], 'time from a failed check to its repetition', {
      ...given('delay_before_retry'),
      lenient: true,
    }),
    integer('retry', [1, UINT_MAX], 'failed checks that are forgiven before a server counts as down', given('retry')),
    inSeconds('warmup', [0, LONG_SECONDS_MAX], 'the first check waits a random part of this time', {
      ...given('warmup'),
      lenient: true,
    }),
    inSeconds('connect_timeout', [MICROSECOND, SECONDS_MAX], 'time a check waits for a connection or a reply', {
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
