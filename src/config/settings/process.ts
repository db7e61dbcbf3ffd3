/** `global_defs` and the top level, as far as they concern the process rather than a core. Plain data. */
import type { Duration } from '../../base/duration.js';
import type { NotifyCommand } from '../../notify/settings.js';
import type { BufferSettings, PacketFilterSettings, VirtualMacSettings } from './kernel.js';
import type { SchedulingSettings } from './scheduling.js';

/** What the program is told about itself. */
export interface ProcessSettings {
  readonly routerId: string;
  readonly scriptSecurity: boolean;
  /** `use_symlink_paths`: a script is run by the path as configured, not by the one behind its links. */
  readonly usesSymlinkPaths: boolean;
  /** `use_pid_dir` / `instance`. */
  readonly usesPidDirectory: boolean;
  readonly instanceName?: string;
  /** `net_namespace` or `-s`: the one the process is in. Its pid files have a directory of their own. */
  readonly netNamespace?: string;
  /** `net_namespace_ipvs`: where IPVS is set up, `default` being the namespace without a name; absent: `netNamespace`. */
  readonly ipvsNamespace?: IpvsNamespace;
  /** `namespace_with_ipsets`. */
  readonly usesIpsetsInNamespace: boolean;
  /** Files are created with this umask (default 0o177). */
  readonly umask?: number;
  /** Patience with the parts of the program when it stops. */
  readonly childWaitTime: Duration;
  /** `linkbeat_use_polling`: the link of the interface of every instance is polled. */
  readonly pollsLinks: boolean;
  /** `disable_local_igmp`. */
  readonly disablesLocalIgmp: boolean;
  readonly names: ProcessNames;
  readonly startup?: LifeScript;
  readonly shutdown?: LifeScript;
  readonly files: FileSettings;
  readonly reload: ReloadSettings;
  readonly scheduling: SchedulingSettings;
  readonly buffers: BufferSettings;
  readonly packetFilter: PacketFilterSettings;
  readonly virtualMac: VirtualMacSettings;
  readonly snmp: SnmpSettings;
  readonly dbus: DbusSettings;
}

/** `net_namespace_ipvs`: alone it means the namespace that the machine starts with. */
export type IpvsNamespace = { readonly kind: 'default' } | { readonly kind: 'named'; readonly name: string };

/** Names of processes, at most 15 characters each; absent: as the system gives them. */
export interface ProcessNames {
  readonly parent?: string;
  readonly vrrp?: string;
  readonly checker?: string;
  readonly bfd?: string;
}

/** A script that runs once, before everything else or after it. */
export interface LifeScript extends NotifyCommand {
  /** Then it is ended, and the program goes on. */
  readonly timeout: Duration;
}

/** Files the program writes, and directories it reads names from. Paths as configured. */
export interface FileSettings {
  /** `data_use_instance`: names of dump files carry the instance and the namespace. */
  readonly namesDumpsByInstance: boolean;
  readonly stateDump?: string;
  readonly statisticsDump?: string;
  readonly jsonDump?: string;
  readonly jsonVersion: 1 | 2;
  /** `tmp_config_directory`: where the flattened copy of the configuration lies; absent: in memory. */
  readonly flattenedCopyDirectory?: string;
  /** `config_save_dir`: where every configuration that was read is kept. */
  readonly savedCopiesDirectory?: string;
  /** Routing names; local ones come first. */
  readonly iprouteEtcDirectory?: string;
  readonly iprouteUsrDirectory?: string;
}

/** When a reload happens other than by a signal, and what is done about it. */
export interface ReloadSettings {
  /** `reload_check_config`: a configuration is tested before it is taken; the messages go to this file. */
  readonly testLog?: string;
  /** `reload_time_file`: it holds the time of the next reload. */
  readonly timeFile?: string;
  /** `reload_repeat`: a time of day counts every day. */
  readonly repeatsDaily: boolean;
  /** `reload_file`: exists while a reload is in progress; `standard` is `keepalived.reload` beside the pid files. */
  readonly marker?: ReloadMarker;
}

/** A file whose being there says that a reload is in progress. */
export type ReloadMarker = { readonly kind: 'standard' } | { readonly kind: 'path'; readonly path: string };

/** The AgentX side; each part may be asked for alone. */
export interface SnmpSettings {
  /** Address of the master agent. */
  readonly socket: string;
  readonly traps: boolean;
  /** The VRRP and the checker part of keepalived's own MIB. */
  readonly vrrp: boolean;
  readonly checker: boolean;
  /** RFC 2787. */
  readonly rfc2787: boolean;
  /** RFC 6527. */
  readonly rfc6527: boolean;
  /** How old statistics may be that are told. */
  readonly virtualServerAge: Duration;
  readonly realServerAge: Duration;
}

/** What is shown on D-Bus. */
export interface DbusSettings {
  readonly enabled: boolean;
  readonly serviceName: string;
  /** Element of the object path of an instance without an interface. */
  readonly noInterfaceName: string;
}
