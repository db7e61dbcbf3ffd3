/** Codes of load balancing. */
import type { CodeExplanation } from './explanation.js';

export const LVS_CODES = {} satisfies Readonly<Record<string, CodeExplanation>>;
