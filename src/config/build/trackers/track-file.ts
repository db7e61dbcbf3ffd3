/** `track_file` blocks. */
import type { TrackFileSettings, Weight } from '../../../vrrp/settings.js';
import type { Position } from '../../diagnostics.js';
import { parseInteger, saysNoNumber } from '../../numbers.js';
import type { Statement, Word } from '../../parser.js';
import type { Apply, BuildContext } from '../context.js';
import type { Drafts } from '../drafts.js';
import { readWeightOnce } from './weights.js';

/** A `track_file` as it was read. */
export interface TrackFileDraft {
  readonly settings: TrackFileSettings;
  /** Of its path. */
  readonly at: Position;
}

/** A block while it is read. */
export interface TrackFileReading {
  readonly name: string;
  file?: Word;
  weight: Weight;
  initial?: { readonly value: number; readonly overwrites: boolean };
}

/** Weight of a file that says none: its number is added as it is. */
const PLAIN_WEIGHT = 1;
const INT: readonly [number, number] = [-2_147_483_648, 2_147_483_647];
/** A number of a file that moves a priority from one end to the other. */
const SENSIBLE = 254;

/** What each keyword does. */
export const APPLY_TRACK_FILE: Apply<TrackFileReading> = {
  file: (draft, { words }, { diagnostics }) => {
    const path = words[0];
    if (path === undefined) return;
    if (draft.file === undefined) draft.file = path;
    else {
      const text = `\`track_file\` ${draft.name} watches ${draft.file.text} already; ${path.text} is ignored`;
      diagnostics.error(path.at, 'track-file-twice', text);
    }
  },
  weight: (draft, statement, context) => {
    draft.weight = readWeightOnce(draft.weight, PLAIN_WEIGHT, statement, context);
  },
  init_file: readInitial,
};

/** One `track_file NAME { }`; the first of a name is the one that is found. */
export function readTrackFile(drafts: Drafts, statement: Statement, context: BuildContext): void {
  const name = statement.words[0]!.text;
  const reading: TrackFileReading = { name, weight: { weight: PLAIN_WEIGHT, reverse: false } };
  context.applyAll(statement.body, reading, APPLY_TRACK_FILE);
  const { file, weight, initial } = reading;
  if (file === undefined) {
    const text = `\`track_file\` ${name} has no \`file\`; it is dropped`;
    context.diagnostics.error(statement.end, 'track-file-missing', text);
  } else if (!drafts.trackFiles.has(name)) {
    const settings = { name, path: file.text, weight, ...(initial === undefined ? {} : { initial }) };
    drafts.trackFiles.set(name, { settings, at: file.at });
  }
}

/** `init_file [N] [overwrite]`, in any order. */
function readInitial(draft: TrackFileReading, { words }: Statement, { diagnostics }: BuildContext): void {
  let value = 0;
  let overwrites = false;
  for (const word of words) {
    if (word.text === 'overwrite') {
      overwrites = true;
      continue;
    }
    const read = parseInteger(word.text, INT);
    if (read.ok && !saysNoNumber(word.text) && !word.text.startsWith('+')) {
      value = read.value;
      if (Math.abs(value) <= SENSIBLE) continue;
      const text = `\`init_file\` ${value} is more than a priority can move by (${SENSIBLE}); it is written all the same`;
      diagnostics.error(word.at, 'number-range', text);
    } else if (/^-?\d/.test(word.text)) {
      const text = `\`init_file\` is a whole number, not \`${word.text}\`; ${value} is used`;
      diagnostics.error(word.at, 'number-invalid', text, { class: 'invalid-number' });
    } else {
      const text = `\`init_file\` knows a number and \`overwrite\`, not \`${word.text}\`; it is ignored`;
      diagnostics.error(word.at, 'option-unknown', text);
    }
  }
  draft.initial = { value, overwrites };
}
