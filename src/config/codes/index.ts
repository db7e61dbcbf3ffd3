/** Every code a diagnostic may carry, with its cause and cure. A code is stable: tools and people search for it. */
import { COMPARE_CODES } from './compare.js';
import type { CodeExplanation } from './explanation.js';
import { GLOBALS_CODES } from './globals.js';
import { LEXICAL_CODES } from './lexical.js';
import { LINT_CODES } from './lint.js';
import { LVS_CODES } from './lvs.js';
import { ROUTING_CODES } from './routing.js';
import { SCRIPTS_CODES } from './scripts.js';
import { VRRP_CODES } from './vrrp.js';
import { YAML_CODES } from './yaml.js';

export const CODES = {
  ...LEXICAL_CODES,
  ...GLOBALS_CODES,
  ...SCRIPTS_CODES,
  ...VRRP_CODES,
  ...ROUTING_CODES,
  ...LVS_CODES,
  ...LINT_CODES,
  ...COMPARE_CODES,
  ...YAML_CODES,
};

export type DiagnosticCode = keyof typeof CODES;

/** The explanation of a code, or undefined when there is none of this name. */
export function explainCode(code: string): CodeExplanation | undefined {
  return (CODES as Readonly<Record<string, CodeExplanation>>)[code];
}
