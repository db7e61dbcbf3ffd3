/**
 * A takeover is the rarest thing a backup does, and the one that must not be slow. Node compiles a function when it is
 * first called and makes it fast when it was called often, so the first real takeover of a process would be its slowest:
 * several times the kernel's own share for a thousand addresses. So takeovers are rehearsed at the start, with everything
 * real but the interface, which cannot exist: the kernel refuses each request, and no packet leaves.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { address, addressFromBytes, type Family } from '../../base/address.js';
import { after, instant, seconds, ZERO } from '../../base/duration.js';
import { addAddresses } from '../../sys/addresses.js';
import { LinkTable } from '../../sys/links.js';
import type { NetlinkSocket } from '../../sys/netlink-socket.js';
import type { PacketSocket } from '../../sys/packet-socket.js';
import type { InstanceSettings, VirtualAddress } from '../../vrrp/settings.js';
import { decodeMessages } from '../../wire/netlink/message.js';
import { encodeAddressRequest } from '../../wire/netlink/rtnetlink.js';
import { Deadlines } from '../deadlines.js';
import { InstanceRunner } from './instance-runner.js';
import { requestFor } from './perform/address-request.js';
import { HeldAddresses } from './perform/addresses.js';
import { announce } from './perform/announce.js';
import { Announcements } from './perform/announcements.js';

/** No interface has this index: the kernel counts up from 1. */
const NO_INTERFACE = 0x7fff_fffe;
/** What a process with few addresses rehearses, in some 30 ms; and one with many, in some 300 ms a family. */
const FEW = { rounds: 60, addresses: 5 };
const MANY = { rounds: 60, addresses: 200 };
const FROM_MANY = 50;

/** Runs takeovers in memory, as many as the addresses of these instances deserve. */
export async function rehearseTakeovers(
  instances: readonly InstanceSettings[],
  netlink: NetlinkSocket,
  packets: PacketSocket,
): Promise<void> {
  const all = instances.flatMap(each => [...each.addresses, ...each.excludedAddresses]);
  for (const family of [4, 6] as const) {
    const own = all.filter(entry => entry.address.family === family).length;
    if (own === 0) continue;
    const { rounds, addresses } = own < FROM_MANY ? FEW : MANY;
    for (let round = 0; round < rounds; round++) {
      const settings = { ...rehearsalSettings(family, round, addresses), ...proofOf(instances, family, round) };
      await rehearse(settings, netlink, packets);
    }
  }
  collectGarbage();
}

/** Signing is rehearsed, too, for the first digest of a process takes it the longest: each way in its turn. */
function proofOf(instances: readonly InstanceSettings[], family: Family, round: number): Partial<InstanceSettings> {
  const own = instances.filter(each => each.family === family);
  const model = own[round % own.length];
  if (model === undefined) return {};
  const { version, authentication, hmac } = model;
  return { version, authentication, ...(hmac && { hmac }) };
}

/** What the rehearsals left behind must not be collected in the middle of a takeover. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  setFlagsFromString('--no-expose-gc');
}

async function rehearse(settings: InstanceSettings, netlink: NetlinkSocket, packets: PacketSocket): Promise<void> {
  let now = instant(0);
  const later: (() => void)[] = [];
  const announcements = new Announcements({
    send(_, frames) {
      packets.sendFrames(NO_INTERFACE, frames);
      return frames.length;
    },
    soon: task => later.push(task),
    later: task => later.push(task),
  });
  const held = new HeldAddresses(settings.name, settings.interface, {
    interfaceIndex: () => NO_INTERFACE,
    async apply(deed, requests) {
      if (deed === 'add') await addAddresses(netlink, requests);
      return requests.map(() => undefined);
    },
    replace: async (removed, restored) => [...removed, ...restored].map(() => undefined),
    holders: () => [],
    isHeldElsewhere: () => false,
    log: () => {},
  });
  const deadlines = new Deadlines<InstanceRunner>(runner => runner.deadline());
  const link = { index: NO_INTERFACE, mac: new Uint8Array(6), isSilent: false, forwards: false };
  const lane = { gap: ZERO };
  const runner = new InstanceRunner(settings, NO_DELAY, held, {
    now: () => now,
    wallClock: () => 0,
    post: () => {},
    log: () => {},
    sendAdvert: () => {},
    announce: (owner, entries, repeat) =>
      announce(announcements, owner, entries, repeat, { link: () => link, lane: () => lane }),
    cancelAnnouncements: (owner, entries) =>
      announcements.cancel(owner, new Set(entries.map(entry => entry.address.text))),
    route: () => {},
    reschedule: owner => deadlines.update(owner),
    consultGroup: () => {},
  });
  runner.handle({ kind: 'link', interface: settings.interface, state: 'up' });
  runner.handle({ kind: 'source', address: settings.source });
  runner.handle({ kind: 'start' });
  for (let turn = 0; turn < 8; turn++) {
    now = after(now, seconds(4));
    deadlines.takeDue(now)?.handle({ kind: 'deadline' });
  }
  await held.settled();
  for (let task = later.shift(); task !== undefined; task = later.shift()) task();
  readReports(settings.addresses);
  runner.handle({ kind: 'stop', releases: true });
  await held.settled();
}

/** The kernel tells of every address it adds, in the form in which it is asked for them. */
function readReports(addresses: readonly VirtualAddress[]): void {
  const table = new LinkTable({ onLink: () => {}, onAddress: () => {} });
  for (const entry of addresses) {
    for (const message of decodeMessages(encodeAddressRequest('add', requestFor(entry, NO_INTERFACE))))
      table.apply(message);
  }
}

const NO_DELAY = {
  garpInterval: ZERO,
  gnaInterval: ZERO,
  startupDelay: ZERO,
  logsUnknownVrids: false,
  dynamicInterfaces: false,
};

function rehearsalSettings(family: 4 | 6, round: number, addresses: number): InstanceSettings {
  const source = address(family === 4 ? '192.0.2.1' : 'fe80::1');
  const entry = (i: number): VirtualAddress => {
    const bytes = Uint8Array.from(source.bytes);
    bytes[bytes.length - 2] = round;
    bytes[bytes.length - 1] = i;
    return {
      address: addressFromBytes(bytes),
      prefixLength: family === 4 ? 32 : 128,
      scope: 0,
      flags: { home: false, nodad: family === 6, mngtmpaddr: false, noprefixroute: false, autojoin: false },
      tracked: true,
      hasVmac: false,
    };
  };
  return {
    name: 'rehearsal',
    family,
    version: 3,
    interface: 'rehearsal',
    vrid: 1,
    initialState: 'BACKUP',
    priority: 100,
    advertInterval: seconds(1),
    preempts: true,
    preemptDelay: ZERO,
    downTimerAdverts: 3,
    authentication: { kind: 'none' },
    addresses: Array.from({ length: addresses }, (_, i) => entry(i)),
    excludedAddresses: [],
    routes: [],
    rules: [],
    addressesHaveVmacs: false,
    promotesSecondaries: false,
    accepts: true,
    source,
    multicastGroup: address(family === 4 ? '224.0.0.18' : 'ff02::12'),
    garp: {
      masterDelay: ZERO,
      masterRepeat: 3,
      masterRefresh: ZERO,
      masterRefreshRepeat: 1,
      lowerPriorityDelay: ZERO,
      lowerPriorityRepeat: 0,
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
  };
}
