/** Reads the configuration with the real world behind it. */
import { hostname } from 'node:os';
import { convertConfiguration } from '../config/convert/convert.js';
import { type LoadedConfiguration, loadConfiguration } from '../config/load.js';
import { thisMachine } from '../sys/machine.js';
import type { Options } from './command/cli.js';

/** Reads and judges what `-f` names. Never throws for anything in a file. */
export function readConfiguration(options: Options, test: boolean): LoadedConfiguration {
  return loadConfiguration(options.configFile, thisMachine(), {
    configId: configIdOf(options),
    test,
    allIncludeChecks: options.checksIncludes,
    ...(options.netNamespace !== undefined && { netNamespace: options.netNamespace }),
  });
}

/** What `@ID` lines are compared with. keepalived: the node name up to its first dot, unless -i says otherwise. */
export function configIdOf({ configId }: Options): string {
  return configId ?? hostname().split('.')[0] ?? '';
}

/** The same as one text with nothing left to resolve; undefined when it cannot be had. The files are read again for it. */
export function configurationText(options: Options): string | undefined {
  const { text } = convertConfiguration(options.configFile, thisMachine(), {
    to: 'keepalived',
    configId: configIdOf(options),
  });
  return text;
}
