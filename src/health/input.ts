/** Everything that can happen to a checker. */
import type { Outcome } from './outcome.js';
import type { ScheduledCheck } from './settings.js';

export type CheckInput =
  /** It begins to work: once, and again after each `suspend`. `chance`, 0 <= x < 1, places the first run. */
  | { readonly kind: 'start'; readonly chance: number }
  /** It rests: the virtual address is not on this machine, or the program stops. What it knows, it keeps. */
  | { readonly kind: 'suspend' }
  /** The checker's `deadline` has come. */
  | { readonly kind: 'deadline' }
  /** The run of that number has ended. */
  | { readonly kind: 'result'; readonly run: number; readonly outcome: Outcome }
  /** A reload gives the same check (`isSameCheck`) another schedule or another label. */
  | { readonly kind: 'reconfigure'; readonly settings: ScheduledCheck; readonly label: string };
