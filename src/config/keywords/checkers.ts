/** The checkers that may stand in a `real_server`. */
import { DNS_TYPES } from '../../health/settings.js';
import { CONNECT_ROWS, scheduleRows, USUAL_ROWS } from './checker-common.js';
import { httpCheck } from './http-check.js';
import {
  block,
  boolean,
  choice,
  flag,
  INT_MAX,
  integer,
  type KeywordRow,
  type KeywordTable,
  script,
  surviving,
  table,
  word,
  words,
} from './row.js';
import { USER_USAGE } from './usage.js';

const LENGTHS: readonly [number, number] = [0, 65_535];
const INT_LIMITS: readonly [number, number] = [-INT_MAX, INT_MAX];

const SMTP_HOST = table('host', USUAL_ROWS);

const SMTP_CHECK = table('SMTP_CHECK', [
  ...USUAL_ROWS,
  surviving(
    word('helo_name', 'name to introduce ourselves with', { usage: 'NAME', default: 'smtpchecker.keepalived.org' }),
  ),
  block('host', SMTP_HOST, 'old form: one more place to check, by an `SMTP_CHECK` of its own today', {
    repeats: true,
    replacedBy: 'SMTP_CHECK',
  }),
]);

const DNS_CHECK = table('DNS_CHECK', [
  ...CONNECT_ROWS,
  ...scheduleRows(3, 'delay_loop'),
  choice('type', DNS_TYPES, 'type of the record to ask for', { default: 'SOA' }),
  word('name', 'name to ask for', { usage: 'NAME', default: '.' }),
]);

const UDP_CHECK = table('UDP_CHECK', [
  ...USUAL_ROWS,
  surviving(
    words('payload', 1, 'what to send, in hexadecimal; blanks are allowed', {
      usage: 'HEX...',
      default: '32 bytes of text',
    }),
  ),
  words('require_reply', 0, 'a reply must come, and look like this: an `x` stands for any digit', {
    usage: '[HEX...]',
  }),
  integer('min_reply_length', LENGTHS, 'a shorter reply is a failure', { unit: 'bytes', default: 0 }),
  integer('max_reply_length', LENGTHS, 'a longer reply is a failure', { unit: 'bytes', default: 255 }),
]);

const MISC_CHECK = table('MISC_CHECK', [
  ...scheduleRows(0, 1),
  script('misc_path', 'script to run, with its arguments; exit status 0 is a success', {
    usage: '"COMMAND [ARGUMENT...]"',
    least: 0,
  }),
  integer('misc_timeout', [0, 4_294], 'time after which a run is ended and counts as failed', {
    unit: 's',
    default: "the virtual server's delay_loop",
  }),
  flag('misc_dynamic', "an exit status of 2 to 255 sets the server's weight to that number minus 2"),
  surviving(words('user', 1, 'user and group that run the script', { usage: USER_USAGE, default: 'script_user' })),
]);

const FILE_CHECK = table('FILE_CHECK', [
  word('track_file', 'the `track_file` block, above, whose file is read', { usage: 'NAME' }),
  surviving(
    words('weight', 1, 'what the number in the file is multiplied with; 0: the server is up while the number is 0', {
      usage: 'N [reverse | noreverse]',
      range: INT_LIMITS,
      default: 'as the track_file',
    }),
  ),
]);

const BFD_CHECK = table('BFD_CHECK', [
  surviving(word('name', 'the `bfd_instance`, above, whose session must be up', { usage: 'NAME' })),
  boolean('alpha', 'the server is down until the session is up', { default: 'as the real server, or false' }),
]);

function checker(content: KeywordTable, meaning: string): KeywordRow {
  return block(content.block, content, meaning, { repeats: true });
}

export const CHECKERS: readonly KeywordRow[] = [
  checker(table('TCP_CHECK', USUAL_ROWS), 'check that a TCP connection is accepted'),
  checker(httpCheck('HTTP_GET'), 'check that a web server answers as it should'),
  checker(httpCheck('SSL_GET'), 'check that a web server answers over TLS as it should'),
  checker(SMTP_CHECK, 'check that a mail server says hello and goodbye'),
  checker(DNS_CHECK, 'check that a name server answers a question'),
  checker(UDP_CHECK, 'check that a datagram is answered, or at least not refused'),
  checker(table('PING_CHECK', USUAL_ROWS), 'check that the address answers pings'),
  checker(MISC_CHECK, 'check by a script'),
  checker(FILE_CHECK, 'let the number in a file take the server down or move its weight'),
  checker(BFD_CHECK, 'check that a BFD session is up'),
];
