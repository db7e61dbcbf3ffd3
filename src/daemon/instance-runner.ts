/**
 * One VRRP instance at work: the machine decides, this carries the decision out. It knows the machine, its addresses
 * in the kernel and what it has to announce; sockets and links come from the thread.
 */
import type { IpAddress } from '../base/address.js';
import type { Instant } from '../base/duration.js';
import type { LogLine } from '../base/log.js';
import { unreachable } from '../base/unreachable.js';
import type { VrrpPacket } from '../sys/vrrp-socket.js';
import type { Effect } from '../vrrp/effect.js';
import type { Input } from '../vrrp/input.js';
import { createInstance, type Instance, nextDeadline, step } from '../vrrp/machine.js';
import type { InstanceSettings, VirtualAddress, VrrpGlobals } from '../vrrp/settings.js';
import { type InstanceView, view } from '../vrrp/view.js';
import { encodeAdvert } from '../wire/vrrp.js';
import { Inbox } from './inbox.js';
import type { ToDirector } from './messages.js';
import type { HeldAddresses } from './perform/addresses.js';

/** What a runner needs of the thread it lives in. */
export interface RunnerPorts {
  now(): Instant;
  post(message: ToDirector): void;
  log(line: LogLine): void;
  /** Sends a PDU from the instance's interface. Reports its own failures. */
  sendAdvert(runner: InstanceRunner, pdu: Uint8Array, source: IpAddress, destination: IpAddress): void;
  /** Announces addresses, `repeat` times each. */
  announce(runner: InstanceRunner, addresses: readonly VirtualAddress[], repeat: number): void;
  /** Forgets what waits to be announced about these addresses. */
  cancelAnnouncements(runner: InstanceRunner, addresses: readonly VirtualAddress[]): void;
  /** The instance's deadline may have changed. */
  reschedule(runner: InstanceRunner): void;
}

export class InstanceRunner {
  #settings: InstanceSettings;
  readonly #machine: Instance;
  readonly #ports: RunnerPorts;
  readonly #inbox = new Inbox();
  readonly addresses: HeldAddresses;
  /** The source last given to the machine; adverts carry it. */
  #source: IpAddress | undefined;
  /** Encoded adverts by destination, good until priority, settings or source change. */
  readonly #encoded = new Map<string, { readonly priority: number; readonly pdu: Uint8Array }>();

  constructor(settings: InstanceSettings, globals: VrrpGlobals, addresses: HeldAddresses, ports: RunnerPorts) {
    this.#settings = settings;
    this.#ports = ports;
    this.addresses = addresses;
    this.#machine = createInstance(settings, globals, ports.now());
  }

  get settings(): InstanceSettings {
    return this.#settings;
  }

  get source(): IpAddress | undefined {
    return this.#source;
  }

  /** A BACKUP: its deadlines are conclusions from silence. */
  get isListening(): boolean {
    return this.#machine.state === 'BACKUP';
  }

  deadline(): Instant | undefined {
    return nextDeadline(this.#machine);
  }

  view(): InstanceView {
    return view(this.#machine);
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
      this.#encoded.clear();
    }
    const effects = step(this.#machine, input, this.#ports.now());
    for (const effect of effects) this.#perform(effect);
    if (input.kind === 'source' && input.address === undefined) this.#useSource(undefined);
    this.#ports.reschedule(this);
    return effects.length > 0;
  }

  #useSource(address: IpAddress | undefined): void {
    this.#source = address;
    this.#encoded.clear();
  }

  #perform(effect: Effect): void {
    switch (effect.kind) {
      case 'advert':
        this.#sendAdvert(effect.priority);
        return;
      case 'add-addresses':
        this.addresses.add(effect.addresses);
        return;
      case 'remove-addresses':
        this.#ports.cancelAnnouncements(this, effect.addresses);
        this.addresses.remove(effect.addresses);
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
      case 'log':
        this.#ports.log(effect.line);
        return;
      default:
        unreachable(effect);
    }
  }

  #notify(state: Extract<ToDirector, { kind: 'notify' }>['state'], priority: number): void {
    this.#ports.post({ kind: 'notify', instance: this.#settings.name, state, priority });
  }

  #sendAdvert(priority: number): void {
    const source = this.#source;
    if (source === undefined) return; // the machine is in FAULT without one
    const peers = this.#settings.unicast?.peers.map(peer => peer.address) ?? [this.#settings.multicastGroup];
    for (const destination of peers) {
      this.#ports.sendAdvert(this, this.#advertFor(destination, source, priority), source, destination);
    }
  }

  #advertFor(destination: IpAddress, source: IpAddress, priority: number): Uint8Array {
    const known = this.#encoded.get(destination.text);
    if (known?.priority === priority) return known.pdu;
    const { version, vrid, family, advertInterval: interval, authentication, addresses } = this.#settings;
    const pdu = encodeAdvert(
      {
        version,
        vrid,
        priority,
        interval,
        addresses: addresses.map(entry => entry.address),
        ...(authentication.kind === 'pass' && { authType: 1, authData: authentication.password }),
      },
      { family, source, destination },
    );
    this.#encoded.set(destination.text, { priority, pdu });
    return pdu;
  }
}
