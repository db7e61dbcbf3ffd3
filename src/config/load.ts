/** The front door: a path to settings, diagnostics, and whether the daemon may run with them. */
import { BuildContext } from './build/context.js';
import { SettingsBuilder } from './build/settings.js';
import { type Diagnostic, Diagnostics, exitStatus } from './diagnostics.js';
import { ALL_CHECKS, IncludeFiles, NO_CHECKS } from './include.js';
import { ROOT } from './keywords/root.js';
import { parse } from './parser.js';
import type { ConfigurationPorts } from './ports.js';
import type { Settings } from './settings.js';
import { Source } from './source.js';

export interface LoadOptions {
  /** What `@ID` lines are compared with; keepalived takes the host name up to its first dot unless `-i` is given. */
  readonly configId: string;
  /** `-t`: some mistakes count only then. */
  readonly test: boolean;
  /** `-e`: every include check is on from the start. */
  readonly allIncludeChecks?: boolean;
  /** `-s`: overrides `net_namespace`. */
  readonly netNamespace?: string;
}

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
  for (const file of [...mainFiles].reverse()) source.push(file);
  const context = new BuildContext(diagnostics, ports, options.test, options.netNamespace);
  context.expectNamespace(expectedNamespace);
  const builder = new SettingsBuilder(context);
  parse(source, ROOT, includes, diagnostics, statement => builder.add(statement));
  if (builder.namespaceComesLate) return readOnce(path, ports, options, context.globals.netNamespace);
  const settings = builder.finish(includes.files);
  const all = diagnostics.all();
  const status = exitStatus(all);
  if (mainFiles.length === 0) {
    return {
      diagnostics: all,
      exitStatus: status,
      unusable: all[0]?.text ?? `nothing to read at ${path}`,
      startStatus: 6,
    };
  }
  const unusable = firstReason(all, context.unusable);
  if (unusable === undefined) return { settings, diagnostics: all, exitStatus: status, startStatus: 0 };
  return { diagnostics: all, exitStatus: status, unusable, startStatus: status === 6 && failedInclude(all) ? 6 : 2 };
}

function failedInclude(diagnostics: readonly Diagnostic[]): Diagnostic | undefined {
  return diagnostics.find(({ code }) => code === 'checked-include-failed');
}

function firstReason(diagnostics: readonly Diagnostic[], refused: readonly string[]): string | undefined {
  const missing = diagnostics.find(one => one.class === 'missing-parameter');
  return failedInclude(diagnostics)?.text ?? missing?.text ?? refused[0];
}
