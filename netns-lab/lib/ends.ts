/** Which programs stand at the ends of a pair: every interop scenario runs for each of these. */
import type { AgentKind } from './agent.js';

export type Ends = readonly [alpha: AgentKind, bravo: AgentKind];

/** Ours beside the real one, both ways round. */
export const MIXED: readonly Ends[] = [
  ['holdfast', 'keepalived'],
  ['keepalived', 'holdfast'],
];

/** The same and ours on both ends. */
export const ALL: readonly Ends[] = [...MIXED, ['holdfast', 'holdfast']];

/** How a scenario's title names its ends. */
export const endsTitle = ([alpha, bravo]: Ends) => `${alpha} with ${bravo}`;
