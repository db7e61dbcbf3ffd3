/** Keywords of `bfd_instance NAME { }`. */
import { boolean, flag, inSeconds, integer, type KeywordRow, table, word, words } from './row.js';

/** Milliseconds with three decimals. */
function milliseconds(name: string, least: number, meaning: string, standard: number): KeywordRow {
  return inSeconds(name, [least, 4_294_967], meaning, { unit: 'ms', decimals: 3, default: standard });
}

export const BFD_INSTANCE = table('bfd_instance', [
  word('neighbor_ip', 'address of the neighbour', { usage: 'ADDRESS' }),
  word('neighbour_ip', 'the same as `neighbor_ip`', { usage: 'ADDRESS' }),
  word('source_ip', 'address to send from', { usage: 'ADDRESS', default: 'the kernel chooses' }),
  milliseconds('min_rx', 1, 'shortest time between two packets of the neighbour that we can take', 10),
  milliseconds('min_tx', 1, 'shortest time between two packets that we want to send', 10),
  milliseconds('idle_tx', 1_000, 'time between two packets while the session is not up', 1_000),
  integer('multiplier', [1, 255], 'packets missed before the session is down', { default: 5 }),
  flag('passive', 'wait for the neighbour to begin'),
  integer('ttl', [1, 255], 'TTL or hop limit of packets sent', { default: '255 (IPv4), 64 (IPv6)' }),
  integer('hoplimit', [1, 255], 'the same as `ttl`', { default: '255 (IPv4), 64 (IPv6)' }),
  integer('max_hops', [-1, 255], 'hops that packets of the neighbour may have come; -1 does not check', { default: 0 }),
  boolean('multihop', 'the neighbour is behind routers (RFC 5883)', { since: 'a release after 2.2.7' }),
  words(
    'weight',
    1,
    'what the session adds while up or takes while down, for those that say no weight; 0 means FAULT',
    {
      usage: '-253..253 [reverse]',
      range: [-253, 253],
      default: 0,
      lenient: true,
    },
  ),
  flag('vrrp', 'tell instances that track it, and no checker unless `checker` is there too'),
  flag('checker', 'tell `BFD_CHECK`, and no instance unless `vrrp` is there too'),
]);
