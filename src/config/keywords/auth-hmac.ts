/** Keywords of `auth_hmac { }` in an instance: a trailer of HMAC-SHA256 on every advert. */
import { choice, integer, table, words } from './row.js';

const SINCE = '2.4.0';

export const AUTH_HMAC = table('auth_hmac', [
  words('key', 2, 'a key that adverts may be signed with, under a number of its own', {
    usage: 'ID TEXT | ID hex:DIGITS | ID file:PATH',
    range: [1, 255],
    repeats: true,
    secret: true,
    since: SINCE,
  }),
  integer('active_key', [1, 255], 'number of the key that signs the adverts of this router', { since: SINCE }),
  integer('time_window', [1, 300], 'how far the clock of a sender may be from ours', {
    unit: 's',
    default: 'three adverts, within 5 to 300',
    since: SINCE,
  }),
  choice('anti_replay', ['time', 'monotonic'], 'what shows that an advert is new: its time, or only its number', {
    default: 'time',
    since: SINCE,
  }),
  choice(
    'mode',
    ['enforce', 'permissive', 'receive-only'],
    'whether adverts without signature are dropped; `receive-only` does not sign either, for the way to `enforce`',
    { default: 'enforce', since: SINCE },
  ),
]);
