/** What the subcommands (`check`, `help`, `convert`) have in common: they answer, and the process prints and ends. */
import { readFileSync } from 'node:fs';
import type { ConfigurationPorts } from '../../config/ports.js';
import { thisMachine } from '../../sys/machine.js';

/** What a command has to say, and how the process ends. */
export interface CommandEnd {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command needs from the process around it. */
export interface CommandPorts {
  readonly machine: ConfigurationPorts;
  /** Standard output is one. */
  readonly isTerminal: boolean;
  /** All of standard input; it may throw. */
  readStandardInput(): Uint8Array;
}

/** The real world. */
export function processPorts(): CommandPorts {
  return {
    machine: thisMachine(),
    isTerminal: process.stdout.isTTY === true,
    readStandardInput: () => readFileSync(0),
  };
}
