/** Codes of scripts and notifications. */
import type { CodeExplanation } from './explanation.js';

export const SCRIPTS_CODES = {
  'notify-twice': { cause: '', cure: '' },
  'script-insecure': { cause: '', cure: '' },
  'script-missing': { cause: '', cure: '' },
  'script-path-searched': { cause: '', cure: '' },
  'script-quote': { cause: '', cure: '' },
  'script-security': { cause: '', cure: '' },
  'script-unusable': { cause: '', cure: '' },
  'script-unused': { cause: '', cure: '' },
  'script-user-missing': { cause: '', cure: '' },
  'script-user-unknown': { cause: '', cure: '' },
} satisfies Readonly<Record<string, CodeExplanation>>;
