/**
 * What crosses between the two threads. The VRRP thread (main) and the director (worker) share nothing else; every
 * message is plain data.
 */
import type { LogLine } from '../base/log.js';
import type { ProcessSettings } from '../config/settings.js';
import type { NotifyEvent } from '../notify/event.js';
import type { InstanceView } from '../vrrp/view.js';
import type { Options } from './command/cli.js';
import type { LeftBehind } from './director/fifos.js';
import type { ProcessStart } from './director/ordinary.js';
import type { PackedSettings } from './packed-settings.js';
import type { SettingsDifference } from './settings-difference.js';

/** What the director's thread is started with (`workerData`). */
export interface DirectorData {
  /** With absolute paths. */
  readonly options: Options;
  /** Counts log lines posted and not yet taken, so that a stuck director cannot fill the VRRP thread's memory. */
  readonly pending: Int32Array;
  /** How the process was scheduled and limited before the configuration had its say: scripts are to be so. */
  readonly processStart: ProcessStart;
  /** By a director that died. */
  readonly leftBehind: LeftBehind;
  /** A director that is started anew carries on with this. */
  readonly running?: PackedSettings;
}

/** By name of the tracker. What is not in the maps cannot be tracked and has no effect. */
export interface TrackedFacts {
  readonly files: ReadonlyMap<string, number>;
  readonly processes: ReadonlyMap<string, 'up' | 'down'>;
  /** By name of the interface: what polls of their links find. What is not in the map is not polled. */
  readonly links: ReadonlyMap<string, 'up' | 'down'>;
  /** Verdicts that a reload leaves as they are; a script that is not there has yet to report. */
  readonly scripts: ReadonlyMap<string, 'up' | 'down'>;
}

/** Director to VRRP thread. */
export type ToVrrp =
  /** The configuration was read and is good; at the start, and at each reload. */
  | {
      readonly kind: 'configure';
      readonly process: ProcessSettings;
      /** To those that crossed before. */
      readonly settings: SettingsDifference;
      /** What the trackers say that need no time to find out: an instance starts with it. */
      readonly tracked: TrackedFacts;
      readonly reload: boolean;
      /** All of it, for a director that is started anew: what runs is the truth then, not what the files say by now. */
      readonly running: PackedSettings;
    }
  /** The configuration is good and something is to be done before the start: take the pid files, and answer `claimed`. */
  | { readonly kind: 'claim'; readonly process: ProcessSettings }
  /** A reload came to nothing; what runs goes on. */
  | { readonly kind: 'reload-refused' }
  /** A script changed its verdict, or (with `undecided`) is known but has not reported yet. */
  | { readonly kind: 'script'; readonly name: string; readonly verdict: 'up' | 'down' }
  /** The number in a tracked file changed. */
  | { readonly kind: 'file'; readonly name: string; readonly value: number }
  /** A poll found the link of an interface otherwise than before. */
  | { readonly kind: 'link-beat'; readonly interface: string; readonly verdict: 'up' | 'down' }
  /** Processes that are tracked began or ceased to be as many as they should. */
  | { readonly kind: 'process'; readonly name: string; readonly verdict: 'up' | 'down' }
  /** The director cannot go on (configuration unusable at start); the process ends with this status. `text` is for stderr. */
  | { readonly kind: 'give-up'; readonly status: number; readonly text?: string }
  /** What the director's successor would have to tidy up; of no other use, and the link keeps it. */
  | { readonly kind: 'left-behind'; readonly behind: LeftBehind }
  /** The director is gone and, as `-R` wants it, is not started anew; of its link, not of itself. */
  | { readonly kind: 'director-ended' }
  /** All lines logged and all stop scripts started or timed out; the process may end. */
  | { readonly kind: 'drained' };

/** What the link hands on. */
export type FromLink = Exclude<ToVrrp, { readonly kind: 'left-behind' }>;

/** VRRP thread to director. */
export type ToDirector =
  | { readonly kind: 'log'; readonly line: LogLine; readonly at: number }
  /** An instance (`instance`, `state`, `priority`) or a sync group (`group`, `state`) changed. */
  | ({ readonly kind: 'notify' } & NotifyEvent)
  /** The pid files are taken. */
  | { readonly kind: 'claimed' }
  /** SIGHUP came. */
  | { readonly kind: 'reload' }
  /** What a reload changed was carried out; all it had to notify was sent before. */
  | { readonly kind: 'reloaded' }
  /** SIGUSR1, SIGUSR2 or a signal by number came: write the file for it. */
  | {
      readonly kind: 'dump';
      readonly what: 'data' | 'stats' | 'json';
      readonly views: readonly InstanceView[];
      /** Adverts seen for VRIDs that are nobody's here, by interface. */
      readonly foreignVrids: ReadonlyMap<string, number>;
    }
  /** The instances have stopped; finish notifications and logs, then answer `drained`. */
  | { readonly kind: 'stop' };
