/** `FILE_CHECK`: the number in a tracked file takes the server down or moves its weight. */
import type { FileCheck } from '../../../../health/settings.js';
import type { Weight } from '../../../../vrrp/settings.js';
import { didYouMean } from '../../../hint.js';
import { parseInteger } from '../../../numbers.js';
import type { Statement } from '../../../parser.js';
import type { Apply, BuildContext } from '../../context.js';
import { reportBadNumber } from '../../values.js';

/** A `FILE_CHECK` that was read. */
export interface FileCheckDraft {
  readonly kind: 'file';
  readonly file: string;
  readonly weight: Weight;
}

interface Reading {
  file?: string;
  fileWeight?: Weight;
  weight?: Weight;
}

/** What each keyword of `FILE_CHECK` does. */
export const APPLY_FILE_CHECK: Apply<Reading> = {
  track_file: readTrackFile,
  weight: readWeight,
};

/** Undefined without a file to read, which has been reported. */
export function readFileCheck(statement: Statement, context: BuildContext): FileCheckDraft | undefined {
  const reading: Reading = {};
  context.applyAll(statement.body, reading, APPLY_FILE_CHECK);
  const { file, fileWeight, weight = fileWeight } = reading;
  if (file !== undefined && weight !== undefined) return { kind: 'file', file, weight };
  const text = '`FILE_CHECK` has no usable `track_file`; the checker is dropped';
  context.diagnostics.error(statement.end, 'file-check-missing', text);
  return undefined;
}

/** The check as it will be done. */
export function finishFileCheck({ file, weight }: FileCheckDraft): FileCheck {
  return { kind: 'file', file, weight: weight.weight, reverse: weight.reverse };
}

function readTrackFile(draft: Reading, { words }: Statement, { diagnostics, drafts }: BuildContext): void {
  const name = words[0]!;
  const known = drafts.trackFiles.get(name.text)?.settings;
  if (known !== undefined) {
    draft.file = name.text;
    draft.fileWeight = known.weight;
    return;
  }
  const hint = didYouMean(name.text, drafts.trackFiles.keys()) ?? 'a `track_file` must be defined before it is used';
  const text = `there is no usable \`track_file\` ${name.text} above; the line is ignored`;
  diagnostics.error(name.at, 'track-file-unknown', text, { hint });
}

/** `weight N [reverse | noreverse]`; a line with a mistake leaves the weight as it was. */
function readWeight(draft: Reading, { row, words }: Statement, { diagnostics }: BuildContext): void {
  const [number, option] = words;
  const read = parseInteger(number!.text, row.range!);
  if (!read.ok) {
    const [least, most] = row.range!;
    const text = `\`weight\` is a whole number from ${least} to ${most}, not \`${number!.text}\`; the line is ignored`;
    reportBadNumber(number!, read.error, text, diagnostics);
  } else if (option !== undefined && option.text !== 'reverse' && option.text !== 'noreverse') {
    const text = `\`weight\` knows only \`reverse\` and \`noreverse\`, not \`${option.text}\`; the line is ignored`;
    diagnostics.error(option.at, 'option-unknown', text);
  } else draft.weight = { weight: read.value, reverse: option?.text === 'reverse' };
}
