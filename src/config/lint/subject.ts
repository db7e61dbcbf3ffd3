/** What a lint looks at, and where it says what it found. */
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
