/** Who is told what, and how. Plain data, like all settings. */
import type { Duration } from '../base/duration.js';
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
  /** `notify_deleted`: runs when a reload removes the instance. */
  readonly deleted?: NotifyCommand;
  /** A removed instance is reported as DELETED instead of FAULT. */
  readonly reportsDeleted?: boolean;
  /** `smtp_alert`: each change of state is mailed. */
  readonly mails?: boolean;
  /** `notify_priority_changes`: the FIFOs get a line when the effective priority moves. */
  readonly reportsPriorityChanges?: boolean;
}

/** Scripts of one `vrrp_sync_group`. */
export interface GroupNotify {
  readonly group: string;
  readonly master?: NotifyCommand;
  readonly backup?: NotifyCommand;
  readonly fault?: NotifyCommand;
  readonly stop?: NotifyCommand;
  /** `notify`: gets TYPE NAME STATE PRIORITY appended. */
  readonly generic?: NotifyCommand;
  /** `smtp_alert`: each change of state is mailed. */
  readonly mails?: boolean;
}

/** `notify_fifo` and its siblings. */
export interface NotifyFifos {
  /** Events of instances, groups and checks. */
  readonly all?: NotifyFifo;
  readonly vrrp?: NotifyFifo;
  readonly lvs?: NotifyFifo;
  /** `fifo_write_vrrp_states_on_reload`: states that a reload left alone are written again. */
  readonly writesStatesOnReload: boolean;
}

/** One FIFO. */
export interface NotifyFifo {
  readonly path: string;
  readonly owner: ScriptUser;
  /** Its reader; gets the path appended. */
  readonly script?: NotifyCommand;
}

/** How mail is sent; which event is mailed stands with each instance, group and server. */
export interface MailSettings {
  /** Absent: nothing is mailed. */
  readonly server?: MailServer;
  /** Absent: user and host of the program. */
  readonly from?: string;
  readonly recipients: readonly string[];
  /** Absent: the host name. */
  readonly heloName?: string;
  readonly connectTimeout: Duration;
  /** `no_email_faults`. */
  readonly mailsFaults: boolean;
  /** `no_checker_emails`: only when a real server changes, not for each of its checks. */
  readonly mailsChecks: boolean;
}

/** Where mail is handed in. */
export interface MailServer {
  /** An address, or a name to be resolved. */
  readonly host: string;
  readonly port: number;
}

/** Scripts of one `virtual_server`. */
export interface VirtualServerNotify {
  /** Its place in the list of virtual servers. */
  readonly virtualServer: number;
  readonly quorumUp?: NotifyCommand;
  readonly quorumDown?: NotifyCommand;
}

/** Scripts of one `real_server`. */
export interface RealServerNotify {
  readonly virtualServer: number;
  /** Its place among the real servers of that virtual server. */
  readonly realServer: number;
  readonly up?: NotifyCommand;
  readonly down?: NotifyCommand;
}
