/** The options themselves: keepalived's letters and names, with help text, and which of them do nothing here. */
import { type Command, Option } from 'commander';

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
  ['dontRespawn', '-R/--dont-respawn has no effect: there are no child processes to restart'],
  ['checkers_pid', '-c/--checkers_pid has no effect: there is no checker process'],
  ['bfd_pid', '-b/--bfd_pid has no effect: there is no BFD process'],
  ['snmp', '-x/--snmp has no effect: SNMP is not supported'],
  ['snmpAgentSocket', '-A/--snmp-agent-socket has no effect: SNMP is not supported'],
  ['coreDump', '-m/--core-dump has no effect: ask Node for reports with NODE_OPTIONS instead'],
  ['coreDumpPattern', '-M/--core-dump-pattern has no effect: set kernel.core_pattern with sysctl'],
  ['logFile', '-g/--log-file has no effect: use the console (-l) or syslog'],
  ['flushLogFile', '--flush-log-file has no effect: there are no log files'],
]);

/** Gives `program` every option; commander's own help option is off so that `-h` is an option like the others. */
export function defineOptions(program: Command): Command {
  const count = (_: string, before: unknown) => (typeof before === 'number' ? before : 0) + 1;
  return program
    .usage('[OPTION...]')
    .helpOption(false)
    .allowExcessArguments(true)
    .configureHelp({ helpWidth: 100 })
    .option('-f, --use-file <FILE>', "configuration file (default '/etc/keepalived/keepalived.conf')")
    .option('-P, --vrrp', 'only run with VRRP subsystem')
    .option('-C, --check', 'only run with health-checker subsystem (refused without -P: there is none yet)')
    .option('-B, --no_bfd', "don't run BFD subsystem (no effect)")
    .option('--all', 'force all child processes to run (no effect)')
    .option('-l, --log-console', 'log messages to local console')
    .addOption(new Option('-D, --log-detail', 'detailed log messages').argParser(count))
    .option('-S, --log-facility <FACILITY>', 'syslog facility: 0-7, local0-local7, user or daemon (default)')
    .option('-G, --no-syslog', "don't log via syslog")
    .option('--log-format <FORMAT>', 'text or json (default: text for syslog and on a terminal, json otherwise)')
    .option('-u, --umask <MASK>', 'umask for file creation (in numeric form)')
    .option('-X, --release-vips', 'drop VIPs on every transition to backup (no effect: they always are)')
    .option('-V, --dont-release-vrrp', "don't remove VIPs on daemon stop")
    .option('-I, --dont-release-ipvs', "don't remove IPVS topology on daemon stop (no effect)")
    .option('-R, --dont-respawn', "don't respawn child processes (no effect)")
    .option('-n, --dont-fork', "don't go to the background")
    .option('-d, --dump-conf', 'log the configuration as it was understood')
    .option('-p, --pid <FILE>', 'use specified pid file')
    .option('-r, --vrrp_pid <FILE>', 'use specified pid file for VRRP')
    .option('-c, --checkers_pid <FILE>', 'pid file of the checker process (no effect)')
    .option('-b, --bfd_pid <FILE>', 'pid file of the BFD process (no effect)')
    .option('-T, --genhash', 'genhash utility mode (not supported)')
    .option('-a, --address-monitoring', 'report all address additions/deletions notified via netlink')
    .option('-x, --snmp', 'enable SNMP subsystem (no effect)')
    .option('-A, --snmp-agent-socket <FILE>', 'socket of the SNMP master agent (no effect)')
    .option(
      '-s, --namespace <NAME>',
      'the network namespace the program is in (it cannot enter one yet; overrides net_namespace)',
    )
    .option('-m, --core-dump', 'produce core dump if terminated abnormally (no effect)')
    .option('-M, --core-dump-pattern [PATTERN]', 'also set the core pattern (no effect)')
    .option('-g, --log-file [FILE]', 'log to files (no effect)')
    .option('--flush-log-file', 'flush log files after each line (no effect)')
    .option('-e, --all-config', 'error if any configuration file is missing (same as includet)')
    .option('-i, --config-id <ID>', "skip lines beginning '@' that don't match ID, and '@^' lines that do")
    .option('--signum <FUNCTION>', 'print the signal number for STOP, RELOAD, DATA, STATS, STATS_CLEAR or JSON')
    .option(
      '-t, --config-test [FILE]',
      'check the configuration, messages to stderr or appended to FILE, which must be attached: -tFILE or --config-test=FILE',
    )
    .option('-v, --version', 'display the version number')
    .option('-h, --help', 'display this help message');
}
