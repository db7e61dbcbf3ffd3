/** Keywords of `track_file NAME { }`. */
import { surviving, table, word, words } from './row.js';

export const TRACK_FILE = table('track_file', [
  surviving(word('file', 'the file whose first number counts; without a file or a number, 0 does', { usage: 'PATH' })),
  surviving(
    words('weight', 1, 'what the number is multiplied with; 0 means FAULT while the number is not 0', {
      usage: '-254..254 [reverse]',
      range: [-254, 254],
      default: 1,
      lenient: true,
    }),
  ),
  words('init_file', 0, 'create the file at the start when it is missing; with `overwrite`, write it always', {
    usage: '[NUMBER] [overwrite]',
    range: [-254, 254],
    default: 'not created',
  }),
]);
