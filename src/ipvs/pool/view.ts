/**
 * What a pool wants its service to hold, as plain values: `table.ts` makes kernel objects of it. `PoolView`s stand in
 * the order of `LvsSettings.virtualServers`.
 */

/** In place of a weight: the server is not in the table at all, which is something else than weight 0. */
export const UNLISTED = -1;

/** The weight of a sorry server at work. */
export const SORRY_WEIGHT = 1;

export interface PoolView {
  /** Of each real server, in the order of the settings: its weight, 0 to 2147483647, or `UNLISTED`. */
  readonly weights: readonly number[];
  /**
   * `SORRY_WEIGHT`, 0 (`sorry_server_inhibit`, not needed now) or `UNLISTED`; also `UNLISTED` where none is defined. It
   * may be a real server of the same service too: the kernel has one entry for both, which gets the greater of the two
   * values.
   */
  readonly sorryWeight: number;
}
