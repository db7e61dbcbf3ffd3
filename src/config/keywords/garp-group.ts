/** Keywords of `garp_group { }`. */
import { entries, inSeconds, table, word } from './row.js';

/** keepalived counts the microseconds of these in 31 bits. */
const RANGE: readonly [number, number] = [0, 2_147.483_647];

export const GARP_GROUP = table('garp_group', [
  inSeconds('garp_interval', RANGE, 'gap between two gratuitous ARPs of all its interfaces', { lenient: true }),
  inSeconds('gna_interval', RANGE, 'gap between two neighbour advertisements of all its interfaces', { lenient: true }),
  word('interface', 'an interface that shares the gap', { usage: 'IF', repeats: true }),
  entries('interfaces', 'interfaces that share the gap', { usage: '{ IF [IF...] }', repeats: true }),
]);
