/**
 * Going to the background. Node cannot fork itself, so the daemon is started anew: same program and arguments, its own
 * session, `/dev/null` for stdio. Until it has told over a private channel that it runs (or why not), the one who
 * started it waits, so that an init script or a `Type=forking` unit learns the truth from the exit status.
 */
import { spawn } from 'node:child_process';

/** Marks the started process; removed from the environment before anything else sees it. */
const MARK = 'HOLDFAST_BACKGROUND';

/** What the daemon tells the one who started it. */
export type StartReport =
  | { readonly kind: 'started'; readonly pidFile: string }
  | { readonly kind: 'failed'; readonly status: number; readonly text: string };

/** How the start of the daemon ended, as its starter saw it. */
export type StartOutcome =
  | { readonly kind: 'started'; readonly pid: number; readonly pidFile: string }
  | { readonly kind: 'failed'; readonly status: number; readonly text: string };

export interface DaemonProgram {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

/** This very program with its arguments and Node's own. */
export function thisProgram(): DaemonProgram {
  return { file: process.execPath, args: [...process.execArgv, ...process.argv.slice(1)], environment: process.env };
}

/** Starts the daemon and settles when it has reported or is gone. Never rejects. */
export function startDaemon(program: DaemonProgram): Promise<StartOutcome> {
  return new Promise(resolve => {
    const child = spawn(program.file, program.args, {
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: { ...program.environment, [MARK]: '1' },
      serialization: 'json',
    });
    const settle = (outcome: StartOutcome) => {
      child.removeAllListeners();
      if (child.connected) child.disconnect();
      child.unref();
      resolve(outcome);
    };
    child.once('error', reason => {
      settle({ kind: 'failed', status: 1, text: `the daemon could not be started: ${reason.message}` });
    });
    child.once('message', message => {
      const report = message as StartReport;
      settle(report.kind === 'started' ? { ...report, pid: child.pid ?? 0 } : report);
    });
    // `close` comes after the last message of the channel, `exit` may come before it.
    child.once('close', (status, signal) => {
      const how = signal === null ? `with status ${status}` : `by ${signal}`;
      settle({ kind: 'failed', status: status || 1, text: `the daemon ended ${how} before it had started` });
    });
  });
}

/**
 * In the daemon: the channel to its starter; undefined when this process was not started by `startDaemon`. Call it once,
 * early: it takes the mark out of the environment.
 */
export function daemonStarter(): { report(report: StartReport): Promise<void> } | undefined {
  const isMarked = process.env[MARK] !== undefined;
  delete process.env[MARK];
  if (!isMarked || process.send === undefined) return undefined;
  // A starter that was interrupted is no reason to stop; and the channel must not keep us running.
  process.channel?.unref();
  return {
    report: report =>
      new Promise(resolve => {
        if (!process.connected || process.send === undefined) return resolve();
        process.send(report, undefined, undefined, () => {
          if (process.connected) process.disconnect();
          resolve();
        });
      }),
  };
}

/** The daemon holds no mount busy and creates nothing by accident where it was started. Relative paths must be resolved before. */
export function leaveWorkingDirectory(): void {
  process.chdir('/');
}
