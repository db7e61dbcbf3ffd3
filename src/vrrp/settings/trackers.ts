/** What moves priorities or makes a FAULT: interfaces, scripts, files, processes and BFD sessions. */
import type { Duration } from '../../base/duration.js';
import type { ScriptUser } from '../../base/script-user.js';

/**
 * A tracker's weight: > 0 adds while up, < 0 subtracts while down, 0 is FAULT while down;
 * `reverse` swaps up and down and the sign of the effect.
 */
export interface Weight {
  readonly weight: number;
  readonly reverse: boolean;
}

/** An interface with the weight of its state. */
export interface TrackedInterface extends Weight {
  readonly name: string;
}

/** A script with the weight of its result. */
export interface TrackedScript extends Weight {
  /** Name of the `vrrp_script`. */
  readonly name: string;
}

/**
 * A file whose number is multiplied by the weight (-254 to 254) and added to the priority, or subtracted with
 * `reverse`. Weight 0 is FAULT while the number is not 0; with `reverse`, while it is 0.
 */
export interface TrackedFile extends Weight {
  /** Name of the `track_file`. */
  readonly name: string;
}

/** A process with the weight of its running. */
export interface TrackedProcess extends Weight {
  /** Name of the `vrrp_track_process`. */
  readonly name: string;
}

/** A session with the weight of its state. */
export interface TrackedBfd extends Weight {
  /** Name of the `bfd_instance`. */
  readonly name: string;
}

/** One `vrrp_script`. */
export interface ScriptSettings {
  readonly name: string;
  readonly command: readonly string[];
  /** `</path`: succeed when the file can be opened. */
  readonly opensFile?: string;
  readonly interval: Duration;
  readonly timeout: Duration;
  readonly rise: number;
  readonly fall: number;
  readonly weight: Weight;
  readonly user: ScriptUser;
}

/** One `track_file`. Its number is the first one in the file, in C notation; none is 0. */
export interface TrackFileSettings {
  readonly name: string;
  readonly path: string;
  /** For those that track it without a weight of their own. */
  readonly weight: Weight;
  /** `init_file`: the number to create it with at the start, when it is missing or always. */
  readonly initial?: { readonly value: number; readonly overwrites: boolean };
}

/** One `vrrp_track_process`: how many processes of a name run. */
export interface TrackProcessSettings {
  readonly name: string;
  /** Name of the program, or its path as `argv[0]` with `fullCommand`. */
  readonly process: string;
  readonly parameters: readonly string[];
  /**
   * How parameters are compared: not at all, exactly, `initial`: the command line begins with them, `partial`: it
   * begins with them and the last one ends there.
   */
  readonly matching: 'none' | 'exact' | 'initial' | 'partial';
  /** Compare with `argv[0]` instead of the name of at most 15 bytes that the kernel keeps. */
  readonly fullCommand: boolean;
  readonly weight: Weight;
  /** Fewer than this is down. */
  readonly quorum: number;
  /** More than this is down. */
  readonly quorumMax?: number;
  /** Wait before a change of the count matters: after an end, and after a process of the name started another. */
  readonly terminateDelay: Duration;
  readonly forkDelay: Duration;
}
