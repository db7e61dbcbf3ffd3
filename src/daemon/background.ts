/** keepalived goes to the background unless told `-n`; this is the part that stays in front until the daemon runs. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type DaemonProgram, startDaemon, thisProgram } from '../sys/daemonize.js';
import type { Options } from './command/cli.js';

export interface BackgroundEnd {
  /** Exit status for the process in front: 0 only when the daemon runs and its pid file is there. */
  readonly status: number;
  /** For stderr; undefined when there is nothing to say. */
  readonly message?: string;
}

/** Starts the daemon and waits until it has started or failed. */
export async function goToBackground(program: DaemonProgram = thisProgram()): Promise<BackgroundEnd> {
  const outcome = await startDaemon(program);
  if (outcome.kind === 'failed') {
    return { status: outcome.status, ...(outcome.text !== '' && { message: outcome.text }) };
  }
  if (!existsSync(outcome.pidFile)) {
    const what = `the daemon started (pid ${outcome.pid}) but its pid file ${outcome.pidFile} is not there`;
    return { status: 1, message: what };
  }
  return { status: 0 };
}

/** The same options with every path absolute, so that a daemon which has left for `/` still finds its files. */
export function withAbsolutePaths(options: Options, directory: string): Options {
  const { pidFile, vrrpPidFile } = options;
  return {
    ...options,
    configFile: resolve(directory, options.configFile),
    ...(pidFile !== undefined && { pidFile: resolve(directory, pidFile) }),
    ...(vrrpPidFile !== undefined && { vrrpPidFile: resolve(directory, vrrpPidFile) }),
  };
}
