/** Keywords that most checkers share. */
import {
  boolean,
  inSeconds,
  integer,
  type KeywordRow,
  LONG_SECONDS_MAX,
  MICROSECOND,
  SECONDS_MAX,
  UINT_MAX,
  word,
} from './row.js';

const PORTS: readonly [number, number] = [1, 65_535];

/** Where a check connects to, and from where. */
export const CONNECT_ROWS: readonly KeywordRow[] = [
  word('connect_ip', 'address to check instead of that of the real server', {
    usage: 'ADDRESS',
    default: 'as the real server',
  }),
  integer('connect_port', PORTS, 'port to check instead of that of the real server', {
    default: 'as the real server',
  }),
  word('bindto', 'own address to check from, of the same family as the one that is checked', { usage: 'ADDRESS' }),
  integer('bind_port', PORTS, 'own port to check from'),
  word('bind_if', 'interface to check from; a link-local address cannot be checked without it', { usage: 'IF' }),
  inSeconds('connect_timeout', [MICROSECOND, SECONDS_MAX], 'time to wait for the connection, and for each reply', {
    default: 'as the real server, or 5',
    lenient: true,
  }),
  integer('fwmark', [0, UINT_MAX], 'firewall mark of the packets of this check', { default: 0 }),
];

/** When a check runs and how patient it is; the defaults where neither server says anything. */
export function scheduleRows(retry: number, delayBeforeRetry: number | string): readonly KeywordRow[] {
  return [
    integer('retry', [0, UINT_MAX], 'failures that are forgiven before the server counts as down', {
      default: `as the real server, or ${retry}`,
    }),
    inSeconds('delay_before_retry', [0, LONG_SECONDS_MAX], 'time from a failure to the next attempt', {
      default: `as the real server, or ${delayBeforeRetry}`,
      lenient: true,
    }),
    inSeconds('warmup', [0, LONG_SECONDS_MAX], 'the first check waits a random part of this time', {
      default: 'as the real server, or delay_loop',
      lenient: true,
    }),
    inSeconds('delay_loop', [MICROSECOND, LONG_SECONDS_MAX], 'time between two checks', {
      default: 'as the real server, or 60',
      lenient: true,
    }),
    boolean('alpha', 'the server is down until this check has succeeded', { default: 'as the real server, or false' }),
    boolean('log_all_failures', 'log every failure, not only the one that takes the server down', {
      default: 'checker_log_all_failures',
    }),
  ];
}

/** What the checkers without a habit of their own share. */
export const USUAL_ROWS: readonly KeywordRow[] = [...CONNECT_ROWS, ...scheduleRows(1, 1)];
