/** Reads the configuration with the real world behind it. */
import { appendFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { renderDiagnostic } from '../config/diagnostics.js';
import { type LoadedConfiguration, loadConfiguration } from '../config/load.js';
import { thisMachine } from '../sys/machine.js';
import type { Options } from './cli.js';

/** Reads and judges what `-f` names. Never throws for anything in a file. */
export function readConfiguration(options: Options, test: boolean): LoadedConfiguration {
  return loadConfiguration(options.configFile, thisMachine(), {
    // keepalived: the node name up to its first dot, unless -i says otherwise
    configId: options.configId ?? hostname().split('.')[0] ?? '',
    test,
    allIncludeChecks: options.checksIncludes,
    ...(options.netNamespace !== undefined && { netNamespace: options.netNamespace }),
  });
}

/** `-t`: says every mistake on stderr, or appends it to `logFile`; answers the exit status. */
export function testConfiguration(options: Options, logFile: string | undefined): number {
  const { diagnostics, exitStatus } = readConfiguration(options, true);
  const text = diagnostics.map(diagnostic => `${renderDiagnostic(diagnostic)}\n`).join('');
  if (logFile === undefined) {
    process.stderr.write(text);
    return exitStatus;
  }
  try {
    appendFileSync(logFile, text);
  } catch (error) {
    process.stderr.write(`${text}holdfast: cannot write to ${logFile}: ${String(error)}\n`);
  }
  return exitStatus;
}
