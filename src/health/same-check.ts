/** Which check of the old configuration is which of the new one. */
import { isDeepStrictEqual } from 'node:util';
import type { CheckSettings } from './settings.js';

/**
 * Whether two checks ask the same thing of the same place. Then the second one goes on with what the first one knows:
 * its verdict, its forgiven failures, its failed URL. How often and how patiently they ask does not matter.
 */
export function isSameCheck(a: CheckSettings, b: CheckSettings): boolean {
  return a.kind === b.kind && isDeepStrictEqual(question(a), question(b));
}

/** What is asked, and of whom. */
function question(check: CheckSettings): object {
  switch (check.kind) {
    case 'misc': {
      const { schedule: _, timeout: __, ...rest } = check;
      return rest;
    }
    case 'file':
      return { file: check.file };
    case 'bfd':
      return { session: check.session };
    default: {
      const { schedule: _, target, ...rest } = check;
      const { timeout: __, ...place } = target;
      return { ...rest, place };
    }
  }
}
