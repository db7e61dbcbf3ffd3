/**
 * The thread that carries VRRP, and nothing else. It introduces the machines to the kernel: packets, links, addresses
 * and deadlines become inputs; effects become packets, addresses and announcements. All that could take time is the
 * director's.
 */
import { type Duration, toMilliseconds, ZERO } from '../../base/duration.js';
import type { Log } from '../../base/log.js';
import type { BufferSettings, VirtualMacSettings } from '../../config/settings.js';
import { addAddresses, removeAddresses, replaceAddresses } from '../../sys/addresses.js';
import { now, uptime, wallClock } from '../../sys/clock.js';
import { forwardsIpv6 } from '../../sys/forwarding.js';
import { type LinkWatch, watchLinks } from '../../sys/links.js';
import { reportLocalGroups, reportsLocalGroups } from '../../sys/local-igmp.js';
import { type NetlinkSocket, openNetlinkSocket } from '../../sys/netlink-socket.js';
import { openNftablesSocket } from '../../sys/nftables-socket.js';
import { openPacketSocket, type PacketSocket } from '../../sys/packet-socket.js';
import { writeSysctl } from '../../sys/sysctl.js';
import { openVrrpSocket } from '../../sys/vrrp-socket.js';
import type { InstanceSettings, VirtualAddress, VrrpGlobals, VrrpSettings } from '../../vrrp/settings.js';
import type { InstanceView } from '../../vrrp/view.js';
import type { AddressRequest } from '../../wire/netlink/rtnetlink.js';
import type { ToDirector, TrackedFacts } from '../messages.js';
import { Turns } from '../turns.js';
import { KERNEL, KernelSettings } from './devices/kernel-settings.js';
import { linkPorts } from './devices/link-ports.js';
import { OwnDevices } from './devices/own-devices.js';
import { Facts } from './facts.js';
import { AddressFilter, type FilterSettings } from './filter/address-filter.js';
import { InstanceRunner, type RunnerPorts } from './instance-runner.js';
import { KernelTables } from './kernel-tables.js';
import { requestFor } from './perform/address-request.js';
import { type AddressRefusal, HeldAddresses } from './perform/addresses.js';
import { type AnnouncePorts, type AnnouncingLink, announce, prepareAnnouncements } from './perform/announce.js';
import { Announcements } from './perform/announcements.js';
import { Pace } from './perform/pace.js';
import { Promotion } from './promotion.js';
import { rehearseTakeovers } from './rehearsal.js';
import { planReload } from './reload.js';
import { startDelay } from './start-delay.js';
import { SyncGroups } from './sync-groups.js';
import { Timekeeper } from './timekeeper.js';
import { VrrpSockets } from './vrrp-sockets.js';

export interface VrrpThreadPorts {
  post(message: Exclude<ToDirector, { kind: 'log' }>): void;
  log: Log;
  /** How late the deadlines of a moment were, which is nearly always not worth a word. */
  late(by: Duration): void;
  /** `-D`: VRIDs that are nobody's are let through, to be counted and logged. */
  readonly detail: boolean;
  /** `-a`: every change of an address is logged. */
  readonly monitorsAddresses: boolean;
}

const NO_GLOBALS: VrrpGlobals = {
  garpInterval: ZERO,
  gnaInterval: ZERO,
  startupDelay: ZERO,
  logsUnknownVrids: false,
  dynamicInterfaces: false,
  allowIfChanges: false,
  delayAfterBoot: ZERO,
};

export class VrrpThread {
  readonly #ports: VrrpThreadPorts;
  readonly #netlink: NetlinkSocket;
  readonly #links: LinkWatch;
  readonly #packets: PacketSocket;
  readonly #sockets: VrrpSockets;
  readonly #time: Timekeeper;
  readonly #facts: Facts;
  readonly #announcements: Announcements;
  readonly #pace = new Pace();
  readonly #promotion: Promotion;
  readonly #runners = new Map<string, InstanceRunner>();
  readonly #groups: SyncGroups;
  readonly #tables: KernelTables;
  readonly #devices: OwnDevices;
  readonly #filter: AddressFilter;
  /** Instances that a reload took out and whose addresses are still being removed. */
  readonly #departing = new Set<Promise<void>>();
  #globals: VrrpGlobals = NO_GLOBALS;
  /** True once a configuration was applied. */
  #configured = false;
  #isStopped = false;
  readonly #runnerPorts: RunnerPorts;

  private constructor(ports: VrrpThreadPorts, netlink: NetlinkSocket, links: LinkWatch) {
    this.#ports = ports;
    this.#netlink = netlink;
    this.#links = links;
    this.#packets = openPacketSocket();
    this.#time = new Timekeeper(() => this.#sockets.read(), ports.late);
    this.#promotion = new Promotion({ write: writeSysctl, log: ports.log });
    this.#groups = new SyncGroups({ now, post: ports.post, log: ports.log });
    this.#announcements = new Announcements({
      send: (index, frames) => this.#sendFrames(index, frames),
      soon: task => setImmediate(task),
      later: (task, wait) => setTimeout(task, toMilliseconds(wait)),
    });
    this.#sockets = new VrrpSockets(
      {
        open: openVrrpSocket,
        interfaceIndex: name => this.#links.byName(name)?.index,
        isUp: name => this.#links.byName(name)?.up === true,
        mtu: name => this.#links.byName(name)?.mtu,
        deliver: (runner, packet) => runner.receive(packet),
        log: ports.log,
      },
      () => this.#globals.logsUnknownVrids || ports.detail,
    );
    this.#runnerPorts = {
      now,
      wallClock,
      post: ports.post,
      log: ports.log,
      sendAdvert: (runner, departure, source) => this.#sockets.send(runner, departure, source),
      announce: (runner, addresses, repeat) => this.#announce(runner, addresses, repeat),
      cancelAnnouncements: (runner, addresses) =>
        this.#announcements.cancel(runner, new Set(addresses.map(entry => entry.address.text))),
      route: (runner, effect) => this.#tables.perform(runner, effect),
      reschedule: runner => this.#time.reschedule(runner),
      consultGroup: runner => this.#groups.consult(runner),
    };
    const { log, monitorsAddresses } = ports;
    this.#tables = new KernelTables({
      netlink,
      links,
      applyAddresses: (deed, requests) => this.#applyAddresses(deed, requests),
      replaceAddresses: (removed, restored) => this.#replaceAddresses(removed, restored),
      holders: () => this.#holders(),
      isHeldByInstance: request => this.#isHeldByAnother(this.#tables.staticAddresses, request),
      log,
    });
    this.#filter = new AddressFilter({ open: openNftablesSocket, reportsLocalGroups, reportLocalGroups, log });
    this.#devices = new OwnDevices({
      links,
      kernel: linkPorts(netlink, (deed, requests) => this.#applyAddresses(deed, requests)),
      settings: new KernelSettings({ ...KERNEL, log }),
      changed: () => this.#filterDevices(),
      log,
    });
    this.#facts = new Facts({ links, sockets: this.#sockets, runners: this.#runners, log, monitorsAddresses });
  }

  /** Opens netlink and the packet socket and learns the links; throws a `KernelError` when one is refused. */
  static async open(ports: VrrpThreadPorts): Promise<VrrpThread> {
    let facts: Facts | undefined; // what is there before they exist, they read from the tables
    let tables: KernelTables | undefined;
    let devices: OwnDevices | undefined;
    let promotion: Promotion | undefined;
    const netlink = openNetlinkSocket();
    const links = await watchLinks({
      hidesAdditionsOf: netlink.port,
      onLink(event) {
        devices?.linkChanged(event);
        tables?.linkChanged(event);
        facts?.linkChanged(event);
        if (event.kind === 'add' || event.kind === 'rename') promotion?.appeared(event.link.name);
      },
      onAddress(event) {
        devices?.addressChanged(event);
        facts?.addressChanged(event);
        tables?.addressChanged(event);
      },
      onResync() {
        facts?.reportsLost();
        tables?.reportsLost();
      },
      onResynced: () => facts?.tablesReread(),
      onError: error => ports.log({ level: 'error', text: `netlink: ${error.message}`, fields: { code: 'netlink' } }),
    });
    const thread = new VrrpThread(ports, netlink, links);
    facts = thread.#facts;
    tables = thread.#tables;
    devices = thread.#devices;
    promotion = thread.#promotion;
    return thread;
  }

  get isConfigured(): boolean {
    return this.#configured;
  }

  /** Makes ready for the takeovers that a configuration may ask for; before the first one is applied. */
  async rehearse(settings: VrrpSettings): Promise<void> {
    try {
      await rehearseTakeovers(settings.instances, this.#netlink, this.#packets);
    } catch {
      // A rehearsal that fails is no matter; if there is a trouble, the takeover itself will tell.
    }
  }

  /** Gives the sockets the receive buffers of a configuration; before it is applied. */
  sizeBuffers({ vrrpCommand, vrrpMonitor, adverts }: BufferSettings): void {
    this.#netlink.setReceiveBuffer(vrrpCommand.size, vrrpCommand.forced);
    this.#links.setReceiveBuffer('requests', vrrpCommand.size, vrrpCommand.forced);
    this.#links.setReceiveBuffer('announcements', vrrpMonitor.size, vrrpMonitor.forced);
    this.#tables.sizeBuffer(vrrpMonitor);
    this.#sockets.sizeBuffers(adverts);
  }

  /**
   * Applies a configuration: the first, or the difference to the running one. Takes as long as the kernel needs for
   * interfaces that instances make for themselves, if there are new ones, and several turns of the loop when much has
   * changed; whoever is not concerned runs on meanwhile.
   */
  async configure(
    wanted: VrrpSettings,
    tracked: TrackedFacts,
    kernel: FilterSettings,
    names: VirtualMacSettings,
  ): Promise<void> {
    const isFirst = !this.#configured;
    const turns = new Turns(now);
    const settings = { ...wanted, instances: this.#devices.allot(wanted.instances, names) };
    const running = [...this.#runners.values()].map(runner => runner.settings);
    const plan = planReload(running, settings.instances);
    await turns.pause();
    if (this.#isStopped) return;
    this.#groups.suspend();
    for (const name of plan.leaving) {
      this.#leave(name);
      await turns.pause();
      if (this.#isStopped) return;
    }
    this.#filter.configure(kernel, settings.instances);
    const departed = () => Promise.all(this.#departing);
    const making = this.#devices.prepare(departed);
    if (making !== undefined) await making;
    if (this.#isStopped) return;
    this.#configured = true;
    this.#globals = settings.globals;
    this.#pace.configure(settings.globals, settings.garpGroups);
    this.#facts.expect(settings, tracked);
    this.#promotion.configure(settings.instances, name => this.#links.byName(name) !== undefined);
    this.#filterDevices();
    this.#sockets.refilter();
    this.#tables.configure(settings);
    await turns.pause();
    if (this.#isStopped) return;
    for (const name of plan.unchanged) this.#facts.tellTracked(this.#runners.get(name)!);
    for (const changed of plan.changed) {
      this.#change(changed);
      await turns.pause();
      if (this.#isStopped) return;
    }
    for (const entering of plan.entering) {
      this.#enter(entering, isFirst);
      await turns.pause();
      if (this.#isStopped) return;
    }
    this.#sockets.refit();
    await turns.pause();
    if (this.#isStopped) return;
    const order = settings.instances.map(({ name }) => name);
    await this.#groups.apply(settings.syncGroups, this.#runners, order, turns);
    if (this.#isStopped) return;
    const released = [...this.#runners.values()].map(({ addresses }) => addresses.settled());
    this.#devices.discard(() => Promise.all([departed(), ...released]));
  }

  /** A script changed its verdict. */
  script(name: string, verdict: 'up' | 'down'): void {
    this.#facts.script(name, verdict);
  }

  /** The number in a tracked file changed. */
  file(name: string, value: number): void {
    this.#facts.file(name, value);
  }

  /** A poll found the link of an interface otherwise than before. */
  linkBeat(name: string, verdict: 'up' | 'down'): void {
    this.#facts.linkBeat(name, verdict);
  }

  /** Tracked processes began or ceased to be as many as they should. */
  process(name: string, verdict: 'up' | 'down'): void {
    this.#facts.process(name, verdict);
  }

  views(): InstanceView[] {
    return [...this.#runners.values()].map(runner => runner.view());
  }

  /** Every counter starts from zero. */
  clearStatistics(): void {
    for (const runner of this.#runners.values()) runner.clearStatistics();
  }

  /** Adverts seen for VRIDs that are nobody's here, by interface. */
  foreignVrids(): ReadonlyMap<string, number> {
    return this.#sockets.foreignVrids();
  }

  /** Every instance leaves the network. Settles when its addresses are gone; sockets are closed then. */
  async stop(releases: boolean): Promise<void> {
    this.#isStopped = true;
    const leaving = [...this.#runners.values()];
    this.#groups.suspend();
    for (const runner of leaving) {
      try {
        runner.handle({ kind: 'stop', releases });
      } catch (error) {
        // What is wrong with one instance may be why we stop; the others have addresses to give back, too.
        const text = `(${runner.settings.name}) while stopping: ${String(error)}`;
        this.#ports.log({ level: 'error', text, fields: { code: 'stop-failed', instance: runner.settings.name } });
      }
    }
    this.#groups.stop();
    await Promise.all([...leaving.map(runner => this.#settled(runner)), ...this.#departing]);
    await this.#tables.stop();
    this.#promotion.stop();
    for (const runner of leaving) {
      this.#time.remove(runner);
      this.#sockets.detach(runner);
    }
    this.#runners.clear();
    await this.#devices.stop(releases);
    // Last, so that what the kernel says of groups being left goes the way it came.
    await this.#filter.stop();
    this.#time.close();
    this.#links.close();
    this.#netlink.close();
    this.#packets.close();
  }

  /** The packet filter has to do with macvlans: their group reports leave by the interface below. */
  #filterDevices(): void {
    const devices = this.#devices.list().filter(({ kind }) => kind === 'macvlan');
    this.#filter.filterDevices(devices.map(({ base, ...device }) => ({ ...device, baseIndex: base.index })));
  }

  /** Makes an instance and tells it what is known; it starts when its sync group is complete. */
  #enter(settings: InstanceSettings, isFirst: boolean): void {
    const held = new HeldAddresses(settings.name, settings.interface, {
      interfaceIndex: name => this.#links.byName(name)?.index,
      apply: (deed, requests) => this.#applyAddresses(deed, requests),
      replace: (removed, restored) => this.#replaceAddresses(removed, restored),
      holders: () => this.#holders(),
      isHeldElsewhere: request => this.#isHeldByAnother(held, request),
      shield: placed => this.#filter.shield(held, runner.settings, placed),
      unshield: placed => this.#filter.unshield(held, runner.settings, placed),
      log: this.#ports.log,
    });
    // A startup delay is for the start; an instance that a reload brings begins at once.
    const startupDelay = isFirst ? startDelay(this.#globals, uptime()) : ZERO;
    const runner = new InstanceRunner(settings, { startupDelay }, held, this.#runnerPorts);
    this.#runners.set(settings.name, runner);
    this.#tables.enter(runner);
    this.#removeLeftovers(runner);
    this.#facts.tellAll(runner);
    this.#prepare(runner);
  }

  /** What a takeover will need is made beforehand. */
  #prepare(runner: InstanceRunner): void {
    const addresses = runner.virtualAddresses();
    runner.addresses.prepare(addresses);
    prepareAnnouncements(addresses, runner.settings.interface, this.#announcing());
  }

  #leave(name: string): void {
    const runner = this.#runners.get(name);
    if (runner === undefined) return;
    this.#runners.delete(name);
    runner.handle({ kind: 'stop', releases: true, isRemoved: true });
    this.#time.remove(runner);
    this.#sockets.detach(runner);
    const gone = this.#settled(runner).then(() => void this.#departing.delete(gone));
    this.#departing.add(gone);
  }

  /** An instance has left; settles when all it held is gone. */
  async #settled(runner: InstanceRunner): Promise<void> {
    await Promise.all([this.#tables.leave(runner), runner.addresses.settled()]);
  }

  #change(settings: InstanceSettings): void {
    const runner = this.#runners.get(settings.name);
    if (runner === undefined) return;
    this.#facts.tellChange(runner, settings);
    this.#tables.change(runner);
    const { addresses } = runner;
    void addresses.settled().then(() => this.#filter.change(addresses, runner.settings, addresses.placed()));
    this.#prepare(runner);
  }

  /** A predecessor that crashed left its addresses: this node is not MASTER, so they must go. */
  #removeLeftovers(runner: InstanceRunner): void {
    const leftovers = runner.virtualAddresses().filter(entry => {
      const link = this.#links.byName(entry.device ?? runner.settings.interface);
      if (link === undefined) return false;
      const { address, prefixLength } = entry;
      const isThere = this.#links
        .addresses(link.index)
        .some(each => each.address.text === address.text && each.prefixLength === prefixLength);
      return isThere && !this.#isHeldByAnother(runner.addresses, requestFor(entry, link.index));
    });
    if (leftovers.length === 0) return;
    const first = leftovers[0]!.address.text;
    const addresses = leftovers.length === 1 ? first : `${leftovers.length} addresses (${first} first)`;
    this.#ports.log({
      level: 'info',
      text: `(${runner.settings.name}) removing ${addresses} that ${leftovers.length === 1 ? 'was' : 'were'} there before the start`,
      fields: { code: 'leftover-addresses', instance: runner.settings.name },
    });
    runner.addresses.remove(leftovers);
  }

  #isHeldByAnother(mine: HeldAddresses, request: AddressRequest): boolean {
    return this.#holders().some(addresses => addresses !== mine && addresses.wants(request));
  }

  #holders(): HeldAddresses[] {
    return [...[...this.#runners.values()].map(({ addresses }) => addresses), this.#tables.staticAddresses];
  }

  async #replaceAddresses(
    removed: readonly AddressRequest[],
    restored: readonly AddressRequest[],
  ): Promise<readonly (AddressRefusal | undefined)[]> {
    const name = (index: number) => this.#links.byIndex(index)?.name;
    const outcomes = await replaceAddresses(this.#netlink, removed, restored, name);
    for (const { request, error } of outcomes.slice(removed.length)) {
      if (error === undefined) this.#links.added(request.ifindex, request);
    }
    return outcomes.map(outcome => outcome.error);
  }

  async #applyAddresses(
    deed: 'add' | 'remove',
    requests: readonly AddressRequest[],
  ): Promise<readonly (AddressRefusal | undefined)[]> {
    const perform = deed === 'add' ? addAddresses : removeAddresses;
    const outcomes = await perform(this.#netlink, requests, { deviceName: index => this.#links.byIndex(index)?.name });
    if (deed === 'add') {
      for (const { request, error } of outcomes) if (error === undefined) this.#links.added(request.ifindex, request);
    }
    return outcomes.map(outcome => outcome.error);
  }

  #announce(runner: InstanceRunner, addresses: readonly VirtualAddress[], repeat: number): void {
    announce(this.#announcements, runner, addresses, repeat, this.#announcing());
  }

  #announcing(): AnnouncePorts {
    return {
      link: name => this.#announcingLink(name),
      lane: (name, family) => this.#pace.lane(name, family, () => this.#links.baseOf(name)),
    };
  }

  #announcingLink(name: string): AnnouncingLink | undefined {
    const link = this.#links.byName(name);
    if (link === undefined) return undefined;
    const isSilent = link.loopback || link.noArp;
    return { index: link.index, mac: link.mac, isSilent, forwards: forwardsIpv6(this.#links.baseOf(name) ?? name) };
  }

  #sendFrames(index: number, frames: readonly Uint8Array[]): number {
    const { error, sent } = this.#packets.sendFrames(index, frames, this.#links.byIndex(index)?.name);
    if (error === undefined || error.code === 'ENOBUFS' || error.code === 'EAGAIN') return sent;
    this.#ports.log({
      level: 'warn',
      text: `${frames.length - sent} announcements were not sent: ${error.message}`,
      fields: { code: 'announcement-refused' },
    });
    return frames.length;
  }
}
