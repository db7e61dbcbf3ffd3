/** What an instance counts. */

/** Counters under keepalived's names, plus ours by drop reason. */
export interface Counters {
  advertsReceived: number;
  advertsSent: number;
  becameMaster: number;
  releasedMaster: number;
  lengthErrors: number;
  ttlErrors: number;
  invalidType: number;
  intervalErrors: number;
  addressListErrors: number;
  authInvalidType: number;
  authTypeMismatch: number;
  authFailure: number;
  authExtMissing: number;
  authExtMalformed: number;
  authExtUnknownKey: number;
  authExtInvalidHmac: number;
  authExtStale: number;
  authExtReplay: number;
  priorityZeroReceived: number;
  priorityZeroSent: number;
  versionErrors: number;
  checksumErrors: number;
  /** v3/IPv4 adverts accepted although their checksum lacks the pseudo header. */
  checksumWithoutPseudoHeader: number;
  /** v3/IPv4 unicast adverts accepted although their checksum is over the multicast group. */
  checksumOldUnicast: number;
  unicastSourceErrors: number;
}

/** The counters of an instance that has seen nothing yet. */
export function zeroCounters(): Counters {
  return {
    advertsReceived: 0,
    advertsSent: 0,
    becameMaster: 0,
    releasedMaster: 0,
    lengthErrors: 0,
    ttlErrors: 0,
    invalidType: 0,
    intervalErrors: 0,
    addressListErrors: 0,
    authInvalidType: 0,
    authTypeMismatch: 0,
    authFailure: 0,
    authExtMissing: 0,
    authExtMalformed: 0,
    authExtUnknownKey: 0,
    authExtInvalidHmac: 0,
    authExtStale: 0,
    authExtReplay: 0,
    priorityZeroReceived: 0,
    priorityZeroSent: 0,
    versionErrors: 0,
    checksumErrors: 0,
    checksumWithoutPseudoHeader: 0,
    checksumOldUnicast: 0,
    unicastSourceErrors: 0,
  };
}
