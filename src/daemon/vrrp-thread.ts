/**
 * The thread that carries VRRP, and nothing else. It introduces the machines to the kernel: packets, links, addresses
 * and deadlines become inputs; effects become packets, addresses and announcements. All that could take time is the
 * director's.
 */
import { type Instant, toMilliseconds, ZERO } from '../base/duration.js';
import type { Log } from '../base/log.js';
import { addAddresses, removeAddresses } from '../sys/addresses.js';
import { type Alarm, now, openAlarm } from '../sys/clock.js';
import { forwardsIpv6 } from '../sys/forwarding.js';
import { type AddressEvent, type LinkEvent, type LinkWatch, watchLinks } from '../sys/links.js';
import { type NetlinkSocket, openNetlinkSocket } from '../sys/netlink-socket.js';
import { openPacketSocket, type PacketSocket } from '../sys/packet-socket.js';
import { openVrrpSocket } from '../sys/vrrp-socket.js';
import type { InstanceSettings, VirtualAddress, VrrpGlobals, VrrpSettings } from '../vrrp/settings.js';
import type { InstanceView } from '../vrrp/view.js';
import type { AddressRequest } from '../wire/netlink/rtnetlink.js';
import { Deadlines } from './deadlines.js';
import { InstanceRunner, type RunnerPorts } from './instance-runner.js';
import type { ToDirector } from './messages.js';
import { type AddressRefusal, HeldAddresses, requestFor } from './perform/addresses.js';
import { type AnnouncePorts, type AnnouncingLink, announce, prepareAnnouncements } from './perform/announce.js';
import { Announcements } from './perform/announcements.js';
import { rehearseTakeovers } from './rehearsal.js';
import { planReload } from './reload.js';
import { chooseSource } from './source-address.js';
import { VrrpSockets } from './vrrp-sockets.js';

export interface VrrpThreadPorts {
  post(message: Exclude<ToDirector, { kind: 'log' }>): void;
  log: Log;
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
};

/** A refused socket (no descriptors left, say) is asked for again. */
const SOCKET_RETRY_MS = 1_000;

const PAST = { add: 'added', change: 'changed', remove: 'removed' } as const;

export class VrrpThread {
  readonly #ports: VrrpThreadPorts;
  readonly #netlink: NetlinkSocket;
  readonly #links: LinkWatch;
  readonly #packets: PacketSocket;
  readonly #sockets: VrrpSockets;
  readonly #alarm: Alarm;
  /** What the alarm is set to. */
  #armed: Instant | undefined;
  readonly #deadlines = new Deadlines<InstanceRunner>(runner => runner.deadline());
  readonly #announcements: Announcements;
  readonly #runners = new Map<string, InstanceRunner>();
  /** Instances whose socket the kernel refused. */
  readonly #deaf = new Set<InstanceRunner>();
  /** Instances that a reload took out and whose addresses are still being removed. */
  readonly #departing = new Set<Promise<void>>();
  /** While the tables are read anew: what was held and in the kernel when that began. */
  readonly #heldBeforeReading = new Map<InstanceRunner, ReturnType<HeldAddresses['held']>>();
  /** Last verdict of every script; an instance that comes later starts with it. */
  readonly #verdicts = new Map<string, 'up' | 'down'>();
  /** Texts of all virtual addresses: never the source of an advert. */
  #virtual: ReadonlySet<string> = new Set();
  #globals: VrrpGlobals = NO_GLOBALS;
  /** True once a configuration was applied. */
  #configured = false;
  readonly #runnerPorts: RunnerPorts;

  private constructor(ports: VrrpThreadPorts, netlink: NetlinkSocket, links: LinkWatch) {
    this.#ports = ports;
    this.#netlink = netlink;
    this.#links = links;
    this.#packets = openPacketSocket();
    this.#alarm = openAlarm(() => this.#ring());
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
        deliver: (runner, packet) => runner.receive(packet),
        log: ports.log,
      },
      () => this.#globals.logsUnknownVrids || ports.detail,
    );
    this.#runnerPorts = {
      now,
      post: ports.post,
      log: ports.log,
      sendAdvert: (runner, pdu, source, destination) => this.#sockets.send(runner, pdu, source, destination),
      announce: (runner, addresses, repeat) => this.#announce(runner, addresses, repeat),
      cancelAnnouncements: (runner, addresses) =>
        this.#announcements.cancel(runner, new Set(addresses.map(entry => entry.address.text))),
      reschedule: runner => this.#reschedule(runner),
    };
  }

  /** Opens netlink and the packet socket and learns the links; throws a `KernelError` when one is refused. */
  static async open(ports: VrrpThreadPorts): Promise<VrrpThread> {
    let observer: VrrpThread | undefined; // what is there before it exists, it reads from the tables
    const netlink = openNetlinkSocket();
    const links = await watchLinks({
      hidesAdditionsOf: netlink.port,
      onLink: event => observer?.linkChanged(event),
      onAddress: event => observer?.addressChanged(event),
      onResync: () => observer?.reportsLost(),
      onResynced: () => observer?.tablesReread(),
      onError: error => ports.log({ level: 'error', text: `netlink: ${error.message}`, fields: { code: 'netlink' } }),
    });
    observer = new VrrpThread(ports, netlink, links);
    return observer;
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

  /** Applies a configuration: the first, or the difference to the running one. */
  configure(settings: VrrpSettings): void {
    const isFirst = !this.#configured;
    this.#configured = true;
    this.#globals = settings.globals;
    this.#virtual = new Set(
      settings.instances.flatMap(each => [...each.addresses, ...each.excludedAddresses]).map(each => each.address.text),
    );
    const tracked = new Set(settings.instances.flatMap(each => each.trackScripts).map(({ name }) => name));
    for (const name of this.#verdicts.keys()) if (!tracked.has(name)) this.#verdicts.delete(name);
    const running = [...this.#runners.values()].map(runner => runner.settings);
    const plan = planReload(running, settings.instances);
    this.#sockets.refilter();
    for (const name of plan.leaving) this.#leave(name);
    for (const changed of plan.changed) this.#change(changed);
    for (const entering of plan.entering) this.#enter(entering, isFirst);
  }

  /** A script changed its verdict. */
  script(name: string, verdict: 'up' | 'down'): void {
    this.#verdicts.set(name, verdict);
    for (const runner of this.#runners.values()) {
      if (runner.settings.trackScripts.some(script => script.name === name)) {
        runner.handle({ kind: 'script', name, verdict });
      }
    }
  }

  views(): InstanceView[] {
    return [...this.#runners.values()].map(runner => runner.view());
  }

  /** Every instance leaves the network. Settles when its addresses are gone; sockets are closed then. */
  async stop(releases: boolean): Promise<void> {
    const leaving = [...this.#runners.values()];
    for (const runner of leaving) {
      try {
        runner.handle({ kind: 'stop', releases });
      } catch (error) {
        // What is wrong with one instance may be why we stop; the others have addresses to give back, too.
        const text = `(${runner.settings.name}) while stopping: ${String(error)}`;
        this.#ports.log({ level: 'error', text, fields: { code: 'stop-failed', instance: runner.settings.name } });
      }
    }
    await Promise.all([...leaving.map(runner => runner.addresses.settled()), ...this.#departing]);
    for (const runner of leaving) {
      this.#deadlines.remove(runner);
      this.#sockets.detach(runner);
    }
    this.#runners.clear();
    this.#alarm.close();
    this.#links.close();
    this.#netlink.close();
    this.#packets.close();
  }

  #enter(settings: InstanceSettings, isFirst: boolean): void {
    const held = new HeldAddresses(settings.name, settings.interface, {
      interfaceIndex: name => this.#links.byName(name)?.index,
      apply: (deed, requests) => this.#applyAddresses(deed, requests),
      isHeldElsewhere: request => this.#isHeldByAnother(held, request),
      log: this.#ports.log,
    });
    // A startup delay is for the start; an instance that a reload brings begins at once.
    const globals = isFirst ? this.#globals : { ...this.#globals, startupDelay: ZERO };
    const runner = new InstanceRunner(settings, globals, held, this.#runnerPorts);
    this.#runners.set(settings.name, runner);
    this.#removeLeftovers(runner);
    this.#attach(runner);
    this.#tellWorld(runner);
    this.#prepare(runner);
    runner.handle({ kind: 'start' });
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
    this.#deadlines.remove(runner);
    this.#sockets.detach(runner);
    const gone = runner.addresses.settled().then(() => void this.#departing.delete(gone));
    this.#departing.add(gone);
  }

  #change(settings: InstanceSettings): void {
    const runner = this.#runners.get(settings.name);
    if (runner === undefined) return;
    for (const name of interfacesOf(settings)) this.#tellLink(runner, name);
    this.#tellScripts(runner, settings);
    runner.handle({ kind: 'reconfigure', settings });
    this.#tellSource(runner);
    this.#prepare(runner);
  }

  /** Gives a machine what is known of the world. */
  #tellWorld(runner: InstanceRunner): void {
    for (const name of interfacesOf(runner.settings)) this.#tellLink(runner, name);
    this.#tellSource(runner);
    this.#tellScripts(runner, runner.settings);
  }

  #tellLink(runner: InstanceRunner, name: string): void {
    const link = this.#links.byName(name);
    const isDeaf = this.#deaf.has(runner) && name === runner.interface;
    const state = link === undefined ? 'missing' : !link.up ? 'down' : isDeaf ? 'deaf' : 'up';
    runner.handle({ kind: 'link', interface: name, state });
  }

  /** Gives an instance its socket, or tries again later; to be followed by `#tellLink`. */
  #attach(runner: InstanceRunner): void {
    const isMissing = this.#links.byName(runner.interface) === undefined;
    if (this.#sockets.attach(runner) || isMissing) {
      this.#deaf.delete(runner);
      return;
    }
    if (this.#deaf.has(runner)) return;
    this.#deaf.add(runner);
    setTimeout(() => {
      if (!this.#deaf.delete(runner) || this.#runners.get(runner.settings.name) !== runner) return;
      this.#attach(runner);
      this.#tellLink(runner, runner.interface);
    }, SOCKET_RETRY_MS);
  }

  #tellScripts(runner: InstanceRunner, settings: InstanceSettings): void {
    for (const { name } of settings.trackScripts) {
      const verdict = this.#verdicts.get(name);
      if (verdict !== undefined) runner.handle({ kind: 'script', name, verdict });
    }
  }

  #tellSource(runner: InstanceRunner): void {
    const index = this.#links.byName(runner.settings.interface)?.index;
    const onInterface = index === undefined ? [] : this.#links.addresses(index);
    const source = chooseSource(runner.settings, onInterface, this.#virtual);
    if (source?.text !== runner.source?.text) runner.handle({ kind: 'source', address: source });
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

  /** The kernel reports an interface. */
  linkChanged(event: LinkEvent): void {
    const { link } = event;
    const isGone = event.kind === 'remove';
    // A renamed interface is gone under its old name.
    const names = event.kind === 'rename' ? [event.previous.name, link.name] : [link.name];
    const isOurs = [...this.#runners.values()].some(({ settings }) =>
      names.some(name => interfacesOf(settings).has(name)),
    );
    this.#ports.log({
      level: isOurs ? 'info' : 'debug', // containers come and go
      text: `interface ${link.name} is ${isGone ? 'gone' : link.up ? 'up' : 'down'}`,
      fields: { code: 'link', interface: link.name, index: link.index },
    });
    for (const name of names) {
      for (const runner of this.#runners.values()) {
        if (!interfacesOf(runner.settings).has(name)) continue;
        const isOwn = runner.settings.interface === name;
        if (isOwn && !isGone) this.#attach(runner);
        this.#tellLink(runner, name);
        if (isOwn) this.#tellSource(runner);
      }
    }
  }

  /** The kernel reports an address. */
  addressChanged(event: AddressEvent): void {
    const name = this.#links.byIndex(event.ifindex)?.name;
    const { address, prefixLength } = event.address;
    if (this.#ports.monitorsAddresses) {
      this.#ports.log({
        level: 'info',
        text: `address ${address.text}/${prefixLength} ${PAST[event.kind]} on ${name ?? `interface ${event.ifindex}`}`,
        fields: { code: 'address' },
      });
    }
    for (const runner of this.#runners.values()) {
      if (event.kind === 'remove') this.#noteDeparture(runner, event);
      if (runner.settings.interface === name && !this.#virtual.has(address.text)) this.#tellSource(runner);
    }
  }

  #noteDeparture(runner: InstanceRunner, { ifindex, address: { address, prefixLength } }: AddressEvent): void {
    const entry = runner.addresses.departed(ifindex, address.text, prefixLength);
    if (entry === undefined) {
      // The late report of a removal of ours, and since then it was added again: the table must not forget it for that.
      const again = runner.addresses.confirmed(ifindex, address.text, prefixLength);
      if (again !== undefined) this.#links.added(ifindex, again);
      return;
    }
    if (!entry.tracked) return;
    // An interface that goes down takes IPv6 addresses with it, and says so before it says that it is down. Look again
    // when what came together has been read.
    setImmediate(() => {
      const link = this.#links.byIndex(ifindex);
      if (link === undefined || !link.up || !runner.addresses.holds(entry) || this.#has(ifindex, entry)) return;
      runner.handle({ kind: 'address-removed', address, device: link.name });
    });
  }

  /** Reports were lost (ENOBUFS), and the tables are being read anew. */
  reportsLost(): void {
    this.#ports.log({
      level: 'warn',
      text: 'the kernel dropped link and address reports (ENOBUFS); reading all of them anew',
      fields: { code: 'netlink-overrun' },
    });
    for (const runner of this.#runners.values()) {
      runner.addresses.forgetDepartures();
      this.#heldBeforeReading.set(runner, runner.addresses.held());
    }
  }

  /** The tables have been read anew. What was in the kernel before that and is not in them was taken by someone else. */
  tablesReread(): void {
    for (const runner of this.#runners.values()) {
      const held = this.#heldBeforeReading.get(runner) ?? [];
      const lost = held.find(({ entry, ifindex }) => {
        const isUp = this.#links.byIndex(ifindex)?.up === true;
        return isUp && entry.tracked && runner.addresses.holds(entry) && !this.#has(ifindex, entry);
      });
      const device = lost && this.#links.byIndex(lost.ifindex)?.name;
      if (device !== undefined) runner.handle({ kind: 'address-removed', address: lost!.entry.address, device });
    }
    this.#heldBeforeReading.clear();
  }

  #has(ifindex: number, entry: VirtualAddress): boolean {
    return this.#links.addresses(ifindex).some(each => each.address.text === entry.address.text);
  }

  #isHeldByAnother(mine: HeldAddresses, request: AddressRequest): boolean {
    for (const { addresses } of this.#runners.values()) if (addresses !== mine && addresses.wants(request)) return true;
    return false;
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
    const { garpInterval, gnaInterval } = this.#globals;
    return { link: name => this.#announcingLink(name), garpInterval, gnaInterval };
  }

  #announcingLink(name: string): AnnouncingLink | undefined {
    const link = this.#links.byName(name);
    if (link === undefined) return undefined;
    const isSilent = link.loopback || link.noArp;
    return { index: link.index, mac: link.mac, isSilent, forwards: forwardsIpv6(name) };
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

  /**
   * A deadline that moved later leaves the alarm as it is: it rings for nothing then, a few times a second, where
   * setting it anew with every advert heard would cost a system call each.
   */
  #reschedule(runner: InstanceRunner): void {
    this.#deadlines.update(runner);
    const at = runner.deadline();
    if (at !== undefined && (this.#armed === undefined || at < this.#armed)) this.#arm(at);
  }

  #ring(): void {
    let hasRead = false;
    // What falls due meanwhile has to wait for the next ring: more work than time must not shut out all other work.
    const moment = now();
    for (let due = this.#deadlines.takeDue(moment); due !== undefined; due = this.#deadlines.takeDue(moment)) {
      if (due.isListening && !hasRead) {
        // Before a backup concludes from silence, what has come must be heard: this process may have been kept from
        // running, and the adverts of a living master then wait in the socket.
        hasRead = true;
        this.#sockets.read();
        const at = due.deadline();
        if (at === undefined || at > moment) {
          this.#deadlines.update(due);
          continue;
        }
      }
      due.handle({ kind: 'deadline' });
    }
    this.#arm(this.#deadlines.earliest());
  }

  #arm(at: Instant | undefined): void {
    this.#armed = at;
    this.#alarm.set(at);
  }
}

/** Every interface whose state matters to an instance. */
function interfacesOf(settings: InstanceSettings): Set<string> {
  const devices = [...settings.addresses, ...settings.excludedAddresses].flatMap(entry => entry.device ?? []);
  return new Set([settings.interface, ...settings.trackInterfaces.map(tracked => tracked.name), ...devices]);
}
