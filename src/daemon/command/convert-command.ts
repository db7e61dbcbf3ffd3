/** `holdfast convert`: a configuration in the other form, on standard output or in a file. */
import { renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { parseArgs } from 'node:util';
import { err, ok, type Result } from '../../base/result.js';
import { type ConfigurationForm, convertConfiguration, encodeConfiguration } from '../../config/convert/convert.js';
import type { ConfigurationPorts } from '../../config/ports.js';
import { renderText } from '../../config/render/text.js';
import { STDIN, withStandardInput } from './check/machine.js';
import { type CommandEnd, type CommandPorts, processPorts } from './command.js';

export const CONVERT_USAGE = `Usage: holdfast convert [OPTION...] FILE

Writes a keepalived.conf as YAML, or YAML as a keepalived.conf, with the same settings. What was
written is read back and compared before it is given out. FILE may be - for standard input, which
is YAML when keepalived is to be written.

  --to yaml|keepalived  the form to write (default: by the name of FILE, .yaml, .yml and .json being
                        YAML, and everything else keepalived.conf)
  -o, --output OUT      write to this file instead of standard output; it must not exist
  -f, --force           OUT may exist, and is replaced
  -i, --config-id ID    keep the lines of @ID (default: the node name up to its first dot)
  -h, --help            this text

Exit status: 0 all is carried over, 1 written without what is reported as a mistake, 2 nothing is
written.
`;

const CARRIED_OVER = 0;
const IN_PART = 1;
const NOTHING_WRITTEN = 2;

const OPTIONS = {
  to: { type: 'string' },
  output: { type: 'string', short: 'o' },
  force: { type: 'boolean', short: 'f' },
  'config-id': { type: 'string', short: 'i' },
  help: { type: 'boolean', short: 'h' },
} as const;

interface ConvertArguments {
  readonly path: string;
  readonly to?: ConfigurationForm;
  readonly output?: string;
  readonly force: boolean;
  readonly configId?: string;
}

/** Does what the arguments behind `convert` say. Never throws for anything in them or in a file. */
export function runConvert(argv: readonly string[], ports: CommandPorts = processPorts()): CommandEnd {
  const parsed = parseConvertArguments(argv);
  if (!parsed.ok) return nothing(`holdfast convert: ${parsed.error}\nTry 'holdfast convert --help'.\n`);
  if (parsed.value === 'help') return { status: CARRIED_OVER, stdout: CONVERT_USAGE, stderr: '' };
  const { path, to, output, force, configId } = parsed.value;
  const source = path !== '-' ? path : to === 'keepalived' ? `${STDIN}.yaml` : STDIN;
  const machine = path === '-' ? withInput(source, ports) : ok(ports.machine);
  if (!machine.ok) return nothing(`holdfast convert: ${machine.error}\n`);
  const {
    text,
    to: form,
    diagnostics,
    notes,
  } = convertConfiguration(source, machine.value, {
    // keepalived: the node name up to its first dot, unless -i says otherwise
    configId: configId ?? hostname().split('.')[0] ?? '',
    ...(to !== undefined && { to }),
  });
  const said = [
    ...diagnostics.map(one => `${renderText(one)}\n`),
    ...notes.map(note => `holdfast convert: note: ${note}\n`),
  ].join('');
  if (text === undefined) return nothing(said);
  const status = diagnostics.some(({ severity }) => severity === 'error') ? IN_PART : CARRIED_OVER;
  const bytes = encodeConfiguration(text, form);
  // Standard output is written as UTF-8: bytes that are none would be lost there.
  if (output === undefined) {
    const shown = Buffer.from(bytes).toString('utf8');
    if (Buffer.from(shown, 'utf8').equals(bytes)) return { status, stdout: shown, stderr: said };
    return nothing(`${said}holdfast convert: a word is no UTF-8 and cannot go to standard output; use -o OUT\n`);
  }
  const written = write(output, bytes, force, modeOf(source, machine.value));
  return written.ok ? { status, stdout: '', stderr: said } : nothing(`${said}holdfast convert: ${written.error}\n`);
}

function nothing(stderr: string): CommandEnd {
  return { status: NOTHING_WRITTEN, stdout: '', stderr };
}

function parseConvertArguments(argv: readonly string[]): Result<ConvertArguments | 'help', string> {
  let read: ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>;
  try {
    read = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (reason) {
    // Node explains how to pass a word that looks like an option; one sentence is enough.
    const text = reason instanceof Error ? reason.message : String(reason);
    return err(text.split('. ')[0] ?? text);
  }
  const { values, positionals } = read;
  if (values.help === true) return ok('help');
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) return err('exactly one FILE is needed');
  const { to, output, force = false } = values;
  if (to !== undefined && to !== 'yaml' && to !== 'keepalived') return err(`--to is yaml or keepalived, not '${to}'`);
  const configId = values['config-id'];
  return ok({
    path,
    force,
    ...(to !== undefined && { to }),
    ...(output !== undefined && { output }),
    ...(configId !== undefined && { configId }),
  });
}

function withInput(name: string, { machine, readStandardInput }: CommandPorts): Result<ConfigurationPorts, string> {
  try {
    return ok(withStandardInput(machine, readStandardInput(), name));
  } catch (reason) {
    return err(`standard input cannot be read: ${reason instanceof Error ? reason.message : String(reason)}`);
  }
}

/** A configuration may hold passwords: nobody may read the new file who may not read the old one. */
function modeOf(source: string, { files, workingDirectory }: ConfigurationPorts): number {
  const facts = files.facts(isAbsolute(source) ? source : join(workingDirectory, source));
  return facts === undefined ? 0o600 : facts.mode & 0o666;
}

function write(path: string, bytes: Uint8Array, force: boolean, mode: number): Result<undefined, string> {
  try {
    // A file that is replaced keeps neither its rights nor, when the disk is full, half of its text.
    const first = force ? `${path}.${process.pid}.new` : path;
    writeFileSync(first, bytes, { mode, flag: 'wx' });
    if (force) renameSync(first, path);
    return ok(undefined);
  } catch (reason) {
    const code = reason instanceof Error && 'code' in reason ? reason.code : undefined;
    if (code === 'EEXIST') return err(`${path} exists already; -f replaces it`);
    return err(`${path} cannot be written: ${reason instanceof Error ? reason.message : String(reason)}`);
  }
}
