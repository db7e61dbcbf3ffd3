/** What a lint looks at, and where it says what it found. */
import { type Duration, toSeconds } from '../../base/duration.js';
import type { Diagnostic, Diagnostics } from '../diagnostics.js';
import type { Places } from '../places.js';
import type { ConfigurationPorts } from '../ports.js';
import type { Settings } from '../settings.js';

/** The configuration of one node, read and built. */
export interface Subject {
  readonly settings: Settings;
  readonly places: Places;
  /** What the reading has said already: not to be said again. */
  readonly said: readonly Diagnostic[];
  /** Takes what is found, and knows the text of the files. */
  readonly found: Diagnostics;
}

/** A subject that is meant for the machine we are on. */
export interface SubjectHere extends Subject {
  readonly machine: ConfigurationPorts;
}

/** Looks at one topic. Never changes anything, never throws for anything in a file. */
export type Lint = (subject: Subject) => void;

/** The same for a topic that needs the machine. */
export type MachineLint = (subject: SubjectHere) => void;

/** `3.6 s`, with no more decimals than it has. */
export function inSeconds(duration: Duration): string {
  return `${Math.round(toSeconds(duration) * 1_000) / 1_000} s`;
}

/** `a`, `a and b`, `a, b and c`; of more than `most`, the first ones and how many follow. */
export function listed(names: readonly string[], most = 8): string {
  const shown = names.length > most ? [...names.slice(0, most - 1), `${names.length - most + 1} more`] : names;
  return shown.length < 2 ? (shown[0] ?? 'none') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
