/** Lists of trackers, in an instance and in a group of instances. */
import type { Weight } from '../../../vrrp/settings.js';
import type { DiagnosticCode } from '../../codes/index.js';
import type { Position } from '../../diagnostics.js';
import { didYouMean } from '../../hint.js';
import type { Statement } from '../../parser.js';
import type { Apply, BuildContext } from '../context.js';
import type { Drafts } from '../drafts.js';
import { readListedWeight, type WeightRule } from './weights.js';

/** One entry of a list of trackers. */
export interface TrackDraft extends Weight {
  readonly name: string;
  readonly at: Position;
}

/** All that something tracks, by name. */
export interface TrackerLists {
  readonly trackInterfaces: Map<string, TrackDraft>;
  readonly trackScripts: Map<string, TrackDraft>;
  readonly trackFiles: Map<string, TrackDraft>;
  readonly trackProcesses: Map<string, TrackDraft>;
  readonly trackBfds: Map<string, TrackDraft>;
}

/** An instance or a group while its block is read. */
export interface TrackingDraft extends TrackerLists {
  readonly name: string;
}

/** Nothing is tracked. */
export function newTrackerLists(): TrackerLists {
  return {
    trackInterfaces: new Map(),
    trackScripts: new Map(),
    trackFiles: new Map(),
    trackProcesses: new Map(),
    trackBfds: new Map(),
  };
}

/** keepalived reads up to 254 and then corrects to 253, so that a tracker alone never moves 255 to 0 or back. */
const OF_INTERFACES: WeightRule = { heaviest: 253, readable: 254, flags: ['reverse'] };
const OF_SCRIPTS: WeightRule = { heaviest: 253, readable: 254, flags: ['reverse', 'noreverse'] };
const OF_NUMBERS: WeightRule = { heaviest: 254, readable: 254, flags: ['reverse', 'noreverse'] };
const OF_SESSIONS: WeightRule = { heaviest: 253, readable: 253, flags: ['reverse', 'noreverse'] };

/** A kind of tracker that has a block of its own, which must stand above whoever tracks it. */
interface DefinedTracker {
  readonly list: keyof TrackerLists;
  readonly block: string;
  readonly rule: WeightRule;
  readonly unknown: DiagnosticCode;
  /** Its own weight; undefined: there is none of this name. */
  find(name: string, drafts: Drafts): Weight | undefined;
  names(drafts: Drafts): Iterable<string>;
}

const SCRIPTS: DefinedTracker = {
  list: 'trackScripts',
  block: 'vrrp_script',
  rule: OF_SCRIPTS,
  unknown: 'track-script-unknown',
  find: (name, { scripts }) => scripts.get(name)?.settings.weight,
  names: ({ scripts }) => scripts.keys(),
};

const FILES: DefinedTracker = {
  list: 'trackFiles',
  block: 'track_file',
  rule: OF_NUMBERS,
  unknown: 'track-file-unknown',
  find: (name, { trackFiles }) => trackFiles.get(name)?.settings.weight,
  names: ({ trackFiles }) => trackFiles.keys(),
};

const PROCESSES: DefinedTracker = {
  list: 'trackProcesses',
  block: 'vrrp_track_process',
  rule: OF_NUMBERS,
  unknown: 'track-process-unknown',
  find: (name, { trackProcesses }) => trackProcesses.get(name)?.settings.weight,
  names: ({ trackProcesses }) => trackProcesses.keys(),
};

const BFDS: DefinedTracker = {
  list: 'trackBfds',
  block: 'bfd_instance',
  rule: OF_SESSIONS,
  unknown: 'track-bfd-unknown',
  find: (name, { bfdInstances }) => {
    const bfd = bfdInstances.get(name);
    return bfd?.settings.tellsVrrp === true ? bfd.weight : undefined;
  },
  names: ({ bfdInstances }) =>
    [...bfdInstances.values()].flatMap(bfd => (bfd.settings.tellsVrrp ? bfd.settings.name : [])),
};

/** What each list does, in an instance as in a group. */
export const APPLY_TRACKERS: Apply<TrackingDraft> = {
  track_interface: readTrackInterfaces,
  track_script: (draft, statement, context) => readTrackers(draft, SCRIPTS, statement, context),
  track_file: (draft, statement, context) => readTrackers(draft, FILES, statement, context),
  track_process: (draft, statement, context) => readTrackers(draft, PROCESSES, statement, context),
  track_bfd: (draft, statement, context) => readTrackers(draft, BFDS, statement, context),
};

function readTrackInterfaces(draft: TrackingDraft, { entries }: Statement, context: BuildContext): void {
  for (const { words } of entries) {
    const [name, ...options] = words;
    if (draft.trackInterfaces.has(name.text)) {
      const text = `interface \`${name.text}\` is tracked already; the entry is ignored`;
      context.diagnostics.error(name.at, 'track-twice', text);
      continue;
    }
    if (!context.interfaceUsable(name.text, name.at, `(${draft.name}) to track`)) continue;
    const weight = readListedWeight(options, OF_INTERFACES, { weight: 0, reverse: false }, context);
    draft.trackInterfaces.set(name.text, { name: name.text, at: name.at, ...weight });
  }
}

function readTrackers(draft: TrackingDraft, kind: DefinedTracker, { entries }: Statement, context: BuildContext): void {
  const list = draft[kind.list];
  for (const { words } of entries) {
    const [name, ...options] = words;
    const given = kind.find(name.text, context.drafts);
    if (given === undefined) {
      const refused = context.drafts.trackerBlocks.get(`${kind.block} ${name.text}`);
      const text = `there is no usable \`${kind.block}\` ${name.text} above; the entry is ignored`;
      if (refused === undefined) {
        const hint =
          didYouMean(name.text, kind.names(context.drafts)) ??
          `a \`${kind.block}\` must be defined before it is tracked`;
        context.diagnostics.error(name.at, kind.unknown, text, { hint });
      } else {
        const hint = refusedHint(name.text, kind, context.drafts);
        const related = [{ at: refused, text: 'it stands here' }];
        context.diagnostics.error(name.at, kind.unknown, text, { hint, related });
      }
    } else if (list.has(name.text)) {
      const text = `\`${kind.block}\` ${name.text} is tracked already; the entry is ignored`;
      context.diagnostics.error(name.at, 'track-twice', text);
    } else {
      const weight = readListedWeight(options, kind.rule, given, context);
      list.set(name.text, { name: name.text, at: name.at, ...weight });
    }
  }
}

/** Why a block that stands above cannot be tracked. */
function refusedHint(name: string, { list }: DefinedTracker, { bfdInstances }: Drafts): string {
  return list === 'trackBfds' && bfdInstances.has(name)
    ? `\`bfd_instance\` ${name} has \`checker\` without \`vrrp\`: no instance may track it`
    : 'mend the mistake that is reported there';
}
