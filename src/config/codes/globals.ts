/** Codes of `global_defs` and the top level. */
import type { CodeExplanation } from './explanation.js';

export const GLOBALS_CODES = {
  'group-scope': { cause: '', cure: '' },
  'instance-missing': { cause: '', cure: '' },
  'net-namespace-elsewhere': { cause: '', cure: '' },
  'net-namespace-twice': { cause: '', cure: '' },
  'router-id-missing': { cause: '', cure: '' },
  'umask-invalid': { cause: '', cure: '' },
} satisfies Readonly<Record<string, CodeExplanation>>;
