/** `FILE_CHECK`: what the number in a file says of a server. */
import type { FileCheck } from './settings.js';

const INT_MAX = 2_147_483_647;
const INT_MIN = -2_147_483_648;

/** `weight` is added to the configured weight of the server, and may be negative. */
export interface FileVerdict {
  readonly up: boolean;
  readonly weight: number;
}

/** With weight 0 the number is a switch: not 0 is down, or with `reverse` 0 is. Otherwise it is a factor. */
export function judgeFile({ weight, reverse }: Pick<FileCheck, 'weight' | 'reverse'>, value: number): FileVerdict {
  if (weight === 0) return { up: (value === 0) !== reverse, weight: 0 };
  const product = value * (reverse ? -weight : weight);
  if (product <= INT_MIN) return { up: false, weight: 0 };
  // Adding 0 makes 0 of -0.
  return { up: true, weight: Math.min(product, INT_MAX) + 0 };
}
