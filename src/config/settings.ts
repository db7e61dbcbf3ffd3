/** The whole of a configuration, ready for the cores. Built by `config/build`, plain data. */
import type { InstanceNotify } from '../notify/settings.js';
import type { ScriptSettings, VrrpSettings } from '../vrrp/settings.js';

/** `global_defs` that concern the process rather than a core. */
export interface ProcessSettings {
  readonly routerId: string;
  readonly scriptSecurity: boolean;
  /** `use_pid_dir` / `instance`. */
  readonly usesPidDirectory: boolean;
  readonly instanceName?: string;
  /** `net_namespace` or `-s`: the one the process is in. Its pid files have a directory of their own. */
  readonly netNamespace?: string;
  /** Files are created with this umask (default 0o177). */
  readonly umask?: number;
}

export interface Settings {
  readonly process: ProcessSettings;
  readonly vrrp: VrrpSettings;
  /** Only the scripts some instance tracks. */
  readonly scripts: readonly ScriptSettings[];
  readonly notify: readonly InstanceNotify[];
  /** Every file that was read, main file first. */
  readonly files: readonly string[];
}
