/** `garp_extra_if` of an instance and `vrrp_garp_extra_if`, its default: `[all] SECONDS`. */
import { type Duration, seconds } from '../../../base/duration.js';
import type { ExtraGarpSettings } from '../../../vrrp/settings.js';
import { parseInteger } from '../../numbers.js';
import type { Statement } from '../../parser.js';
import type { BuildContext } from '../context.js';
import { reportNumber } from '../values.js';

/** The last number, whole seconds within the limits of the row, 0 being none; undefined: reported, and not to be used. */
export function readExtraGarp(
  { row, words, at }: Statement,
  { diagnostics }: BuildContext,
): ExtraGarpSettings | undefined {
  const numbers = words.filter(({ text }) => text !== 'all');
  let interval: Duration | undefined;
  for (const word of numbers) {
    const read = parseInteger(word.text, row.range!);
    if (!read.ok) {
      reportNumber(row, word, read.error, diagnostics);
      return undefined;
    }
    interval = seconds(read.value);
  }
  if (interval === undefined) {
    const text = `\`${row.name}\` needs a number of seconds; the line is ignored`;
    diagnostics.error(at, 'option-value', text, { hint: `write for example \`${row.name} all 60\`` });
    return undefined;
  }
  return { all: numbers.length < words.length, interval };
}
