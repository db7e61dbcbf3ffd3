/** Codes of nodes that do not match. */
import type { CodeExplanation } from './explanation.js';

export const COMPARE_CODES = {} satisfies Readonly<Record<string, CodeExplanation>>;
