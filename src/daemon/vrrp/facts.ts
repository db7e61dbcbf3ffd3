/**
 * What is known of the world outside, told to the instances it concerns: links, addresses, sources, script verdicts, and
 * whether the socket for adverts could be had. The tables of `LinkWatch` are the truth; events say when to look.
 */
import { clearTimeout, setTimeout } from 'node:timers';
import { toMilliseconds } from '../../base/duration.js';
import type { Log } from '../../base/log.js';
import { now } from '../../sys/clock.js';
import type { AddressEvent, LinkEvent, LinkWatch } from '../../sys/links.js';
import { sourceDevice } from '../../vrrp/devices.js';
import { routingDevices } from '../../vrrp/routing-entries.js';
import type { InstanceSettings, VrrpSettings } from '../../vrrp/settings.js';
import type { TrackedFacts } from '../messages.js';
import { HeldWatch } from './held-watch.js';
import type { InstanceRunner } from './instance-runner.js';
import { LinkJudge, longestDelay } from './link-judge.js';
import { chooseSource, FollowedSources } from './source-address.js';
import { socketDevice, type VrrpSockets } from './vrrp-sockets.js';

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
  readonly #held: HeldWatch;
  /** Last verdict of every script; an instance that comes later starts with it. */
  readonly #verdicts = new Map<string, 'up' | 'down'>();
  #tracked: { readonly files: Map<string, number>; readonly processes: Map<string, 'up' | 'down'> } = {
    files: new Map(),
    processes: new Map(),
  };
  /** Texts of all virtual addresses: never the source of an advert. */
  #virtual: ReadonlySet<string> = new Set();
  readonly #sources = new FollowedSources();
  /** Whether a link counts as up. */
  readonly #judge: LinkJudge;

  constructor(ports: FactsPorts) {
    this.#ports = ports;
    this.#links = ports.links;
    this.#held = new HeldWatch(ports);
    this.#judge = new LinkJudge({
      now,
      after(wait, action) {
        const timer = setTimeout(action, toMilliseconds(wait));
        return () => clearTimeout(timer);
      },
      link: name => this.#links.byName(name),
      longestDelay: name => longestDelay(name, ports.runners.values()),
      changed: name => this.#linkCounts(name),
      log: ports.log,
    });
  }

  /** The instances that run from now on: which addresses are virtual, which scripts still count, what trackers say. */
  expect({ instances, linkDelays }: VrrpSettings, { files, processes, links, scripts }: TrackedFacts): void {
    this.#tracked = { files: new Map(files), processes: new Map(processes) };
    const addresses = instances.flatMap(each => [...each.addresses, ...each.excludedAddresses]);
    this.#virtual = new Set(addresses.map(each => each.address.text));
    this.#sources.follow(instances, this.#links);
    const tracked = new Set(instances.flatMap(each => each.trackScripts).map(({ name }) => name));
    for (const name of this.#verdicts.keys()) if (!tracked.has(name)) this.#verdicts.delete(name);
    for (const [name, verdict] of scripts) if (tracked.has(name)) this.#verdicts.set(name, verdict);
    this.#judge.configure(linkDelays, links);
  }

  /** A poll found the link of an interface otherwise than before. */
  linkBeat(name: string, verdict: 'up' | 'down'): void {
    this.#judge.beat(name, verdict);
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

  /** Tells an instance what its trackers say by now, as far as it does not know; one that a reload left as it is, too. */
  tellTracked(runner: InstanceRunner, settings: InstanceSettings = runner.settings): void {
    const { scripts, files, processes } = runner.machine;
    for (const { name } of settings.trackScripts) {
      const verdict = this.#verdicts.get(name);
      if (verdict !== undefined && verdict !== scripts.get(name)) runner.handle({ kind: 'script', name, verdict });
    }
    for (const { name } of settings.trackFiles) {
      const value = this.#tracked.files.get(name);
      if (value !== undefined && value !== files.get(name)) runner.handle({ kind: 'file', name, value });
    }
    for (const { name } of settings.trackProcesses) {
      const verdict = this.#tracked.processes.get(name);
      if (verdict !== undefined && verdict !== processes.get(name)) runner.handle({ kind: 'process', name, verdict });
    }
  }

  /** Tells an instance what it needs to know before its settings change, carries the change out, and looks at the source. */
  tellChange(runner: InstanceRunner, settings: InstanceSettings): void {
    for (const name of interfacesOf(settings)) this.#tellLink(runner, name);
    this.tellTracked(runner, settings);
    runner.handle({ kind: 'reconfigure', settings });
    this.#tellSource(runner);
  }

  /** Tells a new instance all that is known. */
  tellAll(runner: InstanceRunner): void {
    this.#attach(runner);
    for (const name of interfacesOf(runner.settings)) this.#tellLink(runner, name);
    this.#tellSource(runner);
    this.tellTracked(runner);
  }

  #tellLink(runner: InstanceRunner, name: string): void {
    const link = this.#links.byName(name);
    const isDeaf = this.#deaf.has(runner) && name === ownDevice(runner.settings);
    const listens = isDeaf ? 'deaf' : 'up';
    const state =
      name === NO_DEVICE ? listens : link === undefined ? 'missing' : this.#judge.isUp(link) ? listens : 'down';
    runner.handle({ kind: 'link', interface: name, state });
  }

  /** Gives an instance its socket, or tries again later; to be followed by `#tellLink`. */
  #attach(runner: InstanceRunner): void {
    const own = ownDevice(runner.settings);
    const isMissing = own !== NO_DEVICE && this.#links.byName(own) === undefined;
    if (this.#ports.sockets.attach(runner) || isMissing) {
      this.#deaf.delete(runner);
      return;
    }
    if (this.#deaf.has(runner)) return;
    this.#deaf.add(runner);
    setTimeout(() => {
      if (!this.#deaf.delete(runner) || this.#ports.runners.get(runner.settings.name) !== runner) return;
      this.#attach(runner);
      this.#tellLink(runner, own);
    }, SOCKET_RETRY_MS);
  }

  #tellSource(runner: InstanceRunner): void {
    const index = this.#links.byName(sourceDevice(runner.settings))?.index;
    const onInterface = index === undefined ? [] : this.#links.addresses(index);
    const source = chooseSource(runner.settings, onInterface, this.#virtual, address => this.#sources.has(address));
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
      if (this.#links.byName(name) === undefined) this.#judge.gone(name);
      for (const runner of this.#ports.runners.values()) {
        if (!interfacesOf(runner.settings).has(name)) continue;
        const { settings } = runner;
        const isOwn = ownDevice(settings) === name;
        if (isOwn && !isGone) this.#attach(runner);
        this.#tellLink(runner, name);
        if (isOwn || sourceDevice(settings) === name) this.#tellSource(runner);
        if (isGone) this.#held.interfaceLost(runner, link);
        else if (link.up) this.#held.interfaceCame(runner, link);
      }
    }
    if (event.kind === 'change' && link.up && !event.previous.up)
      this.#held.linkReturned(link, runner => interfacesOf(runner.settings).has(link.name));
  }

  /** A link counts otherwise than before. */
  #linkCounts(name: string): void {
    for (const runner of this.#ports.runners.values()) {
      if (interfacesOf(runner.settings).has(name)) this.#tellLink(runner, name);
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
    const isFollowed = this.#sources.note(event);
    for (const runner of this.#ports.runners.values()) {
      if (event.kind === 'remove') this.#held.departed(runner, event);
      const { settings } = runner;
      const isOwn = sourceDevice(settings) === name && !this.#virtual.has(address.text);
      if (isOwn || (isFollowed && settings.source?.text === address.text)) this.#tellSource(runner);
    }
  }

  /** Reports were lost (ENOBUFS), and the tables are being read anew. */
  reportsLost(): void {
    this.#ports.log({
      level: 'warn',
      text: 'the kernel dropped link and address reports (ENOBUFS); reading all of them anew',
      fields: { code: 'netlink-overrun' },
    });
    this.#held.reportsLost();
  }

  /** The tables have been read anew. */
  tablesReread(): void {
    this.#held.tablesReread();
  }
}

/** Every interface whose state matters to an instance. */
function interfacesOf(settings: InstanceSettings): Set<string> {
  const devices = [...settings.addresses, ...settings.excludedAddresses].flatMap(entry => entry.device ?? []);
  const tracked = settings.trackInterfaces.map(({ name }) => name);
  const own = settings.device === undefined ? [] : [settings.interface, settings.device];
  return new Set([ownDevice(settings), ...own, ...tracked, ...devices, ...routingDevices(settings)]);
}

/** Stands for the device of an instance that has none: it can be deaf, but neither down nor missing. */
const NO_DEVICE = '';

/** The device an instance hears adverts on. */
function ownDevice(settings: InstanceSettings): string {
  return socketDevice(settings) ?? NO_DEVICE;
}
