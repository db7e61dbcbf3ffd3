/** Short commands: `ip`, `nsenter`, `kill`. Long-lived processes are in process.ts. */
import { execFile, execFileSync } from 'node:child_process';

/** Runs a command to its end and answers its standard output; the error of a failure names the command and its words. */
export function run(argv: readonly string[], input?: string): Promise<string> {
  const [file, ...args] = argv as [string, ...string[]];
  return new Promise((resolve, reject) => {
    const child = execFile(file, args, { maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else
        reject(new Error(`${argv.join(' ')}: ${stderr.trim() || error.message}${input ? `\ngiven:\n${input}` : ''}`));
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
