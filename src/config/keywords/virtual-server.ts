/** Keywords of `virtual_server SPEC { }`. */
import { SCHEDULERS } from '../../ipvs/settings.js';
import { checkTimes, NAMES } from './lvs-common.js';
import { REAL_SERVER } from './real-server.js';
import {
  block,
  boolean,
  choice,
  flag,
  INT_MAX,
  integer,
  type KeywordRow,
  script,
  table,
  UINT_MAX,
  word,
  words,
} from './row.js';
import { METHOD_USAGE, SCRIPT_USAGE } from './usage.js';

const MONTH = 2_678_400;

const SCHEDULING: readonly KeywordRow[] = [
  choice('ip_family', ['inet', 'inet6'], 'address family of a service by firewall mark or group', {
    default: 'that of its addresses or real servers, else inet',
  }),
  choice('protocol', ['TCP', 'UDP', 'SCTP'], 'protocol of the service, in any case; firewall marks alone have none', {
    default: 'UDP',
  }),
  ...['lb_algo', 'lvs_sched'].map(name =>
    choice(name, SCHEDULERS, 'how a real server is chosen for a new connection', { default: 'wlc' }),
  ),
  flag('sh-port', 'the `sh` scheduler set above also hashes the source port'),
  flag('sh-fallback', 'the `sh` scheduler set above goes on to another server when the chosen one is unavailable'),
  flag('mh-port', 'the `mh` scheduler set above also hashes the source port'),
  flag('mh-fallback', 'the `mh` scheduler set above goes on to another server when the chosen one is unavailable'),
  flag('flag-1', 'first flag of the scheduler, whatever it makes of it'),
  flag('flag-2', 'second flag of the scheduler, whatever it makes of it'),
  flag('flag-3', 'third flag of the scheduler, whatever it makes of it'),
  flag('hashed', 'does nothing, in keepalived neither'),
  flag('ops', 'each UDP packet is scheduled on its own (one-packet scheduling)'),
  ...['lb_kind', 'lvs_method'].map(name =>
    words(name, 1, 'how packets reach the real servers', { usage: METHOD_USAGE, default: 'NAT' }),
  ),
];

const PERSISTENCE: readonly KeywordRow[] = [
  word('persistence_engine', 'kernel module that tells clients apart, such as sip; 16 characters at most', {
    usage: 'NAME',
  }),
  integer('persistence_timeout', [1, MONTH], 'how long a client stays with its real server; alone it means 360 s', {
    unit: 's',
    least: 0,
    usage: '[SECONDS]',
    default: 'clients do not stay',
  }),
  word(
    'persistence_granularity',
    'how much of their address clients share that count as one: a netmask (IPv4) or a prefix length (IPv6)',
    {
      usage: 'NETMASK | LENGTH',
      default: 'the whole address',
    },
  ),
];

const CHECKING: readonly KeywordRow[] = [
  ...checkTimes({
    delay_loop: 60,
    delay_before_retry: 'as the checker',
    retry: 'as the checker',
    warmup: 'delay_loop',
    connect_timeout: 5,
  }),
  flag('alpha', 'real servers are down until their checks have succeeded'),
  flag('omega', 'the down notifications run when the program stops'),
  flag('ha_suspend', 'check only while the virtual address is configured on this machine'),
  ...NAMES,
  boolean('smtp_alert', 'mail when the quorum is gained or lost', { default: 'smtp_alert_checker, or false' }),
];

const SERVERS: readonly KeywordRow[] = [
  integer('weight', [1, INT_MAX], 'weight of real servers that set none', { default: 1, lenient: true }),
  flag('inhibit_on_failure', 'failed real servers stay listed with weight 0 instead of being removed'),
  integer('quorum', [1, UINT_MAX], 'sum of the weights of living real servers that is needed', {
    default: 1,
    lenient: true,
  }),
  integer('hysteresis', [0, UINT_MAX], 'how far above and below `quorum` the sum must go to change anything', {
    default: 0,
    lenient: true,
  }),
  script('quorum_up', 'script to run when the quorum is gained', { usage: SCRIPT_USAGE }),
  script('quorum_down', 'script to run when the quorum is lost', { usage: SCRIPT_USAGE }),
  words('sorry_server', 1, 'server that takes the connections while there is no quorum', {
    usage: 'ADDRESS [PORT]',
    default: 'none',
  }),
  flag('sorry_server_inhibit', 'the `sorry_server` above stays listed with weight 0 while it is not needed'),
  words('sorry_server_lvs_method', 0, 'how packets reach the `sorry_server` above', {
    usage: METHOD_USAGE,
    default: 'as the virtual server',
  }),
  block('real_server', REAL_SERVER, 'one server behind the service', {
    least: 1,
    usage: 'ADDRESS [PORT] { ... }',
    repeats: true,
  }),
];

export const VIRTUAL_SERVER = table('virtual_server', [...SCHEDULING, ...PERSISTENCE, ...CHECKING, ...SERVERS]);
