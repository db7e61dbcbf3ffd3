/**
 * The sockets adverts come and go by: one for each interface, family and IP protocol, shared by all instances on it. A
 * packet finds its instances by VRID; VRIDs that are nobody's never leave the kernel, unless the operator wants to see
 * them.
 */
import type { IpAddress } from '../../base/address.js';
import type { Log } from '../../base/log.js';
import type { KernelError } from '../../sys/kernel-error.js';
import type { VrrpPacket, VrrpSocket, VrrpSocketOptions } from '../../sys/vrrp-socket.js';
import type { InstanceSettings } from '../../vrrp/settings.js';
import { AH_PROTOCOL } from '../../wire/ah.js';
import { VRRP_PROTOCOL } from '../../wire/vrrp.js';
import type { InstanceRunner } from './instance-runner.js';
import { type Departure, ttlOf } from './outbox.js';

export interface SocketPorts {
  open(options: VrrpSocketOptions): VrrpSocket;
  interfaceIndex(name: string): number | undefined;
  isUp(name: string): boolean;
  /** Gives a packet to an instance of its VRID; answers whether anything came of it. */
  deliver(runner: InstanceRunner, packet: VrrpPacket): boolean;
  log: Log;
}

interface Shared {
  readonly socket: VrrpSocket;
  readonly ifindex: number;
  readonly byVrid: Map<number, InstanceRunner[]>;
  readonly groups: Set<string>;
}

/** Lines about one interface's trouble come at most this often: a dead link would say it with every advert. */
const QUIET_SENDS = 100;

export class VrrpSockets {
  readonly #ports: SocketPorts;
  readonly #seesAllVrids: () => boolean;
  readonly #shared = new Map<string, Shared>();
  readonly #failures = new Map<string, { text: string; count: number }>();
  readonly #foreign = new Map<string, number>();

  constructor(ports: SocketPorts, seesAllVrids: () => boolean) {
    this.#ports = ports;
    this.#seesAllVrids = seesAllVrids;
  }

  /** Opens or shares the socket of an instance's interface. False while the interface does not exist, or refuses. */
  attach(runner: InstanceRunner): boolean {
    const { interface: name, vrid, multicastGroup, unicast } = runner.settings;
    const ifindex = this.#ports.interfaceIndex(name);
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
      return;
    }
    shared.socket.close();
    this.#shared.delete(key);
  }

  /** Sends one advert. A failure is logged once, and again when it changes or goes on for long. */
  send(runner: InstanceRunner, { pdu, destination, identification }: Departure, source: IpAddress): void {
    const { interface: name } = runner.settings;
    const key = keyOf(runner.settings);
    const shared = this.#shared.get(key);
    if (shared === undefined) return; // the interface is gone; the link event that follows tells the machine
    const ttl = ttlOf(runner.settings);
    const refusal = shared.socket.send(pdu, {
      source,
      destination,
      ...(ttl !== undefined && { ttl }),
      ...(identification !== undefined && { identification }),
    });
    if (refusal === undefined && this.#failures.size === 0) return;
    // By destination: one unicast peer out of reach must not be news each time another one is reached.
    const trouble = `${key} ${destination.text}`;
    if (refusal === undefined) this.#failures.delete(trouble);
    else if (this.#isOfLink(refusal, name)) {
      // What a master says last, to a link that has just gone down, is not expected to arrive.
      this.#ports.log({ level: 'debug', text: refusal.message, fields: { code: 'vrrp-socket' } });
    } else this.#say(trouble, refusal);
  }

  /** Delivers every packet that has come by now. */
  read(): void {
    for (const shared of this.#shared.values()) shared.socket.read();
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
    const { interface: name, family, receiveBuffer } = runner.settings;
    const key = keyOf(runner.settings);
    const known = this.#shared.get(key);
    if (known?.ifindex === ifindex) return known;
    known?.socket.close(); // the interface was made anew under its old name
    const byVrid = known?.byVrid ?? new Map<number, InstanceRunner[]>();
    let socket: VrrpSocket | undefined;
    this.#attempt(key, () => {
      socket = this.#ports.open({
        interface: name,
        ifindex,
        family,
        protocol: protocolOf(runner.settings),
        groups: [],
        vrids: this.#seesAllVrids() ? 'all' : [...byVrid.keys()],
        onPacket: packet => this.#receive(key, packet),
        onError: error => this.#say(key, error),
        ...(receiveBuffer !== undefined && { receiveBuffer }),
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
    for (const runner of runners) acted = this.#ports.deliver(runner, packet) || acted;
    return acted;
  }

  #noteForeign(key: string, packet: VrrpPacket): void {
    const name = key.slice(0, key.indexOf(' '));
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

  #isOfLink(refusal: KernelError, name: string): boolean {
    return refusal.code === 'ENETDOWN' || (refusal.code === 'ENETUNREACH' && !this.#ports.isUp(name));
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

/** Which socket an instance shares; the name of an interface has no blank. */
function keyOf(settings: InstanceSettings): string {
  return `${settings.interface} ${settings.family} ${protocolOf(settings)}`;
}

/** Adverts behind an Authentication Header are a protocol of their own to IP. */
function protocolOf({ authentication }: InstanceSettings): number {
  return authentication.kind === 'ah' ? AH_PROTOCOL : VRRP_PROTOCOL;
}
