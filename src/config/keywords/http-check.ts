/** Keywords of `HTTP_GET { }` and `SSL_GET { }`, and of their `url { }`. */
import { REGEX_OPTIONS } from '../../health/settings.js';
import { CONNECT_ROWS, scheduleRows } from './checker-common.js';
import {
  block,
  boolean,
  choice,
  flag,
  integer,
  type KeywordRow,
  type KeywordTable,
  later,
  script,
  surviving,
  table,
  UINT_MAX,
  word,
  words,
} from './row.js';

const OFFSETS: readonly [number, number] = [0, Number.MAX_SAFE_INTEGER];

export const URL_TABLE = table('url', [
  word('path', 'what to ask for, e.g. `/status`; a url without it is dropped', { usage: 'PATH' }),
  word('digest', 'MD5 sum that the body of the reply must have, as 32 hexadecimal digits', { usage: 'MD5' }),
  words('status_code', 0, 'status codes that are welcome, 100 to 599; several words and lines add up', {
    usage: '[N | FIRST-LAST]...',
    default: '200-299',
    repeats: true,
  }),
  surviving(
    word('virtualhost', 'name for the Host header of this request', { usage: 'NAME', default: 'as the checker' }),
  ),
  script('regex', 'pattern (PCRE2) that must be found in the reply; backslashes are doubled', {
    usage: '"PATTERN"',
    least: 0,
  }),
  flag('regex_no_match', 'the check succeeds when the pattern is not found'),
  words('regex_options', 0, 'how the pattern is read, by the names of the options of PCRE2', {
    usage: 'OPTION...',
    choices: REGEX_OPTIONS,
    repeats: true,
  }),
  integer('regex_min_offset', OFFSETS, 'first place where a match may start', {
    unit: 'bytes',
    default: 0,
    least: 0,
  }),
  integer('regex_max_offset', OFFSETS, 'last place where a match may start', { unit: 'bytes', least: 0 }),
  later(
    'the engine that searches takes the memory it needs',
    words('regex_stack', 0, 'memory for matching: at the start and at most', { usage: 'START MAX', unit: 'bytes' }),
  ),
  boolean('tls_compliant', 'end the TLS session of this request with a close notification', {
    since: '2.2.8',
    default: 'as the checker',
  }),
]);

/** Both kinds know the same keywords; some only matter with TLS. */
export function httpCheck(name: 'HTTP_GET' | 'SSL_GET'): KeywordTable {
  const rows: readonly KeywordRow[] = [
    ...CONNECT_ROWS,
    ...scheduleRows(1, 3),
    block('url', URL_TABLE, 'a request and what its reply must be; the server is up when all of them succeed', {
      repeats: true,
    }),
    integer('nb_get_retry', [0, UINT_MAX], 'the same as `retry`', { replacedBy: 'retry', oldCounts: true }),
    surviving(
      word('virtualhost', 'name for the Host header, sent as it stands', {
        usage: 'NAME',
        default: 'as the real server, else the virtual server, else ADDRESS:PORT',
      }),
    ),
    surviving(
      choice('http_protocol', ['1.0', '1.0C', '1.0c', '1.1'], 'version to speak; all but 1.0 ask to close afterwards', {
        default: '1.0',
      }),
    ),
    boolean('enable_sni', 'tell the TLS server which name is meant: `sni_name`, or else `virtualhost`'),
    words('sni_name', 0, 'name to tell the TLS server; switches `enable_sni` on', {
      usage: '[NAME]',
      since: 'a release after 2.4.3',
    }),
    boolean('fast_recovery', 'while the server is down, go through all urls without waiting'),
    boolean('tls_compliant', 'end TLS sessions with a close notification', { since: '2.2.8' }),
  ];
  return table(name, rows);
}
