/** Views for tests: a quiet BACKUP, changed where a test cares. */
import { instant, seconds } from '../../src/base/duration.js';
import type { Counters, InstanceView } from '../../src/vrrp/view.js';

export function instanceView(changes: Partial<InstanceView> = {}, counters: Partial<Counters> = {}): InstanceView {
  return {
    name: 'VI_1',
    vrid: 51,
    family: 4,
    version: 2,
    interface: 'eth0',
    state: 'BACKUP',
    faults: [],
    basePriority: 100,
    effectivePriority: 100,
    advertInterval: seconds(1),
    masterAdvertInterval: seconds(1),
    lastTransition: instant(0),
    lastReason: 'start',
    counters: {
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
      priorityZeroReceived: 0,
      priorityZeroSent: 0,
      versionErrors: 0,
      checksumErrors: 0,
      checksumWithoutPseudoHeader: 0,
      unicastSourceErrors: 0,
      ...counters,
    },
    ...changes,
  };
}
