/** Weights, in the block of a tracker and in the lists of those that track it. */
import type { Weight } from '../../../vrrp/settings.js';
import { parseInteger } from '../../numbers.js';
import type { Statement, Word } from '../../parser.js';
import type { BuildContext } from '../context.js';
import { readLenientInteger } from '../values.js';

/** What a list of trackers takes for a weight. */
export interface WeightRule {
  /** How messages say the limits: `-heaviest` to `heaviest`. */
  readonly heaviest: number;
  /** What is read without complaint about the number; beyond `heaviest` it is corrected. */
  readonly readable: number;
  readonly flags: readonly string[];
}

/** `weight N [reverse]` of a tracker's own block; undefined: reported, and not to be used. */
export function readOwnWeight(statement: Statement, context: BuildContext): Weight | undefined {
  const option = statement.words[1];
  const weight = readLenientInteger(statement, context);
  if (option !== undefined && option.text !== 'reverse') {
    const text = `\`weight\` knows only \`reverse\`, not \`${option.text}\`; it is ignored`;
    context.diagnostics.error(option.at, 'option-unknown', text);
  }
  return weight === undefined ? undefined : { weight, reverse: option?.text === 'reverse' };
}

/** As `readOwnWeight`, once: keepalived keeps the first weight that is not the usual one. */
export function readWeightOnce(weight: Weight, usual: number, statement: Statement, context: BuildContext): Weight {
  if (weight.weight === usual) return readOwnWeight(statement, context) ?? weight;
  const text = `\`weight\` is ${weight.weight} already; the first one is kept`;
  context.diagnostics.error(statement.at, 'keyword-twice', text);
  return weight;
}

/** `[weight N [reverse | noreverse]]` after the name of a tracker; `given` is the tracker's own. */
export function readListedWeight(
  words: readonly Word[],
  rule: WeightRule,
  given: Weight,
  { diagnostics, test }: BuildContext,
): Weight {
  const [keyword, number, flag] = words;
  if (keyword === undefined) return given;
  if (keyword.text !== 'weight') {
    const text = `a tracker has no option \`${keyword.text}\`, only \`weight\`; it is ignored`;
    diagnostics.error(keyword.at, 'option-unknown', text);
    return given;
  }
  if (number === undefined) {
    diagnostics.error(keyword.at, 'option-value', '`weight` needs a number; it is ignored');
    return given;
  }
  let { weight, reverse } = given;
  const read = parseInteger(number.text, [-rule.readable, rule.readable]);
  const value = read.ok ? read.value : test ? undefined : read.error.prefix;
  if (value === undefined) {
    const text = `\`weight\` is -${rule.heaviest} to ${rule.heaviest}, not \`${number.text}\`; it is ignored`;
    diagnostics.error(number.at, 'weight-range', text, { class: 'invalid-number' });
  } else {
    if (!read.ok) {
      const text = `\`weight\` is a whole number, not \`${number.text}\`; ${value} is used`;
      diagnostics.warning(number.at, 'number-invalid', text, { class: 'invalid-number' });
    }
    weight = value;
    if (Math.abs(value) > rule.heaviest) {
      weight = Math.sign(value) * rule.heaviest;
      diagnostics.error(number.at, 'weight-range', `\`weight\` is at most ${rule.heaviest}; ${weight} is used`);
    }
  }
  if (flag !== undefined && rule.flags.includes(flag.text)) reverse = flag.text === 'reverse';
  else if (flag !== undefined) {
    const text = `\`weight\` takes ${rule.flags.map(one => `\`${one}\``).join(' or ')}, not \`${flag.text}\`; it is ignored`;
    diagnostics.error(flag.at, 'option-unknown', text);
  }
  return { weight, reverse };
}
