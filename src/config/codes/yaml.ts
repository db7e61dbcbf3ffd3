/** Codes of the YAML form. */
import type { CodeExplanation } from './explanation.js';

export const YAML_CODES = {} satisfies Readonly<Record<string, CodeExplanation>>;
