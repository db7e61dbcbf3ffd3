/** Modules of the kernel, loaded with the program that the kernel itself would call. */
import { readFileSync } from 'node:fs';
import { seconds } from '../base/duration.js';
import { type ProcessResult, runProcess } from './process.js';

/** Loading may wait for a slow disk. */
const PATIENCE = seconds(30);

/** Loads a module; answers why it could not. Starts a process: not for a thread that sends adverts. */
export async function loadKernelModule(name: string): Promise<string | undefined> {
  const program = modprobePath();
  const process = runProcess({ command: [program, '-s', name], timeout: PATIENCE });
  return failure(`${program} ${name}`, await process.result);
}

/** Kernel documentation, sysctl kernel.modprobe: empty where no module is to be loaded automatically. */
function modprobePath(): string {
  try {
    return readFileSync('/proc/sys/kernel/modprobe', 'utf8').trim() || 'modprobe';
  } catch {
    return 'modprobe';
  }
}

function failure(command: string, { exit, signal, timedOut, error }: ProcessResult): string | undefined {
  if (error !== undefined) return `\`${command}\` could not be started: ${error}`;
  if (timedOut) return `\`${command}\` took too long`;
  if (signal !== undefined) return `\`${command}\` was ended by ${signal}`;
  return exit === 0 ? undefined : `\`${command}\` ended with status ${exit}`;
}
