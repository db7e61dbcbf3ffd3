/**
 * The program: what the command line asks for, and the life of the daemon from start to exit status. Each action loads
 * what it needs and no more, since a test of a configuration or a word of help should be there at once.
 */
import { readFileSync } from 'node:fs';
import type { Options } from './command/cli.js';
import type { CommandEnd } from './command/command.js';

/** Reads the arguments behind the program's name, and does what they say. Sets the exit status. */
export async function main(argv: readonly string[]): Promise<void> {
  const command = await subcommand(argv);
  if (command === undefined) await keepalivedCommand(argv);
  else conclude(command);
}

/** A first word that is one of ours; keepalived knows no words, only options. */
async function subcommand([name, ...rest]: readonly string[]): Promise<CommandEnd | undefined> {
  switch (name) {
    case 'check':
      return (await import('./command/check/command.js')).runCheck(rest);
    case 'convert':
      return (await import('./command/convert-command.js')).runConvert(rest);
    case 'help':
      // What an impatient hand types for `check --help`.
      if (rest.length === 1 && (rest[0] === 'check' || rest[0] === 'convert')) return subcommand([rest[0], '--help']);
      return (await import('./command/help-command.js')).runHelp(rest);
    default:
      return mistypedCommand(name);
  }
}

/**
 * keepalived takes no notice of words and starts. Of a word that is nearly one of our commands a daemon is the last
 * thing that was asked for.
 */
async function mistypedCommand(word: string | undefined): Promise<CommandEnd | undefined> {
  if (word === undefined || word.startsWith('-')) return undefined;
  const { nearest } = await import('../config/hint.js');
  const meant = nearest(word, ['check', 'convert', 'help']);
  if (meant === undefined) return undefined;
  return { status: 1, stdout: '', stderr: `holdfast: there is no command '${word}'; did you mean '${meant}'?\n` };
}

function conclude({ status, stdout, stderr }: CommandEnd): void {
  // `holdfast check FILE | head` closes the pipe before all is written: that is no mistake.
  process.stdout.on('error', () => undefined);
  process.stderr.write(stderr);
  process.stdout.write(stdout);
  process.exitCode = status;
}

async function keepalivedCommand(argv: readonly string[]): Promise<void> {
  const { parseCommandLine } = await import('./command/cli.js');
  const parsed = parseCommandLine(argv, packageVersion());
  if (!parsed.ok) {
    process.stderr.write(`holdfast: ${parsed.error.message}\n`);
    process.exitCode = parsed.error.status;
    return;
  }
  const options = parsed.value;
  switch (options.action.kind) {
    case 'print':
      process[options.action.stream].write(options.action.text);
      return;
    case 'test':
      for (const notice of options.notices) process.stderr.write(`holdfast: ${notice}\n`);
      process.exitCode = (await import('./command/test-configuration.js')).testConfiguration(
        options,
        options.action.logFile,
      );
      return;
    case 'run':
      await runDaemon(options);
  }
}

async function runDaemon(given: Options): Promise<void> {
  // Monitoring may send them at any time, and their default is the end. The daemon listens later; one that goes to the
  // background, or to a network namespace, is started anew and ignores them from its first moment.
  (await import('../sys/signals.js')).ignoreRealTimeSignals();
  const { daemonStarter, leaveWorkingDirectory } = await import('../sys/daemonize.js');
  const starter = daemonStarter();
  const { goToBackground, withAbsolutePaths } = await import('./background.js');
  const { inNetNamespace } = await import('./net-namespace.js');
  const options = inNetNamespace(withAbsolutePaths(given, process.cwd()));
  if (!options.foreground && starter === undefined) {
    const end = await goToBackground();
    if (end.message !== undefined) process.stderr.write(`holdfast: ${end.message}\n`);
    process.exitCode = end.status;
    return;
  }
  const { Daemon } = await import('./daemon.js');
  if (starter !== undefined) leaveWorkingDirectory();
  await new Daemon(options, starter).run();
}

/** The version in package.json, which stands beside `dist`. */
function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
