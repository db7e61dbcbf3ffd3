/** Instances and interfaces that belong together. */
import { type Duration, microseconds, ZERO } from '../../base/duration.js';

/** One `vrrp_sync_group`: its members change state together. Its trackers stand in the members' own lists. */
export interface SyncGroupSettings {
  readonly name: string;
  /** Names of instances, in the order they are listed; at least one. */
  readonly members: readonly string[];
}

/** One `track_group`: its members go to FAULT with the interface of a static address, route or rule that names it. */
export interface TrackGroupSettings {
  readonly name: string;
  /** Names of instances, at least one. */
  readonly members: readonly string[];
}

/** One `garp_group`: its interfaces share one gap. */
export interface GarpGroupSettings {
  readonly interfaces: readonly string[];
  /** Gap between two gratuitous ARPs; undefined: not shared. */
  readonly garpInterval?: Duration;
  /** Gap between two unsolicited NAs; undefined: not shared. */
  readonly gnaInterval?: Duration;
}

/** An interface of `linkbeat_interfaces`, whose link is polled. */
export interface LinkbeatSettings {
  readonly interface: string;
  /** How to ask; undefined: the first one that answers, in this order. */
  readonly method?: 'MII' | 'ETHTOOL' | 'IOCTL';
}

/** An entry of `interface_up_down_delays`: how long a change of the link must last to count. */
export interface LinkDelaySettings {
  readonly interface: string;
  readonly down: Duration;
  readonly up: Duration;
}

/**
 * The longest delay that an instance on the interface can live with: one advert less than the master may miss, and the
 * greatest skew of a timer less (RFC 9568 6.1), so that a backup whose link is down never thinks the master is gone.
 */
export function longestLinkDelay(downTimerAdverts: number, advertInterval: Duration): Duration {
  if (downTimerAdverts <= 1) return ZERO;
  return microseconds((downTimerAdverts - 1) * advertInterval - Math.floor(advertInterval / 256));
}
