/** Judges configurations and, when there are several, compares them as the nodes of one cluster. */
import { compareNodes } from '../../../config/compare/index.js';
import type { Diagnostic } from '../../../config/diagnostics.js';
import { lintConfiguration } from '../../../config/lint/index.js';
import { type LoadedConfiguration, loadConfiguration } from '../../../config/load.js';
import type { ConfigurationPorts } from '../../../config/ports.js';
import type { CheckedFile, CheckReport } from '../../../config/render/report.js';
import { type SupportGap, SupportGaps } from '../../../config/support.js';

/** One configuration to judge. */
export interface CheckRequest {
  readonly path: string;
  /** For `@ID` lines. */
  readonly configId: string;
}

export interface CheckOptions {
  readonly allIncludeChecks: boolean;
  readonly compares: boolean;
}

/** A configuration as it was read. */
interface Checked {
  readonly request: CheckRequest;
  readonly loaded: LoadedConfiguration;
  readonly gaps: readonly SupportGap[];
}

/** Every mistake in every file, what is valid and bites all the same, and what does not match between the files. */
export function checkFiles(
  requests: readonly CheckRequest[],
  machine: ConfigurationPorts,
  options: CheckOptions,
): CheckReport {
  const checked = requests.map(request => checkOne(request, machine, options));
  // Of several nodes at most one is this machine, and nobody says which.
  const here = machine.elsewhere === true || requests.length > 1 ? undefined : machine;
  const own = checked.flatMap(({ loaded }) => inOrder(loaded, lintConfiguration(loaded, here)));
  const nodes = checked.map(({ request, loaded }) => ({ name: nodeName(request, requests), loaded }));
  const { diagnostics, verdicts } = compareNodes(options.compares ? nodes : []);
  return { files: checked.map(fileOf), diagnostics: [...own, ...diagnostics], verdicts };
}

/** What each configuration uses that has no effect yet, in one list. */
export function listSupport(
  requests: readonly CheckRequest[],
  machine: ConfigurationPorts,
  options: CheckOptions,
): { readonly files: readonly CheckedFile[]; readonly gaps: readonly SupportGap[] } {
  const checked = requests.map(request => checkOne(request, machine, options));
  return { files: checked.map(fileOf), gaps: checked.flatMap(({ gaps }) => gaps) };
}

function checkOne(request: CheckRequest, machine: ConfigurationPorts, options: CheckOptions): Checked {
  const support = new SupportGaps();
  const loaded = loadConfiguration(request.path, machine, {
    configId: request.configId,
    test: true,
    allIncludeChecks: options.allIncludeChecks,
    observe: statement => support.observe(statement),
  });
  return { request, loaded, gaps: support.all(loaded.diagnostics) };
}

function fileOf({ request, loaded }: Checked): CheckedFile {
  const { unusable } = loaded;
  return {
    path: request.path,
    readable: loaded.examination !== undefined,
    starts: unusable === undefined,
    ...(unusable === undefined ? {} : { reason: unusable }),
  };
}

/** One file may be checked twice, for two nodes. */
function nodeName({ path, configId }: CheckRequest, all: readonly CheckRequest[]): string {
  return all.filter(one => one.path === path).length > 1 ? `${path} (${configId})` : path;
}

/** What was found in reading and what was found by looking again, line by line. */
function inOrder(
  { diagnostics, examination }: LoadedConfiguration,
  found: readonly Diagnostic[],
): readonly Diagnostic[] {
  if (found.length === 0) return diagnostics;
  const order = new Map((examination?.settings.files ?? []).map((file, i) => [file, i]));
  const rank = ({ at, code }: Diagnostic): number => {
    if (code === 'too-many-diagnostics') return Number.POSITIVE_INFINITY;
    return at === undefined ? -1 : (order.get(at.file) ?? 0);
  };
  return [...diagnostics, ...found].sort(
    (a, b) =>
      compareNumbers(rank(a), rank(b)) ||
      (a.at?.line ?? 0) - (b.at?.line ?? 0) ||
      (a.at?.column ?? 0) - (b.at?.column ?? 0),
  );
}

/** Two infinities are equal, and their difference is no number. */
function compareNumbers(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
