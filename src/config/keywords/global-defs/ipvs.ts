/** `global_defs`: defaults of load balancing. */
import { alias, boolean, flag, type KeywordRow, later, surviving, words } from '../row.js';

const FLUSH = words(
  'lvs_flush_on_stop',
  0,
  'all IPVS services are removed by one request when the program stops; `VS`: ours one by one, with their real servers',
  { usage: '[VS]' },
);

export const IPVS: readonly KeywordRow[] = [
  surviving(
    words('lvs_timeouts', 2, 'timeouts of IPVS connections in seconds, 0 to 2678400; 0 leaves one as it is', {
      usage: '[tcp SECONDS] [tcpfin SECONDS] [udp SECONDS]',
      default: "the kernel's own",
    }),
  ),
  flag('lvs_flush', 'all IPVS services are removed before ours are set up'),
  FLUSH,
  alias('lvs_flush_onstop', FLUSH),
  surviving(
    words('lvs_sync_daemon', 1, 'IPVS connections are told to, and heard from, another director on this interface', {
      usage: 'IF [inst INSTANCE] [id 0..255] [maxlen 1..65507] [port 1..65535] [ttl 1..255] [group ADDRESS]',
    }),
  ),
  boolean('checker_log_all_failures', 'every failed check is logged, not only the one that changes something'),
  boolean('rs_init_notifies', '`notify_up` runs also for servers that are up from the start'),
].map(row => later('load balancing is not done yet', row));
