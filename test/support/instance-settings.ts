/** Settings for tests: a plain instance, changed where a test cares. */
import { address } from '../../src/base/address.js';
import { seconds, ZERO } from '../../src/base/duration.js';
import type { InstanceSettings, VirtualAddress } from '../../src/vrrp/settings.js';

export function virtualAddress(text: string, changes: Partial<VirtualAddress> = {}): VirtualAddress {
  const [ip = '', length] = text.split('/');
  const parsed = address(ip);
  return {
    address: parsed,
    prefixLength: length === undefined ? (parsed.family === 4 ? 32 : 128) : Number(length),
    scope: 0,
    flags: { home: false, nodad: parsed.family === 6, mngtmpaddr: false, noprefixroute: false, autojoin: false },
    tracked: true,
    hasVmac: false,
    ...changes,
  };
}

export function instanceSettings(changes: Partial<InstanceSettings> = {}): InstanceSettings {
  return {
    name: 'VI_1',
    family: 4,
    version: 2,
    interface: 'eth0',
    vrid: 51,
    initialState: 'BACKUP',
    priority: 100,
    advertInterval: seconds(1),
    preempts: true,
    preemptDelay: ZERO,
    downTimerAdverts: 3,
    authentication: { kind: 'none' },
    addresses: [virtualAddress('10.99.0.50/24')],
    excludedAddresses: [],
    routes: [],
    rules: [],
    addressesHaveVmacs: false,
    promotesSecondaries: false,
    accepts: true,
    multicastGroup: address('224.0.0.18'),
    garp: {
      masterDelay: seconds(5),
      masterRepeat: 5,
      masterRefresh: ZERO,
      masterRefreshRepeat: 1,
      lowerPriorityDelay: seconds(5),
      lowerPriorityRepeat: 5,
    },
    trackInterfaces: [],
    trackScripts: [],
    trackFiles: [],
    trackProcesses: [],
    trackBfds: [],
    tracksPrimary: true,
    tracksSource: false,
    answersLowerPriority: true,
    advertsBeforeYielding: false,
    ownerIgnoresAdverts: false,
    skipsAddressCheck: false,
    checksumAsV2: false,
    oldUnicastChecksum: 'automatic',
    pollsLink: false,
    debug: 0,
    ...changes,
  };
}
