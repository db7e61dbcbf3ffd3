/** What notify scripts an instance has. Plain data, like all settings. */
import type { ScriptUser } from '../base/script-user.js';

/** A script with its fixed arguments, resolved at start. */
export interface NotifyCommand {
  /** argv as split; argv[0] is the path as configured. */
  readonly command: readonly string[];
  readonly user: ScriptUser;
}

/** Scripts of one `vrrp_instance`. */
export interface InstanceNotify {
  readonly instance: string;
  readonly master?: NotifyCommand;
  readonly backup?: NotifyCommand;
  readonly fault?: NotifyCommand;
  readonly stop?: NotifyCommand;
  readonly masterRxLowerPriority?: NotifyCommand;
  /** `notify`: gets TYPE NAME STATE PRIORITY appended. */
  readonly generic?: NotifyCommand;
}
