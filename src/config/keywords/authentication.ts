/** Keywords of `authentication { }` in an instance (RFC 2338 5.3.6, VRRP version 2 only). */
import { choice, table, word } from './row.js';

export const AUTHENTICATION = table('authentication', [
  choice(
    'auth_type',
    ['PASS', 'AH'],
    'kind of authentication: a password in plain sight, or an IP Authentication Header',
    {
      default: 'none',
    },
  ),
  word('auth_pass', 'the password; its first 8 bytes count', { usage: 'PASSWORD', secret: true }),
]);
