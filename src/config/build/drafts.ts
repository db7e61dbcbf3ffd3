/** All that was read so far, block by block, before anything that needs the whole is decided. */
import type { CheckSchedule } from '../../health/settings.js';
import type { GarpGroupSettings, LinkbeatSettings } from '../../vrrp/settings.js';
import type { Position } from '../diagnostics.js';
import type { BfdDraft } from './bfd-instance.js';
import type { ScriptDraft } from './context.js';
import type { InstanceDraft } from './draft.js';
import type { LinkDelayDraft } from './instance/links.js';
import type { SyncGroupDraft } from './instance/sync-group.js';
import { type LvsDrafts, newLvsDrafts } from './lvs/draft.js';
import { AutomaticPreferences } from './routing/rule-preferences.js';
import { newStaticDrafts, type StaticDrafts } from './routing/static-drafts.js';
import type { TrackFileDraft } from './trackers/track-file.js';
import type { TrackGroupDraft } from './trackers/track-group.js';
import type { TrackProcessDraft } from './trackers/track-process.js';
import type { VrrpScriptDraft } from './trackers/vrrp-script.js';

/** What the blocks have left. */
export interface Drafts {
  /** By name; the first of a name counts. */
  readonly scripts: Map<string, VrrpScriptDraft>;
  /** Every command of any block, as it was written; `resolveScript` notes them. */
  readonly commands: ScriptDraft[];
  readonly instances: Map<string, InstanceDraft>;
  readonly trackFiles: Map<string, TrackFileDraft>;
  readonly trackProcesses: Map<string, TrackProcessDraft>;
  readonly bfdInstances: Map<string, BfdDraft>;
  /** Where each block stands that can be tracked, usable or not, by its keyword and name. */
  readonly trackerBlocks: Map<string, Position>;
  readonly syncGroups: Map<string, SyncGroupDraft>;
  readonly trackGroups: Map<string, TrackGroupDraft>;
  /** The group of each instance that is in one; filled before the instances are finished. */
  readonly groupOf: Map<string, SyncGroupDraft>;
  /** Names of BFD sessions by their source, or `any`, by neighbour and kind of session. */
  readonly bfdNeighbours: Map<string, Map<string, string>>;
  readonly garpGroups: GarpGroupSettings[];
  /** Interfaces that are in a `garp_group`. */
  readonly garpInterfaces: Set<string>;
  readonly linkbeats: Map<string, LinkbeatSettings>;
  readonly linkDelays: Map<string, LinkDelayDraft>;
  readonly lvs: LvsDrafts;
  readonly statics: StaticDrafts;
  readonly rulePreferences: AutomaticPreferences;
  /** The schedule finished last: most checks have the same one, and share it. */
  lastSchedule?: CheckSchedule;
}

/** Before the first block. */
export function newDrafts(): Drafts {
  return {
    scripts: new Map(),
    commands: [],
    instances: new Map(),
    trackFiles: new Map(),
    trackProcesses: new Map(),
    bfdInstances: new Map(),
    trackerBlocks: new Map(),
    syncGroups: new Map(),
    trackGroups: new Map(),
    groupOf: new Map(),
    bfdNeighbours: new Map(),
    garpGroups: [],
    garpInterfaces: new Set(),
    linkbeats: new Map(),
    linkDelays: new Map(),
    lvs: newLvsDrafts(),
    statics: newStaticDrafts(),
    rulePreferences: new AutomaticPreferences(),
  };
}
