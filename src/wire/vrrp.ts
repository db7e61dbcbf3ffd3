/** VRRP adverts (RFC 3768 5, RFC 9568 5). Types first; the codec follows. */
import type { Duration } from '../base/duration.js';

/** What was wrong with bytes. `code` is stable: logs, counters and docs use the same word. */
export interface WireFault {
  readonly code: 'truncated' | 'length-mismatch' | 'version-unknown' | 'not-vrrp';
  /** One clause for the log: what was needed and what came. */
  readonly detail: string;
}

/** How the checksum of a received advert fared. */
export type ChecksumVerdict =
  /** Right for its version (v3/IPv4: with pseudo header). */
  | 'ok'
  /** v3/IPv4 only: right without pseudo header, which some implementations send. */
  | 'without-pseudo-header'
  /** v3/IPv4 unicast only: right with the multicast group in the pseudo header (keepalived's `old_unicast_checksum`). */
  | 'multicast-pseudo-header'
  | 'bad';

/** An advert as decoded; judged by `vrrp/receive.ts`. */
export interface Advert {
  readonly version: 2 | 3;
  /** 1 is ADVERTISEMENT, the only one that exists. */
  readonly type: number;
  readonly vrid: number;
  readonly priority: number;
  readonly interval: Duration;
  /** Number of addresses, and the addresses themselves as they stood on the wire (4 or 16 bytes each). */
  readonly count: number;
  readonly addressBytes: Uint8Array;
  /** v2: 0 none, 1 simple password, 2 AH; v3 always 0. */
  readonly authType: number;
  /** v2: the 8 authentication bytes; v3: empty. */
  readonly authData: Uint8Array;
  readonly checksum: ChecksumVerdict;
}
