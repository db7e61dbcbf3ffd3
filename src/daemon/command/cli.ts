/**
 * The command line: keepalived's options, read as getopt_long reads them (long options may be abbreviated, an optional
 * value only counts when attached: `-t FILE` is `-t` and a word, `-tFILE` is not), and `--log-format`, which is ours.
 */
import { err, ok, type Result } from '../../base/result.js';
import { type CommandOption, helpText, NO_EFFECT, OPTIONS, SIGNAL_NUMBERS } from './cli-options.js';

export type LogFormat = 'text' | 'json';

/** What the process is asked to do. */
export type Action =
  | { readonly kind: 'run' }
  /** `-t`: messages go to stderr, or are appended to `logFile`. */
  | { readonly kind: 'test'; readonly logFile?: string }
  /** Print and end with status 0. keepalived prints help and version on stderr, signal numbers on stdout. */
  | { readonly kind: 'print'; readonly text: string; readonly stream: 'stdout' | 'stderr' };

/** The command line as read. Plain data: it crosses to the director. */
export interface Options {
  readonly action: Action;
  /** As given; may be a glob, may be relative. */
  readonly configFile: string;
  /** `-i`: for `@ID` lines; undefined: the node name. */
  readonly configId?: string;
  /** `-e`: a missing include is an error. */
  readonly checksIncludes: boolean;
  /** `-n` (and `-t`): do not go to the background. */
  readonly foreground: boolean;
  readonly logsToConsole: boolean;
  readonly logsToSyslog: boolean;
  /** syslog facility number: daemon 3, user 1, local0 16 … local7 23. */
  readonly facility: number;
  /** `-D` was given, once or more. */
  readonly detail: number;
  /** undefined: text on a terminal and for syslog, JSON lines otherwise. */
  readonly logFormat?: LogFormat;
  readonly dumpsConfiguration: boolean;
  readonly pidFile?: string;
  readonly vrrpPidFile?: string;
  /** `-u`: overrides `umask` of the configuration. */
  readonly umask?: number;
  /** False with `-V`: addresses stay, and no priority 0 is sent, when the daemon stops. */
  readonly releasesVrrp: boolean;
  /** False with `-R`: the daemon ends when one of its parts does. */
  readonly restartsParts: boolean;
  /** `--ignore-sigint`. */
  readonly ignoresInterrupt: boolean;
  /** `-m`: core dumps are not limited; `-M`: they are named so. */
  readonly coreDumps?: { readonly pattern?: string };
  /** False with `-C` alone. */
  readonly runsVrrp: boolean;
  readonly netNamespace?: string;
  /** `-a`: every address change is logged. */
  readonly monitorsAddresses: boolean;
  /** One line each about options that were accepted and have no effect, or a value that was not usable. */
  readonly notices: readonly string[];
}

export interface CommandLineFault {
  /** Whole lines for stderr. */
  readonly message: string;
  readonly status: number;
}

/** Reads the arguments after the program's name. A bad option is status 1, as with keepalived. */
export function parseCommandLine(argv: readonly string[], version = '0'): Result<Options, CommandLineFault> {
  const given = new Given();
  const words: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i]!;
    if (argument === '--') {
      words.push(...argv.slice(i + 1));
      break;
    }
    if (!argument.startsWith('-') || argument === '-') {
      words.push(argument);
      continue;
    }
    const read = argument.startsWith('--') ? readLong(argument, given) : readShort(argument, given);
    if (!read.ok) return err({ message: read.error, status: 1 });
    if (read.value === undefined) continue;
    const value = argv[++i];
    if (value === undefined) return err({ message: `Missing parameter for option ${read.value.as}`, status: 1 });
    given.add(read.value.option, value);
  }
  return interpret(given, words, version);
}

/** The options of one command line; the last value of each counts. */
class Given {
  readonly #values = new Map<string, string | undefined>();
  readonly #counts = new Map<string, number>();

  add({ name }: CommandOption, value?: string): void {
    this.#values.set(name, value);
    this.#counts.set(name, this.count(name) + 1);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  count(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  text(name: string): string | undefined {
    return this.#values.get(name);
  }
}

/** An option whose value is the next argument, and how messages call it. */
interface Waiting {
  readonly option: CommandOption;
  readonly as: string;
}

function readLong(argument: string, given: Given): Result<Waiting | undefined, string> {
  const equals = argument.indexOf('=');
  const name = equals < 0 ? argument : argument.slice(0, equals);
  const exact = OPTIONS.filter(option => option.long === name);
  const candidates = exact.length > 0 ? exact : OPTIONS.filter(option => option.long.startsWith(name));
  const option = candidates[0];
  if (option === undefined || candidates.length > 1) return err(`Unknown option ${argument}`);
  if (equals >= 0) {
    if (option.value === 'none') return err(`Unknown option ${argument}`);
    given.add(option, argument.slice(equals + 1));
  } else if (option.value === 'required') return ok({ option, as: name });
  else given.add(option);
  return ok(undefined);
}

/** `-nlDf FILE`: several letters, of which the first one with a value takes the rest. */
function readShort(argument: string, given: Given): Result<Waiting | undefined, string> {
  for (let at = 1; at < argument.length; at++) {
    const letter = `-${argument[at]}`;
    const option = OPTIONS.find(each => each.short === letter);
    if (option === undefined) return err(`Unknown option ${letter}`);
    const attached = argument.slice(at + 1);
    if (option.value !== 'none' && attached !== '') {
      given.add(option, attached);
      return ok(undefined);
    }
    if (option.value === 'required') return ok({ option, as: letter });
    given.add(option);
  }
  return ok(undefined);
}

function interpret(given: Given, words: readonly string[], version: string): Result<Options, CommandLineFault> {
  const notices: string[] = [];
  if (words.length > 0) notices.push(`Unexpected argument(s): ${words.join(' ')}`);
  for (const [name, what] of NO_EFFECT) if (given.has(name)) notices.push(what);

  const action = actionOf(given, version);
  if (!action.ok) return action;
  const testing = action.value.kind === 'test';
  const logFormat = given.text('logFormat');
  if (logFormat !== undefined && logFormat !== 'text' && logFormat !== 'json') {
    return err({ message: `--log-format is text or json, not '${logFormat}'`, status: 1 });
  }
  const configId = given.text('configId');
  const pidFile = given.text('pid');
  const vrrpPidFile = given.text('vrrp_pid');
  const netNamespace = given.text('namespace');
  const umask = umaskOf(given.text('umask'), notices);
  return ok({
    action: action.value,
    configFile: given.text('useFile') ?? '/etc/keepalived/keepalived.conf',
    checksIncludes: given.has('allConfig'),
    foreground: given.has('dontFork') || testing,
    logsToConsole: given.has('logConsole'),
    logsToSyslog: !given.has('noSyslog') && !testing,
    facility: facilityOf(given.text('logFacility'), notices),
    detail: given.count('logDetail'),
    dumpsConfiguration: given.has('dumpConf'),
    releasesVrrp: !given.has('dontReleaseVrrp'),
    restartsParts: !given.has('dontRespawn'),
    ignoresInterrupt: given.has('ignoreSigint'),
    // keepalived: -C switches VRRP off, -P switches the checker off; the one given last does not undo the other.
    runsVrrp: !given.has('check') || given.has('vrrp'),
    monitorsAddresses: given.has('addressMonitoring'),
    notices,
    ...coreDumpsOf(given),
    ...(configId !== undefined && { configId }),
    ...(logFormat !== undefined && { logFormat }),
    ...(pidFile !== undefined && { pidFile }),
    ...(vrrpPidFile !== undefined && { vrrpPidFile }),
    ...(umask !== undefined && { umask }),
    ...(netNamespace !== undefined && { netNamespace }),
  });
}

function actionOf(given: Given, version: string): Result<Action, CommandLineFault> {
  if (given.has('help')) return ok({ kind: 'print', text: helpText(), stream: 'stderr' });
  if (given.has('version')) return ok({ kind: 'print', text: `Holdfast v${version}\n`, stream: 'stderr' });
  const signum = given.text('signum');
  if (signum !== undefined) {
    const number = SIGNAL_NUMBERS.get(signum);
    if (number === undefined) return err({ message: `Unknown sigfunc ${signum}`, status: 1 });
    return ok({ kind: 'print', text: `${number}\n`, stream: 'stdout' });
  }
  if (given.has('genhash')) {
    return err({ message: '-T/--genhash: this program has no genhash mode; use keepalived’s genhash', status: 1 });
  }
  if (!given.has('configTest')) return ok({ kind: 'run' });
  const logFile = given.text('configTest');
  return ok(logFile === undefined ? { kind: 'test' } : { kind: 'test', logFile });
}

/** keepalived reports an unusable facility or umask and goes on with the default; so do we. */
function facilityOf(text: string | undefined, notices: string[]): number {
  if (text === undefined || text === 'daemon') return 3;
  if (text === 'user') return 1;
  const digit = /^(?:local)?([0-7])$/.exec(text)?.[1];
  if (digit !== undefined) return 16 + Number(digit);
  notices.push(`Invalid log facility '${text}'`);
  return 3;
}

/** `-M` implies `-m`. */
function coreDumpsOf(given: Given): Pick<Options, 'coreDumps'> {
  if (given.has('coreDumpPattern')) return { coreDumps: { pattern: given.text('coreDumpPattern') ?? 'core' } };
  return given.has('coreDump') ? { coreDumps: {} } : {};
}

function umaskOf(text: string | undefined, notices: string[]): number | undefined {
  if (text === undefined) return undefined;
  // C notation: 0177 is octal, 0x7f hexadecimal, 63 decimal.
  const value = /^0[0-7]*$/.test(text)
    ? Number.parseInt(text, 8)
    : /^(0x[0-9a-f]+|[1-9][0-9]*)$/i.test(text)
      ? Number(text)
      : Number.NaN;
  if (value >= 0 && value <= 0o777) return value;
  notices.push(`Invalid --umask option ${text}`);
  return undefined;
}
