/** The options themselves: keepalived's letters and names, with help text, and which of them do nothing here. */
import { columns } from '../../config/help/layout.js';

/** `--signum`: number of the signal for each function, as with glibc on Linux. */
export const SIGNAL_NUMBERS: ReadonlyMap<string, number> = new Map([
  ['STOP', 15],
  ['RELOAD', 1],
  ['DATA', 10],
  ['STATS', 12],
  ['STATS_CLEAR', 63],
  ['JSON', 36],
]);

/** Options that are accepted because a unit file may carry them, and what is said about each. */
export const NO_EFFECT: ReadonlyMap<string, string> = new Map([
  ['all', '--all has no effect: there are no child processes to force'],
  ['no_bfd', '-B/--no_bfd has no effect: there is no BFD process'],
  ['dontReleaseIpvs', '-I/--dont-release-ipvs has no effect: IPVS is not managed'],
  ['releaseVips', '-X/--release-vips has no effect: addresses are always released when an instance is not MASTER'],
  ['checkers_pid', '-c/--checkers_pid has no effect: there is no checker process'],
  ['bfd_pid', '-b/--bfd_pid has no effect: there is no BFD process'],
  ['snmp', '-x/--snmp has no effect: SNMP is not supported'],
  ['snmpAgentSocket', '-A/--snmp-agent-socket has no effect: SNMP is not supported'],
  ['logFile', '-g/--log-file has no effect: use the console (-l) or syslog'],
  ['flushLogFile', '--flush-log-file has no effect: there are no log files'],
]);

/** One option of the command line. */
export interface CommandOption {
  /** What the rest of the program calls it. */
  readonly name: string;
  /** With its dash. */
  readonly short?: string;
  /** With its dashes. */
  readonly long: string;
  /** Whether a value follows; an optional one counts only when it is attached. */
  readonly value: 'none' | 'required' | 'optional';
  /** As a manual writes it: `-f, --use-file FILE`, `-t, --config-test[=FILE]`. */
  readonly synopsis: string;
  readonly help: string;
}

/** Every option, in the order of the help text. */
export const OPTIONS: readonly CommandOption[] = [
  option('useFile', '-f, --use-file FILE', "configuration file (default '/etc/keepalived/keepalived.conf')"),
  option('vrrp', '-P, --vrrp', 'only run with VRRP subsystem'),
  option('check', '-C, --check', 'only run with health-checker subsystem (refused without -P: there is none yet)'),
  option('no_bfd', '-B, --no_bfd', "don't run BFD subsystem (no effect)"),
  option('all', '--all', 'force all child processes to run (no effect)'),
  option('logConsole', '-l, --log-console', 'log messages to local console'),
  option('logDetail', '-D, --log-detail', 'detailed log messages'),
  option('logFacility', '-S, --log-facility FACILITY', 'syslog facility: 0-7, local0-local7, user or daemon (default)'),
  option('noSyslog', '-G, --no-syslog', "don't log via syslog"),
  option(
    'logFormat',
    '--log-format FORMAT',
    'text or json (default: text for syslog and on a terminal, json otherwise)',
  ),
  option('umask', '-u, --umask MASK', 'umask for file creation (in numeric form)'),
  option('releaseVips', '-X, --release-vips', 'drop VIPs on every transition to backup (no effect: they always are)'),
  option('dontReleaseVrrp', '-V, --dont-release-vrrp', "don't remove VIPs on daemon stop"),
  option('dontReleaseIpvs', '-I, --dont-release-ipvs', "don't remove IPVS topology on daemon stop (no effect)"),
  option('dontRespawn', '-R, --dont-respawn', 'end when a part of the program does, instead of starting it anew'),
  option('dontFork', '-n, --dont-fork', "don't go to the background"),
  option('dumpConf', '-d, --dump-conf', 'log the configuration as it was understood'),
  option('pid', '-p, --pid FILE', 'use specified pid file'),
  option('vrrp_pid', '-r, --vrrp_pid FILE', 'use specified pid file for VRRP'),
  option('checkers_pid', '-c, --checkers_pid FILE', 'pid file of the checker process (no effect)'),
  option('bfd_pid', '-b, --bfd_pid FILE', 'pid file of the BFD process (no effect)'),
  option('genhash', '-T, --genhash', 'genhash utility mode (not supported)'),
  option(
    'addressMonitoring',
    '-a, --address-monitoring',
    'report all address additions/deletions notified via netlink',
  ),
  option('snmp', '-x, --snmp', 'enable SNMP subsystem (no effect)'),
  option('snmpAgentSocket', '-A, --snmp-agent-socket FILE', 'socket of the SNMP master agent (no effect)'),
  option('namespace', '-s, --namespace NAME', 'run in network namespace NAME (overrides net_namespace)'),
  option('ignoreSigint', '--ignore-sigint', 'ignore SIGINT'),
  option('coreDump', '-m, --core-dump', 'produce core dump if terminated abnormally'),
  option('coreDumpPattern', '-M, --core-dump-pattern[=PATTERN]', 'also set the core pattern, of the whole machine'),
  option('logFile', '-g, --log-file[=FILE]', 'log to files (no effect)'),
  option('flushLogFile', '--flush-log-file', 'flush log files after each line (no effect)'),
  option('allConfig', '-e, --all-config', 'error if any configuration file is missing (same as includea)'),
  option('configId', '-i, --config-id ID', "skip lines beginning '@' that don't match ID, and '@^' lines that do"),
  option('signum', '--signum FUNCTION', 'print the signal number for STOP, RELOAD, DATA, STATS, STATS_CLEAR or JSON'),
  option(
    'configTest',
    '-t, --config-test[=FILE]',
    'check the configuration, messages to stderr or appended to FILE, which must be attached: -tFILE or --config-test=FILE',
  ),
  option('version', '-v, --version', 'display the version number'),
  option('help', '-h, --help', 'display this help message'),
];

const COMMANDS = [
  ['check', 'say every mistake in configurations, and what is valid and bites all the same'],
  ['convert', 'keepalived.conf to YAML and back'],
  ['help', 'what a keyword, a block or a diagnostic means'],
] as const;

/** The text of `--help`. */
export function helpText(): string {
  const rows = OPTIONS.map(
    ({ short, synopsis, help }) => [short === undefined ? `    ${synopsis}` : synopsis, help] as const,
  );
  return [
    'Usage: holdfast [OPTION...]',
    '       holdfast COMMAND [ARGUMENT...]',
    '',
    'Options:',
    ...columns(rows),
    '',
    'Commands, each with its own --help:',
    ...columns(COMMANDS),
    '',
  ].join('\n');
}

function option(name: string, synopsis: string, help: string): CommandOption {
  const [, short, long = synopsis, required, optional] =
    /^(?:(-\w), )?(--[a-z_-]+)(?: ([A-Z]+)|\[=([A-Z]+)\])?$/.exec(synopsis) ?? [];
  const value = required !== undefined ? 'required' : optional !== undefined ? 'optional' : 'none';
  return { name, long, value, synopsis, help, ...(short === undefined ? {} : { short }) };
}
