/** `vrrp_track_process` blocks. */
import { type Duration, ZERO } from '../../../base/duration.js';
import type { TrackProcessSettings, Weight } from '../../../vrrp/settings.js';
import type { Position } from '../../diagnostics.js';
import type { Statement, Word } from '../../parser.js';
import type { Apply, BuildContext } from '../context.js';
import type { Drafts } from '../drafts.js';
import { readLenientInteger, readLenientSeconds } from '../values.js';
import { readWeightOnce } from './weights.js';

/** A `vrrp_track_process` as it was read. */
export interface TrackProcessDraft {
  readonly settings: TrackProcessSettings;
  /** Of the process's name. */
  readonly at: Position;
}

/** A block while it is read. */
export interface TrackProcessReading {
  readonly name: string;
  process?: readonly Word[];
  /** `param_match`; undefined: exactly when there are parameters. */
  matching?: 'exact' | 'initial' | 'partial';
  fullCommand: boolean;
  weight: Weight;
  quorum: number;
  quorumMax?: number;
  terminateDelay: Duration;
  forkDelay: Duration;
}

/** What each keyword does. */
export const APPLY_TRACK_PROCESS: Apply<TrackProcessReading> = {
  process: (draft, { words, at }, { diagnostics }) => {
    if (draft.process === undefined) draft.process = words;
    else {
      const text = `\`vrrp_track_process\` ${draft.name} has its \`process\` already; ${words[0]!.text} is ignored`;
      diagnostics.error(at, 'process-twice', text);
    }
  },
  param_match: (draft, { words }, { diagnostics }) => {
    const word = words[0];
    if (word === undefined) draft.matching = 'exact';
    else if (word.text === 'initial' || word.text === 'partial') draft.matching = word.text;
    else {
      const text = `\`param_match\` stands alone or with initial or partial, not \`${word.text}\`; the line is ignored`;
      const hint = word.text === 'exact' ? 'without a word it compares exactly' : undefined;
      diagnostics.error(word.at, 'option-unknown', text, { hint });
    }
  },
  weight: (draft, statement, context) => {
    draft.weight = readWeightOnce(draft.weight, 0, statement, context);
  },
  quorum: (draft, statement, context) => {
    const value = readLenientInteger(statement, context);
    if (value === undefined) return;
    if (draft.quorumMax === undefined || value <= draft.quorumMax) draft.quorum = value;
    else reportQuorum(statement, `\`quorum\` ${value} is more than \`quorum_max\` ${draft.quorumMax}`, context);
  },
  quorum_max: (draft, statement, context) => {
    const value = readLenientInteger(statement, context);
    if (value === undefined) return;
    const mustNotRun = value === 0 && draft.quorum <= 1;
    if (value < draft.quorum && !mustNotRun) {
      reportQuorum(statement, `\`quorum_max\` ${value} is less than \`quorum\` ${draft.quorum}`, context);
      return;
    }
    if (mustNotRun) draft.quorum = 0;
    draft.quorumMax = value;
  },
  delay: (draft, statement, context) => {
    const value = readLenientSeconds(statement, context);
    if (value === undefined) return;
    draft.terminateDelay = value;
    draft.forkDelay = value;
  },
  terminate_delay: (draft, statement, context) => {
    draft.terminateDelay = readLenientSeconds(statement, context) ?? draft.terminateDelay;
  },
  fork_delay: (draft, statement, context) => {
    draft.forkDelay = readLenientSeconds(statement, context) ?? draft.forkDelay;
  },
  full_command: draft => {
    draft.fullCommand = true;
  },
};

/** One `vrrp_track_process NAME { }`; the first of a name is the one that is found. */
export function readTrackProcess(drafts: Drafts, statement: Statement, context: BuildContext): void {
  const name = statement.words[0]!.text;
  const reading: TrackProcessReading = {
    name,
    fullCommand: false,
    weight: { weight: 0, reverse: false },
    quorum: 1,
    terminateDelay: ZERO,
    forkDelay: ZERO,
  };
  context.applyAll(statement.body, reading, APPLY_TRACK_PROCESS);
  const [program, ...parameters] = reading.process ?? [];
  if (program === undefined) {
    const text = `\`vrrp_track_process\` ${name} has no \`process\`; it is dropped`;
    context.diagnostics.error(statement.end, 'process-missing', text);
    return;
  }
  if (drafts.trackProcesses.has(name)) return;
  const { process: _, matching, quorumMax, ...rest } = reading;
  const settings: TrackProcessSettings = {
    ...rest,
    process: program.text,
    parameters: parameters.map(({ text }) => text),
    matching: matching ?? (parameters.length > 0 ? 'exact' : 'none'),
    ...(quorumMax === undefined ? {} : { quorumMax }),
  };
  drafts.trackProcesses.set(name, { settings, at: program.at });
}

function reportQuorum({ words }: Statement, text: string, { diagnostics }: BuildContext): void {
  diagnostics.error(words[0]!.at, 'quorum-conflict', `${text}; the line is ignored`);
}
