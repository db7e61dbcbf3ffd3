/** Every code a diagnostic may carry, with its cause and cure. A code is stable: tools and people search for it. */
import { AUTHENTICATION_CODES } from './authentication.js';
import { CHECKERS_CODES } from './checkers.js';
import { COMPARE_CODES } from './compare.js';
import type { CodeExplanation } from './explanation.js';
import { GLOBALS_CODES } from './globals.js';
import { LEXICAL_CODES } from './lexical.js';
import { LINT_CODES } from './lint.js';
import { LVS_CODES } from './lvs.js';
import { ROUTING_CODES } from './routing.js';
import { SCRIPTS_CODES } from './scripts.js';
import { TRACKERS_CODES } from './trackers.js';
import { VRRP_CODES } from './vrrp.js';
import { YAML_CODES } from './yaml.js';

export const CODES = {
  ...LEXICAL_CODES,
  ...GLOBALS_CODES,
  ...SCRIPTS_CODES,
  ...VRRP_CODES,
  ...AUTHENTICATION_CODES,
  ...TRACKERS_CODES,
  ...ROUTING_CODES,
  ...LVS_CODES,
  ...CHECKERS_CODES,
  ...LINT_CODES,
  ...COMPARE_CODES,
  ...YAML_CODES,
};

/** The name of a kind of diagnostic. */
export type DiagnosticCode = keyof typeof CODES;

/** Codes that are about the same thing. */
export interface CodeArea {
  readonly title: string;
  readonly codes: Readonly<Record<string, CodeExplanation>>;
}

/** The same codes by what they are about. */
export const CODE_AREAS: readonly CodeArea[] = [
  { title: 'Language, lines and files', codes: LEXICAL_CODES },
  { title: 'Global settings', codes: GLOBALS_CODES },
  { title: 'Scripts and notifications', codes: SCRIPTS_CODES },
  { title: 'VRRP', codes: VRRP_CODES },
  { title: 'Authentication of adverts', codes: AUTHENTICATION_CODES },
  { title: 'Trackers, groups and BFD', codes: TRACKERS_CODES },
  { title: 'Addresses, routes and rules', codes: ROUTING_CODES },
  { title: 'Load balancing', codes: LVS_CODES },
  { title: 'Health checks', codes: CHECKERS_CODES },
  { title: 'Valid settings that bite', codes: LINT_CODES },
  { title: 'Nodes that do not match', codes: COMPARE_CODES },
  { title: 'The YAML form', codes: YAML_CODES },
];

/** The explanation of a code, or undefined when there is none of this name. */
export function explainCode(code: string): CodeExplanation | undefined {
  return Object.hasOwn(CODES, code) ? (CODES as Readonly<Record<string, CodeExplanation>>)[code] : undefined;
}
