/**
 * The sockets adverts come and go by: one for each interface, family and IP protocol, shared by all instances on it;
 * and one for unicast instances without an interface. A packet finds its instances by VRID and destination; VRIDs that
 * are nobody's never leave the kernel, unless the operator wants to see them.
 */
import { type IpAddress, sameAddress } from '../../base/address.js';
import type { Log } from '../../base/log.js';
import type { AdvertBufferSettings } from '../../config/settings.js';
import type { KernelError } from '../../sys/kernel-error.js';
import type { VrrpPacket, VrrpSocket, VrrpSocketOptions } from '../../sys/vrrp-socket.js';
import { advertDevice } from '../../vrrp/devices.js';
import type { InstanceSettings } from '../../vrrp/settings.js';
import { AH_PROTOCOL } from '../../wire/ah.js';
import { VRRP_PROTOCOL } from '../../wire/vrrp.js';
import { advertBuffer } from './advert-buffer.js';
import type { InstanceRunner } from './instance-runner.js';
import { type Departure, ttlOf } from './outbox.js';
import { readingPace } from './reading-pace.js';

export interface SocketPorts {
  open(options: VrrpSocketOptions): VrrpSocket;
  interfaceIndex(name: string): number | undefined;
  isUp(name: string): boolean;
  /** Bytes; undefined while the interface does not exist. */
  mtu(name: string): number | undefined;
  /** Gives a packet to an instance of its VRID; answers whether anything came of it. */
  deliver(runner: InstanceRunner, packet: VrrpPacket): boolean;
  log: Log;
}

interface Shared {
  readonly socket: VrrpSocket;
  readonly ifindex: number;
  readonly byVrid: Map<number, InstanceRunner[]>;
  readonly groups: Set<string>;
  /** Bytes it was given; undefined: it has the kernel's default. */
  buffer?: number | undefined;
}

/** Lines about one interface's trouble come at most this often: a dead link would say it with every advert. */
const QUIET_SENDS = 100;

/** Of instances without an interface, whose adverts leave by any. */
const ETHERNET_MTU = 1_500;

/** What the log calls the interface of a packet that a socket bound to none has received. */
const ANY_INTERFACE = '(any interface)';

export class VrrpSockets {
  readonly #ports: SocketPorts;
  readonly #seesAllVrids: () => boolean;
  readonly #shared = new Map<string, Shared>();
  #buffers: AdvertBufferSettings = { policy: 'kernel', packets: 1 };
  readonly #failures = new Map<string, { text: string; count: number }>();
  readonly #foreign = new Map<string, number>();

  constructor(ports: SocketPorts, seesAllVrids: () => boolean) {
    this.#ports = ports;
    this.#seesAllVrids = seesAllVrids;
  }

  /** Opens or shares the socket of an instance's interface. False while the interface does not exist, or refuses. */
  attach(runner: InstanceRunner): boolean {
    const { vrid, multicastGroup, unicast } = runner.settings;
    const device = socketDevice(runner.settings);
    if (device === undefined && unicast === undefined) return true; // without peers it stays in FAULT, and needs none
    const ifindex = device === undefined ? 0 : this.#ports.interfaceIndex(device);
    if (ifindex === undefined) return false;
    const shared = this.#open(runner, ifindex);
    if (shared === undefined) return false;
    if (unicast === undefined && !shared.groups.has(multicastGroup.text)) {
      const joined = this.#attempt(keyOf(runner.settings), () => shared.socket.joinGroup(multicastGroup));
      if (!joined) return false;
      shared.groups.add(multicastGroup.text);
    }
    const others = shared.byVrid.get(vrid) ?? [];
    if (!others.includes(runner)) shared.byVrid.set(vrid, [...others, runner]);
    this.#filter(shared);
    this.#fit(shared);
    return true;
  }

  /** The instance leaves its socket; the last one closes it. */
  detach(runner: InstanceRunner): void {
    const { vrid } = runner.settings;
    const key = keyOf(runner.settings);
    const shared = this.#shared.get(key);
    if (shared === undefined) return;
    const others = (shared.byVrid.get(vrid) ?? []).filter(other => other !== runner);
    if (others.length > 0) shared.byVrid.set(vrid, others);
    else shared.byVrid.delete(vrid);
    if (shared.byVrid.size > 0) {
      this.#filter(shared);
      this.#fit(shared);
      return;
    }
    shared.socket.close();
    this.#shared.delete(key);
  }

  /** Sends one advert. A failure is logged once, and again when it changes or goes on for long. */
  send(runner: InstanceRunner, { pdu, destination, identification }: Departure, source: IpAddress): void {
    const key = keyOf(runner.settings);
    const shared = this.#shared.get(key);
    if (shared === undefined) return; // the interface is gone; the link event that follows tells the machine
    const refusal = shared.socket.send(pdu, { source, destination, ttl: ttlOf(runner.settings), identification });
    if (refusal === undefined && this.#failures.size === 0) return;
    // By destination: one unicast peer out of reach must not be news each time another one is reached.
    const trouble = `${key} ${destination.text}`;
    if (refusal === undefined) this.#failures.delete(trouble);
    else if (this.#isOfLink(refusal, socketDevice(runner.settings))) {
      // What a master says last, to a link that has just gone down, is not expected to arrive.
      this.#ports.log({ level: 'debug', text: refusal.message, fields: { code: 'vrrp-socket' } });
    } else this.#say(trouble, refusal);
  }

  /** Delivers every packet that has come by now. */
  read(): void {
    for (const shared of this.#shared.values()) shared.socket.read();
  }

  /** From now on sockets have buffers of this policy; to be followed by `refit`. */
  sizeBuffers(policy: AdvertBufferSettings): void {
    this.#buffers = policy;
  }

  /** What the instances ask for may have changed. */
  refit(): void {
    for (const shared of this.#shared.values()) this.#fit(shared);
  }

  /** The wish to see all VRIDs may have changed. */
  refilter(): void {
    for (const shared of this.#shared.values()) this.#filter(shared);
  }

  /** Adverts seen for VRIDs that are nobody's here, by interface. */
  foreignVrids(): ReadonlyMap<string, number> {
    return this.#foreign;
  }

  #open(runner: InstanceRunner, ifindex: number): Shared | undefined {
    const { family } = runner.settings;
    const device = socketDevice(runner.settings);
    const key = keyOf(runner.settings);
    const known = this.#shared.get(key);
    if (known?.ifindex === ifindex) return known;
    known?.socket.close(); // the interface was made anew under its old name
    const byVrid = known?.byVrid ?? new Map<number, InstanceRunner[]>();
    let socket: VrrpSocket | undefined;
    this.#attempt(key, () => {
      socket = this.#ports.open({
        ...(device !== undefined && { interface: device }),
        ifindex,
        family,
        protocol: protocolOf(runner.settings),
        groups: [],
        vrids: this.#seesAllVrids() ? 'all' : [...byVrid.keys()],
        onPacket: packet => this.#receive(key, packet),
        onError: error => this.#say(key, error),
      });
    });
    if (socket === undefined) {
      this.#shared.delete(key);
      return undefined;
    }
    const shared: Shared = { socket, ifindex, byVrid, groups: new Set() };
    this.#shared.set(key, shared);
    return shared;
  }

  /** Gives a socket the buffer and the pace that its instances ask for. */
  #fit(shared: Shared): void {
    const instances = [...shared.byVrid.values()].flat().map(({ settings }) => settings);
    const device = instances[0] && socketDevice(instances[0]);
    const mtu = (device === undefined ? undefined : this.#ports.mtu(device)) ?? ETHERNET_MTU;
    shared.socket.setPace(readingPace(instances));
    const bytes = advertBuffer(instances, this.#buffers, mtu);
    if (bytes === shared.buffer) return;
    shared.buffer = bytes;
    shared.socket.setReceiveBuffer(bytes);
  }

  #filter(shared: Shared): void {
    shared.socket.setVrids(this.#seesAllVrids() ? 'all' : [...shared.byVrid.keys()]);
  }

  #receive(key: string, packet: VrrpPacket): boolean {
    // A packet too short for a VRID is nobody's; it counts with the foreign ones.
    const runners = this.#shared.get(key)?.byVrid.get(packet.pdu[1] ?? -1);
    if (runners === undefined) {
      this.#noteForeign(key, packet);
      return true;
    }
    let acted = false;
    for (const runner of runners) {
      if (isFor(runner, packet.destination)) acted = this.#ports.deliver(runner, packet) || acted;
    }
    return acted;
  }

  #noteForeign(key: string, packet: VrrpPacket): void {
    const name = key.slice(0, key.indexOf(' ')) || ANY_INTERFACE;
    const count = (this.#foreign.get(name) ?? 0) + 1;
    this.#foreign.set(name, count);
    // The first one, then at 10, 100, 1000 …: a busy segment must not fill the log.
    if (!/^10*$/.test(String(count))) return;
    const vrid = packet.pdu[1] === undefined ? 'no VRID' : `VRID ${packet.pdu[1]}`;
    this.#ports.log({
      level: 'info',
      text: `advert for ${vrid}, which is no instance of ours, from ${packet.source.text} on ${name} (${count} so far)`,
      fields: { code: 'foreign-vrid', count },
    });
  }

  #isOfLink(refusal: KernelError, name: string | undefined): boolean {
    if (name === undefined) return false;
    const isLinks = refusal.code === 'ENETUNREACH' || refusal.code === 'ENODEV';
    return refusal.code === 'ENETDOWN' || (isLinks && !this.#ports.isUp(name));
  }

  #attempt(key: string, deed: () => void): boolean {
    try {
      deed();
    } catch (error) {
      this.#say(key, error instanceof Error ? error : new Error(String(error)));
      return false;
    }
    return true;
  }

  #say(key: string, error: Error): void {
    const failure = this.#failures.get(key);
    if (failure?.text === error.message && failure.count % QUIET_SENDS !== 0) {
      failure.count++;
      return;
    }
    const count = failure?.text === error.message ? failure.count : 0;
    this.#failures.set(key, { text: error.message, count: count + 1 });
    this.#ports.log({
      level: 'error',
      text: count === 0 ? error.message : `${error.message} (${count} times now)`,
      fields: { code: 'vrrp-socket' },
    });
  }
}

/**
 * The device whose packets an instance sends and hears: its interface or its own one on it, or the VRF of one without. Undefined: the kernel
 * routes its adverts, and those of its peers come in anywhere.
 */
export function socketDevice(settings: InstanceSettings): string | undefined {
  return settings.interface === '' ? settings.vrf : advertDevice(settings);
}

/**
 * Whether a packet was sent to where an instance listens: its group, or the very address its own unicast adverts come
 * from, as keepalived's socket is bound to that. Two routers of one number on one wire differ in nothing else.
 */
function isFor({ settings, source }: InstanceRunner, destination: IpAddress): boolean {
  const own = settings.unicast === undefined ? settings.multicastGroup : source;
  return own === undefined || sameAddress(own, destination);
}

/** Which socket an instance shares; the name of an interface has no blank. */
function keyOf(settings: InstanceSettings): string {
  return `${socketDevice(settings) ?? ''} ${settings.family} ${protocolOf(settings)}`;
}

/** Adverts behind an Authentication Header are a protocol of their own to IP. */
function protocolOf({ authentication }: InstanceSettings): number {
  return authentication.kind === 'ah' ? AH_PROTOCOL : VRRP_PROTOCOL;
}
