/** The program: what the command line asks for, and the life of the daemon from start to exit status. */
import { readFileSync } from 'node:fs';
import { daemonStarter, leaveWorkingDirectory } from '../sys/daemonize.js';
import { goToBackground, withAbsolutePaths } from './background.js';
import { parseCommandLine } from './cli.js';
import { Daemon } from './daemon.js';
import { testConfiguration } from './read-configuration.js';

/** Reads the arguments behind the program's name, and does what they say. Sets the exit status. */
export async function main(argv: readonly string[]): Promise<void> {
  const starter = daemonStarter();
  const parsed = parseCommandLine(argv, packageVersion());
  if (!parsed.ok) {
    process.stderr.write(`holdfast: ${parsed.error.message}\n`);
    process.exitCode = parsed.error.status;
    return;
  }
  const options = withAbsolutePaths(parsed.value, process.cwd());
  switch (options.action.kind) {
    case 'print':
      process[options.action.stream].write(options.action.text);
      return;
    case 'test':
      for (const notice of options.notices) process.stderr.write(`holdfast: ${notice}\n`);
      process.exitCode = testConfiguration(options, options.action.logFile);
      return;
    case 'run':
      if (!options.foreground && starter === undefined) {
        const end = await goToBackground();
        if (end.message !== undefined) process.stderr.write(`holdfast: ${end.message}\n`);
        process.exitCode = end.status;
        return;
      }
      if (starter !== undefined) leaveWorkingDirectory();
      await new Daemon(options, starter).run();
  }
}

/** The version in package.json, which stands beside `dist`. */
function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
