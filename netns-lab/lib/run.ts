/** Short commands: `ip`, `nsenter`, `kill`. Long-lived processes are in process.ts. */
import { execFile, execFileSync } from 'node:child_process';
import { SLOWNESS } from './eventually.js';
import { Shell } from './shell.js';

let shell: Shell | undefined;

/** Runs a command to its end and answers its standard output; the error of a failure names the command and its words. */
export async function run(argv: readonly string[], input?: string): Promise<string> {
  if (SLOWNESS === 1) return runDirectly(argv, input);
  shell ??= new Shell();
  const { status, stdout, stderr } = await shell.run(argv, input ?? '');
  if (status === 0) return stdout;
  throw new Error(failure(argv, stderr.trim() || `it ended with status ${status}`, input));
}

const failure = (argv: readonly string[], words: string, input?: string) =>
  `${argv.join(' ')}: ${words}${input ? `\ngiven:\n${input}` : ''}`;

function runDirectly(argv: readonly string[], input?: string): Promise<string> {
  const [file, ...args] = argv as [string, ...string[]];
  return new Promise((resolve, reject) => {
    const child = execFile(file, args, { maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(failure(argv, stderr.trim() || error.message, input)));
    });
    child.stdin?.on('error', () => {}); // a command that ends early says so by its status
    child.stdin?.end(input ?? '');
  });
}

/** As `run`, but waits; only for the way out (signals, exit), where nothing asynchronous would be finished. */
export function runNow(argv: readonly string[]): string {
  const [file, ...args] = argv as [string, ...string[]];
  try {
    return execFileSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return ''; // what is to be removed may be gone already
  }
}
