/** Who runs a script: shared by everything that names one. */

/** Who runs a script. Names are kept for messages; ids are what the kernel gets. */
export interface ScriptUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** The user's further groups come along. */
  readonly allGroups?: true;
}
