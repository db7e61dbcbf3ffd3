/** Codes of how adverts prove where they come from: `authentication` and `auth_hmac`. */
import type { CodeExplanation } from './explanation.js';

export const AUTHENTICATION_CODES = {
  'authentication-ah-ipv6': {
    cause: 'AH authentication does not work over IPv6.',
    cure: 'Leave out `authentication`, on all nodes alike.',
  },
  'authentication-ah-master': {
    cause:
      'An instance with AH authentication has `state MASTER`. A new master has to go on from the sequence number of the last one, which it can only know from having listened.',
    cure: 'Write `state BACKUP` on all nodes; the highest priority becomes master all the same.',
  },
  'authentication-ipv6': {
    cause:
      'Adverts of version 2 over IPv6 have no room for a password, so none could be sent or checked. The instance stays in FAULT.',
    cure: 'On all nodes leave out `authentication`, or use `version 3`.',
  },
  'authentication-v3': {
    cause: 'Version 3 has no authentication (RFC 9568 9); the block is ignored.',
    cure: 'Remove the block. Adverts are protected by their TTL of 255, which no router lets through.',
  },
  'authentication-with-hmac': {
    cause: 'An instance has `authentication` and `auth_hmac`. The second takes the place of the first.',
    cure: 'Remove `authentication` once all nodes have `auth_hmac`.',
  },
  'hmac-active-key': {
    cause:
      '`auth_hmac` does not say which key signs, or that key does not exist or cannot be used. Adverts are then not signed.',
    cure: 'Set `active_key` to the number of one of the keys; see what was said about the keys.',
  },
  'hmac-key-file': {
    cause: 'The file that holds a key of `auth_hmac` cannot be read.',
    cure: 'Check that it exists and that the program may read it.',
  },
  'hmac-key-hex': {
    cause: 'A key that begins with hex: is not made of pairs of hexadecimal digits.',
    cure: 'Write an even number of the digits 0 to 9 and a to f, without spaces.',
  },
  'hmac-key-length': {
    cause: 'A key of `auth_hmac` is shorter than 32 or longer than 64 bytes.',
    cure: 'Make one of 32 random bytes: `openssl rand -hex 32`, written as hex:...',
  },
  'hmac-key-number': {
    cause: 'A `key` line does not begin with a number from 1 to 255.',
    cure: 'Write `key NUMBER VALUE`.',
  },
  'hmac-key-open': {
    cause:
      'The file that holds a key of `auth_hmac` may be read or written by others than its owner. Whoever can read it can forge adverts.',
    cure: 'Take the others out with `chmod 600`. keepalived counts this as a security violation.',
  },
  'hmac-key-twice': {
    cause: 'Two keys of `auth_hmac` have the same number.',
    cure: 'Give each key a number of its own, the same on all nodes.',
  },
  'password-missing': {
    cause: '`authentication` has an `auth_type` and no usable `auth_pass`. No authentication is used.',
    cure: 'Add `auth_pass`, or remove the block; alike on all nodes.',
  },
  'password-truncated': {
    cause: 'VRRP carries 8 bytes of the password; the rest is not used.',
    cure: 'Shorten it to 8 bytes. It travels readable for everybody on the network, so do not use one that protects something else.',
  },
} satisfies Readonly<Record<string, CodeExplanation>>;
