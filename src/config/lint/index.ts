/**
 * The lints: settings that are valid and bite all the same. Each looks at one topic; none changes what `-t` ends with,
 * and none repeats what reading the files has said already.
 */
import { type Diagnostic, Diagnostics } from '../diagnostics.js';
import type { LoadedConfiguration } from '../load.js';
import type { ConfigurationPorts } from '../ports.js';
import { lintAddresses } from './addresses.js';
import { lintAnnouncements } from './announcements.js';
import { lintCharacters } from './characters.js';
import { lintElection } from './election.js';
import { lintForeignSyntax } from './foreign-syntax.js';
import { lintKernelSettings } from './kernel-settings.js';
import { lintLocalAddresses } from './local-addresses.js';
import { lintScripts } from './scripts.js';
import type { Lint, MachineLint } from './subject.js';
import { lintSyncGroups } from './sync-groups.js';
import { lintTiming } from './timing.js';
import { lintUnicast } from './unicast.js';
import { lintWeights } from './weights.js';

const LINTS: readonly Lint[] = [
  lintForeignSyntax,
  lintCharacters,
  lintElection,
  lintWeights,
  lintTiming,
  lintAnnouncements,
  lintAddresses,
  lintUnicast,
  lintScripts,
  lintSyncGroups,
];

const MACHINE_LINTS: readonly MachineLint[] = [lintLocalAddresses, lintKernelSettings];

/**
 * Warnings and notes beyond those of the reading, in the order of the files. `machine` is given when the configuration
 * is for the machine we are on: its addresses and kernel settings are then looked at, too. Empty when there was
 * nothing to read.
 */
export function lintConfiguration(loaded: LoadedConfiguration, machine?: ConfigurationPorts): readonly Diagnostic[] {
  const { examination, diagnostics: said } = loaded;
  if (examination === undefined) return [];
  const { settings, places, reading } = examination;
  const found = new Diagnostics(reading);
  const subject = { settings, places, said, found };
  for (const lint of LINTS) lint(subject);
  if (machine?.localAddresses !== undefined) for (const lint of MACHINE_LINTS) lint({ ...subject, machine });
  return found.all();
}
