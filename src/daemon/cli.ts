/**
 * The command line: keepalived's options, read as getopt_long reads them, and `--log-format`, which is ours.
 *
 * Two steps. `canonical` undoes what getopt allows and commander does not (abbreviated long options, an optional
 * argument that only counts when attached: `-t FILE` is `-t` and a word, `-tFILE` is not). commander then knows the
 * options, their values and the help text.
 */
import { Command, type Option } from 'commander';
import { err, ok, type Result } from '../base/result.js';
import { defineOptions, NO_EFFECT, SIGNAL_NUMBERS } from './cli-options.js';

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
  const program = defineOptions(new Command('holdfast'));
  const arranged = canonical(argv, program.options);
  if (!arranged.ok) return err({ message: arranged.error, status: 1 });
  program.exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
  try {
    program.parse([...arranged.value.options, '--', ...arranged.value.words], { from: 'user' });
  } catch (reason) {
    const text = reason instanceof Error ? reason.message.replace(/^error: /, '') : String(reason);
    return err({ message: text, status: 1 });
  }
  return interpret(program, arranged.value.words, version);
}

interface Arranged {
  readonly options: readonly string[];
  readonly words: readonly string[];
}

/** Rewrites getopt's freedoms as `--long` and `--long=value`; words that are no option come last. */
function canonical(argv: readonly string[], known: readonly Option[]): Result<Arranged, string> {
  const options: string[] = [];
  const words: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i]!;
    if (arg === '--') {
      words.push(...argv.slice(i + 1));
      break;
    }
    if (!arg.startsWith('-') || arg === '-') {
      words.push(arg);
      continue;
    }
    const found = arg.startsWith('--') ? longOption(arg, known) : shortOptions(arg, known);
    if (!found.ok) return found;
    options.push(...found.value.complete);
    const { waiting } = found.value;
    if (waiting === undefined) continue;
    const value = argv[++i];
    if (value === undefined) return err(`Missing parameter for option ${waiting.as}`);
    options.push(`${waiting.option.long}=${value}`);
  }
  return ok({ options, words });
}

interface Tokens {
  readonly complete: readonly string[];
  /** An option whose required value is the next argument. */
  readonly waiting?: { readonly option: Option; readonly as: string };
}

function longOption(arg: string, known: readonly Option[]): Result<Tokens, string> {
  const [name = arg, ...rest] = arg.split('=');
  const value = rest.length > 0 ? rest.join('=') : undefined;
  const exact = known.filter(option => option.long === name);
  const candidates = exact.length > 0 ? exact : known.filter(option => option.long?.startsWith(name));
  const option = candidates[0];
  if (option === undefined || candidates.length > 1) return err(`Unknown option ${arg}`);
  if (value !== undefined) {
    if (!option.required && !option.optional) return err(`Unknown option ${arg}`);
    return ok({ complete: [`${option.long}=${value}`] });
  }
  return option.required ? ok({ complete: [], waiting: { option, as: name } }) : ok({ complete: [option.long!] });
}

function shortOptions(arg: string, known: readonly Option[]): Result<Tokens, string> {
  const complete: string[] = [];
  for (let at = 1; at < arg.length; at++) {
    const letter = `-${arg[at]}`;
    const option = known.find(each => each.short === letter);
    if (option === undefined) return err(`Unknown option ${letter}`);
    const attached = arg.slice(at + 1);
    if (option.required && attached === '') return ok({ complete, waiting: { option, as: letter } });
    if ((option.required || option.optional) && attached !== '') {
      return ok({ complete: [...complete, `${option.long}=${attached}`] });
    }
    complete.push(option.long!);
  }
  return ok({ complete });
}

type Given = Readonly<Record<string, string | boolean | number | undefined>>;

function interpret(program: Command, words: readonly string[], version: string): Result<Options, CommandLineFault> {
  const given: Given = program.opts();
  const text = (name: string) => (typeof given[name] === 'string' ? given[name] : undefined);
  const flag = (name: string) => given[name] !== undefined && given[name] !== false;
  const notices: string[] = [];
  if (words.length > 0) notices.push(`Unexpected argument(s): ${words.join(' ')}`);
  for (const [name, what] of NO_EFFECT) if (flag(name)) notices.push(what);

  const action = actionOf(program, given, version);
  if (!action.ok) return action;
  const testing = action.value.kind === 'test';
  const logFormat = text('logFormat');
  if (logFormat !== undefined && logFormat !== 'text' && logFormat !== 'json') {
    return err({ message: `--log-format is text or json, not '${logFormat}'`, status: 1 });
  }
  const configId = text('configId');
  const pidFile = text('pid');
  const vrrpPidFile = text('vrrp_pid');
  const netNamespace = text('namespace');
  const umask = umaskOf(text('umask'), notices);
  return ok({
    action: action.value,
    configFile: text('useFile') ?? '/etc/keepalived/keepalived.conf',
    checksIncludes: flag('allConfig'),
    foreground: flag('dontFork') || testing,
    logsToConsole: flag('logConsole'),
    logsToSyslog: given.syslog !== false && !testing,
    facility: facilityOf(text('logFacility'), notices),
    detail: typeof given.logDetail === 'number' ? given.logDetail : 0,
    dumpsConfiguration: flag('dumpConf'),
    releasesVrrp: !flag('dontReleaseVrrp'),
    // keepalived: -C switches VRRP off, -P switches the checker off; the one given last does not undo the other.
    runsVrrp: !flag('check') || flag('vrrp'),
    monitorsAddresses: flag('addressMonitoring'),
    notices,
    ...(configId !== undefined && { configId }),
    ...(logFormat !== undefined && { logFormat }),
    ...(pidFile !== undefined && { pidFile }),
    ...(vrrpPidFile !== undefined && { vrrpPidFile }),
    ...(umask !== undefined && { umask }),
    ...(netNamespace !== undefined && { netNamespace }),
  });
}

function actionOf(program: Command, given: Given, version: string): Result<Action, CommandLineFault> {
  if (given.help === true) return ok({ kind: 'print', text: program.helpInformation(), stream: 'stderr' });
  if (given.version === true) return ok({ kind: 'print', text: `Holdfast v${version}\n`, stream: 'stderr' });
  if (typeof given.signum === 'string') {
    const number = SIGNAL_NUMBERS.get(given.signum);
    if (number === undefined) return err({ message: `Unknown sigfunc ${given.signum}`, status: 1 });
    return ok({ kind: 'print', text: `${number}\n`, stream: 'stdout' });
  }
  if (given.genhash !== undefined) {
    return err({ message: '-T/--genhash: this program has no genhash mode; use keepalived’s genhash', status: 1 });
  }
  if (given.configTest === undefined) return ok({ kind: 'run' });
  if (typeof given.configTest === 'string') return ok({ kind: 'test', logFile: given.configTest });
  return ok({ kind: 'test' });
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
