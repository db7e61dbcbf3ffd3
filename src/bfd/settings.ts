/** What the BFD core (RFC 5880, RFC 5881, RFC 5883) is told. Plain, immutable data, built by `config/build`. */
import type { IpAddress } from '../base/address.js';
import type { Duration } from '../base/duration.js';

/** One `bfd_instance`: a session with one neighbour, asynchronous mode, without echo and authentication. */
export interface BfdSettings {
  /** At most 31 bytes; what `track_bfd` and `BFD_CHECK` call it. */
  readonly name: string;
  readonly neighbour: IpAddress;
  /** Same family as the neighbour; undefined: the kernel chooses. */
  readonly source?: IpAddress;
  /** RFC 5880 6.8.1 bfd.RequiredMinRxInterval. */
  readonly minRx: Duration;
  /** bfd.DesiredMinTxInterval while the session is up. */
  readonly minTx: Duration;
  /** bfd.DesiredMinTxInterval while it is not; at least a second (RFC 5880 6.8.3). */
  readonly idleTx: Duration;
  /** bfd.DetectMult, 1 to 255. */
  readonly multiplier: number;
  /** RFC 5880 6.1: do not send until the neighbour has been heard. */
  readonly passive: boolean;
  /** TTL or hop limit of what is sent, 1 to 255. */
  readonly ttl: number;
  /** Hops a packet may have come: one is dropped below `ttl - maxHops`. Undefined: the TTL is not checked. */
  readonly maxHops?: number;
  /** RFC 5883: UDP port 4784 instead of 3784. */
  readonly multihop: boolean;
  /** Who hears of changes of state: `vrrp`, `checker`; each is true when neither was asked for alone. */
  readonly tellsVrrp: boolean;
  readonly tellsChecker: boolean;
}
