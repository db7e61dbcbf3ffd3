/** Keywords of `vrrp_track_process NAME { }`. */
import { flag, inSeconds, integer, MICROSECOND, surviving, table, words } from './row.js';

const DELAY: readonly [number, number] = [MICROSECOND, 3_600];

export const TRACK_PROCESS = table('vrrp_track_process', [
  words('process', 1, 'name of the program, and the parameters that tell one of its processes from another', {
    usage: 'NAME [PARAMETER...]',
  }),
  words('param_match', 0, 'how parameters are compared: exactly, or as the beginning of those a process has', {
    usage: '[initial | partial]',
    choices: ['initial', 'partial'],
  }),
  surviving(
    words('weight', 1, 'what running adds to or not running takes from the priority; 0 means FAULT', {
      usage: '-254..254 [reverse]',
      range: [-254, 254],
      default: 0,
      lenient: true,
    }),
  ),
  integer('quorum', [1, 65_535], 'processes needed to count as running', { default: 1, lenient: true }),
  integer('quorum_max', [0, 65_535], 'processes that may run at most; 0 means that none may', {
    default: 'unlimited',
    lenient: true,
  }),
  inSeconds('delay', DELAY, 'sets `terminate_delay` and `fork_delay`', { default: 0, lenient: true }),
  inSeconds('terminate_delay', DELAY, 'wait after an end before it counts', { default: 0, lenient: true }),
  inSeconds('fork_delay', DELAY, 'wait before it counts that one of them has started another', {
    default: 0,
    lenient: true,
  }),
  flag('full_command', 'compare with the command as it was started, not with the 15 bytes that the kernel keeps'),
]);
