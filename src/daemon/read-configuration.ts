/** Reads the configuration with the real world behind it. */
import { hostname } from 'node:os';
import { type LoadedConfiguration, loadConfiguration } from '../config/load.js';
import { thisMachine } from '../sys/machine.js';
import type { Options } from './command/cli.js';

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
