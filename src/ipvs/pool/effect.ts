/** Everything the pools can ask of the world, and the events that are told of them. */
import type { LogLine } from '../../base/log.js';

interface PoolEvent {
  /** The place in the settings, and of a farewell in those before the reload. */
  readonly virtualServer: number;
  /** `[192.0.2.1]:tcp:80`, `[GROUP]:0` or `FWM 7`. */
  readonly virtualServerName: string;
  readonly up: boolean;
  /** A reload has taken it out: its scripts are those it had. */
  readonly isFarewell: boolean;
  /** Its script runs and FIFOs get a line. False: it is only mailed. */
  readonly isNotified: boolean;
  /** What the body of its mail says; absent: it is not mailed. */
  readonly mailText?: string;
}

/** A real server went up or down, or one of its checks has a new verdict that is mailed. */
export interface RealServerEvent extends PoolEvent {
  readonly kind: 'real-server';
  /** Its place among the real servers of the virtual server. */
  readonly realServer: number;
  /** `[192.0.2.10]:tcp:80`; `none` in place of the protocol under a firewall mark. */
  readonly realServerName: string;
}

/** A virtual server gained or lost its quorum. */
export interface QuorumEvent extends PoolEvent {
  readonly kind: 'quorum';
}

export type LvsEvent = RealServerEvent | QuorumEvent;

export type PoolEffect =
  /**
   * The view of this virtual server is another one. After `configure` nothing is said of single ones: the settings may
   * have changed everything, and the whole table is to be compared.
   */
  | { readonly kind: 'table-changed'; readonly virtualServer: number }
  /** Scripts, then FIFOs, then mail. */
  | { readonly kind: 'tell'; readonly event: LvsEvent }
  | { readonly kind: 'log'; readonly line: LogLine };
