/** The first deed of a daemon: going to the network namespace it is for. Later there are threads and sockets. */
import { wantedNetNamespace } from '../config/net-namespace.js';
import { restartInNetNamespace } from '../sys/enter-namespace.js';
import { thisMachine } from '../sys/machine.js';
import { isInNetNamespace } from '../sys/net-namespace.js';
import type { Options } from './command/cli.js';
import { configIdOf } from './read-configuration.js';

/**
 * The options, in a process that is where they, or else the configuration, want it: it may have been replaced by itself
 * on the way. Where it cannot be taken there, the options say why, and the reading of the configuration refuses to start.
 */
export function inNetNamespace(options: Options): Options {
  const { netNamespace, checksIncludes } = options;
  const name = wantedNetNamespace(options.configFile, thisMachine(), {
    configId: configIdOf(options),
    allIncludeChecks: checksIncludes,
    ...(netNamespace !== undefined && { netNamespace }),
  });
  if (name === undefined || isInNetNamespace(name)) return options;
  const why = restartInNetNamespace(name);
  return { ...options, notices: [...options.notices, `cannot go to the network namespace ${name}: ${why}`] };
}
