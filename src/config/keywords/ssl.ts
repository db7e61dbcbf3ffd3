/** Keywords of `SSL { }`. */
import { surviving, table, word } from './row.js';

export const SSL = table('SSL', [
  surviving(word('password', 'pass phrase of the private key', { usage: 'PASSPHRASE', secret: true })),
  surviving(word('ca', 'PEM file of the authorities that are trusted', { usage: 'FILE' })),
  surviving(word('certificate', 'PEM file of the certificate that checks present', { usage: 'FILE' })),
  surviving(word('key', 'PEM file of the private key of that certificate', { usage: 'FILE' })),
]);
