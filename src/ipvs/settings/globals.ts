/** `global_defs` of load balancing. */
import type { IpAddress } from '../../base/address.js';
import type { Duration } from '../../base/duration.js';

/** What holds for all services. */
export interface IpvsGlobals {
  readonly timeouts: IpvsTimeouts;
  /** `lvs_flush`: every service goes before ours come. */
  readonly flushesAtStart: boolean;
  /** `lvs_flush_on_stop`: `everything` with one request, or each of our services without its real servers first. */
  readonly flushesAtStop: 'nothing' | 'everything' | 'services';
  readonly syncDaemon?: SyncDaemonSettings;
  /** `checker_log_all_failures`: every failed check is logged, not only the one that changes something. */
  readonly logsAllFailures: boolean;
  /** `rs_init_notifies`: `notify_up` also for servers that are up from the start. */
  readonly notifiesAtStart: boolean;
}

/** Timeouts of IPVS connections; absent: the kernel keeps its own. */
export interface IpvsTimeouts {
  readonly tcp?: Duration;
  readonly tcpFin?: Duration;
  readonly udp?: Duration;
}

/** `lvs_sync_daemon`: the kernel tells connections to, and hears them from, another director. */
export interface SyncDaemonSettings {
  readonly interface: string;
  /** Sends while this instance is master and receives while it is backup; absent: both at once. */
  readonly instance?: string;
  /** 0 to 255; the virtual router id of the instance unless told otherwise. */
  readonly syncId: number;
  /** Bytes of one message. */
  readonly maxLength?: number;
  readonly port?: number;
  readonly ttl?: number;
  readonly group?: IpAddress;
}
