/** The command line of `holdfast check`. */
import { parseArgs } from 'node:util';
import { err, ok, type Result } from '../../../base/result.js';

export type Format = 'text' | 'json' | 'github';
export type ColourChoice = 'auto' | 'always' | 'never';

export interface CheckArguments {
  /** As given; `-` is standard input. Without any, the file the daemon would read. */
  readonly paths: readonly string[];
  readonly format: Format;
  readonly colour: ColourChoice;
  /** For `@ID` lines: one for all files, or one for each; none: the node name. */
  readonly configIds: readonly string[];
  readonly allIncludeChecks: boolean;
  /** The interfaces to assume instead of this machine's. */
  readonly interfaces?: readonly string[];
  readonly looksAtSystem: boolean;
  /** Warnings count for the exit status. */
  readonly strict: boolean;
  readonly compares: boolean;
  readonly support: boolean;
}

export const CHECK_USAGE = `Usage: holdfast check [OPTION...] [FILE...]

Says every mistake in the configurations, and what is valid and bites all the same. Two or more
files are taken for the nodes of one cluster and compared. FILE may be - for standard input;
without one it is /etc/keepalived/keepalived.conf.

  --format text|json|github  form of the output (default text)
  --color auto|always|never  colours (default auto: on a terminal; NO_COLOR and FORCE_COLOR count)
  --strict                   warnings count as errors for the exit status
  --support                  list what the files use that has no effect yet, and end with 0
  --no-compare               do not compare the files with each other
  -i, --config-id ID         keep the lines of @ID; once for all files, or once for each of them
  -e, --all-config           a missing include is an error
  --interfaces A,B           the interfaces to assume (default: those of this machine)
  --no-system                do not look at this machine: no interface, user or script is judged
  -h, --help                 this text

Exit status: 0 no errors, 1 errors (with --strict also warnings), 2 a wrong command line or a file
that cannot be read.
`;

const OPTIONS = {
  format: { type: 'string' },
  color: { type: 'string' },
  strict: { type: 'boolean' },
  support: { type: 'boolean' },
  'no-compare': { type: 'boolean' },
  'config-id': { type: 'string', short: 'i', multiple: true },
  'all-config': { type: 'boolean', short: 'e' },
  interfaces: { type: 'string' },
  'no-system': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const DEFAULT_PATH = '/etc/keepalived/keepalived.conf';

/** What was asked for, `help`, or a sentence about what is wrong with it. */
export function parseCheckArguments(argv: readonly string[]): Result<CheckArguments | 'help', string> {
  const read = parse(argv);
  if (!read.ok) return read;
  const { values, positionals } = read.value;
  if (values.help === true) return ok('help');
  const format = values.format ?? 'text';
  if (!isOneOf(FORMATS, format)) return err(`--format is text, json or github, not '${format}'`);
  const colour = values.color ?? 'auto';
  if (!isOneOf(COLOURS, colour)) return err(`--color is auto, always or never, not '${colour}'`);
  if (values.interfaces !== undefined && values['no-system'] === true) {
    return err('--interfaces and --no-system exclude each other');
  }
  const paths = positionals.length === 0 ? [DEFAULT_PATH] : positionals;
  const configIds = values['config-id'] ?? [];
  if (configIds.length > 1 && configIds.length !== paths.length) {
    return err(`-i is given once, or once for each file: ${configIds.length} times for ${paths.length} files`);
  }
  const idOf = (i: number) => configIds[i] ?? configIds[0];
  const twice = paths.find((path, i) => paths.some((one, j) => j < i && one === path && idOf(i) === idOf(j)));
  if (twice !== undefined) return err(`${twice} is given twice; say with -i which node each one is for`);
  return ok({
    paths,
    format,
    colour,
    configIds,
    allIncludeChecks: values['all-config'] === true,
    looksAtSystem: values['no-system'] !== true,
    strict: values.strict === true,
    compares: values['no-compare'] !== true,
    support: values.support === true,
    ...(values.interfaces !== undefined && { interfaces: values.interfaces.split(',').filter(name => name !== '') }),
  });
}

const FORMATS: readonly Format[] = ['text', 'json', 'github'];
const COLOURS: readonly ColourChoice[] = ['auto', 'always', 'never'];

function isOneOf<T extends string>(known: readonly T[], text: string): text is T {
  return known.some(one => one === text);
}

function parse(argv: readonly string[]) {
  try {
    return ok(parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true }));
  } catch (reason) {
    // Node explains how to pass a word that looks like an option; one sentence is enough.
    const text = reason instanceof Error ? reason.message : String(reason);
    return err(text.split('. ')[0] ?? text);
  }
}
