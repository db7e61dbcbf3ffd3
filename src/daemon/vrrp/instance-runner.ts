/**
 * One VRRP instance at work: the machine decides, this carries the decision out. It knows the machine, its addresses
 * in the kernel and what it has to announce; sockets and links come from the thread.
 */
import type { IpAddress } from '../../base/address.js';
import type { Instant } from '../../base/duration.js';
import type { LogLine } from '../../base/log.js';
import { unreachable } from '../../base/unreachable.js';
import type { InstanceEvent } from '../../notify/event.js';
import type { VrrpPacket } from '../../sys/vrrp-socket.js';
import type { Effect } from '../../vrrp/effect.js';
import type { Input } from '../../vrrp/input.js';
import { clearCounters, createInstance, type Instance, mayAdvertise, nextDeadline, step } from '../../vrrp/machine.js';
import type { InstanceSettings, VirtualAddress, VrrpGlobals } from '../../vrrp/settings.js';
import { type InstanceView, view } from '../../vrrp/view.js';
import type { ToDirector } from '../messages.js';
import { Inbox } from './inbox.js';
import { type Departure, Outbox } from './outbox.js';
import type { HeldAddresses } from './perform/addresses.js';

/** An effect about routes and rules. */
export type RoutingEffect = Extract<Effect, { kind: 'add-routes' | 'remove-routes' }>;

/** What a runner needs of the thread it lives in. */
export interface RunnerPorts {
  now(): Instant;
  /** Milliseconds since 1970: signatures of adverts carry the time of day. */
  wallClock(): number;
  post(message: ToDirector): void;
  log(line: LogLine): void;
  /** Sends one copy of an advert from the instance's interface. Reports its own failures. */
  sendAdvert(runner: InstanceRunner, departure: Departure, source: IpAddress): void;
  /** Announces addresses, `repeat` times each. */
  announce(runner: InstanceRunner, addresses: readonly VirtualAddress[], repeat: number): void;
  /** Forgets what waits to be announced about these addresses. */
  cancelAnnouncements(runner: InstanceRunner, addresses: readonly VirtualAddress[]): void;
  /** Adds or removes routes and rules, behind what was asked for before. */
  route(runner: InstanceRunner, effect: RoutingEffect): void;
  /** The instance's deadline may have changed. */
  reschedule(runner: InstanceRunner): void;
  /** The instance has made a step: its sync group may have something to do. */
  consultGroup(runner: InstanceRunner): void;
}

export class InstanceRunner {
  #settings: InstanceSettings;
  readonly #machine: Instance;
  readonly #ports: RunnerPorts;
  readonly #inbox: Inbox;
  readonly #outbox: Outbox;
  readonly addresses: HeldAddresses;
  /** The source last given to the machine; adverts carry it. */
  #source: IpAddress | undefined;

  /** `startupDelay` of `globals` begins now. */
  constructor(
    settings: InstanceSettings,
    globals: Pick<VrrpGlobals, 'startupDelay'>,
    addresses: HeldAddresses,
    ports: RunnerPorts,
  ) {
    this.#settings = settings;
    this.#ports = ports;
    this.#inbox = new Inbox(ports.wallClock);
    this.#outbox = new Outbox(ports.wallClock);
    this.addresses = addresses;
    this.#machine = createInstance(settings, globals, ports.now());
  }

  get settings(): InstanceSettings {
    return this.#settings;
  }

  get source(): IpAddress | undefined {
    return this.#source;
  }

  /** For its sync group. */
  get machine(): Instance {
    return this.#machine;
  }

  /** A BACKUP: its deadlines are conclusions from silence. */
  get isListening(): boolean {
    return this.#machine.state === 'BACKUP';
  }

  deadline(): Instant | undefined {
    return nextDeadline(this.#machine);
  }

  /** A MASTER whose next advert is as good as due, and goes when a `deadline` input is given now. */
  mayAdvertise(now: Instant): boolean {
    return mayAdvertise(this.#machine, now);
  }

  view(): InstanceView {
    return view(this.#machine);
  }

  clearStatistics(): void {
    clearCounters(this.#machine);
  }

  /** Every virtual address of the instance, advertised ones first. */
  virtualAddresses(): readonly VirtualAddress[] {
    return [...this.#settings.addresses, ...this.#settings.excludedAddresses];
  }

  get interface(): string {
    return this.#settings.interface;
  }

  /** A packet of this VRID came. Answers whether anything came of it. */
  receive(packet: VrrpPacket): boolean {
    return this.handle(this.#inbox.read(packet, this.#settings));
  }

  /** Gives the machine an input and carries out what it answers; says whether it answered anything. */
  handle(input: Input): boolean {
    // A farewell still goes out from the address that has gone: IPv4 lets us, and nobody waits for a timer then.
    if (input.kind === 'source' && input.address !== undefined) this.#useSource(input.address);
    else if (input.kind === 'reconfigure') {
      this.#settings = input.settings;
      this.#inbox.reset();
      this.#outbox.reset();
    }
    const effects = step(this.#machine, input, this.#ports.now());
    for (const effect of effects) this.#perform(effect);
    if (input.kind === 'source' && input.address === undefined) this.#useSource(undefined);
    this.#ports.reschedule(this);
    this.#ports.consultGroup(this);
    return effects.length > 0;
  }

  /** Does what the sync group has decided for the instance. */
  carryOut(effects: readonly Effect[]): void {
    for (const effect of effects) this.#perform(effect);
    this.#ports.reschedule(this);
  }

  #useSource(address: IpAddress | undefined): void {
    this.#source = address;
    this.#outbox.reset();
  }

  #perform(effect: Effect): void {
    switch (effect.kind) {
      case 'advert':
        this.#sendAdvert(effect);
        return;
      case 'add-addresses':
        this.addresses.add(effect.addresses);
        return;
      case 'remove-addresses':
        this.#ports.cancelAnnouncements(this, effect.addresses);
        this.addresses.remove(effect.addresses);
        return;
      case 'add-routes':
      case 'remove-routes':
        this.#ports.route(this, effect);
        return;
      case 'announce':
        this.#ports.announce(this, effect.addresses, effect.repeat);
        return;
      case 'notify':
        this.#notify(effect.state, effect.priority);
        return;
      case 'notify-lower-priority':
        this.#notify('MASTER_RX_LOWER_PRI', effect.priority);
        return;
      case 'notify-priority':
        this.#notify(`${effect.state}_PRIORITY`, effect.priority);
        return;
      case 'log':
        this.#ports.log(effect.line);
        return;
      default:
        unreachable(effect);
    }
  }

  #notify(state: InstanceEvent['state'], priority: number): void {
    this.#ports.post({ kind: 'notify', instance: this.#settings.name, state, priority });
  }

  #sendAdvert(effect: Extract<Effect, { kind: 'advert' }>): void {
    const source = this.#source;
    if (source === undefined) return; // the machine is in FAULT without one
    for (const departure of this.#outbox.write(this.#settings, source, effect)) {
      this.#ports.sendAdvert(this, departure, source);
    }
  }
}
