/** The network namespace a configuration asks for, found without building any of the rest. */
import { Diagnostics } from './diagnostics.js';
import { ALL_CHECKS, IncludeFiles, NO_CHECKS } from './include.js';
import type { LoadOptions } from './load.js';
import type { ConfigurationPorts } from './ports.js';
import { readStatements } from './read-statements.js';
import { Source } from './source.js';

/** Words without which no line of a file can lead to the keyword. */
const LEADS = ['net_namespace', 'include'];

/**
 * The name behind the first `net_namespace`, or that of the command line; undefined: the process stays where it is.
 * What is wrong with the configuration is for its real reading to say.
 */
export function wantedNetNamespace(
  path: string,
  ports: ConfigurationPorts,
  options: Pick<LoadOptions, 'configId' | 'allIncludeChecks' | 'netNamespace'>,
): string | undefined {
  if (options.netNamespace !== undefined) return options.netNamespace;
  const diagnostics = new Diagnostics();
  const includes = new IncludeFiles(ports, diagnostics, options.allIncludeChecks === true ? ALL_CHECKS : NO_CHECKS);
  const mainFiles = includes.openMain(path);
  // Most configurations name none, and then there is no need to read them twice.
  if (!mainFiles.some(({ text }) => LEADS.some(word => text.includes(word)))) return undefined;
  const source = new Source(ports, diagnostics, options.configId, includes);
  let wanted: string | undefined;
  readStatements(mainFiles, source, {
    includes,
    diagnostics,
    consume: ({ row, words }) => {
      if (row.name === 'net_namespace') wanted ??= words[0]?.text;
    },
    refuse: () => undefined,
  });
  return wanted;
}
