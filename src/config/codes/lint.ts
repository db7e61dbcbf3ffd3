/** Codes of settings that are valid and bite all the same. */
import type { CodeExplanation } from './explanation.js';

export const LINT_CODES = {} satisfies Readonly<Record<string, CodeExplanation>>;
