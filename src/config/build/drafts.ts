/** All that was read so far, block by block, before anything that needs the whole is decided. */
import type { InstanceDraft } from './draft.js';
import type { VrrpScriptDraft } from './scripts.js';

export interface Drafts {
  /** By name; the first of a name counts. */
  readonly scripts: Map<string, VrrpScriptDraft>;
  readonly instances: Map<string, InstanceDraft>;
}

export function newDrafts(): Drafts {
  return { scripts: new Map(), instances: new Map() };
}
