/**
 * What is known of the world outside, told to the instances it concerns: links, addresses, sources, script verdicts, and
 * whether the socket for adverts could be had. The tables of `LinkWatch` are the truth; events say when to look.
 */
import { setTimeout } from 'node:timers';
import type { Log } from '../../base/log.js';
import type { AddressEvent, LinkEvent, LinkWatch } from '../../sys/links.js';
import { routingDevices } from '../../vrrp/routing-entries.js';
import type { InstanceSettings, VirtualAddress } from '../../vrrp/settings.js';
import type { TrackedFacts } from '../messages.js';
import type { InstanceRunner } from './instance-runner.js';
import type { HeldAddresses } from './perform/addresses.js';
import { chooseSource } from './source-address.js';
import type { VrrpSockets } from './vrrp-sockets.js';

export interface FactsPorts {
  readonly links: LinkWatch;
  readonly sockets: VrrpSockets;
  /** The instances that run, by name. */
  readonly runners: ReadonlyMap<string, InstanceRunner>;
  readonly log: Log;
  /** `-a`: every change of an address is logged. */
  readonly monitorsAddresses: boolean;
}

/** A refused socket (no descriptors left, say) is asked for again. */
const SOCKET_RETRY_MS = 1_000;

const PAST = { add: 'added', change: 'changed', remove: 'removed' } as const;

export class Facts {
  readonly #ports: FactsPorts;
  readonly #links: LinkWatch;
  /** Instances whose socket the kernel refused. */
  readonly #deaf = new Set<InstanceRunner>();
  /** While the tables are read anew: what was held and in the kernel when that began. */
  readonly #heldBeforeReading = new Map<InstanceRunner, ReturnType<HeldAddresses['held']>>();
  /** Last verdict of every script; an instance that comes later starts with it. */
  readonly #verdicts = new Map<string, 'up' | 'down'>();
  #tracked: { readonly files: Map<string, number>; readonly processes: Map<string, 'up' | 'down'> } = {
    files: new Map(),
    processes: new Map(),
  };
  /** Texts of all virtual addresses: never the source of an advert. */
  #virtual: ReadonlySet<string> = new Set();

  constructor(ports: FactsPorts) {
    this.#ports = ports;
    this.#links = ports.links;
  }

  /** The instances that run from now on: which addresses are virtual, which scripts still count, what trackers say. */
  expect(instances: readonly InstanceSettings[], { files, processes }: TrackedFacts): void {
    this.#tracked = { files: new Map(files), processes: new Map(processes) };
    const addresses = instances.flatMap(each => [...each.addresses, ...each.excludedAddresses]);
    this.#virtual = new Set(addresses.map(each => each.address.text));
    const tracked = new Set(instances.flatMap(each => each.trackScripts).map(({ name }) => name));
    for (const name of this.#verdicts.keys()) if (!tracked.has(name)) this.#verdicts.delete(name);
  }

  /** A script changed its verdict. */
  script(name: string, verdict: 'up' | 'down'): void {
    this.#verdicts.set(name, verdict);
    for (const runner of this.#ports.runners.values()) {
      if (runner.settings.trackScripts.some(script => script.name === name)) {
        runner.handle({ kind: 'script', name, verdict });
      }
    }
  }

  /** The number in a file changed. */
  file(name: string, value: number): void {
    this.#tracked.files.set(name, value);
    for (const runner of this.#ports.runners.values()) {
      if (runner.settings.trackFiles.some(file => file.name === name)) runner.handle({ kind: 'file', name, value });
    }
  }

  /** Processes began or ceased to be as many as they should. */
  process(name: string, verdict: 'up' | 'down'): void {
    this.#tracked.processes.set(name, verdict);
    for (const runner of this.#ports.runners.values()) {
      if (runner.settings.trackProcesses.some(process => process.name === name)) {
        runner.handle({ kind: 'process', name, verdict });
      }
    }
  }

  /** Tells an instance that a reload left as it is what files and processes say by now. */
  tellTracked(runner: InstanceRunner, settings: InstanceSettings = runner.settings): void {
    for (const { name } of settings.trackFiles) {
      const value = this.#tracked.files.get(name);
      if (value !== undefined) runner.handle({ kind: 'file', name, value });
    }
    for (const { name } of settings.trackProcesses) {
      const verdict = this.#tracked.processes.get(name);
      if (verdict !== undefined) runner.handle({ kind: 'process', name, verdict });
    }
  }

  /** Tells an instance what it needs to know before its settings change, carries the change out, and looks at the source. */
  tellChange(runner: InstanceRunner, settings: InstanceSettings): void {
    for (const name of interfacesOf(settings)) this.#tellLink(runner, name);
    this.#tellScripts(runner, settings);
    this.tellTracked(runner, settings);
    runner.handle({ kind: 'reconfigure', settings });
    this.#tellSource(runner);
  }

  /** Tells a new instance all that is known. */
  tellAll(runner: InstanceRunner): void {
    this.#attach(runner);
    for (const name of interfacesOf(runner.settings)) this.#tellLink(runner, name);
    this.#tellSource(runner);
    this.#tellScripts(runner, runner.settings);
    this.tellTracked(runner);
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
    if (this.#ports.sockets.attach(runner) || isMissing) {
      this.#deaf.delete(runner);
      return;
    }
    if (this.#deaf.has(runner)) return;
    this.#deaf.add(runner);
    setTimeout(() => {
      if (!this.#deaf.delete(runner) || this.#ports.runners.get(runner.settings.name) !== runner) return;
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

  /** The kernel reports an interface. */
  linkChanged(event: LinkEvent): void {
    const { link } = event;
    const isGone = event.kind === 'remove';
    // A renamed interface is gone under its old name.
    const names = event.kind === 'rename' ? [event.previous.name, link.name] : [link.name];
    const isOurs = [...this.#ports.runners.values()].some(({ settings }) =>
      names.some(name => interfacesOf(settings).has(name)),
    );
    this.#ports.log({
      level: isOurs ? 'info' : 'debug', // containers come and go
      text: `interface ${link.name} is ${isGone ? 'gone' : link.up ? 'up' : 'down'}`,
      fields: { code: 'link', interface: link.name, index: link.index },
    });
    for (const name of names) {
      for (const runner of this.#ports.runners.values()) {
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
    for (const runner of this.#ports.runners.values()) {
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
    for (const runner of this.#ports.runners.values()) {
      runner.addresses.forgetDepartures();
      this.#heldBeforeReading.set(runner, runner.addresses.held());
    }
  }

  /** The tables have been read anew. What was in the kernel before that and is not in them was taken by someone else. */
  tablesReread(): void {
    for (const runner of this.#ports.runners.values()) {
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
}

/** Every interface whose state matters to an instance. */
function interfacesOf(settings: InstanceSettings): Set<string> {
  const devices = [...settings.addresses, ...settings.excludedAddresses].flatMap(entry => entry.device ?? []);
  const tracked = settings.trackInterfaces.map(({ name }) => name);
  return new Set([settings.interface, ...tracked, ...devices, ...routingDevices(settings)]);
}
