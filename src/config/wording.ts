/** Lists and numbers as sentences have them. */
import { type Duration, toSeconds } from '../base/duration.js';

/** `a`, `a and b`, `a, b and c`; of more than `most`, the first ones and how many follow. */
export function listed(names: readonly string[], most = 8): string {
  const shown = names.length > most ? [...names.slice(0, most - 1), `${names.length - most + 1} more`] : names;
  return shown.length === 0 ? 'none' : joined(shown, 'and');
}

/** `a`, `a or b`, `a, b or c` */
export function oneOf(choices: readonly string[]): string {
  return joined(choices, 'or');
}

/** `3.6 s`, with no more decimals than it has. */
export function secondsText(duration: Duration): string {
  return `${Math.round(toSeconds(duration) * 1_000) / 1_000} s`;
}

function joined(parts: readonly string[], conjunction: string): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} ${conjunction} ${parts.at(-1)}`;
}
