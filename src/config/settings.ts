/** The whole of a configuration, ready for the cores. Built by `config/build`, plain data. */
import type { BfdSettings } from '../bfd/settings.js';
import type { CheckSettings, TlsClientSettings } from '../health/settings.js';
import type { IpvsGlobals, LvsSettings } from '../ipvs/settings.js';
import type {
  GroupNotify,
  InstanceNotify,
  MailSettings,
  NotifyFifos,
  RealServerNotify,
  VirtualServerNotify,
} from '../notify/settings.js';
import type { ScriptSettings, VrrpSettings } from '../vrrp/settings.js';
import type { ProcessSettings } from './settings/process.js';

export type * from './settings/kernel.js';
export type * from './settings/process.js';
export type * from './settings/scheduling.js';

/** The checks of one real server. */
export interface CheckedServer {
  /** Its virtual server's place in `lvs.virtualServers`. */
  readonly virtualServer: number;
  /** Its place among the real servers there. */
  readonly realServer: number;
  /** At least one; all of them must succeed. */
  readonly checks: readonly CheckSettings[];
}

/** All of it. */
export interface Settings {
  readonly process: ProcessSettings;
  readonly vrrp: VrrpSettings;
  /** Only the scripts some instance tracks. */
  readonly scripts: readonly ScriptSettings[];
  readonly notify: readonly InstanceNotify[];
  /** Of the sync groups that have members. */
  readonly groupNotify: readonly GroupNotify[];
  /** Every BFD session, whoever listens to it. */
  readonly bfd: readonly BfdSettings[];
  readonly mail: MailSettings;
  readonly fifos: NotifyFifos;
  /** `global_defs` of load balancing. */
  readonly ipvsGlobals: IpvsGlobals;
  readonly lvs: LvsSettings;
  /** Real servers that are checked. */
  readonly checks: readonly CheckedServer[];
  /** `SSL`: how checks over TLS present themselves and whom they trust; absent: as nobody, and anybody. */
  readonly checkTls?: TlsClientSettings;
  /** Only those with scripts. */
  readonly virtualServerNotify: readonly VirtualServerNotify[];
  readonly realServerNotify: readonly RealServerNotify[];
  /** Every file that was read, main file first. */
  readonly files: readonly string[];
}
