/**
 * What crosses between the two threads. The VRRP thread (main) and the director (worker) share nothing else; every
 * message is plain data.
 */
import type { LogLine } from '../base/log.js';
import type { ProcessSettings } from '../config/settings.js';
import type { NotifyState } from '../vrrp/effect.js';
import type { VrrpSettings } from '../vrrp/settings.js';
import type { InstanceView } from '../vrrp/view.js';
import type { Options } from './cli.js';
import type { PackedSettings } from './packed-settings.js';

/** What the director's thread is started with (`workerData`). */
export interface DirectorData {
  /** With absolute paths. */
  readonly options: Options;
  /** Counts log lines posted and not yet taken, so that a stuck director cannot fill the VRRP thread's memory. */
  readonly pending: Int32Array;
  /** A director that is started anew carries on with this. */
  readonly running?: PackedSettings;
}

/** Director to VRRP thread. */
export type ToVrrp =
  /** The configuration was read and is good; at the start, and at each reload. */
  | {
      readonly kind: 'configure';
      readonly process: ProcessSettings;
      readonly settings: VrrpSettings;
      readonly reload: boolean;
      /** All of it, for a director that is started anew: what runs is the truth then, not what the files say by now. */
      readonly running: PackedSettings;
    }
  /** A script changed its verdict, or (with `undecided`) is known but has not reported yet. */
  | { readonly kind: 'script'; readonly name: string; readonly verdict: 'up' | 'down' }
  /** The director cannot go on (configuration unusable at start); the process ends with this status. `text` is for stderr. */
  | { readonly kind: 'give-up'; readonly status: number; readonly text?: string }
  /** All lines logged and all stop scripts started or timed out; the process may end. */
  | { readonly kind: 'drained' };

/** VRRP thread to director. */
export type ToDirector =
  | { readonly kind: 'log'; readonly line: LogLine; readonly at: number }
  | {
      readonly kind: 'notify';
      readonly instance: string;
      readonly state: NotifyState | 'MASTER_RX_LOWER_PRI';
      readonly priority: number;
    }
  /** SIGHUP came. */
  | { readonly kind: 'reload' }
  /** SIGUSR1 or SIGUSR2 came: write the file for it. */
  | {
      readonly kind: 'dump';
      readonly what: 'data' | 'stats';
      readonly views: readonly InstanceView[];
      /** Adverts seen for VRIDs that are nobody's here, by interface. */
      readonly foreignVrids: ReadonlyMap<string, number>;
    }
  /** The instances have stopped; finish notifications and logs, then answer `drained`. */
  | { readonly kind: 'stop' };
