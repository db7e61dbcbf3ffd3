/** The front door: a path to settings, diagnostics, and whether the daemon may run with them. */
import { deepFreeze } from '../base/freeze.js';
import { BuildContext } from './build/context.js';
import { SettingsBuilder } from './build/settings.js';
import { type Diagnostic, Diagnostics, exitStatus } from './diagnostics.js';
import { ALL_CHECKS, IncludeFiles, NO_CHECKS } from './include.js';
import type { Statement } from './parser.js';
import { Places } from './places.js';
import type { ConfigurationPorts } from './ports.js';
import { readStatements } from './read-statements.js';
import type { Settings } from './settings.js';
import { Source } from './source.js';

/** How a configuration is to be read. */
export interface LoadOptions {
  /** What `@ID` lines are compared with; keepalived takes the host name up to its first dot unless `-i` is given. */
  readonly configId: string;
  /** `-t`: some mistakes count only then. */
  readonly test: boolean;
  /** `-e`: every include check is on from the start. */
  readonly allIncludeChecks?: boolean;
  /** `-s`: overrides `net_namespace`. */
  readonly netNamespace?: string;
  /** Sees every statement of the top level before it is built; a file that has to be read twice shows them twice. */
  readonly observe?: (statement: Statement) => void;
}

/** What a look beyond the rules needs; it is there even when the daemon must not run with the configuration. */
export interface Examination {
  /** As far as they could be built: an instance that cannot run at all is not among them. */
  readonly settings: Settings;
  readonly places: Places;
  /** Of the reading: the text of the files, and an empty collection made from it says more about them. */
  readonly reading: Diagnostics;
}

/** What came of a configuration. */
export interface LoadedConfiguration {
  /** Absent when the daemon must not run with this configuration. */
  readonly settings?: Settings;
  readonly diagnostics: readonly Diagnostic[];
  /** What `-t` ends with. */
  readonly exitStatus: number;
  /** Why the daemon must not start; a normal start lives with every other mistake, as keepalived's does. */
  readonly unusable?: string;
  /** The daemon's exit status when it is unusable: 2 a configuration error, 6 nothing to read or a failed include. */
  readonly startStatus: number;
  /** Absent when there was nothing to read. */
  readonly examination?: Examination;
}

/** Reads and judges the configuration at `path`, which may be a pattern. Never throws for anything in a file. */
export function loadConfiguration(path: string, ports: ConfigurationPorts, options: LoadOptions): LoadedConfiguration {
  return readOnce(path, ports, options, undefined);
}

function readOnce(
  path: string,
  ports: ConfigurationPorts,
  options: LoadOptions,
  expectedNamespace: string | undefined,
): LoadedConfiguration {
  const diagnostics = new Diagnostics();
  const includes = new IncludeFiles(ports, diagnostics, options.allIncludeChecks === true ? ALL_CHECKS : NO_CHECKS);
  const mainFiles = includes.openMain(path);
  const source = new Source(ports, diagnostics, options.configId, includes);
  const context = new BuildContext(diagnostics, ports, options.test, options.netNamespace);
  context.expectNamespace(expectedNamespace);
  const builder = new SettingsBuilder(context);
  readStatements(mainFiles, source, {
    includes,
    diagnostics,
    consume: statement => {
      options.observe?.(statement);
      builder.add(statement);
    },
    refuse: reason => context.refuse(reason),
  });
  if (builder.namespaceComesLate) return readOnce(path, ports, options, context.globals.netNamespace);
  const settings = deepFreeze(builder.finish(includes.files));
  const all = diagnostics.all();
  const status = context.namespaceMissing ? statusWithoutNamespace(all) : exitStatus(all);
  if (mainFiles.length === 0) {
    return {
      diagnostics: all,
      exitStatus: status,
      unusable: all[0]?.text ?? `nothing to read at ${path}`,
      startStatus: 6,
    };
  }
  const unusable = firstReason(all, context.unusable);
  const examination = { settings, places: new Places(context.drafts), reading: diagnostics };
  const read = { diagnostics: all, exitStatus: status, examination };
  if (unusable === undefined) return { ...read, settings, startStatus: 0 };
  return { ...read, unusable, startStatus: status === 6 && failedInclude(all) ? 6 : 2 };
}

/** keepalived reads the globals, cannot go to the namespace, and tests no further: what ends it at once has done so. */
function statusWithoutNamespace(diagnostics: readonly Diagnostic[]): number {
  const status = exitStatus(diagnostics);
  return status === 2 || failedInclude(diagnostics) !== undefined ? status : 0;
}

function failedInclude(diagnostics: readonly Diagnostic[]): Diagnostic | undefined {
  return diagnostics.find(({ code }) => code === 'checked-include-failed');
}

function firstReason(diagnostics: readonly Diagnostic[], refused: readonly string[]): string | undefined {
  const missing = diagnostics.find(one => one.class === 'missing-parameter');
  return failedInclude(diagnostics)?.text ?? missing?.text ?? refused[0];
}
