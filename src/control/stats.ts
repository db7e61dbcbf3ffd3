/** `keepalived.stats`, the answer to SIGUSR2: keepalived's labels in keepalived's order, one block per instance. */
import type { InstanceView } from '../vrrp/view.js';

export function renderStats(views: readonly InstanceView[]): string {
  return views.map(renderInstance).join('');
}

function renderInstance({ name, counters }: InstanceView): string {
  return `VRRP Instance: ${name}
  Advertisements:
    Received: ${counters.advertsReceived}
    Sent: ${counters.advertsSent}
  Became master: ${counters.becameMaster}
  Released master: ${counters.releasedMaster}
  Packet Errors:
    Length: ${counters.lengthErrors}
    TTL: ${counters.ttlErrors}
    Invalid Type: ${counters.invalidType}
    Advertisement Interval: ${counters.intervalErrors}
    Address List: ${counters.addressListErrors}
  Authentication Errors:
    Invalid Type: ${counters.authInvalidType}
    Type Mismatch: ${counters.authTypeMismatch}
    Failure: ${counters.authFailure}
  Authentication Extension Errors:
    Missing: ${counters.authExtMissing}
    Malformed: ${counters.authExtMalformed}
    Unknown Key: ${counters.authExtUnknownKey}
    Invalid HMAC: ${counters.authExtInvalidHmac}
    Stale: ${counters.authExtStale}
    Replay: ${counters.authExtReplay}
  Priority Zero:
    Received: ${counters.priorityZeroReceived}
    Sent: ${counters.priorityZeroSent}
`;
}
