/** `global_defs`: priorities, CPUs and buffers. */
import { alias, boolean, flag, integer, type KeywordRow, later, surviving, UINT_MAX, words } from '../row.js';

const NO_SCHEDULING = 'the part of the program it is for is not there yet';
const NO_LVS = 'load balancing is not done yet';

/** The scheduling keywords exist three times, for each process of keepalived. Of these parts one is there. */
function scheduling(part: 'vrrp' | 'checker' | 'bfd', process: string): readonly KeywordRow[] {
  const meaning = `CPU time ${process} may take between two blocking calls under a real-time priority`;
  const limit = integer(`${part}_rlimit_rttime`, [1, UINT_MAX], meaning, { unit: 'µs', default: 10_000 });
  return [
    surviving(integer(`${part}_priority`, [-20, 19], `nice value of ${process}`, { default: 0 })),
    flag(`${part}_no_swap`, `memory of ${process} is locked`),
    surviving(integer(`${part}_rt_priority`, [1, 99], `real-time priority of ${process}`, { default: 'none' })),
    surviving(
      words(`${part}_cpu_affinity`, 1, `CPUs that ${process} may run on, counted from 0`, {
        usage: 'CPU ...',
        default: 'all',
      }),
    ),
    limit,
    alias(`${part}_rlimit_rtime`, limit),
  ].map(row => (part === 'vrrp' ? row : later(NO_SCHEDULING, row)));
}

function receiveBuffers(name: string, socket: string): readonly KeywordRow[] {
  return [
    surviving(integer(name, [0, UINT_MAX], `receive buffer of ${socket}`, { unit: 'bytes', default: 'large enough' })),
    boolean(`${name}_force`, `the receive buffer of ${socket} may exceed the limit of the system`),
  ];
}

export const SCHEDULING: readonly KeywordRow[] = [
  ...scheduling('vrrp', 'the VRRP process'),
  ...scheduling('checker', 'the process of load balancing'),
  ...scheduling('bfd', 'the BFD process'),
  words(
    'max_auto_priority',
    0,
    'highest real-time priority that a late process takes by itself, -1 and 0 for none; alone, the highest there is',
    { usage: '[N]', range: [-1, 99], default: 0 },
  ),
  surviving(
    integer('min_auto_priority_delay', [1, 10_000_000], 'lateness that makes a process raise its priority', {
      unit: 'µs',
      default: 1_000_000,
    }),
  ),
  ...receiveBuffers('process_monitor_rcv_bufs', 'the socket that tells of processes'),
  ...receiveBuffers('vrrp_netlink_cmd_rcv_bufs', 'the netlink socket for requests of VRRP'),
  ...receiveBuffers('vrrp_netlink_monitor_rcv_bufs', 'the netlink socket that tells VRRP of changes'),
  ...receiveBuffers('lvs_netlink_cmd_rcv_bufs', 'the netlink socket for requests of load balancing').map(row =>
    later(NO_LVS, row),
  ),
  ...receiveBuffers('lvs_netlink_monitor_rcv_bufs', 'the netlink socket that tells load balancing of changes').map(
    row => later(NO_LVS, row),
  ),
  surviving(
    words(
      'vrrp_rx_bufs_policy',
      1,
      'what one packet needs in the receive buffer: the MTU, the largest advert, or bytes',
      { usage: 'MTU | ADVERT | BYTES', default: "the kernel's own" },
    ),
  ),
  surviving(integer('vrrp_rx_bufs_multiplier', [1, UINT_MAX], 'packets the receive buffer is to hold', { default: 3 })),
];
