/** Views for tests: a quiet BACKUP, changed where a test cares. */
import { instant, seconds } from '../../src/base/duration.js';
import { type Counters, zeroCounters } from '../../src/vrrp/counters.js';
import type { InstanceView } from '../../src/vrrp/view.js';

export function instanceView(changes: Partial<InstanceView> = {}, counters: Partial<Counters> = {}): InstanceView {
  return {
    name: 'VI_1',
    vrid: 51,
    family: 4,
    version: 2,
    interface: 'eth0',
    state: 'BACKUP',
    hasOwnFault: false,
    faults: [],
    basePriority: 100,
    effectivePriority: 100,
    advertInterval: seconds(1),
    masterAdvertInterval: seconds(1),
    lastMasterPriority: 0,
    lastTransition: instant(0),
    lastReason: 'start',
    counters: { ...zeroCounters(), ...counters },
    ...changes,
  };
}
